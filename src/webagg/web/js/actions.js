/** The buttons in a panel's header, as a window has them. */
import { createElement } from "./dom.js";
import { createIcon } from "./icons.js";
import { TO_SERVER } from "./protocol.js";

/**
 * Build a button of the panel's header.
 *
 * @param {string} label accessible name
 * @param {string} icon of icons.js
 * @param {function(): void} action
 * @returns {HTMLButtonElement}
 */
export function createAction(label, icon, action) {
  const button = createElement(
    "button",
    {
      className: "webagg-button",
      type: "button",
      "aria-label": label,
      title: label,
    },
    createIcon(icon),
  );
  button.addEventListener("click", action);
  return button;
}

/**
 * Give a panel the buttons of a window.
 *
 * @param {object} panel a FigurePanel
 */
export function addActions(panel) {
  const { help, fullscreen } = panel;
  const add = (label, icon, action) =>
    panel.frame.actions.append(createAction(label, icon, action));
  add("Shortcuts", "help", () => help.open());
  if (fullscreen.isPossible) {
    add("Full screen", "fullscreen", () => fullscreen.toggle());
  }
  add("Close", "close", () => {
    panel.closedByUser = true;
    panel.send(TO_SERVER.close);
  });
}
