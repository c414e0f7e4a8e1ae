import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import {
  AdoptedSocket,
  ReconnectingSocket,
  retryDelay,
  socketUrl,
} from "../../src/webagg/web/js/connection.js";
import { FakeSocket, recorder } from "./fakes.js";

let calls;
let listener;

beforeEach(() => {
  FakeSocket.made = [];
  ({ calls, listener } = recorder(["opened", "message", "binary", "lost"]));
});

function connect(context) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const connection = new ReconnectingSocket("ws://host/ws", listener, {
    WebSocketClass: FakeSocket,
  });
  context.after(() => {
    connection.close();
    mock.timers.reset();
  });
  return connection;
}
const newest = () => FakeSocket.made.at(-1);
const names = () => calls.map(([name]) => name);

test("URLs keep the page's prefix and security", () => {
  assert.equal(socketUrl("1/ws?id=a", "http://h:1/x/1?b#c"), "ws://h:1/x/1/ws?id=a");
  assert.equal(socketUrl("ws", "https://h/"), "wss://h/ws");
});

test("delays grow, are spread, and end", () => {
  assert.ok(retryDelay(0, 0.5) < retryDelay(1, 0.5));
  assert.ok(retryDelay(0, 0) < retryDelay(0, 0.99));
  assert.equal(retryDelay(50, 0.5), retryDelay(99, 0.5));
  const firstFour = [0, 1, 2, 3].reduce((sum, n) => sum + retryDelay(n, 1), 0);
  assert.ok(firstFour < 2000, "several attempts within two seconds");
});

test("messages of both kinds are passed on", (context) => {
  connect(context);
  newest().accept();
  newest().receive({ type: "x" });
  newest().receive(new ArrayBuffer(3));
  assert.deepEqual(names(), ["opened", "message", "binary"]);
  assert.equal(calls[1][1], '{"type":"x"}');
  assert.equal(newest().binaryType, "arraybuffer");
});

test("a lost socket is replaced, and its late news ignored", (context) => {
  const connection = connect(context);
  newest().accept();
  const old = newest();
  const { onmessage } = old;
  old.break();
  assert.deepEqual(names(), ["opened", "lost"]);
  assert.equal(connection.send("x"), false);
  mock.timers.tick(5000);
  assert.equal(FakeSocket.made.length, 2);
  onmessage({ data: "late" });
  newest().accept();
  assert.deepEqual(names(), ["opened", "lost", "opened"]);
  assert.equal(connection.send("x"), true);
});

test("it tries again for ever, and not after close", (context) => {
  const connection = connect(context);
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    assert.equal(FakeSocket.made.length, attempt);
    newest().break();
    mock.timers.tick(10000);
  }
  connection.close();
  mock.timers.tick(60000);
  assert.equal(FakeSocket.made.length, 31);
});

test("a dead socket is noticed within 30 s", (context) => {
  connect(context);
  newest().accept();
  newest().receive({ type: "welcome" });
  for (let second = 0; second < 30; second += 1) mock.timers.tick(1000);
  assert.ok(names().includes("lost"));
  assert.equal(FakeSocket.made[0].messages.at(-1).type, "ping");
});

function seconds(count) {
  for (let second = 0; second < count; second += 1) mock.timers.tick(1000);
}

/** Wait for the next socket; return after how many seconds it was tried. */
function secondsToNext() {
  const before = FakeSocket.made.length;
  for (let second = 1; second <= 300; second += 1) {
    mock.timers.tick(1000);
    if (FakeSocket.made.length > before) return second;
  }
  return Infinity;
}

/** Open the newest socket and let it bring one message, as a server that lives does. */
function welcome() {
  newest().accept();
  newest().receive({ type: "welcome" });
}

test("what takes longer than a dead socket is waited for the second time", (context) => {
  connect(context);
  welcome();
  assert.ok(secondsToNext() <= 30);
  welcome();
  seconds(36);
  assert.equal(FakeSocket.made.length, 2, "the update is still on its way");
  const pings = newest().messages.filter(({ type }) => type === "ping");
  assert.ok(pings.length >= 2, "and the server hears that somebody waits");
  newest().receive(new ArrayBuffer(1));
  newest().receive({ type: "pong" });
  seconds(36);
  assert.equal(FakeSocket.made.length, 2, "the next one may take as long");
  for (let loss = 0; loss < 5; loss += 1) {
    assert.ok(secondsToNext() < 200, "but there is an end to it");
    welcome();
  }
});

test("where pings are answered again a dead socket is noticed as soon as ever", (context) => {
  connect(context);
  welcome();
  secondsToNext();
  welcome();
  seconds(14);
  assert.equal(newest().messages.at(-1).type, "ping");
  newest().receive({ type: "pong" });
  assert.ok(secondsToNext() <= 30);
});

test("a server that accepts and says nothing is given no more time", (context) => {
  connect(context);
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    newest().accept();
    assert.ok(secondsToNext() <= 30, `attempt ${attempt}`);
  }
});

test("an answered ping keeps it alive", (context) => {
  connect(context);
  newest().accept();
  for (let second = 0; second < 120; second += 1) {
    mock.timers.tick(1000);
    const [last] = newest().messages.slice(-1);
    if (last?.type === "ping") newest().receive({ type: "pong" });
  }
  assert.ok(!names().includes("lost"));
  assert.ok(newest().messages.length <= 12, "and it does not chatter");
});

test("a laptop that slept gives the server a chance to answer", (context) => {
  connect(context);
  newest().accept();
  mock.timers.setTime(Date.now() + 3_600_000);
  mock.timers.tick(2500);
  assert.ok(!names().includes("lost"));
  assert.equal(newest().messages.at(-1).type, "ping");
});

test("an opening that hangs is given up", (context) => {
  connect(context);
  mock.timers.tick(8000);
  mock.timers.tick(5000);
  assert.equal(FakeSocket.made.length, 2);
});

test("an adopted socket keeps to matplotlib's contract", () => {
  const socket = new FakeSocket("ws://page/ws");
  const adopted = new AdoptedSocket(socket, listener);
  assert.equal(typeof socket.onopen, "function");
  assert.equal(typeof socket.onmessage, "function");
  assert.equal(adopted.send("early"), false);
  socket.accept();
  socket.onopen();
  socket.receive({ type: "x" });
  socket.onmessage({ data: "data:image/png;base64,AAAA" });
  socket.break();
  assert.deepEqual(names(), ["opened", "message", "binary", "lost"]);
});

test("an adopted socket may be open already, or tell no state", async () => {
  const open = new FakeSocket("ws://page/ws");
  open.readyState = 1;
  new AdoptedSocket(open, listener);
  await Promise.resolve();
  assert.deepEqual(names(), ["opened"]);

  const sent = [];
  const plain = { send: (text) => sent.push(text) };
  const adopted = new AdoptedSocket(plain, listener);
  plain.onmessage({ data: "{}" });
  assert.equal(adopted.send("hello"), true);
  assert.deepEqual(sent, ["hello"]);
});
