/** Wheel events as matplotlib's steps: a notch is 1.0, up is positive. */

/** `wheelDelta` of one notch, in every browser that has it. */
const WHEEL_DELTA_PER_NOTCH = 120;
/** Pixels that count as a notch where a browser tells pixels only. */
const PIXELS_PER_NOTCH = 100;
/** Pixels a notch can stand for, by platform, settings and page zoom. */
const LEAST_NOTCH_PIXELS = 60;
const MOST_NOTCH_PIXELS = 350;
/** Lines a notch scrolls. */
const LINES_PER_NOTCH = 3;
/** A trackpad's `wheelDelta` is this many times its pixels, with the sign turned. */
const TRACKPAD_FACTOR = 3;

/**
 * Vertical steps of a wheel event.
 *
 * @param {WheelEvent} event
 * @returns {number} 0 for a wheel turned sideways
 */
export function wheelSteps(event) {
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
    // Chromium's pixels per notch vary; its wheelDelta does not, where it tells the truth.
    const notches = wheelDelta / WHEEL_DELTA_PER_NOTCH;
    const pixels = Math.abs(delta / notches);
    if (pixels >= LEAST_NOTCH_PIXELS && pixels <= MOST_NOTCH_PIXELS) return notches;
  }
  return -delta / PIXELS_PER_NOTCH;
}
