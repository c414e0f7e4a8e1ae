/** Modifier keys of DOM events, as the wire names them. */

/** In the order in which matplotlib puts them before a key. */
const HELD = [
  ["ctrlKey", "ctrl"],
  ["altKey", "alt"],
  ["shiftKey", "shift"],
  ["metaKey", "meta"],
];

/** Keys that are modifiers themselves, and their name in a list of modifiers. */
const MODIFIER_KEYS = {
  Control: "ctrl",
  Alt: "alt",
  Shift: "shift",
  Meta: "meta",
  OS: "meta",
};

/** The scalar fields of a DOM event that programs may read as `guiEvent`. */
const GUI_EVENT_FIELDS = [
  "type",
  "timeStamp",
  "isTrusted",
  "clientX",
  "clientY",
  "offsetX",
  "offsetY",
  "movementX",
  "movementY",
  "button",
  "buttons",
  "detail",
  "pointerType",
  "pressure",
  "tiltX",
  "tiltY",
  "deltaX",
  "deltaY",
  "deltaMode",
  "key",
  "code",
  "location",
  "repeat",
  "ctrlKey",
  "altKey",
  "shiftKey",
  "metaKey",
];

/**
 * @param {MouseEvent|KeyboardEvent} event
 * @returns {string[]} the modifiers held, in matplotlib's order
 */
export function heldModifiers(event) {
  return HELD.filter(([flag]) => event[flag]).map(([, name]) => name);
}

/**
 * @param {string} key of a KeyboardEvent
 * @returns {?string} the modifier this key is, or null
 */
export function modifierOfKey(key) {
  return MODIFIER_KEYS[key] ?? null;
}

/**
 * Copy what a program may want to know of the browser's event.
 *
 * @param {Event} event
 * @returns {Object<string, (string|number|boolean)>}
 */
export function describeEvent(event) {
  const fields = {};
  for (const name of GUI_EVENT_FIELDS) {
    const value = event[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  return fields;
}
