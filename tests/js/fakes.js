/** Stand-ins for what a browser has and Node has not. */

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  static made = [];

  constructor(url) {
    this.url = url;
    this.readyState = 0;
    this.binaryType = "blob";
    this.sent = [];
    FakeSocket.made.push(this);
  }

  get messages() {
    return this.sent.map((text) => JSON.parse(text));
  }

  send(text) {
    this.sent.push(text);
  }

  close() {
    this.readyState = 3;
  }

  /** The server accepts. */
  accept() {
    this.readyState = 1;
    this.onopen();
  }

  /** The server says something. */
  receive(message) {
    const data = message instanceof ArrayBuffer ? message : JSON.stringify(message);
    this.onmessage({ data });
  }

  /** The network goes. */
  break() {
    this.readyState = 3;
    this.onclose?.();
  }
}

/** Collects what it is told, as [name, ...arguments]. */
export function recorder(names) {
  const calls = [];
  const listener = {};
  for (const name of names) {
    listener[name] = (...args) => {
      calls.push([name, ...args]);
    };
  }
  return { calls, listener };
}

/** Animation frames that come when the test says so. */
export function installFrames() {
  let nextId = 1;
  const waiting = new Map();
  globalThis.requestAnimationFrame = (callback) => {
    waiting.set(nextId, callback);
    return nextId++;
  };
  globalThis.cancelAnimationFrame = (id) => waiting.delete(id);
  return {
    run() {
      const callbacks = [...waiting.values()];
      waiting.clear();
      for (const callback of callbacks) callback(0);
    },
    get waiting() {
      return waiting.size;
    },
  };
}

/** An element that takes events, and the globals input modules look at. */
export function installPage() {
  globalThis.Element ??= class {};
  globalThis.window = new EventTarget();
  globalThis.document = { activeElement: null };
  const element = new EventTarget();
  element.captured = null;
  element.setPointerCapture = (id) => {
    element.captured = id;
  };
  return element;
}

/** Dispatch an event with the given fields; returns it. */
export function fire(target, type, fields = {}) {
  const event = new Event(type, { cancelable: true });
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(event, name, { value, configurable: true });
  }
  target.dispatchEvent(event);
  return event;
}

/** As much of an element as the modules that build DOM touch. */
export class FakeElement extends EventTarget {
  constructor(tag) {
    super();
    this.tag = tag;
    this.style = {};
    this.children = [];
    this.attributes = {};
    this.hidden = false;
    this.clientWidth = 0;
    this.clientHeight = 0;
    this.copies = [];
  }

  append(...children) {
    this.children.push(...children);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name === "hidden") this.hidden = true;
  }

  getContext() {
    return { transferFromImageBitmap: (bitmap) => this.copies.push(bitmap) };
  }

  getBoundingClientRect() {
    const [width, height] = [this.style.width, this.style.height].map(parseFloat);
    return { left: 10, top: 20, width, height };
  }
}

/** The document and window that modules which build DOM look at. */
export function installDocument() {
  const page = new EventTarget();
  page.devicePixelRatio = 1;
  page.queries = [];
  page.matchMedia = (text) => {
    const query = new EventTarget();
    query.text = text;
    page.queries.push(query);
    return query;
  };
  globalThis.window = page;
  globalThis.document = { createElement: (tag) => new FakeElement(tag) };
  globalThis.ResizeObserver = class {
    static newest = null;

    constructor(callback) {
      this.callback = callback;
      globalThis.ResizeObserver.newest = this;
    }

    observe() {}

    disconnect() {}

    /** The page gave the box this size. */
    tell(width, height, exact = null) {
      const entry = { contentBoxSize: [{ inlineSize: width, blockSize: height }] };
      if (exact !== null) {
        const [inlineSize, blockSize] = exact;
        entry.devicePixelContentBoxSize = [{ inlineSize, blockSize }];
      }
      this.callback([entry]);
    }
  };
  return page;
}
