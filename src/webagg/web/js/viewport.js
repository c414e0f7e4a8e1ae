/**
 * How large a figure is on the page, in CSS and in device pixels, and who decides.
 *
 * The box is the figure's place on the page. Its size follows Python (`setFigureSize`), the user
 * (`requestSize`, used by the resize handle) and the page (a ResizeObserver); changes that Python
 * does not know are reported to it, its own are not sent back. The canvas inside keeps one canvas
 * pixel on one device pixel whenever the frame was drawn for this screen; else it is scaled to the
 * figure's logical size.
 */

/** Smallest figure the user can make, CSS pixels. */
const MIN_FIGURE_SIDE = 48;
/** Largest figure the user can make, CSS pixels. */
const MAX_FIGURE_SIDE = 8192;
/** Sizes closer than this are the same, CSS pixels (layout rounds to 1/64). */
const SAME_SIZE = 0.6;
/** A frame is meant for this screen if its sides are this close, device pixels. */
const SAME_FRAME = 1.5;
/** How long Python has time to answer a request, ms. */
const ANSWER_MS = 2000;
/** How often the pixel ratio is looked at, because not every change of it is told, ms. */
const RATIO_CHECK_MS = 1000;
/** Sizes asked for that frames may still answer. */
const REMEMBERED_REQUESTS = 32;

/**
 * Whether two sizes agree.
 *
 * @param {number[]} one [width, height]
 * @param {number[]} other
 * @param {number} tolerance
 * @returns {boolean}
 */
export function sizesAgree(one, other, tolerance) {
  return (
    Math.abs(one[0] - other[0]) <= tolerance && Math.abs(one[1] - other[1]) <= tolerance
  );
}

/**
 * The device pixels a box covers.
 *
 * @param {number[]} cssSize [width, height]
 * @param {?number[]} observed devicePixelContentBoxSize, where the browser tells it
 * @param {number} ratio device pixels per CSS pixel
 * @returns {number[]} whole numbers
 */
export function devicePixels(cssSize, observed, ratio) {
  const computed = cssSize.map((side) => Math.round(side * ratio));
  // An emulated pixel ratio does not reach the observed size, so it must be plausible.
  return observed && sizesAgree(observed, computed, 1) ? observed : computed;
}

/** Sizes of one figure's box and canvas. */
export class Viewport {
  /**
   * @param {HTMLElement} box
   * @param {HTMLCanvasElement} canvas lies in the box
   * @param {object} host `resized(width, height)` CSS pixels, the figure should take this size;
   *   `ratioChanged(ratio)`; `moved()`, the canvas has another place or size on the page
   * @param {{fit: boolean}} options fit: shrink the figure on display, not in Python, if the page is
   *   too narrow
   * @param {AbortSignal} signal ends observing
   */
  constructor(box, canvas, host, { fit }, signal) {
    this.box = box;
    this.canvas = canvas;
    this.host = host;
    this.fit = fit;
    this.signal = signal;
    /** The figure's logical size in CSS pixels, as Python says. */
    this.logical = null;
    /** The size of the frame on the canvas, device pixels. */
    this.frame = null;
    this.frameIsOurs = false;
    this.ratio = window.devicePixelRatio || 1;
    this.filling = false;
    /** Sizes asked for: frames of these are meant for us. */
    this.requests = [];
    /** The newest of them until it is answered, and what was answered instead. */
    this.asked = null;
    this.refused = null;
    this.askedTimer = 0;
    /** The size we gave the box; anything else came from the page. */
    this.given = null;
    this.available = Infinity;
    this.requestTimer = 0;
    this.ratioQuery = null;
    this.#observe();
    this.#watchRatio();
    window.addEventListener("resize", () => this.#checkRatio(), { signal });
    const timer = setInterval(() => this.#checkRatio(), RATIO_CHECK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** @returns {number} CSS pixels on the page for each CSS pixel of the figure, at most 1 */
  get scale() {
    if (!this.fit || this.filling || this.logical === null) return 1;
    return Math.min(1, this.available / this.logical[0]);
  }

  /**
   * Python says how large the figure is.
   *
   * @param {number[]} size [width, height], CSS pixels
   * @param {boolean} forward whether Python wants it; else it answers a request
   */
  setFigureSize(size, forward) {
    const { asked } = this;
    if (asked !== null && !forward && !sizesAgree(size, asked, 1)) {
      // While the user drags, answers to older sizes come; they must not pull the box back.
      this.refused = size;
      return;
    }
    this.#settleRequest();
    this.logical = [size[0], size[1]];
    if (!this.filling) this.#giveSize();
    this.#layOut();
  }

  /**
   * A frame was painted.
   *
   * @param {number} width device pixels
   * @param {number} height device pixels
   */
  setFrame(width, height) {
    if (this.frame !== null && sizesAgree(this.frame, [width, height], 0)) return;
    this.frame = [width, height];
    this.frameIsOurs = this.#isMeantForUs();
    this.#layOut();
  }

  /**
   * The user wants another size.
   *
   * @param {number} width CSS pixels
   * @param {number} height CSS pixels
   */
  requestSize(width, height) {
    const clamp = (side) => Math.min(Math.max(side, MIN_FIGURE_SIDE), MAX_FIGURE_SIDE);
    // Whole device pixels: then frame and box agree to the pixel.
    const snap = (side) => Math.round(clamp(side) * this.ratio) / this.ratio;
    this.logical = [snap(width), snap(height)];
    this.#giveSize();
    this.#ask(this.logical);
  }

  /** @returns {number[]} the box's size now, CSS pixels */
  get boxSize() {
    return [this.box.clientWidth, this.box.clientHeight];
  }

  /**
   * Let the page's layout decide the size (full screen, filled window), or no longer.
   *
   * @param {boolean} filling
   */
  setFilling(filling) {
    if (filling === this.filling) return;
    this.filling = filling;
    if (filling) {
      this.beforeFilling = this.logical;
      this.box.style.width = this.box.style.height = "";
      this.given = null;
    } else if (this.beforeFilling) {
      this.requestSize(...this.beforeFilling);
    }
  }

  /**
   * Use another canvas element, which took the place of the first.
   *
   * @param {HTMLCanvasElement} canvas
   */
  setCanvas(canvas) {
    this.canvas = canvas;
    this.#layOut();
  }

  /**
   * Where a point of the page lies in the frame.
   *
   * @param {number} clientX CSS pixels
   * @param {number} clientY
   * @returns {{x: number, y: number}} device pixels of the frame from its top left
   */
  locate(clientX, clientY) {
    const rectangle = this.canvas.getBoundingClientRect();
    const [width, height] = this.frame ?? [
      rectangle.width * this.ratio,
      rectangle.height * this.ratio,
    ];
    const along = (offset, length, pixels) =>
      length > 0 ? (offset * pixels) / length : 0;
    return {
      x: along(clientX - rectangle.left, rectangle.width, width),
      y: along(clientY - rectangle.top, rectangle.height, height),
    };
  }

  /** @returns {number} CSS pixels on the page for one pixel of the frame */
  get cssPerPixel() {
    if (this.frame === null || !this.canvasSize) return 1 / this.ratio;
    return this.canvasSize[0] / this.frame[0];
  }

  #observe() {
    const observer = new ResizeObserver((entries) => {
      const entry = entries.at(-1);
      const { inlineSize, blockSize } = entry.contentBoxSize[0];
      const exact = entry.devicePixelContentBoxSize?.[0];
      this.#boxIs(
        [inlineSize, blockSize],
        exact ? [exact.inlineSize, exact.blockSize] : null,
      );
    });
    try {
      observer.observe(this.box, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(this.box);
    }
    this.signal.addEventListener("abort", () => observer.disconnect());
  }

  #boxIs(cssSize, observed) {
    this.#checkRatio();
    // A box without size is hidden, and a hidden figure keeps its size.
    if (cssSize[0] === 0 || cssSize[1] === 0) return;
    this.host.moved();
    if (this.logical === null) return;
    if (this.given !== null && sizesAgree(cssSize, this.given, SAME_SIZE)) return;
    this.given = cssSize;
    const pixels = devicePixels(cssSize, observed, this.ratio);
    this.logical = pixels.map((side) => side / this.ratio);
    this.#ask(this.logical);
  }

  /**
   * The page tells how wide the figure can be.
   *
   * @param {number} width CSS pixels
   */
  setAvailable(width) {
    if (Math.abs(width - this.available) < SAME_SIZE) return;
    this.available = width;
    if (this.logical === null || this.filling || !this.fit) return;
    this.#giveSize();
    this.#layOut();
  }

  #giveSize() {
    this.#setBox(this.logical.map((side) => side * this.scale));
  }

