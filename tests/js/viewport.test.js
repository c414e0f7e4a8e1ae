import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Viewport } from "../../src/webagg/web/js/viewport.js";
import { FakeElement, fire, installDocument, installFrames } from "./fakes.js";

let page;
let frames;
let box;
let canvas;
let told;
let abort;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  page = installDocument();
  frames = installFrames();
  box = new FakeElement("div");
  canvas = new FakeElement("canvas");
  told = [];
  abort = new AbortController();
});

afterEach(() => {
  abort.abort();
  mock.timers.reset();
});

function make(options = { fit: false }) {
  return new Viewport(
    box,
    canvas,
    {
      resized: (width, height) => told.push(["resized", width, height]),
      ratioChanged: (ratio) => told.push(["ratio", ratio]),
      moved: () => {},
    },
    options,
    abort.signal,
  );
}
const observed = (...args) => globalThis.ResizeObserver.newest.tell(...args);
const sizeOf = ({ style }) => [style.width, style.height];

test("Python's size is taken and not sent back", () => {
  make().setFigureSize([640, 480], true);
  observed(640, 480);
  frames.run();
  assert.deepEqual(sizeOf(box), ["640px", "480px"]);
  assert.deepEqual(told, []);
});

test("the page's own size is reported, in whole device pixels", () => {
  page.devicePixelRatio = 1.5;
  make().setFigureSize([640, 480], true);
  observed(700.2, 500.2, [1050, 750]);
  frames.run();
  assert.deepEqual(told, [["resized", 700, 500]]);
});

test("a hidden box keeps its size", () => {
  make().setFigureSize([640, 480], true);
  observed(0, 0);
  frames.run();
  assert.deepEqual(told, []);
});

test("dragging asks once per animation frame, the newest size", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.requestSize(650, 490);
  viewport.requestSize(660, 500);
  frames.run();
  assert.deepEqual(told, [["resized", 660, 500]]);
  assert.deepEqual(sizeOf(box), ["660px", "500px"]);
});

test("an answer to an older size does not pull the box back", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.requestSize(650, 490);
  frames.run();
  viewport.requestSize(660, 500);
  frames.run();
  viewport.setFigureSize([650, 490], false);
  assert.deepEqual(sizeOf(box), ["660px", "500px"]);
  viewport.setFigureSize([660, 500], false);
  viewport.setFigureSize([300, 200], false);
  assert.deepEqual(sizeOf(box), ["300px", "200px"], "later ones are somebody else's");
});

test("a size that Python refuses is given up after a while", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.requestSize(5000, 480);
  frames.run();
  viewport.setFigureSize([1000, 480], false);
  assert.equal(box.style.width, "5000px");
  mock.timers.tick(5000);
  assert.equal(box.style.width, "1000px");
});

test("a frame for this screen has one pixel on one device pixel", () => {
  page.devicePixelRatio = 1.5;
  const viewport = make();
  viewport.setFigureSize([641, 481], true);
  viewport.setFrame(962, 722);
  assert.deepEqual(sizeOf(canvas).map(parseFloat), [962 / 1.5, 722 / 1.5]);
  assert.deepEqual(viewport.locate(10, 20), { x: 0, y: 0 });
  const { x, y } = viewport.locate(10 + 962 / 1.5, 20 + 361 / 1.5);
  assert.ok(Math.abs(x - 962) < 1e-6 && Math.abs(y - 361) < 1e-6);
});

test("while resizing, the last frame is not stretched", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.setFrame(640, 480);
  viewport.requestSize(800, 600);
  assert.deepEqual(sizeOf(canvas), ["640px", "480px"]);
  // The frame may come before the answer.
  viewport.setFrame(800, 600);
  assert.deepEqual(sizeOf(canvas), ["800px", "600px"]);
});

test("a frame for another viewer's screen is scaled to the figure's size", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.setFrame(1280, 960);
  assert.deepEqual(sizeOf(canvas), ["640px", "480px"]);
  assert.equal(viewport.cssPerPixel, 0.5);
  assert.deepEqual(viewport.locate(10 + 320, 20), { x: 640, y: 0 });
});

test("another ratio is told once, however it is noticed", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.setFrame(640, 480);
  page.devicePixelRatio = 2;
  fire(page.queries[0], "change");
  fire(page, "resize");
  assert.deepEqual(told, [["ratio", 2]]);
  assert.deepEqual(sizeOf(canvas), ["640px", "480px"]);
  assert.equal(page.queries.at(-1).text, "(resolution: 2dppx)");
  page.devicePixelRatio = 1.25;
  mock.timers.tick(3000);
  assert.deepEqual(told.at(-1), ["ratio", 1.25], "also where no event tells it");
});

test("a page too narrow shows the figure smaller and leaves Python alone", () => {
  const viewport = make({ fit: true });
  viewport.setFigureSize([640, 480], true);
  viewport.setFrame(640, 480);
  viewport.setAvailable(320);
  observed(320, 240);
  frames.run();
  assert.deepEqual(sizeOf(box), ["320px", "240px"]);
  assert.deepEqual(sizeOf(canvas), ["320px", "240px"]);
  assert.deepEqual(told, []);
  assert.deepEqual(viewport.locate(10 + 160, 20 + 120), { x: 320, y: 240 });
});

test("filling lets the page decide and comes back", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.setFilling(true);
  assert.deepEqual(sizeOf(box), ["", ""]);
  observed(1000, 700);
  frames.run();
  viewport.setFigureSize([1000, 700], false);
  viewport.setFilling(false);
  frames.run();
  assert.deepEqual(told, [
    ["resized", 1000, 700],
    ["resized", 640, 480],
  ]);
});

test("sizes asked for are bounded", () => {
  const viewport = make();
  viewport.setFigureSize([640, 480], true);
  viewport.requestSize(-50, 1e9);
  frames.run();
  const [[, width, height]] = told;
  assert.ok(width > 0 && height < 20000);
});
