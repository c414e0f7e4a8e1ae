/** The picture in the clipboard. */

/**
 * Put what a canvas shows in the clipboard, as PNG.
 *
 * @param {HTMLCanvasElement} canvas painted here or by a worker
 * @returns {Promise<void>} rejects with an Error that says why not
 */
export async function copyPicture(canvas) {
  if (!window.isSecureContext || !navigator.clipboard?.write || !window.ClipboardItem) {
    throw new Error(
      "This browser copies pictures only on https pages or localhost. Save the figure instead.",
    );
  }
  // A promise as content keeps the user's gesture valid while the PNG is made (Safari insists).
  const item = new ClipboardItem({ "image/png": encodePicture(canvas) });
  try {
    await navigator.clipboard.write([item]);
  } catch (error) {
    throw new Error(`The browser did not allow copying: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>} a PNG of what is shown, at full density
 */
export function encodePicture(canvas) {
  // A canvas given to a worker cannot be read itself, but drawn.
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return new Promise((resolve, reject) => {
    copy.toBlob((blob) => {
      if (blob === null) reject(new Error("there is no picture yet"));
      else resolve(blob);
    }, "image/png");
  });
}
