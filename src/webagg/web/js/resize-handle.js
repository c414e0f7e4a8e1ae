/** The corner by which the user resizes a figure, with the pointer or with arrow keys. */
import { createElement } from "./dom.js";

/** CSS pixels per press of an arrow key; with shift ten times finer. */
const KEY_STEP = 20;

/** Handle in the lower right corner of a figure. */
export class ResizeHandle {
  /**
   * @param {HTMLElement} stage holds the figure
   * @param {object} host `size()` gives [width, height] in CSS pixels, `scale()` the page's CSS
   *   pixels for one of the figure, `resize(width, height)`
   */
  constructor(stage, host) {
    this.host = host;
    this.drag = null;
    this.element = createElement("button", {
      className: "webagg-resize",
      type: "button",
      "aria-label": "Resize",
      title: "Drag to resize the figure",
    });
    stage.append(this.element);
    const on = (type, handler) => this.element.addEventListener(type, handler);
    on("pointerdown", (event) => this.#start(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", () => this.#end());
    on("lostpointercapture", () => this.#end());
    on("keydown", (event) => this.#key(event));
  }

  #start(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    const [width, height] = this.host.size();
    this.drag = { x: event.clientX, y: event.clientY, width, height };
    this.element.classList.add("webagg-dragging");
  }

  #move(event) {
    if (this.drag === null) return;
    const { x, y, width, height } = this.drag;
    const scale = this.host.scale();
    this.host.resize(
      width + (event.clientX - x) / scale,
      height + (event.clientY - y) / scale,
    );
  }

  #end() {
    this.drag = null;
    this.element.classList.remove("webagg-dragging");
  }

  #key(event) {
    const step = event.shiftKey ? KEY_STEP / 10 : KEY_STEP;
    const directions = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const direction = directions[event.key];
    if (!direction) return;
    event.preventDefault();
    const [width, height] = this.host.size();
    this.host.resize(width + direction[0], height + direction[1]);
  }
}