  #setBox(size) {
    this.given = size;
    this.box.style.width = `${size[0]}px`;
    this.box.style.height = `${size[1]}px`;
  }

  #settleRequest() {
    clearTimeout(this.askedTimer);
    this.asked = this.refused = null;
  }

  /** Ask for a size, at most once per animation frame; the newest wins. */
  #ask(size) {
    this.requests.push(size);
    if (this.requests.length > REMEMBERED_REQUESTS) this.requests.shift();
    this.asked = size;
    clearTimeout(this.askedTimer);
    this.askedTimer = setTimeout(() => {
      const { refused } = this;
      this.#settleRequest();
      // Python took another size than we asked for: so be it.
      if (refused !== null) this.setFigureSize(refused, false);
    }, ANSWER_MS);
    if (this.requestTimer !== 0) return;
    this.requestTimer = requestAnimationFrame(() => {
      this.requestTimer = 0;
      if (!this.signal.aborted) this.host.resized(...this.requests.at(-1));
    });
  }

  #isMeantForUs() {
    const known =
      this.logical === null ? this.requests : [this.logical, ...this.requests];
    return known.some((size) =>
      sizesAgree(
        this.frame,
        size.map((side) => side * this.ratio),
        SAME_FRAME,
      ),
    );
  }

  #layOut() {
    if (this.frame === null) return;
    this.frameIsOurs ||= this.#isMeantForUs();
    const natural =
      this.frameIsOurs || this.logical === null
        ? this.frame.map((side) => side / this.ratio)
        : this.logical;
    this.canvasSize = natural.map((side) => side * this.scale);
    this.canvas.style.width = `${this.canvasSize[0]}px`;
    this.canvas.style.height = `${this.canvasSize[1]}px`;
    this.host.moved();
  }

  /** Notice another screen or another page zoom: a query matches only the ratio it names. */
  #watchRatio() {
    // Held, because a browser may collect a query that nobody refers to, listener and all.
    this.ratioQuery = window.matchMedia(`(resolution: ${this.ratio}dppx)`);
    this.ratioQuery.addEventListener("change", () => this.#checkRatio(), {
      signal: this.signal,
      once: true,
    });
  }

  #checkRatio() {
    const ratio = window.devicePixelRatio || 1;
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    // The picture keeps its logical size until one for this screen comes.
    this.frameIsOurs = false;
    this.requests = [];
    this.#layOut();
    this.#watchRatio();
    this.host.ratioChanged(ratio);
  }
}
