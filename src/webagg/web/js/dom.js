/** Small helpers to build DOM, shared by everything that shows something. */

/**
 * Create an element.
 *
 * @param {string} tag
 * @param {Object<string, *>} [attributes] `className`, `text` and attributes; false and null are left out
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function createElement(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "className") node.className = value;
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * @param {EventTarget|null} target
 * @returns {boolean} whether keys typed into it are text of the page
 */
export function isTextField(target) {
  if (!(target instanceof Element)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}

/**
 * @param {HTMLElement} element
 * @returns {number} the width its children can have, CSS pixels
 */
export function contentWidth(element) {
  const { paddingLeft, paddingRight } = getComputedStyle(element);
  return element.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}
