import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { InstantPan } from "../../src/webagg/web/js/panning.js";
import { FakeElement, installDocument, installFrames } from "./fakes.js";

const REGION = { x0: 100, y0: 100, x1: 300, y1: 250, axis: "both" };

let frames;
let pan;
let clip;
let copy;
let watched;
let now;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  now = 1000;
  mock.method(performance, "now", () => now);
  installDocument();
  frames = installFrames();
  globalThis.OffscreenCanvas = class {
    getContext() {
      return { drawImage() {}, getImageData: () => ({ data: [250, 240, 230, 255] }) };
    }
  };
  const overlay = new FakeElement("div");
  watched = [];
  pan = new InstantPan(overlay, {
    watchRegion: (region) => watched.push(region),
    frameHeight: () => 400,
    cssPerPixel: () => 0.5,
  });
  [clip] = overlay.children;
  [copy] = clip.children;
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

const bitmap = () => ({ closed: false, close() {} });

/** Press, and hear from Python after so many milliseconds. */
function press(passed, region = REGION) {
  pan.sent(1, "button_press", { x: 200, y: 200, button: 0 }, true);
  now += passed;
  pan.setRegion(region);
}

function move(seq, x) {
  pan.move(x, 200);
  pan.sent(seq, "motion_notify", { x, y: 200, button: 0 }, true);
}

/** Begin to drag a figure that is far away. */
function drag() {
  press(60);
  pan.setCopy(bitmap());
}

test("the axes follow the pointer, clipped to their region", () => {
  drag();
  assert.ok(clip.hidden, "nothing has moved yet");
  pan.move(230, 190);
  assert.ok(!clip.hidden);
  assert.equal(copy.style.transform, "translate(15px, -5px)");
  assert.equal(clip.style.backgroundColor, "rgb(250, 240, 230)");
  // One pixel of the axes' own frame is left out on each side.
  assert.deepEqual(watched, [{ x: 101, y: 151, width: 198, height: 148 }]);
  assert.deepEqual([clip.style.left, clip.style.width], ["50.5px", "99px"]);
});

test("a frame takes its share of the shift over", () => {
  drag();
  pan.move(210, 200);
  pan.remember(2, { x: 210, y: 200 });
  pan.move(230, 200);
  pan.remember(3, { x: 230, y: 200 });
  pan.answer(2);
  pan.setCopy(bitmap());
  assert.equal(copy.style.transform, "translate(10px, 0px)");
  pan.answer(3);
  pan.setCopy(bitmap());
  assert.ok(clip.hidden, "the frame has caught up");
  assert.equal(copy.copies.length, 3);
});

test("motion sent before the region was known counts", () => {
  pan.press({ x: 200, y: 200 });
  pan.remember(1, { x: 200, y: 200 });
  pan.move(220, 200);
  pan.remember(2, { x: 220, y: 200 });
  pan.answer(2);
  now += 60;
  pan.setRegion(REGION);
  pan.move(224, 200);
  pan.setCopy(bitmap());
  assert.equal(copy.style.transform, "translate(2px, 0px)");
});

test("one axis only, where Python says so", () => {
  press(60, { ...REGION, axis: "x" });
  pan.setCopy(bitmap());
  pan.move(220, 260);
  assert.equal(copy.style.transform, "translate(10px, 0px)");
});

test("after the release it stays until the frame that answers it", () => {
  drag();
  pan.move(240, 200);
  pan.remember(2, { x: 240, y: 200 });
  pan.release(3);
  pan.setRegion(null);
  pan.move(300, 300);
  assert.equal(copy.style.transform, "translate(20px, 0px)", "it no longer follows");
  pan.answer(2);
  frames.run();
  assert.equal(watched.at(-1) === null, false);
  pan.answer(3);
  frames.run();
  assert.ok(clip.hidden);
  assert.equal(watched.at(-1), null);
});

test("the release is the input that ends it; keys have no position", () => {
  drag();
  move(2, 240);
  pan.sent(3, "key_press", { key: "kx" }, true);
  pan.sent(4, "button_release", { x: 240, y: 200, button: 0 }, false);
  pan.answer(3);
  frames.run();
  assert.equal(copy.style.transform, "translate(20px, 0px)");
  assert.ok(!clip.hidden);
  pan.answer(4);
  frames.run();
  assert.ok(clip.hidden);
});

test("another button ends it at once, or keeps it from beginning", () => {
  drag();
  move(2, 240);
  pan.sent(3, "button_press", { x: 240, y: 200, button: 2 }, false);
  assert.ok(clip.hidden);
  pan.sent(4, "button_press", { x: 240, y: 200, button: 0 }, false);
  pan.setRegion(REGION);
  assert.equal(watched.at(-1), null);
});

test("it is never left over, even if no frame ever comes", () => {
  drag();
  pan.move(240, 200);
  pan.release(3);
  mock.timers.tick(5000);
  assert.ok(clip.hidden);
});

test("without a press, or after it ended, a region shows nothing", () => {
  pan.setRegion(REGION);
  assert.deepEqual(watched, []);
  drag();
  pan.stop();
  const late = bitmap();
  let closed = false;
  late.close = () => {
    closed = true;
  };
  pan.setCopy(late);
  assert.ok(closed);
  assert.ok(clip.hidden);
});

