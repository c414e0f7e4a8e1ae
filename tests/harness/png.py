"""A strict PNG reader that shares nothing with Pillow or with the encoder.

Straight from RFC 2083, one step after the other; slow, and refuses whatever is not
exactly as the standard says.
"""

import struct
import zlib
from collections import Counter

import numpy as np
import numpy.typing as npt

SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found = []
    at = 8
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        kind = png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + size]
        (crc,) = struct.unpack_from(">I", png, at + 8 + size)
        assert crc == zlib.crc32(kind + data), kind
        found.append((kind, data))
        at += 12 + size
    assert at == len(png)
    return found


def read_png(png: bytes) -> npt.NDArray[np.uint8]:
    """Return the picture as (height, width, 4) uint8."""
    found = chunks(png)
    kinds = [kind for kind, _ in found]
    parts = dict(found)
    assert kinds[0] == b"IHDR"
    assert kinds[-1] == b"IEND"
    # Two threads write a chunk each; any number is allowed, one after the other.
    assert kinds.count(b"IDAT") in (1, 2)
    order = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IDAT", b"IEND"]
    absent = Counter(order) - Counter(kinds)
    for kind in absent.elements():
        order.remove(kind)
    assert kinds == order
    data = b"".join(data for kind, data in found if kind == b"IDAT")
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert depth == 8
    assert rest == [0, 0, 0]
    assert (b"PLTE" in parts) == (colour == 3)
    samples = SAMPLES[colour]
    inflater = zlib.decompressobj()
    raw = inflater.decompress(data)
    assert inflater.eof
    assert not inflater.unused_data
    rows = np.frombuffer(raw, np.uint8).reshape(height, 1 + width * samples)
    pixels = unfilter_rows(rows, samples).reshape(height, width, samples)
    return _to_rgba(pixels, colour, parts)


def unfilter_rows(rows: npt.NDArray[np.uint8], samples: int) -> npt.NDArray[np.uint8]:
    """Undo the filters of rows that start with a filter type each."""
    out = np.zeros((rows.shape[0], rows.shape[1] - 1), np.uint8)
    above = [0] * out.shape[1]
    for y, row in enumerate(rows.tolist()):
        kind, line = row[0], row[1:]
        assert kind <= 4
        if kind == 2:
            line = [(v + b) & 255 for v, b in zip(line, above, strict=True)]
        elif kind:
            for i in range(len(line)):
                left = line[i - samples] if i >= samples else 0
                corner = above[i - samples] if i >= samples else 0
                line[i] = (line[i] + _predict(kind, left, above[i], corner)) & 255
        out[y] = line
        above = line
    return out


def _predict(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    estimate = left + up - corner
    # min takes the first of equals: left, then up, then corner, as the standard wants.
    return min((left, up, corner), key=lambda v: abs(estimate - v))


def _to_rgba(
    pixels: npt.NDArray[np.uint8], colour: int, parts: dict[bytes, bytes]
) -> npt.NDArray[np.uint8]:
    if colour == 6:
        assert b"tRNS" not in parts
        return pixels
    rgba = np.full((*pixels.shape[:2], 4), 255, np.uint8)
    if colour == 3:
        palette = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)
        alphas = np.full(len(palette), 255, np.uint8)
        given = np.frombuffer(parts.get(b"tRNS", b""), np.uint8)
        assert len(given) <= len(palette) <= 256
        assert pixels.max() < len(palette)
        alphas[: len(given)] = given
        rgba[..., :3] = palette[pixels[..., 0]]
        rgba[..., 3] = alphas[pixels[..., 0]]
        return rgba
    if colour == 4:
        assert b"tRNS" not in parts
        rgba[..., :3] = pixels[..., :1]
        rgba[..., 3] = pixels[..., 1]
        return rgba
    rgba[..., :3] = pixels
    if b"tRNS" in parts:
        key = struct.unpack(">HHH", parts[b"tRNS"])
        assert max(key) < 256
        rgba[(pixels == key).all(axis=2), 3] = 0
    return rgba


def draw_over(
    canvas: npt.NDArray[np.uint8], picture: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Draw as a browser does, for pixels that are opaque or not there at all."""
    assert set(np.unique(picture[..., 3])) <= {0, 255}
    drawn = canvas.copy()
    drawn[picture[..., 3] == 255] = picture[picture[..., 3] == 255]
    return drawn
