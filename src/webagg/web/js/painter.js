/**
 * The page's side of painting: a worker if the browser lets us, else the page itself.
 *
 * The canvas is handed to the worker only after the worker has said that it runs, because a canvas
 * that was given away can never be painted by the page again.
 */
import { ReconnectingSocket } from "./connection.js";
import { encodePicture } from "./clipboard.js";
import { UpdatePainter } from "./painter-core.js";
import { takeSnapshot } from "./snapshot.js";

/** A worker that has not said a word after this time will not come (blocked by a policy), ms. */
const WORKER_START_MS = 4000;

/**
 * Start the painting worker.
 *
 * @param {{url?: string, source?: string}} script a module's URL, or the text of a classic script
 * @returns {Promise<?Worker>} null if there can be none
 */
function startWorker({ url, source }) {
  const able =
    typeof Worker !== "undefined" &&
    typeof OffscreenCanvas !== "undefined" &&
    typeof HTMLCanvasElement.prototype.transferControlToOffscreen === "function";
  if (!able || (!url && !source)) return Promise.resolve(null);
  return new Promise((resolve) => {
    let worker = null;
    let blobUrl = null;
    let timer = 0;
    const settle = (result) => {
      clearTimeout(timer);
      if (blobUrl !== null) URL.revokeObjectURL(blobUrl);
      if (worker !== null) worker.onmessage = worker.onerror = null;
      if (result === null) worker?.terminate();
      resolve(result);
    };
    try {
      if (url) {
        worker = new Worker(url, { type: "module" });
      } else {
        blobUrl = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
        worker = new Worker(blobUrl);
      }
    } catch {
      // A content security policy may forbid it; the page paints then.
      settle(null);
      return;
    }
    worker.onmessage = () => settle(worker);
    worker.onerror = (event) => {
      event.preventDefault();
      settle(null);
    };
    timer = setTimeout(() => settle(null), WORKER_START_MS);
  });
}

/** Paints a figure's updates on its canvas and reports. */
export class Painter {
  /**
   * @param {HTMLCanvasElement} canvas a fresh one: nobody took a context of it
   * @param {{url?: string, source?: string}} workerScript see `startWorker`; {} for none
   * @param {object} listener `painted(report)`, `distrusted(reason)`, `snapshot(bitmap)` and
   *   `replaced(canvas)`: the worker died, or the picture is no longer opaque, and this canvas
   *   stands in for the old one
   */
  constructor(canvas, workerScript, listener) {
    this.canvas = canvas;
    this.listener = listener;
    this.worker = null;
    this.local = null;
    this.region = null;
    this.transport = null;
    this.tickets = new Map();
    this.nextTicket = 1;
    this.closed = false;
    this.workerScript = workerScript;
    this.started = false;
    /** Resolves when it is settled who paints; not before `start`. */
    this.ready = new Promise((resolve) => {
      this.settleReady = resolve;
    });
  }

  /** Take the canvas: from now on nobody else may paint it. */
  start() {
    if (this.started) return;
    this.started = true;
    startWorker(this.workerScript).then((worker) => {
      this.#begin(worker);
      this.settleReady();
    });
  }

