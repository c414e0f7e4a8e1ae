/** On the page of one figure, a smaller browser window makes the figure smaller, as in a desktop. */

import { contentWidth } from "./dom.js";

/** The window makes no figure smaller than this, CSS pixels. */
const LEAST_SIZE = [240, 180];

/**
 * The size a figure takes in a window.
 *
 * @param {number[]} wanted [width, height] it has where there is room
 * @param {number[]} room [width, height] there is
 * @returns {number[]}
 */
export function sizeInWindow(wanted, room) {
  return wanted.map((side, axis) =>
    Math.min(side, Math.max(room[axis], LEAST_SIZE[axis])),
  );
}

/** Resizes one figure with the window; it grows back when the window does. */
export class WindowFollower {
  /**
   * @param {FigurePanel} panel
   * @param {HTMLElement} page what the panel stands in
   */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    /** What the figure had before the window became too small, and what we gave it then. */
    this.wanted = null;
    this.given = null;
    this.ratio = window.devicePixelRatio;
    window.addEventListener("resize", () => this.#follow());
  }

  #follow() {
    const { viewport } = this.panel;
    // Zooming the page changes its size in CSS pixels too, but the figure keeps its own.
    const zoomed = window.devicePixelRatio !== this.ratio;
    this.ratio = window.devicePixelRatio;
    if (zoomed || viewport.filling || viewport.logical === null) return;
    const untouched = this.given !== null && same(viewport.logical, this.given);
    if (!untouched) this.wanted = viewport.logical;
    const size = sizeInWindow(this.wanted, this.#room());
    if (same(size, viewport.logical)) return;
    viewport.requestSize(...size);
    this.given = viewport.logical;
  }

  #room() {
    const { root, box } = this.panel.frame;
    const { paddingTop, paddingBottom } = getComputedStyle(this.page);
    const height =
      window.innerHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
    return [
      contentWidth(this.page) - (root.offsetWidth - root.clientWidth),
      height - (root.offsetHeight - box.offsetHeight),
    ].map(Math.floor);
  }
}

function same(one, other) {
  return Math.abs(one[0] - other[0]) < 1 && Math.abs(one[1] - other[1]) < 1;
}
