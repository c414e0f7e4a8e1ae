/** Copies of a part of a figure, for the instant pan. */

/**
 * Copy a region of a canvas.
 *
 * @param {HTMLCanvasElement|OffscreenCanvas} canvas
 * @param {{x: number, y: number, width: number, height: number}} region whole device pixels from the
 *   top left
 * @returns {?ImageBitmap} the copy; null if the region is empty or the browser cannot
 */
export function takeSnapshot(canvas, { x, y, width, height }) {
  if (width < 1 || height < 1 || typeof OffscreenCanvas === "undefined") return null;
  const copy = new OffscreenCanvas(width, height);
  copy.getContext("2d").drawImage(canvas, x, y, width, height, 0, 0, width, height);
  return copy.transferToImageBitmap();
}
