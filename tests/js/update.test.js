import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import {
  isUpdate,
  parseHeader,
  UpdateError,
} from "../../src/webagg/web/js/update-header.js";
import { decodeUpdate } from "./decode.js";

const RGBA = 0;
const RGB = 1;
const INDEX = 2;
const MIXED = 3;
const KEY = 1;
const FILTERED = 2;
const GREEN = 4;

/** An update built by hand: by default a key frame of 2 x 2 stored RGBA pixels. */
function message(fields = {}) {
  const {
    magic = "WAGG",
    version = 1,
    encoding = 0,
    format = RGBA,
    flags = KEY,
    frameId = 5n,
    baseId = 0n,
    seq = 0n,
    width = 2,
    height = 2,
    boxes = [[0, 0, 2, 2]],
    palette = [],
    literals = 0,
    count = boxes.length,
    colours = palette.length / 4,
    payload = new Uint8Array(16),
  } = fields;
  const head = Buffer.alloc(52);
  head.write(magic, 0, "latin1");
  head.set([version, encoding, format, flags], 4);
  head.writeBigUInt64LE(frameId, 8);
  head.writeBigUInt64LE(baseId, 16);
  head.writeBigUInt64LE(seq, 24);
  [width, height, count, colours, literals].forEach((value, i) =>
    head.writeUInt32LE(value, 32 + 4 * i),
  );
  const table = Buffer.from(Uint32Array.from(boxes.flat()).buffer);
  const whole = Buffer.concat([
    head,
    table,
    Buffer.from(palette),
    Buffer.from(payload),
  ]);
  return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length);
}

const pixels = (rectangle) => Array.from(rectangle.data);

test("a stored key frame", async () => {
  const payload = Uint8Array.from({ length: 16 }, (_, i) => i);
  const update = await decodeUpdate(message({ payload, seq: 9n }));
  assert.equal(update.keyFrame, true);
  assert.deepEqual(
    [update.frameId, update.baseId, update.seq, update.width, update.height],
    [5, 0, 9, 2, 2],
  );
  const [rectangle] = update.rectangles;
  assert.ok(rectangle.data instanceof Uint8ClampedArray);
  assert.deepEqual(pixels(rectangle), [...payload]);
});

test("several rectangles of deflated RGB", async () => {
  const update = await decodeUpdate(
    message({
      encoding: 1,
      format: RGB,
      flags: 0,
      baseId: 4n,
      boxes: [
        [1, 0, 1, 1],
        [0, 1, 2, 1],
      ],
      payload: deflateRawSync(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)),
    }),
  );
  assert.equal(update.keyFrame, false);
  assert.equal(update.baseId, 4);
  const [first, second] = update.rectangles;
  assert.deepEqual([first.x, first.y, first.width, first.height], [1, 0, 1, 1]);
  assert.deepEqual(pixels(first), [1, 2, 3, 255]);
  assert.deepEqual(pixels(second), [4, 5, 6, 255, 7, 8, 9, 255]);
});

test("palette indices, and literal pixels among them", async () => {
  const palette = [1, 2, 3, 255, 9, 8, 7, 100];
  const plain = await decodeUpdate(
    message({ format: INDEX, palette, payload: [0, 1, 1, 0] }),
  );
  assert.deepEqual(pixels(plain.rectangles[0]).slice(0, 8), palette);
  const mixed = await decodeUpdate(
    message({
      format: MIXED,
      palette,
      literals: 2,
      payload: [0, 255, 1, 255, 50, 51, 52, 60, 61, 62],
    }),
  );
  assert.deepEqual(
    pixels(mixed.rectangles[0]),
    [1, 2, 3, 255, 50, 51, 52, 255, 9, 8, 7, 100, 60, 61, 62, 255],
  );
});

/** The standard's own words (RFC 2083, section 6.6), sample by sample. */
function paeth(left, up, corner) {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((v) => Math.abs(estimate - v));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

for (const format of [RGB, RGBA]) {
  for (const green of [0, GREEN]) {
    test(`every filter, format ${format}, green ${green}`, async () => {
      const bpp = format === RGB ? 3 : 4;
      const width = 5;
      const height = 15;
      const raw = [];
      const expected = [];
      let above = new Array(width * bpp).fill(0);
      let random = 1;
      for (let y = 0; y < height; y++) {
        const row = above.map(() => (random = (random * 75 + 74) % 65537) & 255);
        const kind = y % 5;
        raw.push(kind);
        row.forEach((value, i) => {
          const left = i < bpp ? 0 : row[i - bpp];
          const corner = i < bpp ? 0 : above[i - bpp];
          const up = above[i];
          const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind];
          raw.push((value - guess) & 255);
        });
        for (let i = 0; i < row.length; i += bpp) {
          const g = green ? row[i + 1] : 0;
          expected.push((row[i] + g) & 255, row[i + 1], (row[i + 2] + g) & 255);
          expected.push(bpp === 4 ? row[i + 3] : 255);
        }
        above = row;
      }
      const update = await decodeUpdate(
        message({
          encoding: 1,
          format,
          flags: KEY | FILTERED | green,
          width,
          height,
          boxes: [[0, 0, width, height]],
          payload: deflateRawSync(Uint8Array.from(raw)),
        }),
      );
      assert.deepEqual(pixels(update.rectangles[0]), expected);
    });
  }
}

