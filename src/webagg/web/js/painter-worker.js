/**
 * The worker of one figure: it owns the OffscreenCanvas and, on our own pages, the socket.
 *
 * With the socket here a page that is busy with its own script neither delays frames nor their
 * acknowledgement. Text messages go to the page and come from it unread. Messages from the page:
 * `canvas` (first, and whenever `replace` asks for another one), `update`, `reset`, `settle`,
 * `encode`, `snapshot`, `connect`, `send`, `retry`, `viewer`, `disconnect`.
 */
import { ReconnectingSocket } from "./connection.js";
import { UpdatePainter } from "./painter-core.js";
import { TO_SERVER } from "./protocol.js";
import { takeSnapshot } from "./snapshot.js";

/** What a worker does with the page's messages. */
export class PainterWorker {
  /** @param {DedicatedWorkerGlobalScope} scope */
  constructor(scope) {
    this.scope = scope;
    this.painter = null;
    this.transport = null;
    this.viewer = null;
    this.region = null;
    /** Takes the canvas that the page was asked for; null if it was not. */
    this.takeCanvas = null;
    scope.onmessage = ({ data }) => this.#handle(data);
    scope.postMessage({ type: "ready" });
  }

  #handle(message) {
    switch (message.type) {
      case "canvas":
        if (this.takeCanvas !== null) {
          this.takeCanvas(message.canvas);
          this.takeCanvas = null;
          break;
        }
        this.painter = new UpdatePainter(message.canvas, {
          painted: (report) => this.#painted(report),
          distrusted: (reason) =>
            this.scope.postMessage({ type: "distrusted", reason }),
          replace: () => this.#replace(),
        });
        break;
      case "update":
        this.painter.push(message.buffer);
        break;
      case "reset":
        this.painter.reset();
        break;
      case "settle":
        this.painter.settled().then((frameId) => {
          this.scope.postMessage({ type: "settled", ticket: message.ticket, frameId });
        });
        break;
      case "encode":
        this.#encode(message.ticket);
        break;
      case "snapshot":
        this.region = message.region;
        if (this.region !== null) {
          this.painter.settled().then(() => this.#sendSnapshot());
        }
        break;
      case "connect":
        this.transport = new ReconnectingSocket(message.url, {
          opened: () => this.scope.postMessage({ type: "opened" }),
          message: (text) => this.scope.postMessage({ type: "message", text }),
          binary: (buffer) => this.painter.push(buffer),
          lost: () => this.scope.postMessage({ type: "lost" }),
        });
        break;
      case "send":
        this.transport?.send(message.text);
        break;
      case "retry":
        this.transport?.retryNow();
        break;
      case "viewer":
        this.viewer = message.viewer;
        break;
      case "disconnect":
        this.transport?.close();
        this.transport = null;
        break;
    }
  }

  async #encode(ticket) {
    let blob = null;
    try {
      await this.painter.settled();
      blob = await this.painter.canvas.convertToBlob({ type: "image/png" });
    } catch {
      // Nothing is painted yet, or the canvas is too large for the browser's encoder.
    }
    this.scope.postMessage({ type: "encoded", ticket, blob });
  }

  #replace() {
    return new Promise((resolve) => {
      this.takeCanvas = resolve;
      this.scope.postMessage({ type: "replace" });
    });
  }

  #painted(report) {
    let acknowledged = false;
    if (this.transport !== null && this.viewer !== null) {
      acknowledged = this.transport.send(acknowledgement(report, this.viewer));
    }
    this.scope.postMessage({ type: "painted", report: { ...report, acknowledged } });
    if (this.region !== null) this.#sendSnapshot();
  }

  #sendSnapshot() {
    if (this.region === null) return;
    const bitmap = takeSnapshot(this.painter.canvas, this.region);
    if (bitmap !== null) this.scope.postMessage({ type: "snapshot", bitmap }, [bitmap]);
  }
}

/**
 * The message that opens the server's window again.
 *
 * @param {object} report of UpdatePainter
 * @param {*} viewer the id from `welcome`
 * @returns {string}
 */
export function acknowledgement(report, viewer) {
  return JSON.stringify({
    type: TO_SERVER.ack,
    viewer,
    frame_id: report.frameId,
    decode_ms: Math.round(report.decodeMs * 100) / 100,
    paint_ms: Math.round(report.paintMs * 100) / 100,
  });
}
