/** The picture in the clipboard. */

/**
 * Put a picture in the clipboard.
 *
 * @param {function(): Promise<Blob>} encode makes a PNG of it
 * @returns {Promise<void>} rejects with an Error that says why not
 */
export async function copyPicture(encode) {
  if (!window.isSecureContext || !navigator.clipboard?.write || !window.ClipboardItem) {
    throw new Error(
      "This browser copies pictures only on https pages or localhost. Save the figure instead.",
    );
  }
  // A promise as content keeps the user's gesture valid while the PNG is made (Safari insists).
  const item = new ClipboardItem({ "image/png": encode() });
  try {
    await navigator.clipboard.write([item]);
  } catch (error) {
    throw new Error(`The browser did not allow copying: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * @param {HTMLCanvasElement} canvas painted by the page, not by a worker
 * @returns {Promise<Blob>} a PNG of what is shown, at full density
 */
export function encodePicture(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("there is no picture yet"));
      else resolve(blob);
    }, "image/png");
  });
}
