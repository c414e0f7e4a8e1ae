/** Wheel events as matplotlib's steps: a notch is 1.0, up is positive. */

/** `wheelDelta` of one notch, in every browser that has it. */
const WHEEL_DELTA_PER_NOTCH = 120;
/** Pixels that count as a notch where a browser tells pixels only. */
const PIXELS_PER_NOTCH = 100;
/** Pixels a notch can stand for, by platform, settings and page zoom. */
const LEAST_NOTCH_PIXELS = 60;
const MOST_NOTCH_PIXELS = 350;
/** Part by which events of one wheel differ in it. */
const NOTCH_TOLERANCE = 0.25;
/** Lines a notch scrolls. */
const LINES_PER_NOTCH = 3;
/** A trackpad's `wheelDelta` is this many times its pixels, with the sign turned. */
const TRACKPAD_FACTOR = 3;

/** One wheel: remembers how many pixels its notch is. */
export class Wheel {
  constructor() {
    /** Pixels of a notch, once a plausible one was seen; at which page zoom. */
    this.notchPixels = null;
    this.ratio = null;
  }

  /**
   * Vertical steps of a wheel event.
   *
   * @param {WheelEvent} event
   * @param {number} [ratio] device pixels to a CSS pixel
   * @returns {number} 0 for a wheel turned sideways
   */
  steps(event, ratio = 1) {
    // Firefox tells lines only to pages that look at deltaMode before the deltas.
    const mode = event.deltaMode;
    // With shift, browsers call an ordinary wheel's turn a sideways one, to scroll pages.
    const turned = event.shiftKey === true && event.deltaY === 0;
    const delta = turned ? event.deltaX : event.deltaY;
    if (!delta) return 0;
    if (mode === 1) return -delta / LINES_PER_NOTCH;
    if (mode === 2) return -delta;
    const wheelDelta = turned ? event.wheelDeltaX : event.wheelDeltaY;
    if (wheelDelta && Math.abs(wheelDelta + TRACKPAD_FACTOR * delta) > 1) {
      return this.#notches(delta, wheelDelta, ratio);
    }
    return -delta / PIXELS_PER_NOTCH;
  }

  /** Chromium's pixels per notch vary; its wheelDelta does not, where it tells the truth. */
  #notches(delta, wheelDelta, ratio) {
    const notches = wheelDelta / WHEEL_DELTA_PER_NOTCH;
    const pixels = Math.abs(delta / notches);
    if (ratio !== this.ratio) this.notchPixels = null;
    this.ratio = ratio;
    if (pixels >= LEAST_NOTCH_PIXELS && pixels <= MOST_NOTCH_PIXELS) {
      if (this.notchPixels === null && Math.abs(notches) >= 1) {
        this.notchPixels = pixels;
      }
      const known = this.notchPixels ?? pixels;
      // Small turns are rounded.
      if (Math.abs(pixels - known) <= NOTCH_TOLERANCE * known) return notches;
    }
    // Events that programs make claim a single notch whatever their pixels.
    return -delta / (this.notchPixels ?? PIXELS_PER_NOTCH);
  }
}
