/** The client's icons: strokes on a 20 by 20 grid in the colour of the text. */

const SVG = "http://www.w3.org/2000/svg";

/** Path data of each icon; a list draws several strokes. */
const PATHS = {
  home: ["M3.5 9.5 10 3.8l6.5 5.7", "M5.3 8.2v7.6h9.4V8.2", "M8.4 15.8v-4h3.2v4"],
  back: ["M16 10H4.5", "M9 5.2 4.2 10 9 14.8"],
  forward: ["M4 10h11.5", "M11 5.2 15.8 10 11 14.8"],
  pan: [
    "M10 3v14M3 10h14",
    "M8 4.9 10 2.9l2 2M8 15.1l2 2 2-2M4.9 8l-2 2 2 2M15.1 8l2 2-2 2",
  ],
  zoom: ["M13.2 8.6a4.6 4.6 0 1 1-9.2 0 4.6 4.6 0 0 1 9.2 0z", "M12 12l4.6 4.6"],
  subplots: ["M3.5 6h6.2M13.7 6h2.8M3.5 14h2.8M10.3 14h6.2", "M11.7 4v4M8.3 12v4"],
  save: ["M10 3.2v8.6", "M6.4 8.4 10 12l3.6-3.6", "M3.8 13.4v3h12.4v-3"],
  copy: ["M7.5 7.5h8.7v8.7H7.5z", "M12.5 7.3V3.8H3.8v8.7h3.5"],
  close: ["M5.4 5.4l9.2 9.2M14.6 5.4l-9.2 9.2"],
  fullscreen: [
    "M7.5 3.8H3.8v3.7M12.5 3.8h3.7v3.7M7.5 16.2H3.8v-3.7M12.5 16.2h3.7v-3.7",
  ],
  fill: [
    "M3.5 4.5h13v11h-13z",
    "M6.4 10h7.2M8 8.2 6.2 10 8 11.8M12 8.2l1.8 1.8-1.8 1.8",
  ],
  help: [
    "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0z",
    "M8 8.1c.2-1.2 1-1.8 2-1.8 1.2 0 2 .7 2 1.8 0 1.5-2 1.6-2 3.2",
    "M10 13.6v.2",
  ],
  open: ["M11.5 3.8h4.7v4.7M16 4l-6.6 6.6", "M8.5 5H4.2v10.8H15v-4.3"],
  tool: ["M10 3.2 16 6.6v6.8l-6 3.4-6-3.4V6.6z"],
};

/**
 * @param {string} name
 * @returns {boolean} whether there is an icon of this name
 */
export function hasIcon(name) {
  return Object.hasOwn(PATHS, name);
}

/**
 * Draw an icon.
 *
 * @param {string} name one of PATHS; unknown names give the general tool
 * @returns {SVGElement} hidden from assistive technology: what it stands on has the name
 */
export function createIcon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "webagg-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const data of PATHS[name] ?? PATHS.tool) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", data);
    svg.append(path);
  }
  return svg;
}
