/**
 * The binary message that takes the picture from one frame to another.
 *
 * ARCHITECTURE.md, "Wire: one update (binary)", has the layout byte by byte. Nothing
 * here touches the DOM, so that it runs in a Worker and under Node as well.
 */

const MAGIC = 0x47474157; // "WAGG", read as a little-endian number
const VERSION = 1;
const HEADER_SIZE = 52;
const RECTANGLE_SIZE = 16;
const MAX_SIDE = 65535;
// A DEFLATE symbol of at least two bits stands for at most 258 bytes.
const MAX_EXPANSION = 1032;
const ESCAPE = 255;

const STORED = 0;
const DEFLATE = 1;
const RGBA = 0;
// 1 is RGB: what is none of the others.
const INDEX = 2;
const MIXED = 3;
const KEY_FRAME = 1;
const FILTERED = 2;
const GREEN = 4;

/** True where the first byte of a 32-bit number in memory is its lowest. */
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** A message that is not a well-formed update. */
export class UpdateError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "UpdateError";
  }
}

/**
 * @typedef {object} Box
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Header
 * @property {number} encoding
 * @property {number} format
 * @property {boolean} keyFrame  the whole picture, applies to anything
 * @property {boolean} filtered
 * @property {boolean} green
 * @property {number} frameId
 * @property {number} baseId  the frame this applies to; 0 with a key frame
 * @property {number} seq  the last input message the frame answers, 0 if none
 * @property {number} width  of the frame, device pixels
 * @property {number} height
 * @property {number} literals
 * @property {Box[]} boxes
 * @property {Uint8Array} palette  R, G, B, A of each colour
 * @property {Uint8Array} body  the payload as it came
 */

/**
 * @typedef {object} Rectangle
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {Uint8ClampedArray} data  RGBA pixels, as ImageData wants them
 */

/**
 * @typedef {object} Update
 * @property {boolean} keyFrame
 * @property {number} frameId
 * @property {number} baseId
 * @property {number} seq
 * @property {number} width
 * @property {number} height
 * @property {Rectangle[]} rectangles
 */

/**
 * Whether a binary message is an update at all (matplotlib's are PNG images).
 *
 * @param {ArrayBuffer} buffer
 * @returns {boolean}
 */
export function isUpdate(buffer) {
  return (
    buffer.byteLength >= HEADER_SIZE &&
    new DataView(buffer).getUint32(0, true) === MAGIC
  );
}

/**
 * Read everything but the payload, and check that the lengths agree.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Header}
 */
export function parseHeader(buffer) {
  if (!isUpdate(buffer)) {
    throw new UpdateError(`${buffer.byteLength} bytes that are no update`);
  }
  const view = new DataView(buffer);
  if (view.getUint8(4) !== VERSION) {
    throw new UpdateError(`version ${view.getUint8(4)} is not understood`);
  }
  const flags = view.getUint8(7);
  const header = {
    encoding: view.getUint8(5),
    format: view.getUint8(6),
    keyFrame: (flags & KEY_FRAME) !== 0,
    filtered: (flags & FILTERED) !== 0,
    green: (flags & GREEN) !== 0,
    frameId: readId(view, 8),
    baseId: readId(view, 16),
    seq: readId(view, 24),
    width: view.getUint32(32, true),
    height: view.getUint32(36, true),
    literals: view.getUint32(48, true),
    boxes: /** @type {Box[]} */ ([]),
    palette: new Uint8Array(0),
    body: new Uint8Array(0),
  };
  if (header.encoding > DEFLATE || header.format > MIXED || flags > 7) {
    throw new UpdateError("unknown encoding, pixel format or flag");
  }
  if (!isSide(header.width) || !isSide(header.height)) {
    throw new UpdateError(`a frame cannot be ${header.width}x${header.height}`);
  }
  if (header.frameId === 0 || header.keyFrame !== (header.baseId === 0)) {
    throw new UpdateError("a key frame, and no other update, has base 0");
  }
  const colours = view.getUint32(44, true);
  const indexed = header.format === INDEX || header.format === MIXED;
  const limit = header.format === INDEX ? 256 : header.format === MIXED ? 255 : 0;
  if (colours > limit || indexed !== colours > 0) {
    throw new UpdateError(`a palette cannot have ${colours} colours`);
  }
  if (header.format !== MIXED && header.literals > 0) {
    throw new UpdateError("this pixel format has no literals");
  }
  if (indexed && (header.filtered || header.green)) {
    throw new UpdateError("indices are not filtered");
  }
  const count = view.getUint32(40, true);
  const coloursAt = HEADER_SIZE + RECTANGLE_SIZE * count;
  const bodyAt = coloursAt + 4 * colours;
  if (bodyAt > buffer.byteLength) {
    throw new UpdateError("the message ends before its payload");
  }
  header.boxes = readBoxes(view, count, header);
  header.palette = new Uint8Array(buffer, coloursAt, 4 * colours);
  header.body = new Uint8Array(buffer, bodyAt);
  return header;
}

/**
 * Read an update: all of it, or throw.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Update>}
 */
export async function decodeUpdate(buffer) {
  const header = parseHeader(buffer);
  const raw = await unpack(header);
  const rectangles =
    header.format === INDEX || header.format === MIXED
      ? lookUp(header, raw)
      : unfilter(header, raw);
  const { keyFrame, frameId, baseId, seq, width, height } = header;
  return { keyFrame, frameId, baseId, seq, width, height, rectangles };
}

