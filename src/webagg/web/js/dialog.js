/** A native dialog beside the figure it belongs to: not modal, so that the figure stays usable. */
import { createElement } from "./dom.js";
import { createIcon } from "./icons.js";

let dialogCount = 0;

/** Frame, title and closing of a dialog; the content is the caller's. */
export class PanelDialog {
  /**
   * @param {HTMLElement} parent
   * @param {string} title
   * @param {string} className
   */
  constructor(parent, title, className) {
    const id = `webagg-dialog-${++dialogCount}`;
    const close = createElement(
      "button",
      { className: "webagg-button", type: "button", "aria-label": "Close dialog" },
      createIcon("close"),
    );
    this.body = createElement("div", { className: "webagg-dialog-body" });
    this.element = createElement(
      "dialog",
      { className: `webagg-dialog ${className}`, "aria-labelledby": id },
      createElement("header", {}, createElement("h3", { id, text: title }), close),
      this.body,
    );
    this.opener = null;
    close.addEventListener("click", () => this.close());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.close();
      }
    });
    this.element.addEventListener("close", () => this.opener?.focus?.());
    parent.append(this.element);
  }

  /** @returns {boolean} whether it is shown */
  get isOpen() {
    return this.element.open;
  }

  /** Show it; the focus goes into it and, when it closes, back to where it was. */
  open() {
    if (this.element.open) return;
    this.opener = document.activeElement;
    this.element.show();
  }

  /** Hide it. */
  close() {
    if (this.element.open) this.element.close();
  }
}
