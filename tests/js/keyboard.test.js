import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  describeKey,
  isBrowserKey,
  Keyboard,
} from "../../src/webagg/web/js/keyboard.js";
import { fire, installPage } from "./fakes.js";

let element;
let sent;

beforeEach(() => {
  element = installPage();
  sent = [];
  new Keyboard(
    element,
    {
      send: (type, { key, modifiers }) => sent.push([type, key, modifiers]),
    },
    new AbortController().signal,
  );
});

const key = (name, held = [], more = {}) => ({
  key: name,
  code: more.code ?? `code ${name.toLowerCase()}`,
  ctrlKey: held.includes("ctrl"),
  altKey: held.includes("alt"),
  shiftKey: held.includes("shift"),
  metaKey: held.includes("meta"),
  getModifierState: (state) => state === "AltGraph" && held.includes("AltGraph"),
  ...more,
});
const press = (...args) => fire(element, "keydown", key(...args));
const release = (...args) => fire(element, "keyup", key(...args));

test("modifiers come in matplotlib's order, without the key itself", () => {
  const described = [
    [key("a"), []],
    [key("ArrowLeft", ["shift", "alt", "ctrl"]), ["ctrl", "alt", "shift"]],
    [key("Control", ["ctrl", "alt"]), ["alt"]],
    [key("Shift", ["shift"]), []],
    [key("s", ["meta"]), ["meta"]],
  ];
  for (const [event, modifiers] of described) {
    assert.deepEqual(describeKey(event), { key: event.key, modifiers });
  }
});

test("a character of AltGr is a plain one", () => {
  assert.deepEqual(describeKey(key("@", ["ctrl", "alt", "AltGraph"])).modifiers, []);
  assert.deepEqual(
    describeKey(key("ArrowUp", ["ctrl", "AltGraph"])).modifiers,
    ["ctrl"],
    "but a named key keeps its modifiers",
  );
});

test("a held key repeats", () => {
  press("a");
  press("a", [], { repeat: true });
  release("a");
  assert.deepEqual(sent, [
    ["key_press", "a", []],
    ["key_press", "a", []],
    ["key_release", "a", []],
  ]);
});

test("the browser's action is suppressed where it may be", () => {
  for (const [name, held] of [
    ["s", ["ctrl"]],
    ["f", ["ctrl"]],
    [" ", []],
    ["ArrowDown", []],
    ["Backspace", []],
    ["F1", []],
  ]) {
    assert.ok(press(name, held).defaultPrevented, name);
  }
  for (const [name, held] of [
    ["F5", []],
    ["F12", []],
    ["r", ["ctrl"]],
    ["t", ["meta"]],
    ["I", ["ctrl", "shift"]],
  ]) {
    assert.ok(isBrowserKey(key(name, held)), name);
    assert.ok(!press(name, held).defaultPrevented, name);
  }
});

test("Tab passes by a figure that nobody works in, and is a key where one does", () => {
  assert.ok(!press("Tab").defaultPrevented);
  assert.deepEqual(sent, []);
  fire(element, "pointerdown");
  assert.ok(press("Tab").defaultPrevented);
  assert.deepEqual(sent, [["key_press", "Tab", []]]);
});

test("Escape lets Tab leave again, backwards too", () => {
  press("a");
  assert.ok(press("Tab").defaultPrevented);
  press("Escape");
  press("Shift", ["shift"]);
  assert.ok(!press("Tab", ["shift"]).defaultPrevented);
});

test("losing the focus lets go of all keys, the newest first", () => {
  press("Control", ["ctrl"]);
  press("a", ["ctrl"]);
  sent.length = 0;
  fire(element, "blur");
  fire(globalThis.window, "blur");
  assert.deepEqual(sent, [
    ["key_release", "a", ["ctrl"]],
    ["key_release", "Control", []],
  ]);
  release("a");
  assert.equal(sent.length, 2, "a key that came up elsewhere is not released twice");
});

test("letting go of cmd lets go of what a Mac does not report", () => {
  press("Meta", ["meta"]);
  press("s", ["meta"]);
  release("Meta");
  assert.deepEqual(sent.slice(2), [
    ["key_release", "Meta", []],
    ["key_release", "s", []],
  ]);
});

test("parts of a composition are not keys", () => {
  press("Process");
  press("a", [], { isComposing: true });
  assert.deepEqual(sent, []);
});
