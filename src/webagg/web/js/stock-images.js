/**
 * Pictures of matplotlib's own server: PNG images, whole ("full") or with what did not change left
 * transparent ("diff").
 *
 * Each image is shown in the mode that was said before it came, one after the other.
 */
import { TO_SERVER } from "./protocol.js";

/** Paints one figure's images and asks for them. */
export class StockImages {
  /**
   * @param {function(): HTMLCanvasElement} getCanvas called for the first image: from then on nobody
   *   else paints the canvas
   * @param {function(number, number): void} painted gets the frame's size in device pixels
   * @param {function(string): void} send says a message without fields to the server
   */
  constructor(getCanvas, painted, send) {
    this.getCanvas = getCanvas;
    this.painted = painted;
    this.send = send;
    this.context = null;
    this.mode = "full";
    this.waiting = false;
    this.chain = Promise.resolve();
  }

  /**
   * Say how the images from now on are meant.
   *
   * @param {"full"|"diff"} mode
   */
  setMode(mode) {
    this.mode = mode;
  }

  /** Ask for an image, unless one was asked for and has not come. */
  requestDraw() {
    if (this.waiting) return;
    this.waiting = true;
    this.send(TO_SERVER.draw);
  }

  /** The connection is gone, and what was asked for will not come. */
  lost() {
    this.waiting = false;
  }

  /**
   * Paint an image after those before it.
   *
   * @param {ArrayBuffer|ArrayBufferView|Blob|string} data PNG bytes or a data URL
   */
  push(data) {
    const { mode } = this;
    this.waiting = false;
    this.chain = this.chain
      .then(() => decodeImage(data))
      .then((image) => this.#paint(image, mode))
      .catch((error) => console.error("webagg: an image could not be shown:", error));
    this.send(TO_SERVER.ack);
  }

  #paint(image, mode) {
    this.context ??= this.getCanvas().getContext("2d");
    const { canvas } = this.context;
    const { width, height } = image;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    } else if (mode === "full") {
      // Drawing blends: without this, translucent pixels would pile up.
      this.context.clearRect(0, 0, width, height);
    }
    this.context.drawImage(image, 0, 0);
    image.close();
    this.painted(width, height);
  }
}

async function decodeImage(data) {
  if (typeof data === "string") return createImageBitmap(decodeDataUrl(data));
  const blob = data instanceof Blob ? data : new Blob([data], { type: "image/png" });
  return createImageBitmap(blob);
}

/** By hand, because a policy for connections may forbid to fetch data URLs. */
function decodeDataUrl(url) {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (character) =>
    character.charCodeAt(0),
  );
  return new Blob([bytes], { type: "image/png" });
}

/**
 * Whether bytes start with the PNG signature.
 *
 * @param {ArrayBuffer} buffer
 * @returns {boolean}
 */
export function isPng(buffer) {
  const head = new Uint8Array(buffer, 0, Math.min(4, buffer.byteLength));
  return head[0] === 0x89 && head[1] === 0x50 && head[2] === 0x4e && head[3] === 0x47;
}
