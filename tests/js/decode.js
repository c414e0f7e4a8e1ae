import { openUpdate } from "../../src/webagg/web/js/update.js";

/**
 * Read an update into pixels of its own: all of it, or throw.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Promise<{rectangles: object[]}>} and the numbers of an `Update`; each rectangle has x, y,
 *   width, height and RGBA `data`
 */
export async function decodeUpdate(buffer) {
  const update = await openUpdate(buffer);
  const { keyFrame, frameId, baseId, seq, width, height } = update;
  const rectangles = [];
  update.writeTo((box) => {
    const pixels = new Uint32Array(box.width * box.height);
    rectangles.push({ ...box, data: new Uint8ClampedArray(pixels.buffer) });
    return { pixels, start: 0, stride: box.width };
  });
  return { keyFrame, frameId, baseId, seq, width, height, rectangles };
}
