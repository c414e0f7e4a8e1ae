import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Session } from "../../src/webagg/web/js/session.js";
import { recorder } from "./fakes.js";

const WELCOME = {
  type: "welcome",
  protocol: 1,
  viewer: "v1",
  session: "s1",
  title: "Figure 1",
  size: [640, 480],
};

let transport;
let calls;
let settledFrame;

beforeEach(() => {
  settledFrame = 7;
  transport = { isOpen: true, sent: [] };
  transport.send = (text) => {
    if (!transport.isOpen) return false;
    transport.sent.push(JSON.parse(text));
    return true;
  };
});

function makeSession(options) {
  const recorded = recorder([
    "newSession",
    "welcomed",
    "handle",
    "image",
    "spokeStock",
    "sent",
    "lost",
  ]);
  calls = recorded.calls;
  const session = new Session(
    {
      ...recorded.listener,
      describe: () => ({ device_pixel_ratio: 2, width: null, height: null }),
      settled: () => Promise.resolve(settledFrame),
    },
    options,
  );
  session.transport = transport;
  return session;
}
const say = (session, message) => session.message(JSON.stringify(message));
const later = () => new Promise((resolve) => setImmediate(resolve));
const types = () => transport.sent.map(({ type }) => type);

test("welcome is answered with hello", async () => {
  const session = makeSession({ expectNative: true });
  session.opened();
  say(session, WELCOME);
  await later();
  assert.deepEqual(transport.sent, [
    {
      type: "hello",
      protocol: 1,
      device_pixel_ratio: 2,
      width: null,
      height: null,
      last_frame: null,
      session: null,
      viewer: "v1",
    },
  ]);
  assert.ok(calls.some(([name]) => name === "newSession"));
});

test("input is numbered, other messages are not, all name the viewer", async () => {
  const session = makeSession({ expectNative: true });
  session.opened();
  say(session, WELCOME);
  await later();
  session.send("motion_notify", { x: 1, y: 2 });
  session.send("resize", { width: 3, height: 4 });
  session.send("key_press", { key: "a", modifiers: ["ctrl"] });
  assert.deepEqual(transport.sent.slice(1), [
    { type: "motion_notify", x: 1, y: 2, viewer: "v1", seq: 1 },
    { type: "resize", width: 3, height: 4, viewer: "v1" },
    { type: "key_press", key: "ka", modifiers: ["ctrl"], viewer: "v1", seq: 2 },
  ]);
});

test("keys typed before the first greeting are kept, motion is not", async () => {
  const session = makeSession({ expectNative: true });
  session.send("key_press", { key: "j", modifiers: [] });
  session.opened();
  session.send("motion_notify", { x: 1, y: 2 });
  session.send("key_release", { key: "j", modifiers: [] });
  say(session, WELCOME);
  await later();
  const kept = transport.sent.slice(1).map(({ type, key }) => [type, key]);
  assert.deepEqual(kept, [
    ["key_press", "kj"],
    ["key_release", "kj"],
  ]);
  // Later, a key whose release nobody hears of must not be pressed either.
  session.lost();
  session.send("key_press", { key: "k", modifiers: [] });
  session.opened();
  say(session, { ...WELCOME, viewer: "v2" });
  await later();
  assert.equal(transport.sent.at(-1).type, "hello");
});

test("the same session resumes from the frame on the canvas", async () => {
  const session = makeSession({ expectNative: true });
  session.opened();
  say(session, WELCOME);
  await later();
  session.lost();
  session.opened();
  say(session, { ...WELCOME, viewer: "v2" });
  await later();
  const hello = transport.sent.at(-1);
  assert.equal(hello.last_frame, 7);
  assert.equal(hello.session, "s1");
  assert.equal(hello.viewer, "v2");
  session.send("motion_notify", {});
  assert.equal(transport.sent.at(-1).seq, 1, "numbers start anew with a viewer");
});

test("another session starts from nothing", async () => {
  const session = makeSession({ expectNative: true });
  session.opened();
  say(session, WELCOME);
  await later();
  session.lost();
  session.opened();
  say(session, { ...WELCOME, session: "s2" });
  await later();
  assert.equal(transport.sent.at(-1).last_frame, null);
  assert.equal(calls.filter(([name]) => name === "newSession").length, 2);
});

test("a connection that breaks while greeting says nothing on the next", async () => {
  const session = makeSession({ expectNative: true });
  session.opened();
  say(session, WELCOME);
  for (const viewer of ["v2", "v3"]) {
    session.lost();
    session.opened();
    say(session, { ...WELCOME, viewer });
  }
  await later();
  assert.deepEqual(
    transport.sent.map(({ type, viewer }) => [type, viewer]),
    [
      ["hello", "v1"],
      ["hello", "v3"],
    ],
  );
});

test("closing is not forgotten while the connection is made", async () => {
  const session = makeSession({ expectNative: true });
  session.send("close");
  session.send("toolbar_button", { name: "home" });
  session.opened();
  say(session, WELCOME);
  await later();
  assert.deepEqual(types(), ["hello", "close"]);
});

test("releases survive a broken connection, presses do not", async () => {
  const session = makeSession({ expectNative: true });
  session.opened();
  say(session, WELCOME);
  await later();
  session.lost();
  transport.isOpen = false;
  assert.equal(session.send("button_press", { button: 0 }), null);
  assert.equal(session.send("button_release", { button: 0 }), null);
  transport.isOpen = true;
  session.opened();
  say(session, { ...WELCOME, viewer: "v2" });
  await later();
  assert.deepEqual(types(), ["hello", "hello", "button_release"]);
});

test("matplotlib's server is greeted as by matplotlib's client", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const session = makeSession({ expectNative: false, figureId: 3 });
  session.opened();
  say(session, { type: "resize", size: [640, 480], forward: true });
  mock.timers.tick(100);
  assert.deepEqual(types(), [
    "supports_binary",
    "send_image_mode",
    "set_device_pixel_ratio",
    "refresh",
  ]);
  assert.ok(transport.sent.every(({ figure_id }) => figure_id === 3));
  session.send("key_press", { key: "ArrowLeft", modifiers: ["ctrl", "shift"] });
  assert.deepEqual(transport.sent.at(-1), {
    type: "key_press",
    key: "ctrl+shift+kArrowLeft",
    figure_id: 3,
  });
  session.send("visible", { value: false });
  assert.equal(types().at(-1), "key_press", "it would only complain");
});

test("a silent server is greeted after a while", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const session = makeSession({ expectNative: false });
  session.opened();
  mock.timers.tick(1000);
  assert.deepEqual(types(), []);
  mock.timers.tick(1000);
  assert.equal(types()[0], "supports_binary");
});

test("our server in somebody's page is not taken for matplotlib's", async () => {
  const session = makeSession({ expectNative: false });
  session.opened();
  say(session, WELCOME);
  say(session, { type: "resize", size: [640, 480] });
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual(types(), ["hello"]);
});

test("what is no message is dropped", (context) => {
  context.mock.method(console, "warn", () => {});
  const session = makeSession({ expectNative: true });
  for (const text of ["", "{", "[]", "null", '{"type": 3}']) session.message(text);
  assert.equal(console.warn.mock.callCount(), 5);
  assert.equal(calls.length, 0);
});
