/**
 * matplotlib's embedding contract: `window.mpl`, for pages that bring their own socket.
 *
 * A thin layer over FigurePanel. Pages call `new mpl.figure(id, websocket, ondownload, element)`,
 * read the figure's fields and may replace its `handle_*` functions, on the prototype or on one
 * figure; each gets (figure, message).
 */
import { FigurePanel } from "./figure.js";

/** Messages that pages may handle themselves. */
const HANDLED = [
  "resize",
  "figure_label",
  "cursor",
  "message",
  "draw",
  "image_mode",
  "history_buttons",
  "navigate_mode",
  "rubberband",
  "capture_scroll",
];

const mpl = {
  toolbar_items: [],
  extensions: ["png"],
  default_extension: "png",
  worker_source: null,
};

/** @returns {Function} the class to make sockets of */
mpl.get_websocket_type = function () {
  return window.WebSocket;
};

/**
 * A figure in somebody else's page.
 *
 * @param {number|string} figure_id sent along with messages
 * @param {WebSocket} websocket or anything that behaves like one; the page owns it
 * @param {function(object, string): void} ondownload gets the figure and the format to save it in
 * @param {HTMLElement} parent_element takes the figure
 */
mpl.figure = function (figure_id, websocket, ondownload, parent_element) {
  this.id = figure_id;
  this.ws = websocket;
  this.ondownload = ondownload;
  this.supports_binary = websocket.binaryType !== undefined;
  this.panel = new FigurePanel(parent_element, {
    chrome: "embedded",
    figureId: figure_id,
    workerScript: mpl.worker_source ? { source: mpl.worker_source } : {},
    onDownload: () => this.handle_save(this, null),
    onMessage: (message) => this.dispatch(message),
    onStock: () => this.show_items(mpl.toolbar_items),
  });
  const { frame, toolbar } = this.panel;
  this.root = frame.root;
  this.header = frame.title;
  this.canvas_div = frame.box;
  this.message = frame.readout;
  toolbar.setFormats(mpl.extensions, mpl.default_extension);
  this._root_extra_style(this.root);
  this._canvas_extra_style(this.canvas_div);
  this.panel.adopt(websocket);
  if (document.activeElement === document.body) this.panel.focus();
};

const figurePrototype = mpl.figure.prototype;

Object.defineProperties(figurePrototype, {
  canvas: {
    get() {
      return this.panel.canvas;
    },
  },
  /** The canvas's 2-D context; null when a worker paints it. */
  context: {
    get() {
      return this.panel.context;
    },
  },
  ratio: {
    get() {
      return this.panel.viewport.ratio;
    },
  },
  image_mode: {
    get() {
      return this.panel.stockImages.mode;
    },
  },
  buttons: {
    get() {
      return this.panel.toolbar.buttons;
    },
  },
  format_dropdown: {
    get() {
      return this.panel.toolbar.formatPicker;
    },
  },
});

/** For pages to replace: style the panel or the figure's place. */
figurePrototype._root_extra_style = function (_root) {};
figurePrototype._canvas_extra_style = function (_canvas_div) {};

/**
 * Say something to Python.
 *
 * @param {string} type
 * @param {object} properties the message's other fields
 */
figurePrototype.send_message = function (type, properties) {
  this.panel.send(type, properties);
};

/** Ask for a new image, unless one was asked for and has not come. */
figurePrototype.send_draw_message = function () {
  this.panel.stockImages.requestDraw();
};

/**
 * Ask Python for another size.
 *
 * @param {number} width CSS pixels
 * @param {number} height CSS pixels
 */
figurePrototype.request_resize = function (width, height) {
  this.send_message("resize", { width, height });
};

/**
 * Use a tool.
 *
 * @param {string} name the method in Python, or `download`
 */
figurePrototype.toolbar_button_onclick = function (name) {
  if (name === "download") this.handle_save(this, null);
  else this.send_message("toolbar_button", { name });
};

/** Called for a `save` message and for the button. */
figurePrototype.handle_save = function (fig, _message) {
  fig.ondownload(fig, fig.panel.toolbar.format);
};

for (const type of HANDLED) {
  figurePrototype[`handle_${type}`] = function (fig, message) {
    fig.panel.handle({ ...message, type });
  };
}

/** Carry out a message by the page's function if it has one, else by ours. */
figurePrototype.dispatch = function (message) {
  const handler = this[`handle_${message.type}`];
  if (typeof handler === "function") handler.call(this, this, message);
  else this.panel.handle(message);
};

/** Show the toolbar that the script came with: matplotlib's server sends none. */
figurePrototype.show_items = function (items) {
  this.panel.toolbar.setItems(items);
};

window.mpl = mpl;
