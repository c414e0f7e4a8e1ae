/**
 * Mouse, pen and touch over a figure, as matplotlib's mouse events.
 *
 * Motion and wheel are merged: at most one of each per animation frame, sent before any other
 * event, so that the order Python sees is the order in which things happened.
 */
import { merge } from "./merging.js";
import { describeEvent, heldModifiers } from "./modifiers.js";
import { TO_SERVER } from "./protocol.js";
import { Wheel } from "./wheel.js";

/** DOM `button` number for each bit of `buttons`. */
const BUTTON_OF_BIT = new Map([
  [1, 0],
  [2, 2],
  [4, 1],
  [8, 3],
  [16, 4],
]);
/** Two taps closer than this, in ms and CSS pixels, are a double tap. */
const DOUBLE_TAP_MS = 400;
const DOUBLE_TAP_PIXELS = 24;

/** Turns pointer events of one element into messages. */
export class Pointer {
  /**
   * @param {HTMLElement} element takes the events
   * @param {object} host `locate(clientX, clientY)` gives {x, y} in device pixels of the frame;
   *   `send(type, fields)`; `pressed()` is called before a press is sent; `moved(x, y)` on every
   *   motion, at once; `capturesScroll()` tells whether the wheel must not scroll the page
   * @param {AbortSignal} signal ends listening
   */
  constructor(element, host, signal) {
    this.element = element;
    this.host = host;
    this.wheel = new Wheel();
    this.pendingMotion = null;
    this.pendingScroll = null;
    this.pendingLeave = null;
    this.pendingEnter = null;
    this.frameRequest = 0;
    /** Whether Python believes the pointer to be over the figure. */
    this.inside = false;
    /** Buttons Python believes to be down, a mask like the DOM's `buttons`. */
    this.buttons = 0;
    /** The pointer whose events count; a second finger is not a second mouse. */
    this.pointerId = null;
    this.lastTap = null;
    this.lastEvent = null;
    this.#listen(signal);
  }

  /** Send what waits for the next animation frame. */
  flush() {
    if (this.frameRequest !== 0) cancelAnimationFrame(this.frameRequest);
    this.frameRequest = 0;
    const motion = this.pendingMotion;
    const scroll = this.pendingScroll;
    const enter = this.pendingEnter;
    this.pendingMotion = this.pendingScroll = this.pendingEnter = null;
    if (enter !== null) this.host.send(TO_SERVER.enter, enter);
    // At most one of the two waits: the one that comes second sends the first.
    if (motion !== null) this.host.send(TO_SERVER.motion, motion);
    if (scroll !== null) this.host.send(TO_SERVER.scroll, scroll);
  }

  /** Let go of every button, because the page will not hear of their release. */
  releaseAll() {
    if (this.buttons !== 0 && this.lastEvent !== null) this.#release(0, this.lastEvent);
  }

  /** @returns {boolean} whether the left button, and it alone, is down */
  get dragsLeft() {
    return this.buttons === 1;
  }

  #listen(signal) {
    const on = (type, handler, options = {}) =>
      this.element.addEventListener(type, handler, { signal, ...options });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#up(event));
    on("pointerenter", (event) => this.#enter(event));
    on("pointerleave", (event) => this.#leave(event));
    // The mouse's presses come from mouse events: they know the system's double click, and every
    // button of a chord, for which there is no second pointerdown.
    on("mousedown", (event) => this.#mouseDown(event));
    on("mouseup", (event) => this.#mouseUp(event));
    on("wheel", (event) => this.#wheel(event), { passive: false });
    for (const type of ["contextmenu", "dragstart", "selectstart"]) {
      on(type, (event) => event.preventDefault());
    }
    // The back and forward buttons belong to the figure while the pointer is over it.
    on("auxclick", (event) => event.preventDefault());
    window.addEventListener("blur", () => this.releaseAll(), { signal });
    signal.addEventListener("abort", () => {
      if (this.frameRequest !== 0) cancelAnimationFrame(this.frameRequest);
      this.frameRequest = 0;
    });
  }

  #describe(event, more = {}) {
    this.lastEvent = event;
    const { x, y } = this.host.locate(event.clientX, event.clientY);
    return {
      x,
      y,
      button: 0,
      buttons: this.buttons,
      modifiers: heldModifiers(event),
      guiEvent: describeEvent(event),
      ...more,
    };
  }

  #send(type, fields) {
    this.flush();
    this.host.send(type, fields);
  }

  #down(event) {
    if (!event.isPrimary) return;
    this.pointerId = event.pointerId;
    try {
      this.element.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that is gone already (made by a script) cannot be captured; its events still count.
    }
    if (event.pointerType === "mouse") return;
    // Without this, touch and pen make mouse events too, and everything would come twice.
    event.preventDefault();
    this.#press(1, event, this.#isDoubleTap(event));
  }

  #mouseDown(event) {
    // No text selection, no focus lost, no autoscroll with the middle button.
    event.preventDefault();
    const bit = [...BUTTON_OF_BIT].find(([, button]) => button === event.button)?.[0];
    if (bit === undefined) return;
    this.#press(bit, event, event.detail > 0 && event.detail % 2 === 0);
  }

