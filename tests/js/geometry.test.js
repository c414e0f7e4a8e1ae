import assert from "node:assert/strict";
import { test } from "node:test";

import { downloadUrl } from "../../src/webagg/web/js/download.js";
import { sizeInWindow } from "../../src/webagg/web/js/follow-window.js";
import { clampMargin } from "../../src/webagg/web/js/margins.js";
import { regionFromTop } from "../../src/webagg/web/js/panning.js";
import { devicePixels, sizesAgree } from "../../src/webagg/web/js/viewport.js";

test("device pixels: what the browser observed, if plausible", () => {
  assert.deepEqual(devicePixels([640.33, 480], [961, 720], 1.5), [961, 720]);
  assert.deepEqual(
    devicePixels([640, 480], [640, 480], 2),
    [1280, 960],
    "an emulated ratio does not reach the observed size",
  );
  assert.deepEqual(devicePixels([640.4, 480.2], null, 1), [640, 480]);
});

test("sizes agree within a tolerance, in both directions", () => {
  assert.ok(sizesAgree([1, 2], [1.5, 1.5], 0.5));
  assert.ok(!sizesAgree([1, 2], [1, 3], 0.5));
});

test("a region is turned upside down and stays inside", () => {
  const region = { x0: 80.4, y0: 52.8, x1: 576.2, y1: 422.4 };
  assert.deepEqual(regionFromTop(region, 480), {
    x: 81,
    y: 58,
    width: 495,
    height: 369,
  });
  const turned = { x0: 576, y0: 422, x1: 80, y1: 53 };
  assert.deepEqual(regionFromTop(turned, 480), {
    x: 80,
    y: 58,
    width: 496,
    height: 369,
  });
  assert.equal(regionFromTop({ x0: 5, y0: 5, x1: 5, y1: 9 }, 10).width, 0);
});

test("margins never meet", () => {
  const margins = { left: 0.2, right: 0.6, bottom: 0.1, top: 0.9 };
  assert.equal(clampMargin("left", 0.8, margins), 0.59);
  assert.equal(clampMargin("right", 0.1, margins), 0.21000000000000002);
  assert.equal(clampMargin("top", 0.5, margins), 0.5);
  assert.equal(clampMargin("wspace", 0.9, margins), 0.9);
});

test("a window makes a figure smaller, not larger, and not tiny", () => {
  assert.deepEqual(sizeInWindow([640, 480], [1000, 400]), [640, 400]);
  assert.deepEqual(sizeInWindow([640, 480], [2000, 2000]), [640, 480]);
  assert.deepEqual(sizeInWindow([640, 480], [10, -5]), [240, 180]);
  assert.deepEqual(
    sizeInWindow([100, 480], [10, 900]),
    [100, 480],
    "it was small before",
  );
});

test("download addresses", () => {
  assert.equal(downloadUrl(3, "svg", "a+b"), "3/download.svg?id=a%2Bb");
  assert.equal(downloadUrl(3, "png"), "3/download.png");
});
