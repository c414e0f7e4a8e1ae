/** Saving a figure: the browser downloads it from Python. */

/**
 * Let the browser download a URL of our own server, without leaving the page.
 *
 * @param {string} url
 */
export function download(url) {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

/**
 * The address of a figure as a file.
 *
 * @param {number|string} num pyplot's number
 * @param {string} format file name extension
 * @param {?string} id the figure's identity
 * @returns {string} relative to the page of all figures
 */
export function downloadUrl(num, format, id = null) {
  const path = `${encodeURIComponent(num)}/download.${encodeURIComponent(format)}`;
  return id === null ? path : `${path}?id=${encodeURIComponent(id)}`;
}
