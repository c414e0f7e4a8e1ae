/** The dialog that moves the margins of a figure's subplots, live. */
import { PanelDialog } from "./dialog.js";
import { createElement } from "./dom.js";

/** Name, label and highest value of each parameter, in the order shown. */
const MARGINS = [
  ["left", "Left", 1],
  ["right", "Right", 1],
  ["bottom", "Bottom", 1],
  ["top", "Top", 1],
  ["wspace", "Width space", 1],
  ["hspace", "Height space", 1],
];
/** Edges that must not meet: the first stays below the second. */
const EDGES = [
  ["left", "right"],
  ["bottom", "top"],
];
const STEP = 0.001;
/** The least distance of two opposite edges. */
const GAP = 0.01;

/**
 * Keep opposite edges apart.
 *
 * @param {string} name the parameter that moves
 * @param {number} value where to
 * @param {Object<string, number>} margins the others
 * @returns {number} the nearest allowed value
 */
export function clampMargin(name, value, margins) {
  for (const [low, high] of EDGES) {
    if (name === low) return Math.min(value, margins[high] - GAP);
    if (name === high) return Math.max(value, margins[low] + GAP);
  }
  return value;
}

/** Subplots dialog of one figure. */
export class MarginsDialog {
  /**
   * @param {HTMLElement} parent
   * @param {function(object): void} send takes the fields of a `subplots` message
   */
  constructor(parent, send) {
    this.dialog = new PanelDialog(parent, "Subplots", "webagg-margins");
    this.send = send;
    this.values = {};
    this.rows = new Map();
    this.request = 0;
    const grid = createElement("div", { className: "webagg-margins-grid" });
    for (const [name, label, highest] of MARGINS) {
      grid.append(...this.#createRow(name, label, highest));
    }
    const reset = createElement("button", {
      type: "button",
      className: "webagg-text-button",
      text: "Reset",
    });
    const close = createElement("button", {
      type: "button",
      className: "webagg-text-button",
      text: "Done",
    });
    reset.addEventListener("click", () => this.send({ reset: true }));
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.body.append(
      grid,
      createElement("div", { className: "webagg-dialog-actions" }, reset, close),
    );
  }

  /**
   * Show Python's values and open the dialog.
   *
   * @param {Object<string, number>} values the six parameters
   */
  show(values) {
    this.update(values);
    this.dialog.open();
  }

  /**
   * Show Python's values.
   *
   * @param {Object<string, number>} values the six parameters
   */
  update(values) {
    for (const [name, { slider, output }] of this.rows) {
      if (typeof values[name] !== "number") continue;
      this.values[name] = values[name];
      // The slider being dragged knows better than an answer to an older position.
      if (this.request !== 0) continue;
      slider.value = String(values[name]);
      output.textContent = values[name].toFixed(3);
    }
  }

  /** Close the dialog. */
  close() {
    this.dialog.close();
  }

  #createRow(name, label, highest) {
    const slider = createElement("input", {
      type: "range",
      min: "0",
      max: String(highest),
      step: String(STEP),
      "aria-label": label,
    });
    const output = createElement("output", { className: "webagg-number" });
    slider.addEventListener("input", () => {
      const value = clampMargin(name, Number(slider.value), this.values);
      slider.value = String(value);
      output.textContent = value.toFixed(3);
      this.values[name] = value;
      this.#sendSoon();
    });
    this.rows.set(name, { slider, output });
    return [
      createElement("span", { text: label, "aria-hidden": "true" }),
      slider,
      output,
    ];
  }

  /** Send once per animation frame, however fast the slider moves. */
  #sendSoon() {
    if (this.request !== 0) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      this.send({ ...this.values });
    });
  }
}
