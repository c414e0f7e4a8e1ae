/** What a figure says in words: coordinates, state of the connection, errors, its end. */
import { createElement } from "./dom.js";
import { createIcon } from "./icons.js";

/** Error notes shown at once; older ones give way. */
const MAX_NOTES = 3;
/** A note without a traceback goes by itself after this time, ms. */
const NOTE_MS = 8000;

/** Why there will be no more frames, by the `closed` message's reason. */
const ENDINGS = {
  figure: "This figure was closed",
  exit: "The program has ended",
  gone: "This figure is no longer there",
};
/** After these the server has nothing more to say to a figure. */
const FINAL_REASONS = new Set(["figure", "gone"]);

/** Texts of the banner, most important first. */
const BANNERS = [
  ["ended", null],
  ["lost", "Connection lost, reconnecting\u2026"],
  ["busy", "Python is busy"],
];

/** Words on and below one figure. */
export class Status {
  /**
   * @param {HTMLElement} readout shows the pointer's coordinates
   * @param {HTMLElement} overlay lies over the figure
   */
  constructor(readout, overlay) {
    this.readout = readout;
    this.states = new Map();
    this.reason = null;
    this.banner = createElement("div", {
      className: "webagg-banner",
      role: "status",
      hidden: true,
    });
    this.notes = createElement("div", { className: "webagg-notes" });
    overlay.append(this.banner, this.notes);
  }

  /** @param {string} text the toolbar's message, mostly coordinates */
  setMessage(text) {
    this.readout.textContent = text;
  }

  /** @param {boolean} busy whether Python computes and input waits */
  setBusy(busy) {
    this.#set("busy", busy ? true : null);
  }

  /** @param {boolean} lost whether the connection is down and being tried again */
  setLost(lost) {
    this.#set("lost", lost ? true : null);
  }

  /** @param {?string} reason of the `closed` message; null: there will be frames */
  setEnded(reason) {
    this.reason = reason;
    this.#set("ended", reason === null ? null : (ENDINGS[reason] ?? ENDINGS.gone));
  }

  /** @returns {boolean} whether there will be no more frames */
  get isEnded() {
    return this.states.has("ended");
  }

  /** @returns {boolean} whether not even the same program can bring the figure back */
  get isFinal() {
    return FINAL_REASONS.has(this.reason);
  }

  /**
   * Show that something went wrong.
   *
   * @param {string} message one line
   * @param {?string} [traceback] shown on demand
   */
  addError(message, traceback = null) {
    const repeated = [...this.notes.children].find(
      (note) => note.dataset.message === message,
    );
    if (repeated) {
      repeated.dataset.count = String(Number(repeated.dataset.count) + 1);
      repeated.querySelector(".webagg-note-count").textContent =
        `\u00d7${repeated.dataset.count}`;
      return;
    }
    const note = this.#createNote(message, "webagg-note webagg-note-error", "alert");
    if (traceback) {
      const details = createElement(
        "details",
        {},
        createElement("summary", { text: "Traceback" }),
        createElement("pre", { text: traceback, tabindex: "0" }),
      );
      note.append(details);
    } else {
      setTimeout(() => note.remove(), NOTE_MS);
    }
  }

  /**
   * Tell something that goes by itself.
   *
   * @param {string} message
   */
  addHint(message) {
    const note = this.#createNote(message, "webagg-note", "status");
    setTimeout(() => note.remove(), NOTE_MS / 2);
  }

  #createNote(message, className, role) {
    const dismiss = createElement(
      "button",
      { className: "webagg-button", type: "button", "aria-label": "Dismiss" },
      createIcon("close"),
    );
    const note = createElement(
      "div",
      { className, role },
      createElement("span", { className: "webagg-note-text", text: message }),
      createElement("span", { className: "webagg-note-count" }),
      dismiss,
    );
    note.dataset.message = message;
    note.dataset.count = "1";
    dismiss.addEventListener("click", () => note.remove());
    this.notes.append(note);
    while (this.notes.childElementCount > MAX_NOTES) this.notes.firstChild.remove();
    return note;
  }

  #set(state, value) {
    if (value === null) this.states.delete(state);
    else this.states.set(state, value);
    const shown = BANNERS.find(([name]) => this.states.has(name));
    this.banner.hidden = shown === undefined;
    this.banner.dataset.state = shown?.[0] ?? "";
    this.banner.textContent = shown ? (shown[1] ?? this.states.get(shown[0])) : "";
  }
}
