/** Full screen of one figure. */

/** Toggles it; tells when it begins and ends. */
export class Fullscreen {
  /**
   * @param {HTMLElement} element
   * @param {function(boolean): void} changed
   * @param {AbortSignal} signal ends listening
   */
  constructor(element, changed, signal) {
    this.element = element;
    document.addEventListener("fullscreenchange", () => changed(this.isActive), {
      signal,
    });
  }

  /** @returns {boolean} whether the browser can */
  get isPossible() {
    return document.fullscreenEnabled === true;
  }

  /** @returns {boolean} whether this element fills the screen */
  get isActive() {
    return document.fullscreenElement === this.element;
  }

  /** Begin or end; without a user's gesture the browser refuses, and nothing happens. */
  toggle() {
    const done = this.isActive
      ? document.exitFullscreen()
      : this.element.requestFullscreen?.();
    done?.catch(() => {});
  }
}
