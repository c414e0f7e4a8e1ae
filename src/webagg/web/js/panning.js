/**
 * Instant pan: while the pan tool drags, the last frame's axes follow the pointer at once.
 *
 * Python says which region may be shifted. Each frame carries the number of the last input it
 * answers, so the region is shifted by what the pointer did since that input, and by nothing when
 * the frame has caught up. The shifted copy lies over the canvas, clipped to the region; the canvas
 * itself only ever shows true frames.
 *
 * Copying and showing the region costs as much as painting the frame, and where Python is near, it
 * takes that time from the processor that Agg draws with. So there the region is shifted only where
 * draws are slow and while frames are late; where Python is far, every frame is.
 */
import { createElement } from "./dom.js";
import { TO_SERVER } from "./protocol.js";

/** Inputs whose pointer position is remembered, at most. */
const MAX_REMEMBERED = 600;
/** The copy is removed if nothing answers the release within this time, ms, */
const GIVE_UP_MS = 5000;
/** or the press, where it is shown before Python said that it may. */
const UNCONFIRMED_MS = 2000;
/** Python is far if it takes longer to answer that the region may be shifted, ms. */
const FAR_MS = 50;
/** Frames will be late if a draw takes this long, ms. */
const SLOW_DRAW_MS = 60;
/** They are if they answer the input this long after it went out, or have not by then, ms, */
const LATE_MS = 150;
/** and no longer if they do so in this time, ms. */
const IN_TIME_MS = 100;

/**
 * The region in pixels from the top left, as the canvas counts.
 *
 * @param {{x0: number, y0: number, x1: number, y1: number}} region device pixels from the bottom left
 * @param {number} frameHeight device pixels
 * @returns {{x: number, y: number, width: number, height: number}} whole pixels inside the region
 */
export function regionFromTop({ x0, y0, x1, y1 }, frameHeight) {
  const left = Math.ceil(Math.min(x0, x1) - 1e-6);
  const right = Math.floor(Math.max(x0, x1) + 1e-6);
  const top = Math.ceil(frameHeight - Math.max(y0, y1) - 1e-6);
  const bottom = Math.floor(frameHeight - Math.min(y0, y1) + 1e-6);
  return {
    x: left,
    y: top,
    width: Math.max(0, right - left),
    height: Math.max(0, bottom - top),
  };
}

/** Shows the shifted copy of one figure's axes. */
export class InstantPan {
  /**
   * @param {HTMLElement} overlay lies over the figure, its top left corner on the canvas's
   * @param {object} host `watchRegion(region)` asks the painter for copies, `frameHeight()` in device
   *   pixels, `cssPerPixel()`
   */
  constructor(overlay, host) {
    this.host = host;
    this.canvas = createElement("canvas", {});
    this.clip = createElement(
      "div",
      { className: "webagg-pan", hidden: true, "aria-hidden": "true" },
      this.canvas,
    );
    overlay.append(this.clip);
    this.context = this.canvas.getContext("bitmaprenderer");
    this.region = null;
    this.axis = "both";
    /** The same of the last drag, if the next one will most likely move it as well. */
    this.expected = null;
    /** Position and time of each input of this drag that no frame answers yet, by `seq`. */
    this.positions = new Map();
    this.answered = null;
    this.pointer = null;
    /** What to add to positions, because drags before this one are not answered yet. */
    this.offset = { x: 0, y: 0 };
    this.pressSeq = 0;
    this.pressedAt = 0;
    this.isConfirmed = false;
    this.isFar = false;
    /** Whether the painter makes copies of the region. */
    this.watches = false;
    this.hasCopy = false;
    this.endSeq = null;
    this.giveUpTimer = 0;
  }

  /**
   * An input went out.
   *
   * @param {number} seq
   * @param {string} type of its message
   * @param {object} fields
   * @param {boolean} dragsLeft whether the left button is down
   */
  sent(seq, type, fields, dragsLeft) {
    if ("key" in fields) this.forget();
    if (!("x" in fields)) return;
    const isPress = type === TO_SERVER.buttonPress || type === TO_SERVER.doubleClick;
    if (isPress && fields.button === 0 && dragsLeft) this.press(fields, seq);
    this.remember(seq, fields);
    if (isPress && fields.button !== 0) this.stop();
    if (type === TO_SERVER.buttonRelease) this.release(seq);
  }

