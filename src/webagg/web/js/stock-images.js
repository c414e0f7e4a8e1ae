/**
 * Pictures of matplotlib's own server: PNG images, whole ("full") or with what did not change left
 * transparent ("diff").
 *
 * Each image is shown in the mode that was said before it came, one after the other.
 */

/** Paints one figure's images. */
export class StockImages {
  /**
   * @param {HTMLCanvasElement} canvas nobody else paints it
   * @param {function(number, number): void} painted gets the frame's size in device pixels
   */
  constructor(canvas, painted) {
    this.canvas = canvas;
    this.painted = painted;
    this.context = canvas.getContext("2d");
    this.mode = "full";
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

  /**
   * Paint an image after those before it.
   *
   * @param {ArrayBuffer|ArrayBufferView|Blob|string} data PNG bytes or a data URL
   */
  push(data) {
    const { mode } = this;
    this.chain = this.chain
      .then(() => decodeImage(data))
      .then((image) => this.#paint(image, mode))
      .catch((error) => console.error("webagg: an image could not be shown:", error));
  }

  #paint(image, mode) {
    const { width, height } = image;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
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
  if (typeof data === "string") return createImageBitmap(await decodeDataUrl(data));
  const blob = data instanceof Blob ? data : new Blob([data], { type: "image/png" });
  return createImageBitmap(blob);
}

/** By hand, because a policy for connections may forbid to fetch data URLs. */
async function decodeDataUrl(url) {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (character) =>
    character.charCodeAt(0),
  );
  return new Blob([bytes], { type: "image/png" });
}
