import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pointer } from "../../src/webagg/web/js/pointer.js";
import { fire, installFrames, installPage } from "./fakes.js";

let element;
let frames;
let sent;

let abort;
let captures;

beforeEach(() => {
  element = installPage();
  frames = installFrames();
  sent = [];
  captures = true;
  abort = new AbortController();
  new Pointer(
    element,
    {
      locate: (x, y) => ({ x: 2 * x, y: 2 * y }),
      send: (type, fields) => sent.push({ type, ...fields }),
      pressed: () => {},
      moved: () => {},
      capturesScroll: () => captures,
    },
    abort.signal,
  );
});

const NONE = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
const at = (x, y, buttons = 0, more = {}) => ({
  clientX: x,
  clientY: y,
  buttons,
  isPrimary: true,
  pointerId: 1,
  pointerType: "mouse",
  ...NONE,
  ...more,
});
const types = () => sent.map(({ type }) => type);

function click(detail, button = 0, bit = 1) {
  fire(element, "pointerdown", at(5, 5, bit, { button }));
  fire(element, "mousedown", at(5, 5, bit, { button, detail }));
  fire(element, "pointerup", at(5, 5, 0, { button }));
  fire(element, "mouseup", at(5, 5, 0, { button, detail }));
}

test("motion goes out once per animation frame, the newest", () => {
  for (const x of [1, 2, 3]) fire(element, "pointermove", at(x, 4));
  assert.equal(sent.length, 0);
  frames.run();
  assert.deepEqual(types(), ["motion_notify"]);
  assert.equal(sent[0].x, 6);
  assert.equal(sent[0].y, 8);
  frames.run();
  assert.equal(sent.length, 1);
});

test("waiting motion comes before a press", () => {
  fire(element, "pointermove", at(1, 1));
  click(1);
  assert.deepEqual(types(), ["motion_notify", "button_press", "button_release"]);
  assert.equal(frames.waiting, 0);
});

test("motion with other buttons or modifiers does not merge", () => {
  fire(element, "pointermove", at(1, 1));
  fire(element, "pointermove", at(2, 1, 0, { ctrlKey: true }));
  frames.run();
  assert.deepEqual(
    sent.map(({ x, modifiers }) => [x, modifiers]),
    [
      [2, []],
      [4, ["ctrl"]],
    ],
  );
});

test("a press is sent with the DOM's numbers, a release with what is still down", () => {
  click(1, 2, 2);
  assert.deepEqual(
    sent.map(({ type, button, buttons }) => [type, button, buttons]),
    [
      ["button_press", 2, 2],
      ["button_release", 2, 0],
    ],
  );
});

test("the second press is a double click and nothing else, the third is plain", () => {
  for (const detail of [1, 2, 3]) click(detail);
  assert.deepEqual(types(), [
    "button_press",
    "button_release",
    "dblclick",
    "button_release",
    "button_press",
    "button_release",
  ]);
});

test("a chord sends every press and release", () => {
  fire(element, "pointerdown", at(0, 0, 1, { button: 0 }));
  fire(element, "mousedown", at(0, 0, 1, { button: 0, detail: 1 }));
  fire(element, "mousedown", at(0, 0, 3, { button: 2, detail: 1 }));
  fire(element, "mouseup", at(0, 0, 2, { button: 0 }));
  fire(element, "pointerup", at(0, 0, 0, { button: 2 }));
  fire(element, "mouseup", at(0, 0, 0, { button: 2 }));
  assert.deepEqual(
    sent.map(({ type, button, buttons }) => [type, button, buttons]),
    [
      ["button_press", 0, 1],
      ["button_press", 2, 3],
      ["button_release", 0, 2],
      ["button_release", 2, 0],
    ],
  );
});

test("a leave during a drag comes after the release", () => {
  fire(element, "pointerenter", at(0, 0));
  fire(element, "pointerdown", at(0, 0, 1, { button: 0 }));
  fire(element, "mousedown", at(0, 0, 1, { button: 0, detail: 1 }));
  fire(element, "pointerleave", at(-5, 0, 1));
  fire(element, "pointermove", at(-9, 0, 1));
  fire(element, "pointerup", at(-9, 0, 0, { button: 0 }));
  assert.deepEqual(types(), [
    "figure_enter",
    "button_press",
    "motion_notify",
    "button_release",
    "figure_leave",
  ]);
  assert.equal(element.captured, 1);
});

test("who is inside enters no second time", () => {
  fire(element, "pointerenter", at(0, 0));
  fire(element, "pointerenter", at(1, 1, 1, { pointerType: "pen", pointerId: 2 }));
  fire(element, "pointerleave", at(2, 2));
  fire(element, "pointerenter", at(3, 3));
  frames.run();
  assert.deepEqual(types(), ["figure_enter", "figure_leave", "figure_enter"]);
});

