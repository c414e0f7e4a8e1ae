/** The page of one figure, with or without what surrounds it. */
import { socketUrl } from "./connection.js";
import { contentWidth } from "./dom.js";
import { download, downloadUrl } from "./download.js";
import { FigurePanel } from "./figure.js";
import { WindowFollower } from "./follow-window.js";

/**
 * Start the page of one figure.
 *
 * @param {HTMLElement} element takes the figure; its `data-num` and `data-figure-id` say which
 * @param {{bare: boolean, base: string, workerScript: {url: string}}} options bare: for a frame in
 *   another page; base: URL that the routes are relative to
 * @returns {FigurePanel}
 */
export function startSinglePage(element, { bare, base, workerScript }) {
  const { num, figureId } = element.dataset;
  const panel = new FigurePanel(element, {
    chrome: bare ? "bare" : "page",
    fit: true,
    expectNative: true,
    workerScript,
    base,
    onDownload: (format) =>
      download(new URL(downloadUrl(num, format, figureId), base).href),
    onTitle: (title) => {
      document.title = title;
    },
  });
  panel.setTitle(document.title);
  new ResizeObserver(() => panel.fitInto(contentWidth(element))).observe(element);
  panel.connect(socketUrl(`${num}/ws?id=${encodeURIComponent(figureId)}`, base));
  if (!bare) {
    new WindowFollower(panel, element);
    panel.focus();
  }
  return panel;
}
