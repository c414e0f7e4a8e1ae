/**
 * The socket of one page or figure: opening, reconnecting, noticing that it died.
 *
 * Two kinds. `ReconnectingSocket` opens its own WebSocket and opens it again when it is lost.
 * `AdoptedSocket` speaks over a socket that the embedding page made, and keeps to matplotlib's
 * embedding contract: it sets `onopen`, `onmessage` and `onclose`, and leaves reconnecting to the
 * page. Both report to a listener:
 *
 *   opened()              the socket is ready to send
 *   message(text)         a text message came
 *   binary(data)          a binary message came (ArrayBuffer, view, Blob or data URL)
 *   lost()                the socket is gone (a ReconnectingSocket is already trying again)
 */
import { TO_SERVER } from "./protocol.js";

/** Waits before attempts to reconnect, ms; the last one repeats. */
const RETRY_DELAYS_MS = [80, 200, 400, 800, 1500, 3000, 5000];
/** A socket that has not opened after this time is given up, ms. */
const OPEN_TIMEOUT_MS = 8000;
/** Silence after which a ping is sent, ms. */
const PING_AFTER_MS = 10000;
/** Silence after a ping at which the socket counts as dead, ms: 10 + 10 + one check < 30 s. */
const DEAD_AFTER_MS = 20000;
/**
 * How much longer it may be where sockets that worked went silent all the same. A large update on a
 * slow line is heard of only when it is whole: without more patience it would be cut off and begun
 * again for ever.
 */
const MOST_PATIENCE = 8;
/** How often silence is looked at, ms. */
const CHECK_EVERY_MS = 2500;
/** A check that comes this late means that the machine slept: silence then proves nothing, ms. */
const SLEPT_MS = 3 * CHECK_EVERY_MS;

/**
 * Delay before the next attempt.
 *
 * @param {number} attempt attempts made since the connection was lost
 * @param {number} [random] in [0, 1); spreads many pages that lost the same server
 * @returns {number} milliseconds
 */
export function retryDelay(attempt, random = Math.random()) {
  const base = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)];
  return base * (0.75 + 0.5 * random);
}

/**
 * Make a WebSocket URL from one relative to the page, so that any proxy prefix is kept.
 *
 * @param {string} path relative URL
 * @param {string} base the page's URL
 * @returns {string}
 */
export function socketUrl(path, base) {
  const url = new URL(path, base);
  url.protocol = url.protocol === "https:" || url.protocol === "wss:" ? "wss:" : "ws:";
  url.hash = "";
  return url.href;
}

/** A socket of our own, reconnected until `close()`. */
export class ReconnectingSocket {
  /**
   * @param {string} url absolute ws: or wss: URL
   * @param {object} listener see the head of the module
   * @param {{WebSocketClass?: Function}} [options] a stand-in for tests
   */
  constructor(url, listener, { WebSocketClass = globalThis.WebSocket } = {}) {
    this.url = url;
    this.listener = listener;
    this.WebSocketClass = WebSocketClass;
    this.socket = null;
    this.attempt = 0;
    this.ended = false;
    this.retryTimer = 0;
    this.openTimer = 0;
    this.checkTimer = 0;
    this.heardAt = 0;
    /** When the ping went out that nothing was heard after; null if there is none. */
    this.pingedAt = null;
    this.remindedAt = 0;
    this.checkedAt = 0;
    /** Whether this socket has brought anything yet. */
    this.worked = false;
    /** By how much a socket may be silent for longer than usual. */
    this.patience = 1;
    this.wake = () => this.retryNow();
    globalThis.addEventListener?.("online", this.wake);
    globalThis.addEventListener?.("pageshow", this.wake);
    this.#open();
  }

  /** @returns {boolean} whether a message can be sent now */
  get isOpen() {
    return this.socket !== null && this.socket.readyState === 1;
  }

  /**
   * @param {string} text
   * @returns {boolean} whether it was handed to the socket
   */
  send(text) {
    if (!this.isOpen) return false;
    this.socket.send(text);
    return true;
  }

  /** Try at once if the connection is lost; if it looks open, ask for a sign of life. */
  retryNow() {
    if (this.ended) return;
    if (this.socket === null) {
      this.attempt = 0;
      clearTimeout(this.retryTimer);
      this.#open();
    } else if (this.isOpen) {
      this.#ping();
    }
  }

