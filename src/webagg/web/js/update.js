/**
 * The binary message that takes the picture from one frame to another.
 *
 * Nothing here touches the DOM, so that it runs in a Worker and under Node as well.
 */

import {
  INDEX,
  MIXED,
  parseHeader,
  rawSize,
  RGBA,
  STORED,
  UpdateError,
} from "./update-header.js";
import { lookUp, unfilter } from "./update-pixels.js";

/** @typedef {import("./update-header.js").Header} Header */
/** @typedef {import("./update-header.js").Box} Box */
/** @typedef {import("./update-pixels.js").Place} Place */

// A DEFLATE symbol of at least two bits stands for at most 258 bytes.
const MAX_EXPANSION = 1032;

/**
 * Whether this browser can unpack what is compressed.
 *
 * @returns {boolean}
 */
export function canInflate() {
  try {
    return Boolean(new DecompressionStream("deflate-raw"));
  } catch {
    // There is none, or it knows the formats with a header only.
    return false;
  }
}

/**
 * @typedef {object} Update
 * @property {boolean} keyFrame
 * @property {number} frameId
 * @property {number} baseId
 * @property {number} seq
 * @property {number} width
 * @property {number} height
 * @property {Box[]} boxes
 * @property {boolean} opaque  whether none of its pixels is translucent
 * @property {function(function(Box): Place): void} writeTo  writes the pixels of each box to
 *   where it is told; throws if they are malformed, and may have written some of them then
 */

/**
 * Read an update as far as can be done without knowing where its pixels go.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Update>}
 */
export async function openUpdate(buffer) {
  const header = parseHeader(buffer);
  const raw = await unpack(header);
  const indexed = header.format === INDEX || header.format === MIXED;
  const write = indexed ? lookUp : unfilter;
  const { keyFrame, frameId, baseId, seq, width, height, boxes } = header;
  const opaque = header.format !== RGBA && isOpaque(header.palette);
  const writeTo = (placeOf) => write(header, raw, placeOf);
  return { keyFrame, frameId, baseId, seq, width, height, boxes, opaque, writeTo };
}

/** @param {Uint8Array} palette  R, G, B, A of each colour */
function isOpaque(palette) {
  for (let at = 3; at < palette.length; at += 4) if (palette[at] !== 255) return false;
  return true;
}

/**
 * The pixels as they were before packing, in one buffer of just the right size.
 *
 * @param {Header} header
 * @returns {Promise<Uint8Array>}
 */
async function unpack(header) {
  const size = rawSize(header);
  if (header.encoding === STORED) {
    if (header.body.length !== size) {
      throw new UpdateError(`${header.body.length} bytes stored instead of ${size}`);
    }
    return header.body;
  }
  if (size > MAX_EXPANSION * header.body.length) {
    throw new UpdateError(`${header.body.length} bytes cannot inflate to ${size}`);
  }
  const raw = new Uint8Array(size);
  const inflater = new DecompressionStream("deflate-raw");
  const writer = inflater.writable.getWriter();
  // Awaiting these before reading would block a full stream; a failure shows below.
  const written = Promise.all([writer.write(header.body), writer.close()]);
  written.catch(() => {});
  const reader = inflater.readable.getReader();
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filled + value.length > size) {
      await reader.cancel();
      throw new UpdateError(`the payload inflates to more than ${size} bytes`);
    }
    raw.set(value, filled);
    filled += value.length;
  }
  await written;
  if (filled !== size) {
    throw new UpdateError(`the payload inflates to ${filled} bytes instead of ${size}`);
  }
  return raw;
}
