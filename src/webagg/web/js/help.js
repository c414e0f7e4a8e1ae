/** The list of tools and keys. */
import { PanelDialog } from "./dialog.js";
import { createElement } from "./dom.js";

/** What the page itself does, besides what Python's tools do. */
const PAGE_HELP = [
  ["Leave the figure by keyboard", "Escape, then Tab"],
  ["Resize the figure", "drag its lower right corner, or arrow keys on it"],
  ["Frame statistics", "Shift+F2"],
];

/** matplotlib's default keys, for toolbars that do not send theirs. */
const DEFAULT_KEYS = [
  ["Home", "h, r, Home"],
  ["Back", "c, Left, Backspace"],
  ["Forward", "v, Right"],
  ["Pan", "p"],
  ["Zoom", "o"],
  ["Save", "s, Ctrl+S"],
  ["Full screen", "f, Ctrl+F"],
  ["Grid, minor grid", "g, G"],
  ["Logarithmic y, x axis", "l, k"],
  ["Pan or zoom one axis only", "hold x or y"],
  ["Zoom by wheel", "hold Ctrl, x or y"],
  ["Close the figure", "q"],
];

/** Help dialog of one figure. */
export class HelpDialog {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.dialog = new PanelDialog(parent, "Tools and keys", "webagg-help");
  }

  /**
   * Show the help.
   *
   * @param {?Array<string[]>} rows [tool, keys, description] from Python; null: matplotlib's defaults
   */
  show(rows = null) {
    const lines = rows
      ? rows.map(([tool, keys, text]) => [text || tool, keys])
      : DEFAULT_KEYS;
    const table = createElement("dl", {});
    for (const [what, how] of [...lines, ...PAGE_HELP]) {
      table.append(
        createElement("dt", { text: what }),
        createElement("dd", { text: how || "\u2013" }),
      );
    }
    this.dialog.body.replaceChildren(table);
    this.dialog.open();
  }

  /** Close the dialog. */
  close() {
    this.dialog.close();
  }
}