test("near by, only while frames are late", () => {
  press(5);
  now += 20;
  move(2, 210);
  now += 140;
  pan.answer(2);
  assert.deepEqual(watched, []);
  move(3, 220);
  now += 160;
  pan.answer(3);
  assert.equal(watched.length, 1, "160 ms are late");
  pan.setCopy(bitmap());
  move(4, 230);
  assert.equal(copy.style.transform, "translate(5px, 0px)");
  now += 120;
  pan.answer(4);
  pan.setCopy(bitmap());
  move(5, 240);
  assert.ok(!clip.hidden, "120 ms are not yet in time");
  now += 80;
  pan.answer(5);
  assert.ok(clip.hidden);
  assert.equal(watched.at(-1), null);
  pan.release(6);
  pan.press({ x: 100, y: 100 });
  assert.equal(watched.length, 2);
});

test("near by, where no answer comes at all", () => {
  press(5);
  pan.answer(1);
  move(2, 210);
  now += 140;
  move(3, 220);
  assert.deepEqual(watched, []);
  now += 20;
  move(4, 230);
  assert.equal(watched.length, 1);
  pan.setCopy(bitmap());
  assert.equal(copy.style.transform, "translate(15px, 0px)");
});

test("near by at once, where draws are slow", () => {
  press(5, { ...REGION, draw_ms: 61 });
  pan.setCopy(bitmap());
  move(2, 210);
  assert.equal(copy.style.transform, "translate(5px, 0px)");
});

test("an answer without a frame takes the shift away", () => {
  drag();
  move(2, 240);
  assert.ok(!clip.hidden);
  pan.answerUnchanged(2);
  assert.ok(clip.hidden);
  move(3, 250);
  assert.equal(copy.style.transform, "translate(5px, 0px)");
});

test("another region takes the place of the first while it is shown", () => {
  drag();
  move(2, 240);
  pan.setRegion({ ...REGION, x0: 120, axis: "x" });
  assert.ok(clip.hidden, "the copy is of the old one");
  assert.equal(watched.at(-1).x, 121);
  pan.setCopy(bitmap());
  pan.move(240, 300);
  assert.equal(copy.style.transform, "translate(20px, 0px)");
  assert.equal(clip.style.left, "60.5px");
  pan.setRegion(null);
  pan.answer(2);
  frames.run();
  assert.ok(clip.hidden);
});

test("what comes late from a drag before ends nothing", () => {
  drag();
  pan.sent(2, "button_release", { x: 200, y: 200, button: 0 }, false);
  pan.stop();
  pan.sent(3, "button_press", { x: 200, y: 200, button: 0 }, true);
  now += 60;
  pan.setRegion(null, 1);
  pan.setRegion(REGION, 3);
  pan.setCopy(bitmap());
  move(4, 220);
  assert.equal(copy.style.transform, "translate(10px, 0px)");
});

/** Drag to the right by 40 and release; no frame comes. */
function dragOnce() {
  drag();
  move(2, 240);
  pan.sent(3, "button_release", { x: 240, y: 200, button: 0 }, false);
}

test("the next drag is shown before Python confirms it, from where the last one ended", () => {
  dragOnce();
  pan.sent(4, "button_press", { x: 150, y: 200, button: 0 }, true);
  pan.move(160, 200);
  pan.sent(5, "motion_notify", { x: 160, y: 200, button: 0 }, true);
  assert.equal(copy.style.transform, "translate(25px, 0px)", "40 and 10");
  pan.answer(2);
  pan.setCopy(bitmap());
  assert.equal(copy.style.transform, "translate(5px, 0px)");
  now += 60;
  pan.setRegion(null, 1);
  pan.setRegion(REGION, 4);
  mock.timers.tick(4000);
  assert.ok(!clip.hidden);
  pan.sent(6, "button_release", { x: 160, y: 200, button: 0 }, false);
  pan.answer(6);
  frames.run();
  assert.ok(clip.hidden);
});

test("a drag that Python does not confirm, or denies, is not shown for long", () => {
  for (const end of [() => pan.setRegion(null, 4), () => mock.timers.tick(2000)]) {
    dragOnce();
    pan.answer(3);
    frames.run();
    pan.setRegion(null, 1);
    pan.sent(4, "button_press", { x: 150, y: 200, button: 0 }, true);
    pan.setCopy(bitmap());
    move(5, 160);
    assert.equal(copy.style.transform, "translate(5px, 0px)");
    end();
    assert.ok(clip.hidden);
    assert.equal(watched.at(-1), null);
  }
});

test("nothing is expected near by, elsewhere, and after what may change the tool", () => {
  const changes = [
    () => pan.sent(4, "key_press", { key: "kp" }, false),
    () => pan.forget(),
    () => pan.reset(),
    () => {
      press(5);
      pan.sent(4, "button_release", { x: 200, y: 200, button: 0 }, false);
    },
  ];
  for (const [x, change] of [
    [150, changes[0]],
    [150, changes[1]],
    [150, changes[2]],
    [150, changes[3]],
    [50, () => {}],
  ]) {
    dragOnce();
    pan.answer(3);
    frames.run();
    change();
    pan.sent(5, "button_press", { x, y: 200, button: 0 }, true);
    pan.setCopy(bitmap());
    move(6, x + 10);
    assert.ok(clip.hidden);
    pan.reset();
  }
});