test("an enter waits for the frame, and comes before all that follows it", () => {
  fire(element, "pointerenter", at(0, 0));
  fire(element, "pointermove", at(1, 1));
  assert.deepEqual(types(), []);
  frames.run();
  assert.deepEqual(types(), ["figure_enter", "motion_notify"]);
  fire(element, "pointerleave", at(2, 2));
  fire(element, "pointerenter", at(3, 3));
  fire(element, "mousedown", at(3, 3, 1, { button: 0, detail: 1 }));
  assert.deepEqual(types().slice(2), ["figure_leave", "figure_enter", "button_press"]);
});

test("a release that nobody saw is made up", () => {
  fire(element, "mousedown", at(0, 0, 1, { button: 0, detail: 1 }));
  fire(element, "pointermove", at(3, 3, 0));
  frames.run();
  assert.deepEqual(types(), ["button_press", "button_release", "motion_notify"]);
  assert.equal(sent[2].buttons, 0);
});

test("leaving the window releases the buttons", () => {
  fire(element, "mousedown", at(0, 0, 1, { button: 0, detail: 1 }));
  fire(globalThis.window, "blur");
  assert.deepEqual(types(), ["button_press", "button_release"]);
});

test("scroll steps add up within an animation frame", () => {
  const notch = { deltaMode: 0, deltaY: 100, wheelDeltaY: -120 };
  fire(element, "wheel", at(1, 1, 0, notch));
  fire(element, "wheel", at(2, 1, 0, notch));
  frames.run();
  assert.deepEqual(
    sent.map(({ type, step, x }) => [type, step, x]),
    [["scroll", -2, 4]],
  );
});

test("motion and scroll keep their order", () => {
  const notch = { deltaMode: 0, deltaY: -100, wheelDeltaY: 120 };
  fire(element, "pointermove", at(1, 1));
  fire(element, "wheel", at(1, 1, 0, notch));
  fire(element, "pointermove", at(2, 2));
  frames.run();
  assert.deepEqual(types(), ["motion_notify", "scroll", "motion_notify"]);
});

test("the page does not scroll over a figure unless told so; ctrl never zooms it", () => {
  const notch = { deltaMode: 0, deltaY: 100, wheelDeltaY: -120 };
  assert.ok(fire(element, "wheel", at(1, 1, 0, notch)).defaultPrevented);
  captures = false;
  assert.ok(!fire(element, "wheel", at(1, 1, 0, notch)).defaultPrevented);
  const zoom = fire(element, "wheel", at(1, 1, 0, { ...notch, ctrlKey: true }));
  assert.ok(zoom.defaultPrevented);
});

test("a finger is the left button, a second finger nothing", () => {
  const touch = { pointerType: "touch", pointerId: 7, button: 0 };
  const down = fire(element, "pointerdown", at(1, 1, 1, touch));
  assert.ok(down.defaultPrevented, "or mouse events would follow");
  fire(
    element,
    "pointerdown",
    at(9, 9, 1, { ...touch, pointerId: 8, isPrimary: false }),
  );
  fire(element, "pointermove", at(2, 2, 1, touch));
  fire(element, "pointerup", at(9, 9, 0, { ...touch, pointerId: 8, isPrimary: false }));
  fire(element, "pointerup", at(2, 2, 0, touch));
  assert.deepEqual(types(), ["button_press", "motion_notify", "button_release"]);
});

test("a pen is the left button", () => {
  const pen = { pointerType: "pen", pointerId: 3, button: 0 };
  fire(element, "pointermove", at(1, 1, 0, pen));
  const down = fire(element, "pointerdown", at(2, 2, 1, pen));
  assert.ok(down.defaultPrevented, "or mouse events would follow");
  fire(element, "pointermove", at(3, 3, 1, pen));
  fire(element, "pointerup", at(3, 3, 0, pen));
  assert.deepEqual(
    sent.map(({ type, button, buttons }) => [type, button, buttons]),
    [
      ["motion_notify", 0, 0],
      ["button_press", 0, 1],
      ["motion_notify", 0, 1],
      ["button_release", 0, 0],
    ],
  );
});

test("two quick taps are a double click", () => {
  const touch = { pointerType: "touch", pointerId: 7, button: 0 };
  for (const timeStamp of [100, 300, 450]) {
    fire(element, "pointerdown", at(1, 1, 1, { ...touch, timeStamp }));
    fire(element, "pointerup", at(1, 1, 0, { ...touch, timeStamp }));
  }
  assert.deepEqual(
    types().filter((type) => type !== "button_release"),
    ["button_press", "dblclick", "button_press"],
  );
});

test("no context menu, and no event after the end", () => {
  assert.ok(fire(element, "contextmenu").defaultPrevented);
  fire(element, "pointermove", at(1, 1));
  abort.abort();
  frames.run();
  fire(element, "pointermove", at(2, 2));
  frames.run();
  assert.equal(sent.length, 0);
});
