/**
 * One figure on the page: puts the parts together and passes messages between them.
 */
import { addActions } from "./actions.js";
import { AdoptedSocket } from "./connection.js";
import { copyPicture } from "./clipboard.js";
import { bringToFront, createFrame, nameFrame } from "./frame.js";
import { Fullscreen } from "./fullscreen.js";
import { HelpDialog } from "./help.js";
import { Keyboard } from "./keyboard.js";
import { MarginsDialog } from "./margins.js";
import { createHandlers } from "./messages.js";
import { acknowledgement } from "./painter-worker.js";
import { Painter } from "./painter.js";
import { InstantPan } from "./panning.js";
import { Pointer } from "./pointer.js";
import { TO_SERVER } from "./protocol.js";
import { ResizeHandle } from "./resize-handle.js";
import { Rubberband } from "./rubberband.js";
import { Session } from "./session.js";
import { Statistics } from "./statistics.js";
import { Status } from "./status.js";
import { isPng, StockImages } from "./stock-images.js";
import { Toolbar } from "./toolbar.js";
import { canInflate } from "./update.js";
import { Viewport } from "./viewport.js";

/** The same for all figures of this page: they share a pointer. */
const PAGE = String(Math.random()).slice(2);

/** A figure's panel. */
export class FigurePanel {
  /**
   * @param {HTMLElement} parent takes the panel
   * @param {object} options
   * @param {"page"|"embedded"|"bare"} options.chrome what surrounds the figure, see frame.js
   * @param {boolean} [options.fit] show the figure smaller where the page is too narrow
   * @param {*} [options.figureId] the number that matplotlib's server wants to hear
   * @param {string} [options.base] URL that matplotlib's images are relative to
   * @param {boolean} [options.expectNative] the server is ours for sure
   * @param {{url?: string, source?: string}} [options.workerScript] see painter.js
   * @param {function(string): void} options.onDownload saves the figure in a format
   * @param {function(string): void} [options.onTitle]
   * @param {function(string): void} [options.onClosed] gets the reason
   * @param {function(object): void} [options.onMessage] takes every message in place of `handle`
   */
  constructor(parent, options) {
    this.options = options;
    this.abort = new AbortController();
    this.frame = createFrame(options.chrome);
    this.transport = null;
    this.capturesScroll = false;
    this.title = "";
    /** Whether the user asked for closing in this very panel. */
    this.closedByUser = false;
    parent.append(this.frame.root);
    this.#buildParts();
    this.#listen();
    this.handlers = createHandlers(this, {
      rubberband: (corners) => {
        this.rubberbandCorners = corners;
        this.#placeRubberband();
      },
      copy: () => this.#copy(),
      raise: () => bringToFront(this.frame),
      closed: (reason) => this.#closed(reason),
    });
  }

  /** @returns {HTMLCanvasElement} */
  get canvas() {
    return this.frame.canvas;
  }

  /** @returns {?CanvasRenderingContext2D} null if a worker paints the canvas */
  get context() {
    try {
      return this.frame.canvas.getContext("2d");
    } catch {
      return null;
    }
  }

  /**
   * Connect with a socket of our own.
   *
   * @param {string} url absolute ws: or wss: URL
   */
  async connect(url) {
    const transport = await this.painter.connect(url, {
      opened: () => this.session.opened(),
      message: (text) => this.session.message(text),
      lost: () => this.session.lost(),
      died: () => this.#reconnect(url),
    });
    if (this.abort.signal.aborted) {
      transport.close();
      return;
    }
    this.transport = this.session.transport = transport;
  }

  /**
   * Speak over the embedding page's socket.
   *
   * @param {WebSocket} socket
   */
  adopt(socket) {
    this.transport = this.session.transport = new AdoptedSocket(socket, this.session);
  }

  /**
   * Say something to Python.
   *
   * @param {string} type
   * @param {object} [fields]
   */
  send(type, fields = {}) {
    // The newest motion and wheel come before everything that happens after them.
    this.pointer.flush();
    this.session.send(type, fields);
  }

  /**
   * Carry out a message of the server.
   *
   * @param {{type: string}} message unknown types are ignored
   */
  handle(message) {
    const handler = this.handlers[message.type];
    if (handler) handler(message);
  }

