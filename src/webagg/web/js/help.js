/** The list of tools and keys. */
import { PanelDialog } from "./dialog.js";
import { createElement } from "./dom.js";

/** What the page itself does, besides what Python's tools do. */
const PAGE_HELP = [
  ["Leave the figure by keyboard", "Escape, then Tab"],
  ["Resize the figure", "drag its lower right corner, or arrow keys on it"],
  ["Frame statistics", "Shift+F2"],
];

/** Help dialog of one figure. */
export class HelpDialog {
  /**
   * @param {HTMLElement} parent
   * @param {function(): void} ask asks Python for its list; it comes by `show`
   */
  constructor(parent, ask) {
    this.dialog = new PanelDialog(parent, "Tools and keys", "webagg-help");
    this.ask = ask;
    /** What Python said last. */
    this.rows = [];
  }

  /** Show what is known, and ask: keys change while a program runs. */
  open() {
    this.show(this.rows);
    this.ask();
  }

  /**
   * Show the help.
   *
   * @param {Array<string[]>} rows [tool, keys, description] from Python
   */
  show(rows) {
    this.rows = rows;
    const lines = rows.map(([tool, keys, text]) => [text || tool, keys]);
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
