"""Whether an output leaves the browser with exactly the frame that Agg drew."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

from webagg.bench.paths import Output
from webagg.bench.scenes import Pixels
from webagg.stream.update import decode_update

__all__ = ["WrongOutput", "verify", "verify_png"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class WrongOutput(Exception):
    """An output that does not decode, or not to the frame it stands for."""


def verify(output: Output, before: Pixels | None, after: Pixels) -> None:
    """Put an output over the frame before, as a browser does, and compare.

    Parameters
    ----------
    output : Output
        What was timed.
    before : ndarray or None
        (height, width, 4) uint8 frame on the screen; None if there is none.
    after : ndarray
        The frame that must be there then.

    Raises
    ------
    WrongOutput
        If the output does not decode or any byte of any pixel is different.
    """
    canvas = np.zeros_like(after) if before is None else before.copy()
    if output.kind == "update":
        try:
            decode_update(output.payload).apply(canvas)
        except ValueError as error:
            raise WrongOutput(f"the update does not decode: {error}") from error
    else:
        image = verify_png(output.payload)
        if image.shape != after.shape:
            raise WrongOutput(f"a PNG of shape {image.shape}, not {after.shape}")
        if output.kind == "full":
            canvas = image
        elif output.kind == "diff":
            _draw_over(canvas, image)
        else:
            raise WrongOutput(f"unknown kind of output {output.kind!r}")
    wrong = (canvas != after).any(axis=2)
    if wrong.any():
        y, x = np.argwhere(wrong)[0].tolist()
        raise WrongOutput(
            f"{np.count_nonzero(wrong)} wrong pixels, the first at x={x}, y={y}: "
            f"{canvas[y, x].tolist()} instead of {after[y, x].tolist()}"
        )


def verify_png(png: bytes) -> Pixels:
    """Decode a PNG with Pillow, after checking all its checksums.

    Parameters
    ----------
    png : bytes
        The file.

    Returns
    -------
    ndarray
        (height, width, 4) uint8 RGBA pixels.

    Raises
    ------
    WrongOutput
        If it is not a well-formed PNG.
    """
    if png[:8] != SIGNATURE:
        raise WrongOutput(f"a PNG starts with {SIGNATURE!r}, got {png[:8]!r}")
    offset = 8
    stream = b""
    kind = b""
    while kind != b"IEND":
        if offset + 12 > len(png):
            raise WrongOutput("the PNG ends before its IEND chunk")
        (length,) = struct.unpack_from(">I", png, offset)
        kind = png[offset + 4 : offset + 8]
        body = png[offset + 4 : offset + 8 + length]
        checksum = png[offset + 8 + length : offset + 12 + length]
        if zlib.crc32(body) != int.from_bytes(checksum):
            raise WrongOutput(f"bad CRC of the PNG's {kind!r} chunk")
        if kind == b"IDAT":
            stream += body[4:]
        offset += 12 + length
    try:
        # Pillow does not look at the Adler-32.
        zlib.decompress(stream)
        return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
    except (zlib.error, OSError, SyntaxError) as error:
        raise WrongOutput(f"the PNG does not decode: {error}") from error


def _draw_over(canvas: Pixels, image: Pixels) -> None:
    alpha = image[..., 3]
    if not np.isin(alpha, (0, 255)).all():
        raise WrongOutput("a diff has translucent pixels, which would be blended")
    drawn = alpha == 255
    canvas[drawn] = image[drawn]
