"""The binary message that takes a viewer from one frame to another.

ARCHITECTURE.md, "Wire: one update (binary)", has the layout byte by byte.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
import numpy.typing as npt

from webagg._unfilter import unfilter

__all__ = [
    "Encoding",
    "Flag",
    "Header",
    "PixelFormat",
    "Update",
    "decode_update",
    "frame_id_of",
    "stored",
    "with_seq",
]

MAGIC = b"WAGG"
VERSION = 1
HEADER = struct.Struct("<4sBBBBQQQIIIII")
RECTANGLE = struct.Struct("<IIII")
ENCODING_OFFSET = 5
FRAME_ID_OFFSET = 8
SEQ_OFFSET = 24
MAX_SIDE = 65535
# One DEFLATE symbol of at least two bits stands for at most 258 bytes, so that no
# honest payload is larger than this many times its compressed size.
MAX_EXPANSION = 1032
ESCAPE = 255

Pixels = npt.NDArray[np.uint8]


class Encoding(IntEnum):
    """How the payload is packed."""

    STORED = 0
    DEFLATE = 1


class PixelFormat(IntEnum):
    """What a pixel of the payload is."""

    RGBA = 0
    RGB = 1
    INDEX = 2
    MIXED = 3


class Flag(IntFlag):
    """Properties of an update."""

    KEY_FRAME = 1
    FILTERED = 2
    GREEN = 4


@dataclass(frozen=True)
class Header:
    """The fixed-width start of an update, field by field as on the wire."""

    encoding: Encoding
    pixel_format: PixelFormat
    flags: Flag
    frame_id: int
    base_id: int
    seq: int
    width: int
    height: int
    rectangles: int
    colours: int
    literals: int

    def pack(self) -> bytes:
        """Return the header as it goes over the wire."""
        return HEADER.pack(
            MAGIC,
            VERSION,
            self.encoding,
            self.pixel_format,
            self.flags,
            self.frame_id,
            self.base_id,
            self.seq,
            self.width,
            self.height,
            self.rectangles,
            self.colours,
            self.literals,
        )


@dataclass(frozen=True)
class Update:
    """What a viewer that shows one frame lacks of another.

    Attributes
    ----------
    frame_id : int
        The frame this update leads to.
    base_id : int
        The frame it applies to; 0 if it is a key frame and applies to anything.
    seq : int
        The last input message of the viewer that the frame answers; 0 if none.
    width, height : int
        Size of the frame in device pixels.
    rectangles : list of (int, int, ndarray)
        x, y from the top left corner and the (h, w, 4) uint8 RGBA pixels to put there.
    """

    frame_id: int
    base_id: int
    seq: int
    width: int
    height: int
    rectangles: list[tuple[int, int, Pixels]]

    def apply(self, canvas: Pixels) -> None:
        """Write the rectangles into a canvas that shows frame `base_id`.

        Parameters
        ----------
        canvas : ndarray
            (height, width, 4) uint8 RGBA pixels, changed in place.

        Raises
        ------
        ValueError
            If the canvas has another size than the frame.
        """
        if canvas.shape != (self.height, self.width, 4) or canvas.dtype != np.uint8:
            raise ValueError(
                f"canvas must be uint8 of shape {(self.height, self.width, 4)}, "
                f"got {canvas.dtype} of shape {canvas.shape}"
            )
        for x, y, pixels in self.rectangles:
            canvas[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels


def frame_id_of(update: bytes) -> int:
    """Return the number of the frame that an update leads to."""
    return int.from_bytes(update[FRAME_ID_OFFSET : FRAME_ID_OFFSET + 8], "little")


def with_seq(update: bytes, seq: int) -> bytes:
    """Return the update with the number of the input message that it answers.

    Parameters
    ----------
    update : bytes
        An update as `FrameStream.update_since` gives it.
    seq : int
        0 to 2**64 - 1.
    """
    if update[:4] != MAGIC or len(update) < HEADER.size:
        raise ValueError("not an update: it does not start with a WAGG header")
    if not 0 <= seq < 1 << 64:
        raise ValueError(f"seq must be from 0 to 2**64 - 1, got {seq}")
    if seq == 0 and not any(update[SEQ_OFFSET : SEQ_OFFSET + 8]):
        return update
    return b"".join(
        (update[:SEQ_OFFSET], seq.to_bytes(8, "little"), update[SEQ_OFFSET + 8 :])
    )


def stored(update: bytes) -> bytes:
    """Return the update as it is for who cannot inflate: larger, with the same pixels.

    Parameters
    ----------
    update : bytes
        An update as the encoder gives it.
    """
    header = _read_header(update)
    if header.encoding == Encoding.STORED:
        return update
    start = HEADER.size + RECTANGLE.size * header.rectangles + 4 * header.colours
    head = bytearray(update[:start])
    head[ENCODING_OFFSET] = Encoding.STORED
    return bytes(head) + zlib.decompress(update[start:], -15)


def decode_update(payload: bytes) -> Update:
    """Read one update.

    Parameters
    ----------
    payload : bytes-like
        The whole binary message.

    Returns
    -------
    Update

    Raises
    ------
    ValueError
        If the message is not a well-formed update, with the reason.
    """
    data = bytes(payload)
    header = _read_header(data)
    offset = HEADER.size
    end = offset + RECTANGLE.size * header.rectangles
    boxes = list(RECTANGLE.iter_unpack(data[offset:end]))
    _check_boxes(header, boxes)
    colours_end = end + 4 * header.colours
    palette = np.frombuffer(data[end:colours_end], np.uint8).reshape(-1, 4)
    raw = _inflate(header, data[colours_end:], _raw_size(header, boxes))
    if header.pixel_format in (PixelFormat.INDEX, PixelFormat.MIXED):
        pixels = _look_up(header, raw, palette)
        rectangles = _split(boxes, pixels)
    else:
        rectangles = _unfilter_all(header, boxes, raw)
    return Update(
        header.frame_id,
        header.base_id,
        header.seq,
        header.width,
        header.height,
        rectangles,
    )


def _read_header(data: bytes) -> Header:
    if len(data) < HEADER.size:
        raise ValueError(f"an update has at least {HEADER.size} bytes, got {len(data)}")
    magic, version, encoding, pixel_format, flags, *numbers = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise ValueError(f"an update starts with {MAGIC!r}, got {magic!r}")
    if version != VERSION:
        raise ValueError(f"version {VERSION} is understood, got {version}")
    if flags & ~sum(Flag):
        raise ValueError(f"unknown flags {flags:#x}")
    header = Header(
        Encoding(encoding), PixelFormat(pixel_format), Flag(flags), *numbers
    )
    if not (0 < header.width <= MAX_SIDE and 0 < header.height <= MAX_SIDE):
        raise ValueError(
            f"a frame has 1 to {MAX_SIDE} pixels a side, "
            f"got {header.width}x{header.height}"
        )
    if header.frame_id == 0:
        raise ValueError("frame_id 0 is no frame")
    if bool(header.flags & Flag.KEY_FRAME) != (header.base_id == 0):
        raise ValueError(f"a key frame, and no other, has base 0, got {header}")
    tables = RECTANGLE.size * header.rectangles + 4 * header.colours
    if HEADER.size + tables > len(data):
        raise ValueError(
            f"{header.rectangles} rectangles and {header.colours} colours do not fit "
            f"in {len(data)} bytes"
        )
    indexed = header.pixel_format in (PixelFormat.INDEX, PixelFormat.MIXED)
    if indexed and not 0 < header.colours <= 256:
        raise ValueError(f"a palette has 1 to 256 colours, got {header.colours}")
    if not indexed and header.colours:
        raise ValueError(f"pixel format {header.pixel_format!r} has no palette")
    if header.pixel_format == PixelFormat.MIXED and header.colours > ESCAPE:
        raise ValueError(f"a mixed palette has 1 to 255 colours, got {header.colours}")
    if header.pixel_format != PixelFormat.MIXED and header.literals:
        raise ValueError(f"pixel format {header.pixel_format!r} has no literals")
    if indexed and header.flags & (Flag.FILTERED | Flag.GREEN):
        raise ValueError("indices are not filtered")
    return header


def _check_boxes(header: Header, boxes: list[tuple[int, int, int, int]]) -> None:
    area = 0
    for x, y, width, height in boxes:
        if (
            width < 1
            or height < 1
            or x + width > header.width
            or y + height > header.height
        ):
            raise ValueError(
                f"rectangle {width}x{height} at {x}, {y} is not inside the frame of "
                f"{header.width}x{header.height}"
            )
        area += width * height
    if area > header.width * header.height:
        raise ValueError("rectangles overlap: together they are larger than the frame")
    whole = [(0, 0, header.width, header.height)]
    if header.flags & Flag.KEY_FRAME and boxes != whole:
        raise ValueError("a key frame has one rectangle, the whole frame")


def _raw_size(header: Header, boxes: list[tuple[int, int, int, int]]) -> int:
    pixels = sum(width * height for _, _, width, height in boxes)
    if header.pixel_format == PixelFormat.INDEX:
        return pixels
    if header.pixel_format == PixelFormat.MIXED:
        if header.literals > pixels:
            raise ValueError(f"{header.literals} literals for {pixels} pixels")
        return pixels + 3 * header.literals
    size = pixels * (4 if header.pixel_format == PixelFormat.RGBA else 3)
    if header.flags & Flag.FILTERED:
        size += sum(height for *_, height in boxes)
    return size


def _inflate(header: Header, body: bytes, size: int) -> Pixels:
    if header.encoding == Encoding.DEFLATE:
        # Never inflate what cannot be honest, and never more than is wanted.
        if size > MAX_EXPANSION * len(body):
            raise ValueError(f"{len(body)} bytes cannot inflate to {size}")
        inflater = zlib.decompressobj(-15)
        try:
            raw = inflater.decompress(body, size + 1)
        except zlib.error as error:
            raise ValueError(f"the payload does not inflate: {error}") from error
        if len(raw) == size and not inflater.eof:
            raise ValueError("the payload inflates to more than its rectangles")
        if inflater.unused_data:
            raise ValueError(f"{len(inflater.unused_data)} bytes follow the payload")
    else:
        raw = body
    if len(raw) != size:
        raise ValueError(f"the rectangles need {size} bytes, got {len(raw)}")
    return np.frombuffer(raw, np.uint8)


def _look_up(header: Header, raw: Pixels, palette: Pixels) -> Pixels:
    indices = raw[: raw.size - 3 * header.literals]
    escaped = np.zeros(0, np.intp)
    if header.pixel_format == PixelFormat.MIXED:
        escaped = np.flatnonzero(indices == ESCAPE)
        if escaped.size != header.literals:
            raise ValueError(
                f"{escaped.size} pixels are literal, {header.literals} are given"
            )
    table = np.zeros((256, 4), np.uint8)
    table[: len(palette)] = palette
    known = indices < len(palette)
    known[escaped] = True
    if not known.all():
        raise ValueError(f"an index is not below {len(palette)}, the palette's size")
    pixels = table[indices]
    pixels[escaped, :3] = raw[indices.size :].reshape(-1, 3)
    pixels[escaped, 3] = 255
    return pixels


def _split(
    boxes: list[tuple[int, int, int, int]], pixels: Pixels
) -> list[tuple[int, int, Pixels]]:
    rectangles = []
    start = 0
    for x, y, width, height in boxes:
        part = pixels[start : start + width * height]
        rectangles.append((x, y, part.reshape(height, width, 4)))
        start += width * height
    return rectangles


def _unfilter_all(
    header: Header, boxes: list[tuple[int, int, int, int]], raw: Pixels
) -> list[tuple[int, int, Pixels]]:
    bpp = 4 if header.pixel_format == PixelFormat.RGBA else 3
    filtered = int(bool(header.flags & Flag.FILTERED))
    rectangles = []
    start = 0
    for x, y, width, height in boxes:
        stop = start + height * (bpp * width + filtered)
        rows = raw[start:stop].reshape(height, -1)
        start = stop
        samples = unfilter(rows, bpp) if filtered else rows
        pixels = np.full((height, width, 4), 255, np.uint8)
        pixels[..., :bpp] = samples.reshape(height, width, bpp)
        if header.flags & Flag.GREEN:
            pixels[..., 0] += pixels[..., 1]
            pixels[..., 2] += pixels[..., 1]
        rectangles.append((x, y, pixels))
    return rectangles
