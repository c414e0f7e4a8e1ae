/** The page of all figures: panels come, go and change their titles as Python's figures do. */
import { createAction } from "./actions.js";
import { ReconnectingSocket, socketUrl } from "./connection.js";
import { contentWidth, createElement } from "./dom.js";
import { download, downloadUrl } from "./download.js";
import { FigurePanel } from "./figure.js";
import { parseMessage } from "./protocol.js";

const PAGE_TITLE = "Figures";
/** A figure that is no longer listed stays so long: it may be because the program ends, ms. */
const LEAVING_MS = 400;

/** All figures of one Python program. */
export class FiguresPage {
  /**
   * @param {HTMLElement} element takes the panels
   * @param {object} options
   * @param {HTMLElement} options.empty shown while there are no figures
   * @param {HTMLElement} options.banner says how the connection is
   * @param {string} options.base URL that the routes are relative to
   * @param {{url: string}} options.workerScript see painter.js
   */
  constructor(element, { empty, banner, base, workerScript }) {
    this.element = element;
    this.empty = empty;
    this.banner = banner;
    this.base = base;
    this.workerScript = workerScript;
    /** Panels by the figures' private identity; numbers come again. */
    this.panels = new Map();
    /** Identities of panels whose figures were closed. */
    this.leaving = new Set();
    this.ended = false;
    this.socket = new ReconnectingSocket(socketUrl("ws", base), {
      opened: () => {},
      message: (text) => this.#handle(parseMessage(text)),
      binary: () => {},
      lost: () => this.#showBanner("Connection lost, reconnecting\u2026"),
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.socket.retryNow();
    });
  }

  #handle(message) {
    if (message?.type === "figures") {
      if (this.ended) this.#startAnew();
      this.#showBanner("");
      this.#update(message.figures);
    } else if (message?.type === "closed") {
      this.ended = true;
      for (const panel of this.panels.values()) {
        panel.handle({ type: "closed", reason: "exit" });
      }
      this.#showBanner("The program has ended");
    }
  }

  /** Another program runs at the same address: what is left of the last one goes. */
  #startAnew() {
    this.ended = false;
    for (const panel of this.panels.values()) panel.remove();
    this.panels.clear();
    this.leaving.clear();
  }

  #update(figures) {
    const listed = new Set(figures.map(({ id }) => id));
    for (const id of [...this.panels.keys()]) {
      if (!listed.has(id)) this.#leave(id);
    }
    for (const { id, num, title } of figures) {
      if (!this.panels.has(id)) this.#add(id, num);
      this.panels.get(id).setTitle(title);
    }
    this.#count();
  }

  #add(id, num) {
    const panel = new FigurePanel(this.element, {
      chrome: "page",
      fit: true,
      expectNative: true,
      workerScript: this.workerScript,
      base: this.base,
      onDownload: (format) =>
        download(new URL(downloadUrl(num, format, id), this.base).href),
      onClosed: (reason) => {
        if (reason !== "exit") this.#leave(id);
      },
    });
    panel.canvas.dataset.num = num;
    panel.frame.actions.prepend(
      createAction("Open alone", "open", () =>
        window.open(new URL(num, this.base).href),
      ),
    );
    this.panels.set(id, panel);
    this.resize();
    this.#focus(panel);
    panel.connect(socketUrl(`${num}/ws?id=${encodeURIComponent(id)}`, this.base));
  }

  /** Take a figure away that was closed; where just the program ended, its picture stays. */
  #leave(id) {
    const panel = this.panels.get(id);
    if (panel === undefined || this.leaving.has(id)) return;
    this.leaving.add(id);
    panel.frame.root.classList.add("webagg-leaving");
    const decide = () => {
      const isClosed = panel.frame.root.dataset.ended === "figure";
      if (!isClosed && (this.ended || !this.socket.isOpen)) {
        panel.frame.root.classList.remove("webagg-leaving");
        return;
      }
      this.leaving.delete(id);
      this.panels.delete(id);
      panel.remove();
      this.#focus([...this.panels.values()].at(-1));
      this.#count();
    };
    if (panel.closedByUser) decide();
    else setTimeout(decide, LEAVING_MS);
  }

  /** Give a figure the keyboard, as a new window has it, if nothing else does. */
  #focus(panel) {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) panel?.focus();
  }

  /** Tell the panels how wide they can be. */
  resize() {
    for (const panel of this.panels.values()) panel.fitInto(contentWidth(this.element));
  }

  #count() {
    const count = this.panels.size;
    this.empty.hidden = count > 0;
    document.title = count > 0 ? `${PAGE_TITLE} (${count})` : PAGE_TITLE;
  }

  #showBanner(text) {
    if (this.ended && text !== "The program has ended" && text !== "") return;
    this.banner.textContent = text;
    this.banner.hidden = text === "";
    this.banner.dataset.state = this.ended ? "ended" : "lost";
  }
}

/**
 * Start the page of all figures.
 *
 * @param {{base: string, workerScript: {url: string}}} options base: URL that the routes are relative
 *   to; workerScript: see painter.js
 * @returns {FiguresPage}
 */
export function startFiguresPage({ base, workerScript }) {
  const banner = createElement("div", {
    className: "webagg-page-banner",
    role: "status",
    hidden: true,
  });
  document.body.prepend(banner);
  const page = new FiguresPage(document.getElementById("figures"), {
    empty: document.getElementById("no-figures"),
    banner,
    base,
    workerScript,
  });
  new ResizeObserver(() => page.resize()).observe(page.element);
  return page;
}