  /**
   * Paint an update.
   *
   * @param {ArrayBuffer} buffer handed over: the caller must not use it again
   */
  push(buffer) {
    this.#whenReady(() => {
      if (this.worker !== null) {
        this.worker.postMessage({ type: "update", buffer }, [buffer]);
      } else this.local.push(buffer);
    });
  }

  /** Forget which frame is shown, because another session counts anew. */
  reset() {
    this.#whenReady(() => {
      if (this.worker !== null) this.worker.postMessage({ type: "reset" });
      else this.local.reset();
    });
  }

  /**
   * Wait until everything received is painted.
   *
   * @returns {Promise<?number>} the frame shown, or null
   */
  async settled() {
    await this.ready;
    if (this.closed) return null;
    if (this.worker === null) return this.local.settled();
    const ticket = this.nextTicket++;
    return new Promise((resolve) => {
      this.tickets.set(ticket, resolve);
      this.worker.postMessage({ type: "settle", ticket });
    });
  }

  /**
   * Encode the picture.
   *
   * The page could draw the worker's canvas, but in Firefox it hangs for seconds and draws nothing
   * if the worker opens a socket just then.
   *
   * @returns {Promise<Blob>} a PNG; rejects where there is no picture
   */
  async encode() {
    if (this.worker === null) return encodePicture(this.canvas);
    const ticket = this.nextTicket++;
    this.worker.postMessage({ type: "encode", ticket });
    const blob = await new Promise((resolve) => this.tickets.set(ticket, resolve));
    if (blob === null) throw new Error("there is no picture yet");
    return blob;
  }

  /**
   * Ask for a copy of a region now and after each paint.
   *
   * @param {?{x: number, y: number, width: number, height: number}} region device pixels from the
   *   top left; null: no more
   */
  watchRegion(region) {
    this.region = region;
    if (this.worker !== null) this.worker.postMessage({ type: "snapshot", region });
    else this.#localSnapshot();
  }

  /**
   * Tell who acknowledges frames when the socket is in the worker.
   *
   * @param {*} viewer the id from `welcome`
   */
  setViewer(viewer) {
    this.#whenReady(() => this.worker?.postMessage({ type: "viewer", viewer }));
  }

  /**
   * Open a socket whose binary messages are painted here; in the worker if there is one.
   *
   * @param {string} url absolute ws: or wss: URL
   * @param {object} listener as in connection.js, without `binary`
   * @returns {Promise<object>} `send(text)`, `retryNow()`, `close()`, `isOpen`
   */
  async connect(url, listener) {
    this.start();
    await this.ready;
    if (this.worker === null) {
      return new ReconnectingSocket(url, {
        ...listener,
        binary: (buffer) => this.push(buffer),
      });
    }
    this.transport = new WorkerTransport(this.worker, url, listener);
    return this.transport;
  }

  /** Stop; the last picture stays. */
  close() {
    this.closed = true;
    for (const resolve of this.tickets.values()) resolve(null);
    this.tickets.clear();
    // Terminating a worker blanks its canvas in some browsers: it just has nothing to do any more.
    this.worker?.postMessage({ type: "disconnect" });
  }

  /** Stop and free the worker; the canvas is no longer needed. */
  dispose() {
    this.close();
    this.worker?.terminate();
    this.worker = null;
  }

  #begin(worker) {
    if (this.closed) {
      worker?.terminate();
      return;
    }
    if (worker === null) {
      this.#startLocal();
      return;
    }
    let offscreen;
    try {
      offscreen = this.canvas.transferControlToOffscreen();
    } catch {
      // Somebody took a context of it already, so only this thread can paint it.
      worker.terminate();
      this.#startLocal();
      return;
    }
    this.worker = worker;
    worker.onmessage = ({ data }) => this.#handle(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#workerDied(event.message);
    };
    worker.postMessage({ type: "canvas", canvas: offscreen }, [offscreen]);
  }

  #startLocal() {
    this.local = new UpdatePainter(this.canvas, {
      painted: (report) => {
        this.listener.painted({ ...report, acknowledged: false });
        this.#localSnapshot();
      },
      distrusted: (reason) => this.listener.distrusted(reason),
      replace: async () => this.#replaceCanvas(),
    });
  }

  #replaceCanvas() {
    const fresh = this.canvas.cloneNode(false);
    this.canvas.replaceWith(fresh);
    this.canvas = fresh;
    this.listener.replaced(fresh);
    return fresh;
  }

  #localSnapshot() {
    if (this.region === null || this.local === null) return;
    const bitmap = takeSnapshot(this.canvas, this.region);
    if (bitmap !== null) this.listener.snapshot(bitmap);
  }

  #whenReady(action) {
    if (this.worker !== null || this.local !== null) action();
    else this.ready.then(() => this.closed || action());
  }

  #handle(message) {
    switch (message.type) {
      case "painted":
        this.listener.painted(message.report);
        break;
      case "distrusted":
        this.listener.distrusted(message.reason);
        break;
      case "snapshot":
        this.listener.snapshot(message.bitmap);
        break;
      case "replace": {
        const canvas = this.#replaceCanvas().transferControlToOffscreen();
        this.worker.postMessage({ type: "canvas", canvas }, [canvas]);
        break;
      }
      case "settled":
        this.tickets.get(message.ticket)?.(message.frameId);
        this.tickets.delete(message.ticket);
        break;
      case "encoded":
        this.tickets.get(message.ticket)?.(message.blob);
        this.tickets.delete(message.ticket);
        break;
      default:
        this.transport?.handle(message);
    }
  }

  #workerDied(reason) {
    const transport = this.transport;
    this.worker.terminate();
    this.worker = null;
    this.transport = null;
    for (const resolve of this.tickets.values()) resolve(null);
    this.tickets.clear();
    this.#replaceCanvas();
    this.#startLocal();
    this.listener.distrusted(`the painting worker failed: ${reason}`);
    transport?.died();
  }
}

/** The page's end of a socket that lives in the worker. */
class WorkerTransport {
  constructor(worker, url, listener) {
    this.worker = worker;
    this.listener = listener;
    this.isOpen = false;
    worker.postMessage({ type: "connect", url });
  }

  send(text) {
    if (!this.isOpen) return false;
    this.worker.postMessage({ type: "send", text });
    return true;
  }

  retryNow() {
    this.worker.postMessage({ type: "retry" });
  }

  close() {
    this.isOpen = false;
    this.worker.postMessage({ type: "disconnect" });
  }

  handle(message) {
    if (message.type === "opened") {
      this.isOpen = true;
      this.listener.opened();
    } else if (message.type === "lost") {
      this.isOpen = false;
      this.listener.lost();
    } else if (message.type === "message") {
      this.listener.message(message.text);
    }
  }

  /** The worker is gone and the socket with it. */
  died() {
    this.isOpen = false;
    this.listener.died();
  }
}