  /**
   * The left button went down.
   *
   * @param {{x: number, y: number}} position device pixels from the top left
   * @param {number} [seq] of its message
   */
  press({ x, y }, seq = 0) {
    const expected = this.#expectedAt(x, y);
    if (expected !== null && this.endSeq !== null) {
      // The last drag's frames are still to come: this one begins where that one ended.
      clearTimeout(this.giveUpTimer);
      this.endSeq = null;
      this.offset = { x: this.pointer.x - x, y: this.pointer.y - y };
    } else {
      this.stop();
      this.offset = { x: 0, y: 0 };
      this.answered = this.pointer = { x, y };
    }
    this.pressSeq = seq;
    this.pressedAt = performance.now();
    this.isConfirmed = false;
    if (expected === null) return;
    Object.assign(this, expected);
    this.#watch(true);
    this.giveUpTimer = setTimeout(() => this.stop(), UNCONFIRMED_MS);
  }

  /** Expect no more that the next drag moves what the last one did. */
  forget() {
    this.expected = null;
  }

  /** Forget all: the picture is another one. */
  reset() {
    this.stop();
    this.forget();
  }

  /**
   * An input with a position goes out.
   *
   * @param {number} seq
   * @param {{x: number, y: number}} position device pixels from the top left
   */
  remember(seq, { x, y }) {
    if (this.answered === null || this.endSeq !== null) return;
    const at = performance.now();
    this.positions.set(seq, { x: x + this.offset.x, y: y + this.offset.y, at });
    if (this.positions.size > MAX_REMEMBERED) {
      this.positions.delete(this.positions.keys().next().value);
    }
  }

  /**
   * Python allows or ends shifting, or says that the axes move otherwise, or lie elsewhere now.
   *
   * @param {?{x0: number, y0: number, x1: number, y1: number, axis: string, draw_ms: number}} region
   * @param {number} [press] number of the press that began the drag
   */
  setRegion(region, press = this.pressSeq) {
    // What comes late belongs to a drag before this one.
    if (press !== this.pressSeq) return;
    const isFirst = !this.isConfirmed;
    this.isConfirmed = true;
    if (region === null) {
      const isOver = this.answered === null || this.endSeq !== null;
      if (isFirst || !isOver) this.forget();
      if (isFirst) this.stop();
      else this.release();
      return;
    }
    if (isFirst) this.isFar = performance.now() - this.pressedAt > FAR_MS;
    if (this.answered === null || this.endSeq !== null || this.context === null) return;
    clearTimeout(this.giveUpTimer);
    const { watches } = this;
    this.#moveTo(region);
    this.#watch(isFirst ? this.isFar || region.draw_ms > SLOW_DRAW_MS : watches);
    this.expected = this.isFar ? { region: this.region, axis: this.axis } : null;
  }

  /**
   * The pointer moved.
   *
   * @param {number} x device pixels from the top left
   * @param {number} y
   */
  move(x, y) {
    if (this.answered === null || this.endSeq !== null) return;
    this.pointer = { x: x + this.offset.x, y: y + this.offset.y };
    const [oldest] = this.positions.values();
    if (performance.now() - oldest?.at > LATE_MS) this.#watch(true);
    this.#place();
  }

  /**
   * A frame was painted.
   *
   * @param {number} seq the last input it answers
   */
  answer(seq) {
    if (this.answered === null) return;
    const before = this.answered;
    for (const [known, position] of this.positions) {
      if (known > seq) break;
      this.answered = position;
      this.positions.delete(known);
    }
    if (this.answered !== before && this.endSeq === null && !this.isFar) {
      const passed = performance.now() - this.answered.at;
      if (passed > LATE_MS) this.#watch(true);
      else if (passed < IN_TIME_MS) this.#watch(false);
    }
    // The canvas may reach the screen a moment later than this message reaches the page.
    if (this.endSeq !== null && seq >= this.endSeq) {
      requestAnimationFrame(() => this.endSeq !== null && this.stop());
    }
  }

