/** The toolbar below a figure: matplotlib's toolbar2, a tool manager's buttons, or nothing. */
import { createElement } from "./dom.js";
import { createIcon, hasIcon } from "./icons.js";

/** Accessible name and icon of the standard tools, by the method they call in Python. */
const STANDARD_TOOLS = {
  home: ["Home", "home"],
  back: ["Back", "back"],
  forward: ["Forward", "forward"],
  pan: ["Pan", "pan"],
  zoom: ["Zoom", "zoom"],
  configure_subplots: ["Subplots", "subplots"],
  save_figure: ["Save", "save"],
  download: ["Save", "save"],
  copy: ["Copy", "copy"],
};
/** Tools that stay pressed while the toolbar is in their mode. */
const MODE_OF_TOOL = { Pan: "PAN", Zoom: "ZOOM" };
/** Tools the page carries out itself, without asking Python, unless Python has its own way. */
const LOCAL_TOOLS = { save_figure: "save", download: "save", copy: "copy" };

/** Buttons of one figure. */
export class Toolbar {
  /**
   * @param {HTMLElement} element an empty one, for the buttons
   * @param {string} base URL that `_images` is relative to
   * @param {object} host `toolbarButton(method)`, `toolTrigger(name)`, `save(format)`, `copy()`,
   *   `pressed()` when the mouse goes down on a button
   */
  constructor(element, base, host) {
    this.element = element;
    this.base = base;
    this.host = host;
    /** Buttons by accessible name (toolbar2) or tool name (tool manager). */
    this.buttons = {};
    this.formatPicker = null;
    this.formats = [];
    /** Methods that a program has overridden: Python is asked. */
    this.overridden = [];
    this.defaultFormat = "png";
    element.setAttribute("role", "toolbar");
    element.setAttribute("aria-label", "Figure tools");
    element.addEventListener("keydown", (event) => this.#walk(event));
    // A click on a tool leaves the keyboard with the figure, as in a window.
    element.addEventListener("mousedown", (event) => {
      if (event.target.closest?.("button") === null) return;
      event.preventDefault();
      this.host.pressed();
    });
  }

  /**
   * Formats a figure can be saved in.
   *
   * @param {string[]} formats file name extensions
   * @param {string} chosen the one to start with
   */
  setFormats(formats, chosen) {
    this.formats = formats;
    this.defaultFormat = chosen;
  }

  /** @returns {string} the format chosen for saving */
  get format() {
    return this.formatPicker?.value || this.defaultFormat;
  }

  /** Show no tools. */
  clear() {
    this.element.replaceChildren();
    this.element.hidden = true;
    this.buttons = {};
    this.formatPicker = null;
  }

  /**
   * Show the items of a toolbar2.
   *
   * @param {Array<Array<?string>>} items [text, tooltip, image, method]; empty text separates
   * @param {string[]} [overridden] methods that Python wants to be asked for
   */
  setItems(items, overridden = []) {
    const format = this.format;
    this.clear();
    this.overridden = overridden;
    this.element.hidden = false;
    let group = this.#addGroup();
    for (const [text, tooltip, image, method] of items) {
      if (!text) {
        if (group.childElementCount > 0) group = this.#addGroup();
        continue;
      }
      const [name, icon] = STANDARD_TOOLS[method] ?? [text, null];
      const button = this.#createButton(
        name,
        tooltip || name,
        this.#itemIcon(icon, image),
      );
      if (name in MODE_OF_TOOL) button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => this.#use(method));
      this.buttons[name] = button;
      group.append(button);
      if (LOCAL_TOOLS[method] === "save") {
        group.append(this.#createFormatPicker(format));
      }
    }
    if (group.childElementCount === 0) group.remove();
  }

  /**
   * Show a tool manager's tools.
   *
   * @param {Array<{name: string, tools: Array<object>}>} groups as in the `tools` message
   */
  setTools(groups) {
    const focused = document.activeElement?.closest?.("[data-tool]")?.dataset.tool;
    const format = this.format;
    this.clear();
    this.element.hidden = false;
    for (const { name: groupName, tools } of groups) {
      const group = this.#addGroup();
      group.setAttribute("aria-label", groupName);
      for (const tool of tools) {
        const name = tool.name;
        const label = name.charAt(0).toUpperCase() + name.slice(1);
        const image = tool.icon ? this.#createImage(tool.icon) : null;
        const button = this.#createButton(
          label,
          tool.tooltip || label,
          hasIcon(name) ? createIcon(name) : (image ?? document.createTextNode(label)),
        );
        if (tool.toggle) {
          button.setAttribute("aria-pressed", String(Boolean(tool.toggled)));
        }
        button.dataset.tool = name;
        setEnabled(button, tool.enabled !== false);
        button.addEventListener("click", () => this.host.toolTrigger(name));
        this.buttons[name] = button;
        group.append(button);
        if (name === "save") group.append(this.#createFormatPicker(format));
      }
    }
    // The list is made anew each time; a key typed on a tool must not lose its place.
    if (focused) this.buttons[focused]?.focus();
  }

  /**
   * Enable and disable Back and Forward.
   *
   * @param {Object<string, boolean>} history by accessible name
   */
  setHistory(history) {
    for (const [name, enabled] of Object.entries(history)) {
      const button = this.buttons[name];
      if (typeof enabled === "boolean" && button) setEnabled(button, enabled);
    }
  }

  /**
   * Show which tool the mouse has.
   *
   * @param {string} mode PAN, ZOOM or NONE
   */
  setMode(mode) {
    for (const [name, own] of Object.entries(MODE_OF_TOOL)) {
      this.buttons[name]?.setAttribute("aria-pressed", String(mode === own));
      // matplotlib's own class for it: pages style it.
      this.buttons[name]?.classList.toggle("active", mode === own);
    }
  }

  #use(method) {
    const local = this.overridden.includes(method) ? null : LOCAL_TOOLS[method];
    if (local === "save") this.host.save(this.format);
    else if (local === "copy") this.host.copy();
    else this.host.toolbarButton(method);
  }

