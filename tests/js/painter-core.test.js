import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { UpdatePainter } from "../../src/webagg/web/js/painter-core.js";
import { acknowledgement } from "../../src/webagg/web/js/painter-worker.js";

globalThis.ImageData = class {
  constructor(width, height) {
    const data = new Uint8ClampedArray(4 * width * height);
    Object.assign(this, { data, width, height });
  }
};

/** A canvas that remembers what was put where, by the first byte, and when it was cleared. */
class FakeCanvas {
  constructor() {
    this.size = [1, 1];
    this.log = [];
    this.context = {
      putImageData: (image, x, y, ...part) => {
        assert.deepEqual([x, y], [0, 0]);
        const first = 4 * (part[1] * image.width + part[0]);
        this.log.push(["put", ...part, image.data[first]]);
      },
    };
  }

  getContext(kind, { alpha }) {
    this.alpha = alpha;
    return this.context;
  }

  get width() {
    return this.size[0];
  }

  set width(value) {
    this.size[0] = value;
    this.log.push(["width", value]);
  }

  get height() {
    return this.size[1];
  }

  set height(value) {
    this.size[1] = value;
    this.log.push(["height", value]);
  }
}

let canvas;
let replacement;
let painted;
let distrusted;
let painter;

beforeEach(() => {
  canvas = new FakeCanvas();
  replacement = null;
  painted = [];
  distrusted = [];
  painter = new UpdatePainter(
    canvas,
    {
      painted: (report) => painted.push(report.frameId),
      distrusted: (reason) => distrusted.push(reason),
      replace: async () => {
        replacement = new FakeCanvas();
        return replacement;
      },
    },
    // The "buffer" is the update itself, with the time its decode takes.
    async (buffer) => {
      await new Promise((resolve) => setTimeout(resolve, buffer.delay ?? 0));
      if (buffer.broken) throw new Error("broken");
      return buffer;
    },
  );
});

function update(frameId, baseId, more = {}) {
  const result = {
    frameId,
    baseId,
    seq: 0,
    keyFrame: baseId === 0,
    width: 4,
    height: 3,
    byteLength: 100,
    boxes: [{ x: 1, y: 2, width: 1, height: 1 }],
    opaque: true,
    writeTo: (placeOf) => {
      for (const box of result.boxes) {
        const { pixels, start } = placeOf(box);
        pixels[start] = frameId;
      }
    },
    ...more,
  };
  return result;
}

test("updates are painted in order, whatever their decodes take", async () => {
  painter.push(update(1, 0, { delay: 20 }));
  painter.push(update(2, 1, { delay: 5 }));
  painter.push(update(5, 2));
  assert.equal(await painter.settled(), 5);
  assert.deepEqual(painted, [1, 2, 5]);
  assert.deepEqual(
    canvas.log.filter(([what]) => what === "put").map((entry) => entry.at(-1)),
    [1, 2, 5],
  );
});

test("an update for another frame is not painted; one key frame is asked for", async () => {
  painter.push(update(1, 0));
  painter.push(update(3, 2));
  painter.push(update(4, 3));
  assert.equal(await painter.settled(), null);
  assert.deepEqual(painted, [1]);
  assert.equal(distrusted.length, 1);
  painter.push(update(5, 0));
  painter.push(update(6, 5));
  assert.equal(await painter.settled(), 6);
  assert.deepEqual(painted, [1, 5, 6]);
});

test("a failed decode is told and mended by a key frame", async () => {
  painter.push(update(1, 0));
  painter.push(update(2, 1, { broken: true }));
  painter.push(update(3, 2));
  assert.equal(await painter.settled(), null);
  assert.equal(distrusted.length, 1);
  assert.match(distrusted[0], /broken/);
  painter.push(update(4, 0));
  painter.push(update(5, 4, { broken: true }));
  await painter.settled();
  assert.equal(distrusted.length, 2, "the next failure is told again");
});

