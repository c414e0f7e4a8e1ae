/** Wheel events as matplotlib's steps: a notch is 1.0, up is positive. */

/** `wheelDelta` of one notch, in every browser that has it. */
const WHEEL_DELTA_PER_NOTCH = 120;
/** Pixels that count as a notch where a browser tells pixels only. */
const PIXELS_PER_NOTCH = 100;
/** Lines a notch scrolls. */
const LINES_PER_NOTCH = 3;
/** A trackpad's `wheelDelta` is this many times its pixels, with the sign turned. */
const TRACKPAD_FACTOR = 3;

/**
 * Vertical steps of a wheel event.
 *
 * @param {{deltaY: number, deltaMode: number, wheelDeltaY: (number|undefined)}} event
 * @returns {number} 0 for a wheel turned sideways
 */
export function wheelSteps(event) {
  // Firefox tells lines only to pages that look at deltaMode before the deltas.
  const mode = event.deltaMode;
  const delta = event.deltaY;
  if (delta === 0) return 0;
  if (mode === 1) return -delta / LINES_PER_NOTCH;
  if (mode === 2) return -delta;
  const wheelDelta = event.wheelDeltaY;
  // Chromium's pixels per notch depend on platform, settings and page zoom; its wheelDelta does not.
  if (wheelDelta && Math.abs(wheelDelta + TRACKPAD_FACTOR * delta) > 1) {
    return wheelDelta / WHEEL_DELTA_PER_NOTCH;
  }
  return -delta / PIXELS_PER_NOTCH;
}