  #press(bit, event, double) {
    // A button that is down already was released where nobody saw it.
    if (this.buttons & bit) this.#release(this.buttons & ~bit, event);
    this.host.pressed();
    this.buttons |= bit;
    this.#send(
      double ? TO_SERVER.doubleClick : TO_SERVER.buttonPress,
      this.#describe(event, { button: BUTTON_OF_BIT.get(bit) }),
    );
  }

  #mouseUp(event) {
    event.preventDefault();
    this.#release(event.buttons, event);
  }

  #up(event) {
    if (event.pointerId !== this.pointerId) return;
    if (event.pointerType !== "mouse" || event.type === "pointercancel") {
      this.#release(0, event);
      this.pointerId = null;
    } else {
      this.#release(event.buttons, event);
    }
  }

  /** Send a release for every button that is down but not in the mask `still`. */
  #release(still, event) {
    for (const [bit, button] of BUTTON_OF_BIT) {
      if (!(this.buttons & bit) || still & bit) continue;
      this.buttons &= ~bit;
      this.#send(TO_SERVER.buttonRelease, this.#describe(event, { button }));
    }
    if (this.buttons === 0 && this.pendingLeave !== null) {
      const leave = this.pendingLeave;
      this.pendingLeave = null;
      this.#leave(leave);
    }
  }

  #move(event) {
    if (!event.isPrimary) return;
    // A release that happened outside the browser shows here, in the mask.
    if (this.buttons & ~event.buttons) this.#release(event.buttons, event);
    if (this.pendingScroll !== null) this.flush();
    const fields = this.#describe(event);
    this.pendingMotion = this.#merge(TO_SERVER.motion, this.pendingMotion, fields);
    this.host.moved(fields.x, fields.y);
    this.#schedule();
  }

  #enter(event) {
    if (!event.isPrimary) return;
    this.pendingLeave = null;
    // A pen that touches down, or a finger beside the mouse, enters once more.
    if (this.inside) return;
    this.inside = true;
    // Every figure has a socket of its own: the leave of the one beside it gets a frame's start.
    this.flush();
    this.pendingEnter = this.#describe(event);
    this.#schedule();
  }

  #leave(event) {
    if (!event.isPrimary) return;
    // The drag goes on outside; Python hears of the leave after the release.
    if (this.buttons !== 0) {
      this.pendingLeave = event;
      return;
    }
    this.inside = false;
    this.#send(TO_SERVER.leave, this.#describe(event));
  }

  #wheel(event) {
    // With ctrl the browser would zoom the page; the figure wants to zoom its axes.
    if (event.ctrlKey || this.host.capturesScroll()) event.preventDefault();
    const step = this.wheel.steps(event, window.devicePixelRatio);
    if (step === 0) return;
    if (this.pendingMotion !== null) this.flush();
    const fields = this.#describe(event, { step });
    this.pendingScroll = this.#merge(TO_SERVER.scroll, this.pendingScroll, fields);
    this.#schedule();
  }

  /** What to wait with from now on; what cannot be merged into it is sent. */
  #merge(type, waiting, fields) {
    if (waiting === null) return fields;
    const both = merge(type, waiting, fields);
    if (both === null) this.flush();
    return both ?? fields;
  }

  #schedule() {
    if (this.frameRequest === 0) {
      this.frameRequest = requestAnimationFrame(() => {
        this.frameRequest = 0;
        this.flush();
      });
    }
  }

  #isDoubleTap(event) {
    const last = this.lastTap;
    const double =
      last !== null &&
      event.timeStamp - last.timeStamp < DOUBLE_TAP_MS &&
      Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) <
        DOUBLE_TAP_PIXELS;
    // The third tap of a row is a plain one again.
    this.lastTap = double ? null : event;
    return double;
  }
}
