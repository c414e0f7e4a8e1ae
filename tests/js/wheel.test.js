import assert from "node:assert/strict";
import { test } from "node:test";

import { Wheel } from "../../src/webagg/web/js/wheel.js";

const wheelSteps = (event) => new Wheel().steps(event);

const cases = [
  ["Chromium, a notch down", { deltaMode: 0, deltaY: 100, wheelDeltaY: -120 }, -1],
  ["Chromium on Linux", { deltaMode: 0, deltaY: -120, wheelDeltaY: 120 }, 1],
  [
    "Chromium, page zoomed to 150 %",
    { deltaMode: 0, deltaY: 66.7, wheelDeltaY: -120 },
    -1,
  ],
  [
    "a small turn whose wheelDelta is rounded up",
    { deltaMode: 0, deltaY: 10, wheelDeltaY: -120 },
    -0.1,
  ],
  ["a wheel with half notches", { deltaMode: 0, deltaY: 50, wheelDeltaY: -60 }, -0.5],
  ["a trackpad", { deltaMode: 0, deltaY: 4, wheelDeltaY: -12 }, -0.04],
  [
    "a trackpad that moves as far as a notch",
    { deltaMode: 0, deltaY: -40, wheelDeltaY: 120 },
    0.4,
  ],
  ["pixels only", { deltaMode: 0, deltaY: -250 }, 2.5],
  ["Firefox, three lines", { deltaMode: 1, deltaY: 3, wheelDeltaY: -120 }, -1],
  ["pages", { deltaMode: 2, deltaY: -1 }, 1],
  [
    "Chromium, a notch down with shift",
    {
      shiftKey: true,
      deltaMode: 0,
      deltaX: 100,
      deltaY: 0,
      wheelDeltaX: -120,
      wheelDeltaY: 0,
    },
    -1,
  ],
  [
    "Firefox, a notch up with shift",
    { shiftKey: true, deltaMode: 1, deltaX: 0, deltaY: -3, wheelDeltaY: 120 },
    1,
  ],
  ["sideways", { deltaMode: 0, deltaX: 100, deltaY: 0, wheelDeltaY: 0 }, 0],
];

test("up is positive and down negative, in pixels, lines and pages", () => {
  for (const deltaMode of [0, 1, 2]) {
    assert.ok(wheelSteps({ deltaMode, deltaY: -1 }) > 0);
    assert.ok(wheelSteps({ deltaMode, deltaY: 1 }) < 0);
    assert.equal(wheelSteps({ deltaMode, deltaX: 1, deltaY: 0 }), 0);
  }
});

for (const [name, event, steps] of cases) {
  test(`wheel: ${name}`, () => {
    assert.ok(Math.abs(wheelSteps(event) - steps) < 1e-9, `${wheelSteps(event)}`);
  });
}

test("a wheel's notch stays what it was, whatever made-up events claim", () => {
  const wheel = new Wheel();
  const made = (deltaY) => ({
    deltaMode: 0,
    deltaY,
    wheelDeltaY: -120 * Math.sign(deltaY),
  });
  assert.deepEqual(
    [120, 240, -360, 30].map((deltaY) => wheel.steps(made(deltaY))),
    [-1, -2, 3, -0.25],
  );
  assert.equal(wheel.steps({ deltaMode: 0, deltaY: 360, wheelDeltaY: -360 }), -3);
});

test("a notch of a page that is zoomed is another one", () => {
  const wheel = new Wheel();
  const notch = (deltaY) => ({ deltaMode: 0, deltaY, wheelDeltaY: -120 });
  assert.equal(wheel.steps(notch(100), 1), -1);
  assert.equal(wheel.steps(notch(200), 0.5), -1);
  assert.equal(wheel.steps(notch(100), 1), -1);
});

test("a small turn before the first notch teaches nothing", () => {
  const wheel = new Wheel();
  const turn = (deltaY, wheelDeltaY) => ({ deltaMode: 0, deltaY, wheelDeltaY });
  assert.equal(wheel.steps(turn(2, -3)), -0.025);
  assert.equal(wheel.steps(turn(100, -120)), -1);
  assert.equal(wheel.steps(turn(50, -60)), -0.5);
});
