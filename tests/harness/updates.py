"""A plain reader of updates that shares nothing with the one of the package.

Straight from the table in ARCHITECTURE.md, one pixel after the other; slow.
"""

import struct
import zlib

import numpy as np
import numpy.typing as npt

from harness.png import unfilter_rows

SAMPLES = {0: 4, 1: 3, 2: 1, 3: 1}


def apply_update(update: bytes, canvas: npt.NDArray[np.uint8] | None) -> np.ndarray:
    """Return what is seen after an update of `canvas` (None: nothing was there)."""
    magic, version, encoding, pixel_format, flags = struct.unpack_from("<4s4B", update)
    assert (magic, version) == (b"WAGG", 1)
    _, base, _, width, height, n_boxes, n_colours, n_literals = struct.unpack_from(
        "<QQQIIIII", update, 8
    )
    assert (flags & 1) == (base == 0)
    at = 52
    boxes = [struct.unpack_from("<4I", update, at + 16 * i) for i in range(n_boxes)]
    at += 16 * n_boxes
    palette = np.frombuffer(update, np.uint8, 4 * n_colours, at).reshape(-1, 4)
    payload = update[at + 4 * n_colours :]
    if encoding == 1:
        inflater = zlib.decompressobj(-15)
        payload = inflater.decompress(payload)
        assert inflater.eof
        assert not inflater.unused_data
    seen = np.zeros((height, width, 4), np.uint8)
    if base:
        assert canvas is not None
        assert canvas.shape == seen.shape
        seen[:] = canvas
    indices = len(payload) - 3 * n_literals
    literals = iter(np.frombuffer(payload, np.uint8)[indices:].reshape(-1, 3))
    drawn = np.zeros((height, width), bool)
    start = 0
    for x, y, w, h in boxes:
        row = w * SAMPLES[pixel_format] + (flags >> 1 & 1)
        rows = np.frombuffer(payload, np.uint8, row * h, start).reshape(h, row)
        start += row * h
        part = np.full((h, w, 4), 255, np.uint8)
        if pixel_format >= 2:
            for where in np.ndindex(h, w):
                index = rows[where]
                if pixel_format == 3 and index == 255:
                    part[where][:3] = next(literals)
                else:
                    part[where] = palette[index]
        else:
            samples = unfilter_rows(rows, SAMPLES[pixel_format]) if flags & 2 else rows
            part[..., : SAMPLES[pixel_format]] = samples.reshape(h, w, -1)
        if flags & 4:
            part[..., 0] += part[..., 1]
            part[..., 2] += part[..., 1]
        assert not drawn[y : y + h, x : x + w].any()
        drawn[y : y + h, x : x + w] = True
        seen[y : y + h, x : x + w] = part
    assert start + 3 * n_literals == len(payload)
    assert pixel_format == 3 or not n_literals
    return seen
