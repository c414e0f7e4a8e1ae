/**
 * The header of an update: everything but its pixels, checked.
 *
 * ARCHITECTURE.md, "Wire: one update (binary)", has the layout byte by byte.
 */

const MAGIC = 0x47474157; // "WAGG", read as a little-endian number
const VERSION = 1;
const HEADER_SIZE = 52;
const RECTANGLE_SIZE = 16;
const MAX_SIDE = 65535;

export const STORED = 0;
const DEFLATE = 1;
export const RGBA = 0;
// 1 is RGB: what is none of the others.
export const INDEX = 2;
export const MIXED = 3;
const KEY_FRAME = 1;
const FILTERED = 2;
const GREEN = 4;

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

/**
 * The number of bytes that the payload unpacks to.
 *
 * @param {Header} header
 */
export function rawSize(header) {
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
