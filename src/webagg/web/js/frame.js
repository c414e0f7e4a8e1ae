/** The DOM of one figure's panel: where its parts go, nothing of what they do. */
import { createElement } from "./dom.js";

/**
 * Build a panel.
 *
 * @param {"page"|"embedded"|"bare"} chrome page: title and window buttons; embedded: title only;
 *   bare: neither
 * @returns {Object<string, HTMLElement>} root, header, title, actions, stage, box, canvas, overlay,
 *   toolbar, readout
 */
export function createFrame(chrome) {
  const canvas = createElement("canvas", {
    className: "mpl-canvas",
    role: "img",
    "aria-label": "Figure",
    width: "1",
    height: "1",
  });
  const overlay = createElement("div", { className: "webagg-overlay" });
  const box = createElement(
    "div",
    { className: "webagg-box", tabindex: "0", role: "group" },
    canvas,
    overlay,
  );
  const stage = createElement("div", { className: "webagg-stage" }, box);
  const title = createElement("h2", { className: "webagg-title mpl-title" });
  const actions = createElement("div", { className: "webagg-actions" });
  const header = createElement(
    "header",
    { className: "webagg-header" },
    title,
    actions,
  );
  header.hidden = chrome === "bare";
  const toolbar = createElement("div", { className: "mpl-toolbar", hidden: true });
  const readout = createElement("output", { className: "mpl-message" });
  const footer = createElement(
    "footer",
    { className: "webagg-footer" },
    toolbar,
    readout,
  );
  const root = createElement(
    "section",
    { className: `webagg webagg-figure webagg-chrome-${chrome}` },
    header,
    stage,
    footer,
  );
  return {
    root,
    header,
    title,
    actions,
    stage,
    box,
    canvas,
    overlay,
    toolbar,
    readout,
  };
}

/**
 * Name a frame, for eyes and for screen readers.
 *
 * @param {object} frame as `createFrame` made it
 * @param {string} title
 */
export function nameFrame({ root, title: heading, box, canvas }, title) {
  heading.textContent = title;
  canvas.setAttribute("aria-label", title);
  box.setAttribute("aria-label", `${title}, interactive. Escape, then Tab, leaves it.`);
  root.setAttribute("aria-label", title);
}

/**
 * Show a frame to the user, who may be looking elsewhere.
 *
 * @param {object} frame as `createFrame` made it
 */
export function bringToFront({ root }) {
  root.scrollIntoView({ block: "nearest", inline: "nearest" });
  root.classList.remove("webagg-raised");
  // Reading the layout restarts the animation if it is still running.
  void root.offsetWidth;
  root.classList.add("webagg-raised");
  window.focus();
}
