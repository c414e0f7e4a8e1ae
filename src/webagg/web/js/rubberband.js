/** The rectangle that follows the mouse while it chooses a part of the figure. */
import { createElement } from "./dom.js";

/** One rectangle over one figure. */
export class Rubberband {
  /** @param {HTMLElement} overlay lies over the figure, its top left corner on the canvas's */
  constructor(overlay) {
    this.element = createElement("div", {
      className: "webagg-rubberband",
      hidden: true,
    });
    overlay.append(this.element);
  }

  /**
   * Show the rectangle, or hide it if all corners are -1.
   *
   * @param {{x0: number, y0: number, x1: number, y1: number}} corners device pixels from the bottom
   *   left, in any order
   * @param {number} frameHeight device pixels
   * @param {number} cssPerPixel CSS pixels for a device pixel of the frame
   */
  show({ x0, y0, x1, y1 }, frameHeight, cssPerPixel) {
    const away = [x0, y0, x1, y1].every((value) => value === -1);
    this.element.hidden = away;
    if (away) return;
    const left = Math.min(x0, x1) * cssPerPixel;
    const top = (frameHeight - Math.max(y0, y1)) * cssPerPixel;
    const { style } = this.element;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${Math.abs(x1 - x0) * cssPerPixel}px`;
    style.height = `${Math.abs(y1 - y0) * cssPerPixel}px`;
  }

  /** Hide the rectangle. */
  hide() {
    this.element.hidden = true;
  }
}