  /**
   * Input changed nothing: the newest frame, and the copy of it, answer it.
   *
   * @param {number} seq the last such input
   */
  answerUnchanged(seq) {
    this.answer(seq);
    this.#place();
  }

  /**
   * The painter made a copy of the region in the newest frame.
   *
   * @param {ImageBitmap} bitmap
   */
  setCopy(bitmap) {
    if (!this.watches) {
      bitmap.close();
      return;
    }
    if (!this.hasCopy) this.clip.style.backgroundColor = cornerColour(bitmap);
    this.context.transferFromImageBitmap(bitmap);
    this.hasCopy = true;
    this.#place();
  }

  /**
   * The drag is over: what is shifted stays until the frame that answers it.
   *
   * @param {?number} [seq] the input that ended it; null: the last that went out
   */
  release(seq = null) {
    if (this.endSeq !== null) return;
    clearTimeout(this.giveUpTimer);
    if (!this.watches) {
      this.stop();
      return;
    }
    this.endSeq = seq ?? [...this.positions.keys()].at(-1) ?? null;
    if (this.endSeq === null) this.stop();
    else this.giveUpTimer = setTimeout(() => this.stop(), GIVE_UP_MS);
  }

  /** Remove the copy at once. */
  stop() {
    this.#watch(false);
    clearTimeout(this.giveUpTimer);
    this.region = null;
    this.answered = null;
    this.endSeq = null;
    this.positions.clear();
  }

  #expectedAt(x, y) {
    if (this.expected === null) return null;
    const { region } = this.expected;
    const isInside =
      x >= region.x &&
      x < region.x + region.width &&
      y >= region.y &&
      y < region.y + region.height;
    return isInside ? this.expected : null;
  }

  /** Take a region as Python told it; what is shown of another one goes. */
  #moveTo(told) {
    const region = shrink(
      regionFromTop(told, this.host.frameHeight()),
      Math.ceil(window.devicePixelRatio || 1),
    );
    const axis = told.axis ?? "both";
    const isSame = ["x", "y", "width", "height"].every(
      (name) => region[name] === this.region?.[name],
    );
    if (isSame && axis === this.axis) return;
    this.#watch(false);
    this.region = region;
    this.axis = axis;
  }

  /** Have copies of the region made, and show them; or no longer. */
  #watch(on) {
    if (this.watches === (on && this.region !== null)) return;
    this.watches = !this.watches;
    this.hasCopy = false;
    this.clip.hidden = true;
    this.host.watchRegion(this.watches ? this.region : null);
  }

  #place() {
    if (!this.hasCopy) return;
    const scale = this.host.cssPerPixel();
    // Whole device pixels: a picture shifted by fractions is blurred.
    const dx = this.axis === "y" ? 0 : Math.round(this.pointer.x - this.answered.x);
    const dy = this.axis === "x" ? 0 : Math.round(this.pointer.y - this.answered.y);
    const { x, y, width, height } = this.region;
    this.clip.hidden = dx === 0 && dy === 0;
    const { style } = this.clip;
    style.left = `${x * scale}px`;
    style.top = `${y * scale}px`;
    style.width = `${width * scale}px`;
    style.height = `${height * scale}px`;
    this.canvas.style.width = style.width;
    this.canvas.style.height = style.height;
    this.canvas.style.transform = `translate(${dx * scale}px, ${dy * scale}px)`;
  }
}

/** Leave the axes' frame out: it stays where it is. */
function shrink({ x, y, width, height }, margin) {
  return {
    x: x + margin,
    y: y + margin,
    width: Math.max(0, width - 2 * margin),
    height: Math.max(0, height - 2 * margin),
  };
}

/** The colour in a copy's corner, most likely the axes' background: it fills what the shift bares. */
function cornerColour(bitmap) {
  const probe = new OffscreenCanvas(1, 1).getContext("2d");
  probe.drawImage(bitmap, 2, 2, 1, 1, 0, 0, 1, 1);
  const [red, green, blue, alpha] = probe.getImageData(0, 0, 1, 1).data;
  return alpha === 255 ? `rgb(${red}, ${green}, ${blue})` : "transparent";
}