test("a key frame that cannot be shown is asked for again", async () => {
  painter.push(update(1, 0));
  painter.push(update(2, 1, { broken: true }));
  await painter.settled();
  const again = new Promise((resolve) => {
    painter.listener.distrusted = resolve;
  });
  painter.push(update(2, 0, { broken: true }));
  assert.match(await again, /broken/);
  const calls = [];
  painter.listener.distrusted = (reason) => calls.push(reason);
  painter.push(update(2, 0, { broken: true }));
  painter.push(update(2, 0));
  assert.equal(await painter.settled(), 2);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.deepEqual(calls, [], "one came meanwhile");
});

test("the first update must be a key frame", async () => {
  painter.push(update(2, 1));
  assert.equal(await painter.settled(), null);
  assert.equal(distrusted.length, 1);
});

test("an update of another size does not fit", async () => {
  painter.push(update(1, 0));
  painter.push(update(2, 1, { width: 5 }));
  assert.equal(await painter.settled(), null);
});

test("a new size is set in the task that paints it, and only then", async () => {
  painter.push(update(1, 0));
  await painter.settled();
  assert.deepEqual(canvas.log, [
    ["width", 4],
    ["height", 3],
    ["put", 1, 2, 1, 1, 1],
  ]);
  canvas.log.length = 0;
  painter.push(update(2, 0));
  await painter.settled();
  assert.deepEqual(canvas.log, [["put", 1, 2, 1, 1, 2]], "setting a size clears");
});

test("what changed goes to the canvas in one piece", async () => {
  painter.push(update(1, 0));
  const boxes = [
    { x: 2, y: 1, width: 1, height: 2 },
    { x: 0, y: 2, width: 1, height: 1 },
  ];
  painter.push(update(2, 1, { boxes }));
  await painter.settled();
  assert.deepEqual(canvas.log.at(-1).slice(0, 5), ["put", 0, 1, 3, 2]);
});

test("an update that fails while it is written does not touch the canvas", async () => {
  painter.push(update(1, 0));
  await painter.settled();
  canvas.log.length = 0;
  const writeTo = () => {
    throw new Error("half of it");
  };
  painter.push(update(2, 0, { writeTo, width: 9 }));
  assert.equal(await painter.settled(), null);
  assert.match(distrusted[0], /half of it/);
  assert.deepEqual(canvas.log, []);
});

test("a translucent update of an opaque picture gets a canvas of its own", async () => {
  painter.push(update(1, 0));
  painter.push(update(2, 1));
  await painter.settled();
  assert.equal(canvas.alpha, false);
  canvas.log.length = 0;
  painter.push(update(3, 2, { opaque: false }));
  painter.push(update(4, 3));
  assert.equal(await painter.settled(), 4);
  assert.deepEqual(canvas.log, []);
  assert.equal(replacement.alpha, true);
  assert.deepEqual(
    replacement.log.map((entry) => entry.slice(0, 5)),
    [
      ["width", 4],
      ["height", 3],
      ["put", 0, 0, 4, 3],
      ["put", 1, 2, 1, 1],
    ],
  );
  const first = replacement;
  painter.push(update(5, 4, { opaque: false }));
  await painter.settled();
  assert.equal(replacement, first, "and needs no other one");
});

test("after a reset nothing of the old session is painted", async () => {
  painter.push(update(1, 0));
  painter.push(update(2, 1, { delay: 10 }));
  painter.reset();
  painter.push(update(1, 0));
  assert.equal(await painter.settled(), 1);
  assert.equal(distrusted.length, 0);
});

test("an acknowledgement names viewer, frame and times", () => {
  const text = acknowledgement({ frameId: 9, decodeMs: 1.23456, paintMs: 0.5 }, "v");
  assert.deepEqual(JSON.parse(text), {
    type: "ack",
    viewer: "v",
    frame_id: 9,
    decode_ms: 1.23,
    paint_ms: 0.5,
  });
});
