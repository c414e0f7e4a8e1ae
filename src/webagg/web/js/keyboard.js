/**
 * Keys typed on a figure, as matplotlib's key events.
 *
 * All keys belong to the figure while it has the focus. Tab does so only once the user has clicked or
 * typed there, and no longer after Escape: who walks the page by Tab is never caught.
 */
import { isTextField } from "./dom.js";
import { describeEvent, heldModifiers, modifierOfKey } from "./modifiers.js";
import { TO_SERVER } from "./protocol.js";

/** Keys without meaning of their own: parts of a composition, or unknown to the browser. */
const UNSENT_KEYS = new Set(["Process", "Unidentified", "Compose"]);
/** Left to the browser although they are sent: reload, developer tools, its own full screen. */
const BROWSER_KEYS = new Set(["F5", "F11", "F12"]);
/** With ctrl or cmd, left to the browser: address bar, tabs, windows, reload, zoom. */
const BROWSER_CHORDS = new Set([
  "l",
  "n",
  "r",
  "t",
  "w",
  "q",
  "+",
  "-",
  "=",
  "0",
  "tab",
]);

/**
 * What the message says of a key.
 *
 * @param {KeyboardEvent} event
 * @returns {{key: string, modifiers: string[]}} the DOM's key and the modifiers held besides it
 */
export function describeKey(event) {
  const own = modifierOfKey(event.key);
  let modifiers = heldModifiers(event).filter((name) => name !== own);
  // AltGr reports itself as ctrl and alt on some systems; the character it makes is a plain one.
  const graph = event.getModifierState?.("AltGraph") && event.key.length === 1;
  if (graph) modifiers = modifiers.filter((name) => name !== "ctrl" && name !== "alt");
  return { key: event.key, modifiers };
}

/**
 * Whether the browser keeps its own action for a key.
 *
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isBrowserKey(event) {
  const { key } = event;
  if (BROWSER_KEYS.has(key)) return true;
  const control = event.ctrlKey || event.metaKey;
  if (!control || event.getModifierState?.("AltGraph")) return false;
  if (BROWSER_CHORDS.has(key.toLowerCase())) return true;
  return event.shiftKey && ["c", "i", "j"].includes(key.toLowerCase());
}

/** Turns key events of one element into messages. */
export class Keyboard {
  /**
   * @param {HTMLElement} element takes the focus and the events
   * @param {object} host `send(type, {key, modifiers, guiEvent})`
   * @param {AbortSignal} signal ends listening
   */
  constructor(element, host, signal) {
    this.host = host;
    /** Keys down, by physical key: what a release will say. */
    this.held = new Map();
    this.tabLeaves = true;
    const on = (target, type, handler) =>
      target.addEventListener(type, handler, { signal });
    on(element, "keydown", (event) => this.#down(event));
    on(element, "keyup", (event) => this.#up(event));
    on(element, "pointerdown", () => {
      this.tabLeaves = false;
    });
    on(element, "blur", () => {
      this.releaseAll();
      // Another window may have the keyboard for a moment; the figure is still the page's choice.
      if (document.activeElement !== element) this.tabLeaves = true;
    });
    on(window, "blur", () => this.releaseAll());
  }

  /** Send the releases that the page will not hear of. */
  releaseAll() {
    const held = [...this.held.values()];
    this.held.clear();
    // The keys pressed first are let go last, as modifiers are.
    for (let index = held.length - 1; index >= 0; index -= 1) {
      const modifiers = held
        .slice(0, index)
        .map((other) => modifierOfKey(other.key))
        .filter((name) => name !== null);
      const { key } = held[index];
      this.host.send(TO_SERVER.keyRelease, { key, modifiers, guiEvent: {} });
    }
  }

  #down(event) {
    if (isTextField(event.target)) return;
    if (event.isComposing || UNSENT_KEYS.has(event.key)) return;
    if (event.key === "Tab" && this.tabLeaves) return;
    if (modifierOfKey(event.key) === null) this.tabLeaves = event.key === "Escape";
    if (!isBrowserKey(event)) event.preventDefault();
    const described = describeKey(event);
    this.held.set(event.code || event.key, described);
    this.#send(TO_SERVER.keyPress, event, described);
  }

  #up(event) {
    const id = event.code || event.key;
    if (!this.held.has(id)) return;
    event.preventDefault();
    this.held.delete(id);
    this.#send(TO_SERVER.keyRelease, event, describeKey(event));
    // A Mac tells no releases while cmd is held: whatever is still down went up unheard.
    if (event.key === "Meta") this.releaseAll();
  }

  #send(type, event, { key, modifiers }) {
    this.host.send(type, { key, modifiers, guiEvent: describeEvent(event) });
  }
}
