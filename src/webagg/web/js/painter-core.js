/**
 * From updates to pixels, strictly in order. Runs in the worker or, without one, on the page.
 *
 * All updates pass through one promise chain, so that decodes that take different times cannot
 * overtake each other. An update is painted only on the frame it was made for; otherwise, and after
 * a decode that failed, nothing is painted until a key frame comes.
 *
 * The whole picture is kept beside the canvas. Updates are written into it, and what they changed
 * goes to the canvas in one piece: hundreds of small pieces cost several times as much.
 *
 * A canvas that is known to be opaque is put on the screen with less work than one that may be
 * translucent, and what it is cannot be changed. So the first picture decides, and where an opaque
 * one is followed by a translucent one, a fresh canvas takes the place of the old one.
 */
import { openUpdate } from "./update.js";

/** After this time another key frame is asked for, if one came that could not be shown either, ms. */
const ASK_AGAIN_MS = 1000;

/** A change of this canvas's pixels and what it needs to be trusted. */
export class UpdatePainter {
  /**
   * @param {HTMLCanvasElement|OffscreenCanvas} canvas
   * @param {{painted: function(object): void, distrusted: function(string): void,
   *   replace: function(): Promise<HTMLCanvasElement|OffscreenCanvas>}} listener
   *   `painted` gets {frameId, seq, width, height, keyFrame, bytes, decodeMs, paintMs};
   *   `distrusted` gets the reason for which a key frame is needed, once until it comes, or again if
   *   that cannot be shown;
   *   `replace` gives a promise of a fresh canvas in place of this one
   * @param {function(ArrayBuffer): Promise<object>} [open] a stand-in for tests
   */
  constructor(canvas, listener, open = openUpdate) {
    this.canvas = canvas;
    this.listener = listener;
    this.open = open;
    this.context = null;
    /** Whether the canvas cannot show translucent pixels. */
    this.isOpaque = false;
    /** The picture: the same pixels as the canvas while `lastFrame` is known. */
    this.image = null;
    this.chain = Promise.resolve();
    this.lastFrame = null;
    this.waitsForKeyFrame = false;
    this.askTimer = 0;
    this.generation = 0;
  }

  /**
   * Paint an update after all those before it.
   *
   * @param {ArrayBuffer} buffer
   */
  push(buffer) {
    const generation = this.generation;
    this.chain = this.chain.then(() => this.#apply(buffer, generation));
  }

  /**
   * Wait until everything pushed so far is painted.
   *
   * @returns {Promise<?number>} the frame on the canvas, null if it cannot be trusted
   */
  settled() {
    return this.chain.then(() => this.lastFrame);
  }

  /** Forget which frame is shown (another session's numbers); its pixels stay until the next. */
  reset() {
    this.generation += 1;
    this.chain = this.chain.then(() => {
      this.lastFrame = null;
      this.waitsForKeyFrame = false;
    });
  }

  async #apply(buffer, generation) {
    if (generation !== this.generation) return;
    const startedAt = performance.now();
    let update;
    try {
      update = await this.open(buffer);
    } catch (error) {
      this.#fail(`an update could not be decoded: ${error.message}`);
      return;
    }
    if (generation !== this.generation) return;
    if (!update.keyFrame && !this.#fits(update)) {
      this.#distrust(
        `an update of frame ${update.baseId} came on frame ${this.lastFrame}`,
      );
      return;
    }
    let decodedAt;
    try {
      this.#write(update);
      decodedAt = performance.now();
      const isNew = await this.#prepare(update);
      if (generation !== this.generation) return;
      this.#paint(update, isNew);
    } catch (error) {
      this.#fail(`an update could not be painted: ${error.message}`);
      return;
    }
    this.lastFrame = update.frameId;
    this.waitsForKeyFrame = false;
    this.listener.painted({
      frameId: update.frameId,
      seq: update.seq,
      width: update.width,
      height: update.height,
      keyFrame: update.keyFrame,
      bytes: buffer.byteLength,
      decodeMs: decodedAt - startedAt,
      paintMs: performance.now() - decodedAt,
    });
  }

  #fits(update) {
    const { width, height } = this.canvas;
    return (
      this.lastFrame !== null &&
      update.baseId === this.lastFrame &&
      update.width === width &&
      update.height === height
    );
  }

  #write({ width, height, writeTo }) {
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
    }
    const pixels = new Uint32Array(this.image.data.buffer);
    writeTo(({ x, y }) => ({ pixels, start: y * width + x, stride: width }));
  }

  /** Have a canvas that can show the update; tell whether it took the place of another. */
  async #prepare({ opaque }) {
    const replaces = this.isOpaque && !opaque;
    if (this.context !== null && !replaces) return false;
    if (replaces) this.canvas = await this.listener.replace();
    this.context = this.canvas.getContext("2d", { alpha: !opaque });
    this.isOpaque = opaque;
    return replaces;
  }

  #paint({ width, height, boxes }, isNew) {
    const canvas = this.canvas;
    // Resizing clears, so it happens in the task that paints: the empty canvas is never shown.
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    let [left, top, right, bottom] = isNew
      ? [0, 0, width, height]
      : [width, height, 0, 0];
    for (const box of boxes) {
      left = Math.min(left, box.x);
      top = Math.min(top, box.y);
      right = Math.max(right, box.x + box.width);
      bottom = Math.max(bottom, box.y + box.height);
    }
    this.context.putImageData(this.image, 0, 0, left, top, right - left, bottom - top);
  }

  /** An update cannot be shown. It may have been the key frame that was asked for. */
  #fail(reason) {
    if (this.waitsForKeyFrame && this.askTimer === 0) {
      this.askTimer = setTimeout(() => {
        this.askTimer = 0;
        if (this.waitsForKeyFrame) this.listener.distrusted(reason);
      }, ASK_AGAIN_MS);
    }
    this.#distrust(reason);
  }

  #distrust(reason) {
    this.lastFrame = null;
    if (this.waitsForKeyFrame) return;
    this.waitsForKeyFrame = true;
    this.listener.distrusted(reason);
  }
}