  #addGroup() {
    const group = createElement("div", {
      className: "mpl-button-group",
      role: "group",
    });
    this.element.append(group);
    return group;
  }

  #createButton(label, tooltip, content) {
    const button = createElement("button", {
      className: "mpl-widget webagg-button",
      type: "button",
      "aria-label": label,
      title: tooltip,
    });
    button.append(content);
    return button;
  }

  #itemIcon(icon, image) {
    if (icon !== null) return createIcon(icon);
    return image ? this.#createImage(this.#imageUrl(image)) : createIcon("tool");
  }

  #imageUrl(name) {
    return new URL(`_images/${encodeURIComponent(name)}.png`, this.base).href;
  }

  #createImage(source) {
    return createElement("img", { src: source, alt: "", className: "webagg-icon" });
  }

  #createFormatPicker(selected) {
    const picker = createElement("select", {
      className: "mpl-widget webagg-select",
      "aria-label": "File format",
      title: "File format",
    });
    for (const format of this.formats) {
      const option = createElement("option", { value: format, text: format });
      option.selected = format === selected;
      picker.append(option);
    }
    if (this.formats.length === 0) picker.hidden = true;
    this.formatPicker = picker;
    return picker;
  }

  /** Left and right walk along the buttons, as in every toolbar. */
  #walk(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target.tagName !== "BUTTON") return;
    const buttons = [...this.element.querySelectorAll("button:not(:disabled)")];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

function setEnabled(button, enabled) {
  const focused = document.activeElement === button;
  button.disabled = !enabled;
  button.setAttribute("aria-disabled", String(!enabled));
  // A disabled button drops the focus into nothing; the neighbour takes it.
  if (focused && !enabled) {
    button.parentElement?.querySelector("button:not(:disabled)")?.focus();
  }
}
