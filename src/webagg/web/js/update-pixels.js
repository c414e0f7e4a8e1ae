/**
 * The pixels of an update: from indices or filtered rows to RGBA.
 */

import { MIXED, RGBA, UpdateError } from "./update-header.js";

/** @typedef {import("./update-header.js").Header} Header */

const ESCAPE = 255;

/** True where the first byte of a 32-bit number in memory is its lowest. */
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Where the pixels of a box go, one 32-bit number each.
 *
 * @typedef {object} Place
 * @property {Uint32Array} pixels
 * @property {number} start  index of the box's first pixel
 * @property {number} stride  from one row to the next
 */

/**
 * One 32-bit number per colour, laid out in memory as R, G, B, A.
 *
 * @param {Uint8Array} palette
 */
function colourTable(palette) {
  const table = new Uint32Array(256);
  new Uint8Array(table.buffer).set(palette);
  return table;
}

/**
 * Palette indices, and literal colours where there are any, to RGBA.
 *
 * @param {Header} header
 * @param {Uint8Array} raw
 * @param {function(import("./update-header.js").Box): Place} placeOf
 */
export function lookUp(header, raw, placeOf) {
  const table = colourTable(header.palette);
  const colours = header.palette.length / 4;
  const mixed = header.format === MIXED;
  const opaque = LITTLE_ENDIAN ? 0xff000000 : 0xff;
  let at = 0;
  let literal = raw.length - 3 * header.literals;
  let highest = 0;
  for (const box of header.boxes) {
    const { pixels, start, stride } = placeOf(box);
    for (let y = 0; y < box.height; y++) {
      let to = start + y * stride;
      const end = to + box.width;
      if (!mixed) {
        for (; to < end; to++) {
          const index = raw[at++];
          if (index > highest) highest = index;
          pixels[to] = table[index];
        }
        continue;
      }
      for (; to < end; to++) {
        const index = raw[at++];
        if (index !== ESCAPE) {
          if (index > highest) highest = index;
          pixels[to] = table[index];
        } else {
          const r = raw[literal];
          const g = raw[literal + 1];
          const b = raw[literal + 2];
          literal += 3;
          pixels[to] = LITTLE_ENDIAN
            ? r | (g << 8) | (b << 16) | opaque
            : (r << 24) | (g << 16) | (b << 8) | opaque;
        }
      }
    }
  }
  if (highest >= colours) {
    throw new UpdateError(`index ${highest} of a palette of ${colours} colours`);
  }
  // Reading past the end gives undefined, never somebody else's memory.
  if (literal !== raw.length) {
    throw new UpdateError("the number of literal pixels is wrong");
  }
}

/**
 * Rows of samples, filtered or not, to RGBA.
 *
 * @param {Header} header
 * @param {Uint8Array} raw
 * @param {function(import("./update-header.js").Box): Place} placeOf
 */
export function unfilter(header, raw, placeOf) {
  const bpp = header.format === RGBA ? 4 : 3;
  let at = 0;
  for (const box of header.boxes) {
    const { pixels, start, stride } = placeOf(box);
    const length = box.width * bpp;
    let previous = new Uint8Array(length);
    for (let y = 0; y < box.height; y++) {
      const kind = header.filtered ? raw[at++] : 0;
      const row = raw.subarray(at, at + length);
      // Stored payloads are the message itself, which is not needed any more.
      unfilterRow(kind, row, previous, bpp);
      expandRow(row, pixels, start + y * stride, bpp, header.green);
      previous = row;
      at += length;
    }
  }
}

/**
 * Undo one PNG filter in place (RFC 2083, section 6).
 *
 * @param {number} kind
 * @param {Uint8Array} row
 * @param {Uint8Array} above
 * @param {number} bpp  bytes per pixel
 */
function unfilterRow(kind, row, above, bpp) {
  const n = row.length;
  switch (kind) {
    case 0:
      return;
    case 1:
      for (let k = 0; k < bpp; k++) unfilterSub(row, k, bpp);
      return;
    case 2:
      for (let i = 0; i < n; i++) row[i] += above[i];
      return;
    case 3:
      for (let k = 0; k < bpp; k++) unfilterAverage(row, above, k, bpp);
      return;
    case 4:
      for (let k = 0; k < bpp; k++) unfilterPaeth(row, above, k, bpp);
      return;
    default:
      throw new UpdateError(`unknown filter type ${kind}`);
  }
}

// One channel at a time, because what lies left and in the corner then stays in local
// variables, which is faster than reading again what was just written.

/**
 * Undo the Sub filter for one channel.
 *
 * @param {Uint8Array} row
 * @param {number} channel
 * @param {number} bpp
 */
function unfilterSub(row, channel, bpp) {
  let left = 0;
  for (let i = channel; i < row.length; i += bpp) {
    left = (row[i] + left) & 255;
    row[i] = left;
  }
}

/**
 * Undo the Average filter for one channel.
 *
 * @param {Uint8Array} row
 * @param {Uint8Array} above
 * @param {number} channel
 * @param {number} bpp
 */
function unfilterAverage(row, above, channel, bpp) {
  let left = 0;
  for (let i = channel; i < row.length; i += bpp) {
    left = (row[i] + ((left + above[i]) >> 1)) & 255;
    row[i] = left;
  }
}

/**
 * Undo the Paeth filter for one channel.
 *
 * @param {Uint8Array} row
 * @param {Uint8Array} above
 * @param {number} channel
 * @param {number} bpp
 */
function unfilterPaeth(row, above, channel, bpp) {
  const n = row.length;
  let left = 0;
  let corner = 0;
  for (let i = channel; i < n; i += bpp) {
    const up = above[i];
    let a = up - corner;
    let b = left - corner;
    let c = a + b;
    if (a < 0) a = -a;
    if (b < 0) b = -b;
    if (c < 0) c = -c;
    const guess = a <= b && a <= c ? left : b <= c ? up : corner;
    left = (row[i] + guess) & 255;
    row[i] = left;
    corner = up;
  }
}

/**
 * @param {Uint8Array} row  samples
 * @param {Uint32Array} pixels
 * @param {number} to  where the row starts in `pixels`
 * @param {number} bpp
 * @param {boolean} green  whether red and blue are given less green
 */
function expandRow(row, pixels, to, bpp, green) {
  const n = row.length;
  if (LITTLE_ENDIAN && bpp === 3) {
    // The common case, with all that is known of it.
    const spread = green ? 0x00010001 : 0;
    for (let i = 0; i < n; i += 3) {
      const g = row[i + 1];
      const redAndBlue = (row[i] | (row[i + 2] << 16)) + g * spread;
      pixels[to++] = (redAndBlue & 0x00ff00ff) | (g << 8) | 0xff000000;
    }
    return;
  }
  const [red, middle, blue, alpha] = LITTLE_ENDIAN ? [0, 8, 16, 24] : [24, 16, 8, 0];
  for (let i = 0; i < n; i += bpp) {
    const g = row[i + 1];
    const add = green ? g : 0;
    const a = bpp === 4 ? row[i + 3] : 255;
    pixels[to++] =
      (((row[i] + add) & 255) << red) |
      (g << middle) |
      (((row[i + 2] + add) & 255) << blue) |
      (a << alpha);
  }
}