  /** Close for good. */
  close() {
    this.ended = true;
    clearTimeout(this.retryTimer);
    globalThis.removeEventListener?.("online", this.wake);
    globalThis.removeEventListener?.("pageshow", this.wake);
    this.#detach();
  }

  #open() {
    let socket;
    try {
      socket = new this.WebSocketClass(this.url);
    } catch {
      this.#retryLater();
      return;
    }
    this.socket = socket;
    this.worked = false;
    this.pingedAt = null;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (socket !== this.socket) return;
      clearTimeout(this.openTimer);
      this.#heard();
      this.checkedAt = Date.now();
      this.checkTimer = setInterval(() => this.#check(), CHECK_EVERY_MS);
      this.listener.opened();
    };
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      this.#heard();
      // Only a server that really talks resets the back-off: a proxy may accept and close at once.
      this.attempt = 0;
      this.worked = true;
      if (typeof event.data === "string") this.listener.message(event.data);
      else this.listener.binary(event.data);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.#lose();
    };
    this.openTimer = setTimeout(() => {
      if (socket === this.socket && socket.readyState === 0) this.#lose();
    }, OPEN_TIMEOUT_MS);
  }

  #heard() {
    const now = Date.now();
    const quick = this.pingedAt !== null && now - this.pingedAt < PING_AFTER_MS;
    if (quick) this.patience = 1;
    this.heardAt = now;
    this.pingedAt = null;
  }

  #ping() {
    this.pingedAt ??= Date.now();
    this.remindedAt = Date.now();
    this.heardAt = Math.min(this.heardAt, Date.now() - PING_AFTER_MS);
    this.send(JSON.stringify({ type: TO_SERVER.ping }));
  }

  #check() {
    if (!this.isOpen) return;
    const now = Date.now();
    const slept = now - this.checkedAt > SLEPT_MS;
    this.checkedAt = now;
    if (slept) {
      // Timers of a hidden or sleeping page are late; give the ping a fair chance first.
      this.heardAt = now - PING_AFTER_MS;
      this.#ping();
      return;
    }
    const silence = now - this.heardAt;
    if (this.pingedAt === null) {
      if (silence > PING_AFTER_MS) this.#ping();
    } else if (silence > DEAD_AFTER_MS * this.patience) {
      if (this.worked) this.patience = Math.min(2 * this.patience, MOST_PATIENCE);
      this.#lose();
    } else if (now - this.remindedAt > PING_AFTER_MS) {
      // The answer waits behind something large; the server must know that we are still here.
      this.#ping();
    }
  }

  #detach() {
    clearTimeout(this.openTimer);
    clearInterval(this.checkTimer);
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    // A half-open socket reports its close much later: its news are no longer wanted.
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch {
      // Closing a socket that never opened may throw in old browsers; it is gone either way.
    }
  }

  #lose() {
    this.#detach();
    if (this.ended) return;
    this.#retryLater();
    this.listener.lost();
  }

  #retryLater() {
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      this.attempt += 1;
      this.#open();
    }, retryDelay(this.attempt));
  }
}

/** A socket that the embedding page owns: a WebSocket or anything that behaves like one. */
export class AdoptedSocket {
  /**
   * @param {WebSocket} socket
   * @param {object} listener see the head of the module
   */
  constructor(socket, listener) {
    this.socket = socket;
    this.listener = listener;
    this.opened = false;
    if (socket.binaryType !== undefined) socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#open();
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => listener.lost();
    // The page may hand over a socket that has opened long ago.
    if (socket.readyState === 1) queueMicrotask(() => this.#open());
  }

  /** @returns {boolean} whether a message can be sent now; stand-ins without a state always can */
  get isOpen() {
    return this.socket.readyState === undefined || this.socket.readyState === 1;
  }

  /**
   * @param {string} text
   * @returns {boolean} whether it was handed to the socket
   */
  send(text) {
    if (!this.isOpen) return false;
    this.socket.send(text);
    return true;
  }

  /** Nothing to do: the page reconnects, or does not. */
  retryNow() {}

  /** Close the page's socket. */
  close() {
    this.socket.onclose = null;
    this.socket.close?.();
  }

  #open() {
    if (this.opened) return;
    this.opened = true;
    this.listener.opened();
  }

  #receive(data) {
    // A stand-in may deliver before it reports that it is open.
    this.#open();
    if (typeof data === "string" && !data.startsWith("data:")) {
      this.listener.message(data);
    } else this.listener.binary(data);
  }
}