test("what inflates in many pieces", async () => {
  const payload = Uint8Array.from({ length: 4 * 600 * 500 }, (_, i) => (i * i) >> 7);
  const update = await decodeUpdate(
    message({
      encoding: 1,
      width: 600,
      height: 500,
      boxes: [[0, 0, 600, 500]],
      payload: deflateRawSync(payload),
    }),
  );
  assert.deepEqual(Buffer.from(update.rectangles[0].data), Buffer.from(payload));
});

test("an update is told from a PNG image", () => {
  assert.equal(isUpdate(message()), true);
  assert.equal(isUpdate(message({ magic: "\x89PNG" })), false);
  assert.equal(isUpdate(new ArrayBuffer(0)), false);
  assert.equal(isUpdate(new ArrayBuffer(51)), false);
});

const deflated = (n) => deflateRawSync(new Uint8Array(n));
const palette = [0, 0, 0, 255];
const MALFORMED = {
  "no update": { magic: "\x89PNG" },
  "another version": { version: 2 },
  "an unknown encoding": { encoding: 2 },
  "an unknown format": { format: 4 },
  "an unknown flag": { flags: 9 },
  "no frame": { frameId: 0n },
  "a number beyond all counting": { frameId: 2n ** 60n },
  "a key frame with a base": { baseId: 1n },
  "a difference without a base": { flags: 0 },
  "no width": { width: 0 },
  "too much height": { height: 70000 },
  "too few bytes": { payload: new Uint8Array(15) },
  "too many bytes": { payload: new Uint8Array(17) },
  "rectangles that are not there": { count: 2 ** 32 - 1 },
  "a palette that is not there": { format: INDEX, colours: 256, payload: [0, 0, 0, 0] },
  "a rectangle outside": { boxes: [[1, 0, 2, 2]] },
  "an empty rectangle": { boxes: [[0, 0, 0, 2]], payload: [] },
  "a key frame in part": { boxes: [[0, 0, 2, 1]], payload: new Uint8Array(8) },
  "more rectangles than frame": {
    flags: 0,
    baseId: 1n,
    boxes: [
      [0, 0, 2, 2],
      [0, 0, 2, 2],
    ],
    payload: new Uint8Array(32),
  },
  "indices without palette": { format: INDEX, payload: [0, 0, 0, 0] },
  "a palette for RGBA": { palette },
  "an index too high": { format: INDEX, palette, payload: [0, 0, 1, 0] },
  "filtered indices": { format: INDEX, flags: 3, palette, payload: [0, 0, 0, 0] },
  "literals in RGBA": { literals: 1 },
  "fewer literals than said": {
    format: MIXED,
    palette,
    literals: 2,
    payload: [255, 0, 0, 0, 1, 2, 3, 4, 5, 6],
  },
  "more literals than said": {
    format: MIXED,
    palette,
    literals: 1,
    payload: [255, 255, 0, 0, 1, 2, 3],
  },
  "an unknown filter": { flags: 3, payload: [5, ...new Array(17).fill(0)] },
  "what does not inflate": { encoding: 1, payload: [7] },
  "what inflates to less": { encoding: 1, payload: deflated(15) },
  "what inflates to more": { encoding: 1, payload: deflated(17) },
  "what inflates to far more": { encoding: 1, payload: deflated(4000000) },
  "a stream cut short": { encoding: 1, payload: deflated(16).subarray(0, -1) },
  "a frame that no such stream could hold": {
    encoding: 1,
    width: 65535,
    height: 65535,
    boxes: [[0, 0, 65535, 65535]],
    payload: deflated(16),
  },
};

for (const [what, fields] of Object.entries(MALFORMED)) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(decodeUpdate(message(fields)));
  });
}

test("the header alone says what is wrong", () => {
  assert.throws(() => parseHeader(message({ version: 9 })), UpdateError);
  assert.equal(parseHeader(message()).boxes.length, 1);
});
