/** Numbers on the way of the frames, drawn over the figure on demand. */
import { createElement } from "./dom.js";

/** Time over which rates are taken, ms. */
const WINDOW_MS = 2000;
/** How often Python's numbers are asked for while they are shown, ms. */
const ASK_EVERY_MS = 1000;

/** Counts frames; shows rates while asked to. */
export class Statistics {
  /**
   * @param {HTMLElement} overlay lies over the figure
   * @param {function(): void} ask asks Python for its numbers; they come by `setServer`
   */
  constructor(overlay, ask) {
    this.ask = ask;
    this.askedAt = -Infinity;
    /** Python's numbers for this viewer; null while it told none. */
    this.server = null;
    this.element = createElement("pre", {
      className: "webagg-statistics",
      hidden: true,
      "aria-label": "Frame statistics",
    });
    overlay.append(this.element);
    this.recent = [];
    this.frames = 0;
    this.bytes = 0;
    this.keyFrames = 0;
    this.mismatches = 0;
    this.sentAt = new Map();
    this.answerMs = null;
    this.timer = 0;
  }

  /** Count a frame that was painted. */
  addFrame(report) {
    const now = performance.now();
    this.frames += 1;
    this.bytes += report.bytes;
    if (report.keyFrame) this.keyFrames += 1;
    this.recent.push({ at: now, ...report });
    while (this.recent.length > 0 && now - this.recent[0].at > WINDOW_MS) {
      this.recent.shift();
    }
    const sentAt = this.sentAt.get(report.seq);
    if (sentAt !== undefined) this.answerMs = now - sentAt;
    for (const seq of this.sentAt.keys()) {
      if (seq <= report.seq) this.sentAt.delete(seq);
    }
  }

  /** Remember when an input went out, to see how long its frame takes. */
  addInput(seq) {
    this.sentAt.set(seq, performance.now());
    if (this.sentAt.size > 500) this.sentAt.delete(this.sentAt.keys().next().value);
  }

  /** Count an update that did not fit. */
  addMismatch() {
    this.mismatches += 1;
  }

  /**
   * Take Python's numbers: counts and running means, see `manager.viewer_stats()`.
   *
   * @param {object} message
   */
  setServer(message) {
    this.server = message;
  }

  /** Show or hide the numbers. */
  toggle() {
    this.element.hidden = !this.element.hidden;
    clearInterval(this.timer);
    if (this.element.hidden) return;
    this.#show();
    this.timer = setInterval(() => this.#show(), 250);
  }

  /** Stop showing. */
  close() {
    clearInterval(this.timer);
    this.element.hidden = true;
  }

  #show() {
    const now = performance.now();
    if (now - this.askedAt >= ASK_EVERY_MS) {
      this.askedAt = now;
      this.ask();
    }
    const recent = this.recent.filter(({ at }) => now - at <= WINDOW_MS);
    const sum = (field) => recent.reduce((total, report) => total + report[field], 0);
    const mean = (field) => (recent.length > 0 ? sum(field) / recent.length : 0);
    const seconds = WINDOW_MS / 1000;
    const last = this.recent.at(-1);
    const rows = [
      ["frames/s", (recent.length / seconds).toFixed(1)],
      ["kB/s", (sum("bytes") / seconds / 1000).toFixed(0)],
      ["decode ms", mean("decodeMs").toFixed(1)],
      ["paint ms", mean("paintMs").toFixed(1)],
      ["answer ms", this.answerMs === null ? "\u2013" : this.answerMs.toFixed(0)],
      ["frames", `${this.frames} (${this.keyFrames} key)`],
      ["MB", (this.bytes / 1e6).toFixed(2)],
      ["mismatched", String(this.mismatches)],
      ["pixels", last ? `${last.width}\u00d7${last.height}` : "\u2013"],
      ...serverRows(this.server),
    ];
    this.element.textContent = rows
      .map(([name, value]) => `${name.padEnd(11)}${value.padStart(12)}`)
      .join("\n");
  }
}

/** Rows of the numbers that only Python knows. */
function serverRows(server) {
  if (server === null) return [];
  const milliseconds = (value) =>
    typeof value === "number" ? value.toFixed(1) : "\u2013";
  return [
    ["draw ms", milliseconds(server.draw_ms)],
    ["encode ms", milliseconds(server.encode_ms)],
    ["link ms", milliseconds(server.link_ms)],
    ["sent", String(server.frames_sent)],
    ["sent MB", (server.bytes_sent / 1e6).toFixed(2)],
    ["painted", String(server.frames_acknowledged)],
    ["skipped", String(server.frames_skipped)],
    ["in flight", `${server.in_flight} of ${server.window}`],
    ["effort", String(server.effort)],
  ];
}