/** @param {number} side */
function isSide(side) {
  return side > 0 && side <= MAX_SIDE;
}

/**
 * @param {DataView} view
 * @param {number} offset
 */
function readId(view, offset) {
  const id = view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
  if (!Number.isSafeInteger(id)) {
    throw new UpdateError("a number is too large");
  }
  return id;
}

/**
 * @param {DataView} view
 * @param {number} count
 * @param {{width: number, height: number, keyFrame: boolean}} frame
 */
function readBoxes(view, count, frame) {
  const boxes = [];
  let area = 0;
  for (let i = 0; i < count; i++) {
    const at = HEADER_SIZE + RECTANGLE_SIZE * i;
    const box = {
      x: view.getUint32(at, true),
      y: view.getUint32(at + 4, true),
      width: view.getUint32(at + 8, true),
      height: view.getUint32(at + 12, true),
    };
    if (
      box.width < 1 ||
      box.height < 1 ||
      box.x + box.width > frame.width ||
      box.y + box.height > frame.height
    ) {
      throw new UpdateError("a rectangle is not inside the frame");
    }
    area += box.width * box.height;
    boxes.push(box);
  }
  const whole = frame.width * frame.height;
  if (area > whole) {
    throw new UpdateError("the rectangles are larger than the frame");
  }
  if (frame.keyFrame && (count !== 1 || area !== whole)) {
    throw new UpdateError("a key frame has one rectangle, the whole frame");
  }
  return boxes;
}

/** @param {Header} header */
function rawSize(header) {
  let pixels = 0;
  let rows = 0;
  for (const box of header.boxes) {
    pixels += box.width * box.height;
    rows += box.height;
  }
  if (header.format === INDEX) return pixels;
  if (header.format === MIXED) {
    if (header.literals > pixels) {
      throw new UpdateError("more literals than pixels");
    }
    return pixels + 3 * header.literals;
  }
  return pixels * (header.format === RGBA ? 4 : 3) + (header.filtered ? rows : 0);
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
 * @returns {Rectangle[]}
 */
function lookUp(header, raw) {
  const table = colourTable(header.palette);
  const colours = header.palette.length / 4;
  const mixed = header.format === MIXED;
  const opaque = LITTLE_ENDIAN ? 0xff000000 : 0xff;
  let at = 0;
  let literal = raw.length - 3 * header.literals;
  let highest = 0;
  const rectangles = header.boxes.map((box) => {
    const count = box.width * box.height;
    const pixels = new Uint32Array(count);
    if (!mixed) {
      for (let i = 0; i < count; i++) {
        const index = raw[at + i];
        if (index > highest) highest = index;
        pixels[i] = table[index];
      }
    } else {
      for (let i = 0; i < count; i++) {
        const index = raw[at + i];
        if (index !== ESCAPE) {
          if (index > highest) highest = index;
          pixels[i] = table[index];
        } else {
          const r = raw[literal];
          const g = raw[literal + 1];
          const b = raw[literal + 2];
          literal += 3;
          pixels[i] = LITTLE_ENDIAN
            ? r | (g << 8) | (b << 16) | opaque
            : (r << 24) | (g << 16) | (b << 8) | opaque;
        }
      }
    }
    at += count;
    return { ...box, data: new Uint8ClampedArray(pixels.buffer) };
  });
  if (highest >= colours) {
    throw new UpdateError(`index ${highest} of a palette of ${colours} colours`);
  }
  // Reading past the end gives undefined, never somebody else's memory.
  if (literal !== raw.length) {
    throw new UpdateError("the number of literal pixels is wrong");
  }
  return rectangles;
}

/**
 * Rows of samples, filtered or not, to RGBA.
 *
 * @param {Header} header
 * @param {Uint8Array} raw
 * @returns {Rectangle[]}
 */
function unfilter(header, raw) {
  const bpp = header.format === RGBA ? 4 : 3;
  let at = 0;
  return header.boxes.map((box) => {
    const stride = box.width * bpp;
    const above = new Uint8Array(stride);
    const pixels = new Uint32Array(box.width * box.height);
    let previous = above;
    for (let y = 0; y < box.height; y++) {
      const kind = header.filtered ? raw[at++] : 0;
      const row = raw.subarray(at, at + stride);
      // Stored payloads are the message itself, which is not needed any more.
      unfilterRow(kind, row, previous, bpp);
      expandRow(row, pixels, y * box.width, bpp, header.green);
      previous = row;
      at += stride;
    }
    return { ...box, data: new Uint8ClampedArray(pixels.buffer) };
  });
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
      for (let i = bpp; i < n; i++) row[i] += row[i - bpp];
      return;
    case 2:
      for (let i = 0; i < n; i++) row[i] += above[i];
      return;
    case 3:
      for (let i = 0; i < bpp; i++) row[i] += above[i] >> 1;
      for (let i = bpp; i < n; i++) row[i] += (row[i - bpp] + above[i]) >> 1;
      return;
    case 4:
      for (let k = 0; k < bpp; k++) unfilterPaeth(row, above, k, bpp);
      return;
    default:
      throw new UpdateError(`unknown filter type ${kind}`);
  }
}

/**
 * Undo the Paeth filter for one channel. What lies left and in the corner stays in
 * local variables, which is several times as fast as reading it again.
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
