/**
 * The conversation with one figure in Python: who speaks which protocol, and what was said.
 *
 * Our server says `welcome` and is answered with `hello`. matplotlib's own server never does; it is
 * greeted as matplotlib's client would, and gets no field that it does not know.
 */
import {
  isInput,
  isKept,
  isOurs,
  parseMessage,
  PROTOCOL_VERSION,
  TO_SERVER,
} from "./protocol.js";

/** How long a server that spoke, but not `welcome`, has time to say it, ms. */
const WELCOME_GRACE_MS = 80;
/** How long a server that says nothing has time to say something, ms. */
const SILENT_SERVER_MS = 1500;
/** Messages kept while the connection is down, at most. */
const MAX_KEPT = 32;

/** One viewer's conversation over one transport. */
export class Session {
  /**
   * @param {object} host
   *   `describe()` gives {device_pixel_ratio, width, height, mac, visible} for `hello`;
   *   `settled()` resolves to the frame on the canvas or null; `newSession()` forgets it;
   *   `welcomed(viewer)` before anything is said to it; `handle(message)` takes every text message;
   *   `image(data)` takes binary messages; `spokeStock()` tells that the server is matplotlib's;
   *   `sent(seq, type, fields)` after each input message; `lost()`
   * @param {{expectNative: boolean, figureId: *}} options expectNative: our own page, so the server
   *   is ours; figureId: sent along to matplotlib's server
   */
  constructor(host, { expectNative, figureId = null }) {
    this.host = host;
    this.expectNative = expectNative;
    this.figureId = figureId;
    this.transport = null;
    /** "unknown" until the server has spoken, then "native" or "stock". */
    this.dialect = "unknown";
    this.viewer = null;
    this.session = null;
    this.seq = 0;
    this.kept = [];
    this.stockTimer = 0;
    /** Counts welcomes, so that a late answer to an old one is not sent. */
    this.greetings = 0;
  }

  /** @returns {boolean} whether the server is there and was greeted */
  get isReady() {
    return this.transport?.isOpen === true && this.dialect !== "unknown";
  }

  /**
   * Say something.
   *
   * @param {string} type
   * @param {object} [fields]
   * @returns {?number} the number of an input message, null for others or if it was not sent
   */
  send(type, fields = {}) {
    if (!this.isReady || (this.dialect === "native" && this.viewer === null)) {
      // Who opens a page and types at once means the figure that is about to appear.
      const isEarly = this.session === null && "key" in fields;
      if ((isKept(type) || isEarly) && this.kept.length < MAX_KEPT) {
        this.kept.push([type, fields]);
      }
      return null;
    }
    // matplotlib's server complains of every message that it does not know.
    if (this.dialect === "stock" && isOurs(type)) return null;
    return this.#say(type, fields);
  }

  /** Of the transport: the socket is open. */
  opened() {
    this.dialect = "unknown";
    this.viewer = null;
    if (!this.expectNative) this.#expectStock(SILENT_SERVER_MS);
  }

  /** Of the transport: a text message came. */
  message(text) {
    const message = parseMessage(text);
    if (message === null) {
      console.warn("webagg: not a message:", text.slice(0, 200));
      return;
    }
    if (message.type === "welcome") {
      this.#welcome(message);
      return;
    }
    if (this.dialect === "unknown" && !this.expectNative) {
      this.#expectStock(WELCOME_GRACE_MS);
    }
    if (message.type !== "pong") this.host.handle(message);
  }

  /** Of the transport: a binary message came. */
  binary(data) {
    this.host.image(data);
  }

  /** Of the transport: the connection is gone. */
  lost() {
    clearTimeout(this.stockTimer);
    this.dialect = "unknown";
    this.viewer = null;
    this.host.lost();
  }

  #expectStock(delay) {
    clearTimeout(this.stockTimer);
    this.stockTimer = setTimeout(() => this.#greetStock(), delay);
  }

  #greetStock() {
    if (this.dialect !== "unknown") return;
    this.dialect = "stock";
    const { device_pixel_ratio } = this.host.describe();
    this.#say(TO_SERVER.supportsBinary, { value: true });
    this.#say(TO_SERVER.sendImageMode, {});
    this.#say(TO_SERVER.devicePixelRatio, { device_pixel_ratio });
    this.host.spokeStock();
    this.#say(TO_SERVER.refresh, {});
  }

  async #welcome(message) {
    clearTimeout(this.stockTimer);
    const greeting = ++this.greetings;
    const resumes = this.session !== null && message.session === this.session;
    const changes = this.session !== null && !resumes;
    this.dialect = "native";
    this.session = message.session;
    if (message.protocol !== PROTOCOL_VERSION) {
      console.warn(
        `webagg: the server speaks protocol ${message.protocol}, not ${PROTOCOL_VERSION}`,
      );
    }
    if (!resumes) this.host.newSession();
    if (changes) this.kept = [];
    this.host.welcomed(message.viewer);
    this.host.handle(message);
    // Updates still on their way to the canvas belong to what we have.
    const lastFrame = resumes ? await this.host.settled() : null;
    if (greeting !== this.greetings || !this.transport?.isOpen) return;
    this.viewer = message.viewer;
    this.seq = 0;
    this.#say(TO_SERVER.hello, {
      protocol: PROTOCOL_VERSION,
      ...this.host.describe(),
      last_frame: lastFrame,
      session: resumes ? this.session : null,
    });
    const kept = this.kept;
    this.kept = [];
    for (const [type, fields] of kept) this.#say(type, fields);
  }

  #say(type, fields) {
    const native = this.dialect === "native";
    const message = { type, ...fields };
    let seq = null;
    if (native) {
      message.viewer = this.viewer;
      if (isInput(type)) seq = message.seq = ++this.seq;
    } else {
      message.figure_id = this.figureId;
    }
    if ("key" in fields) Object.assign(message, this.#key(fields));
    if (!this.transport.send(JSON.stringify(message))) return null;
    if (seq !== null) this.host.sent(seq, type, fields);
    return seq;
  }

  /** Keys go out behind a `k`; matplotlib's server reads modifiers before it. */
  #key({ key, modifiers }) {
    if (this.dialect === "native") return { key: `k${key}`, modifiers };
    const known = modifiers.filter((name) => name !== "meta");
    return {
      key: [...known, `k${key}`].join("+"),
      modifiers: undefined,
    };
  }
}