  /**
   * Tell how wide the panel can be.
   *
   * @param {number} width CSS pixels
   */
  fitInto(width) {
    const { root, box } = this.frame;
    this.viewport.setAvailable(
      width - (root.offsetWidth - root.clientWidth) - boxBorder(box),
    );
  }

  /** Give the figure the keyboard. */
  focus() {
    // A ring is for those who walk the page by keyboard; the browser shows it then by itself.
    this.frame.box.focus({ preventScroll: true, focusVisible: false });
  }

  /** Take the panel off the page. */
  remove() {
    this.#end();
    this.painter.dispose();
    this.frame.root.remove();
  }

  #buildParts() {
    const { frame, options } = this;
    const { signal } = this.abort;
    this.status = new Status(frame.readout, frame.stage);
    this.statistics = new Statistics(frame.stage, () =>
      this.session.send(TO_SERVER.stats),
    );
    this.painter = new Painter(frame.canvas, options.workerScript ?? {}, {
      painted: (report) => this.#painted(report),
      distrusted: () => this.#distrusted(),
      snapshot: (bitmap) => this.pan.setCopy(bitmap),
      replaced: (canvas) => {
        frame.canvas = canvas;
        this.viewport.setCanvas(canvas);
      },
    });
    this.viewport = new Viewport(
      frame.box,
      frame.canvas,
      {
        resized: (width, height) => this.send(TO_SERVER.resize, { width, height }),
        ratioChanged: (ratio) =>
          this.send(TO_SERVER.devicePixelRatio, { device_pixel_ratio: ratio }),
        moved: () => this.#placeRubberband(),
      },
      { fit: options.fit ?? false },
      signal,
    );
    this.stockImages = new StockImages(
      () => frame.canvas,
      (width, height) => this.viewport.setFrame(width, height),
      (type) => this.session.send(type),
    );
    this.rubberband = new Rubberband(frame.overlay);
    this.rubberbandCorners = null;
    this.pan = new InstantPan(frame.overlay, {
      watchRegion: (region) => this.painter.watchRegion(region),
      frameHeight: () => this.viewport.frame?.[1] ?? 0,
      cssPerPixel: () => this.viewport.cssPerPixel,
    });
    this.session = new Session(this.#sessionHost(), {
      expectNative: options.expectNative ?? false,
      figureId: options.figureId,
    });
    this.pointer = new Pointer(
      frame.box,
      {
        locate: (x, y) => this.viewport.locate(x, y),
        send: (type, fields) => this.session.send(type, fields),
        pressed: () => this.focus(),
        moved: (x, y) => this.pan.move(x, y),
        capturesScroll: () => this.capturesScroll,
      },
      signal,
    );
    this.keyboard = new Keyboard(
      frame.box,
      {
        send: (type, fields) => this.send(type, fields),
      },
      signal,
    );
    this.toolbar = new Toolbar(frame.toolbar, options.base ?? document.baseURI, {
      toolbarButton: (name) => this.#use(TO_SERVER.toolbarButton, name),
      toolTrigger: (name) => this.#use(TO_SERVER.toolTrigger, name),
      save: (format) => options.onDownload(format),
      copy: () => this.#copy(),
      pressed: () => this.focus(),
    });
    this.margins = new MarginsDialog(frame.stage, (fields) =>
      this.send(TO_SERVER.subplots, fields),
    );
    this.help = new HelpDialog(frame.stage, () => this.send(TO_SERVER.help));
    this.resizeHandle = new ResizeHandle(frame.stage, {
      size: () => this.viewport.logical ?? this.viewport.boxSize,
      scale: () => this.viewport.scale,
      resize: (width, height) => this.viewport.requestSize(width, height),
    });
    this.fullscreen = new Fullscreen(
      frame.root,
      (active) => this.viewport.setFilling(active),
      signal,
    );
    if (options.chrome === "page") addActions(this);
  }

  #sessionHost() {
    return {
      describe: () => ({
        device_pixel_ratio: this.viewport.ratio,
        width: this.viewport.filling ? this.viewport.boxSize[0] : null,
        height: this.viewport.filling ? this.viewport.boxSize[1] : null,
        mac: /Mac|iPhone|iPad/.test(navigator.platform),
        visible: !document.hidden,
        page: PAGE,
        inflates: canInflate(),
      }),
      settled: () => this.painter.settled(),
      newSession: () => this.painter.reset(),
      welcomed: (viewer) => {
        this.status.setLost(false);
        this.painter.start();
        this.painter.setViewer(viewer);
      },
      handle: (message) =>
        this.options.onMessage ? this.options.onMessage(message) : this.handle(message),
      image: (data) => this.#image(data),
      spokeStock: () => {
        this.status.setLost(false);
        this.options.onStock?.();
      },
      sent: (seq, type, fields) => {
        this.statistics.addInput(seq);
        this.pan.sent(seq, type, fields, this.pointer.dragsLeft);
      },
      lost: () => {
        this.pan.reset();
        this.stockImages.lost();
        this.status.setBusy(false);
        if (!this.status.isEnded) this.status.setLost(true);
      },
    };
  }

  #listen() {
    const { signal } = this.abort;
    document.addEventListener(
      "visibilitychange",
      () => {
        this.send(TO_SERVER.visible, { value: !document.hidden });
        if (!document.hidden) this.transport?.retryNow();
      },
      { signal },
    );
    // A key of the page, wherever in the panel: the figure does not hear of it.
    this.frame.root.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "F2" || !event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        this.statistics.toggle();
      },
      { signal, capture: true },
    );
  }

  /**
   * Name the figure.
   *
   * @param {string} title
   */
  setTitle(title) {
    this.title = title;
    nameFrame(this.frame, title);
    this.options.onTitle?.(title);
  }

  #image(data) {
    if (this.session.dialect === "native") {
      // Images for matplotlib's client may still be on their way when we have said hello.
      if (data instanceof ArrayBuffer && isPng(data)) return;
      if (data instanceof ArrayBuffer) this.painter.push(data);
      else if (data instanceof Blob) {
        data.arrayBuffer().then((bytes) => this.#image(bytes));
      }
      return;
    }
    // Before we know who speaks, an image is not worth the canvas: a greeting brings a whole one.
    if (this.session.dialect === "stock") this.stockImages.push(data);
  }

  #painted(report) {
    if (!report.acknowledged && this.session.viewer !== null) {
      this.transport.send(acknowledgement(report, this.session.viewer));
    }
    const { frame } = this.viewport;
    this.viewport.setFrame(report.width, report.height);
    // In a frame of another size the axes lie elsewhere.
    if (this.viewport.frame !== frame) this.pan.reset();
    this.pan.answer(report.seq);
    this.statistics.addFrame(report);
  }

  #distrusted() {
    this.statistics.addMismatch();
    this.session.send(TO_SERVER.keyFrame);
  }

  #use(type, name) {
    this.pan.forget();
    this.send(type, { name });
  }

  #placeRubberband() {
    const corners = this.rubberbandCorners;
    if (!corners || this.viewport.frame === null) return;
    this.rubberband.show(corners, this.viewport.frame[1], this.viewport.cssPerPixel);
  }

  #copy() {
    copyPicture(() => this.painter.encode()).then(
      () => this.status.addHint("Picture copied"),
      (error) => this.status.addError(error.message),
    );
  }

  #closed(reason) {
    // A figure that was closed stays closed when the program ends next.
    if (this.status.isFinal) return;
    this.status.setLost(false);
    this.status.setBusy(false);
    this.status.setMessage("");
    this.status.setEnded(reason);
    this.frame.root.dataset.ended = reason;
    this.pan.stop();
    this.rubberband.hide();
    this.margins.close();
    this.help.close();
    // A program that ended may be started again at the same address.
    if (this.status.isFinal) this.#end();
    this.options.onClosed?.(reason);
  }

  #reconnect(url) {
    this.session.lost();
    this.connect(url);
  }

  #end() {
    this.abort.abort();
    this.statistics.close();
    this.transport?.close();
    this.painter.close();
  }
}

/** Borders of the box itself, CSS pixels. */
function boxBorder(box) {
  return box.offsetWidth - box.clientWidth;
}
