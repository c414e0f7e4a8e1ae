"""Reading updates that nobody wrote: refused, or as the plain reader reads them."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.frames import change, changes, frames
from harness.pairs import PAIRS
from harness.updates import apply_update
from webagg.stream.stream import FrameStream
from webagg.stream.update import HEADER, decode_update

# What lies at the ends of what a field can be, or just beyond what makes sense.
NUMBERS = st.sampled_from(
    [0, 1, 2, 3, 15, 16, 17, 255, 256, 257, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1]
)
SMALL = st.integers(0, 5)


def try_to_read(payload: bytes) -> None:
    """Read both ways if it is read at all."""
    try:
        update = decode_update(payload)
    except ValueError:
        return
    drawn = np.zeros((update.height, update.width), np.uint8)
    for x, y, pixels in update.rectangles:
        height, width = pixels.shape[:2]
        assert x + width <= update.width
        assert y + height <= update.height
        drawn[y : y + height, x : x + width] += 1
    if drawn.size > 10**5 or (drawn > 1).any():
        return
    canvas = np.full((update.height, update.width, 4), 9, np.uint8)
    expected = apply_update(payload, canvas)
    canvas[:] = 9 if update.base_id else 0
    update.apply(canvas)
    np.testing.assert_array_equal(canvas, expected)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes(payload, plausible):
    try_to_read(b"WAGG\x01" + payload if plausible else payload)


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """Draw a message whose parts fit together more often than not."""
    pixel_format = draw(st.integers(0, 4))
    flags = draw(st.integers(0, 8) | st.sampled_from([0, 1, 2, 3, 6, 7]))
    width, height = draw(SMALL | NUMBERS), draw(SMALL | NUMBERS)
    whole = [(0, 0, width, height)]
    box = st.tuples(SMALL, SMALL, SMALL | NUMBERS, SMALL | NUMBERS)
    boxes = draw(st.just(whole) | st.lists(box, max_size=4))
    palette = draw(st.binary(max_size=12)) if pixel_format > 1 else b""
    palette = palette[: len(palette) // 4 * 4]
    literals = draw(SMALL) if pixel_format == 3 else 0
    area = sum(w * h for *_, w, h in boxes)
    size = area * (4, 3, 1, 1, 1)[pixel_format] + 3 * literals
    size += sum(h for *_, h in boxes) if flags & 2 else 0
    size = min(size, 4000) + draw(st.sampled_from([0, 0, 0, 0, 1, -1]))
    values = st.sampled_from([0, 1, 2, 3, 4, 255, 128])
    raw = bytes(draw(st.lists(values, min_size=max(size, 0), max_size=max(size, 0))))
    encoding = draw(st.integers(0, 1) | st.just(2))
    if encoding == 1:
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        raw = packer.compress(raw) + packer.flush()
    base = 0 if flags & 1 else draw(SMALL)
    header = HEADER.pack(
        b"WAGG", draw(st.sampled_from([1, 1, 1, 0, 2])), encoding, pixel_format, flags,
        draw(st.integers(1, 3) | st.just(0)), base, draw(st.integers(0, 2**64 - 1)),
        width, height, draw(st.just(len(boxes)) | NUMBERS),
        draw(st.just(len(palette) // 4) | NUMBERS), draw(st.just(literals) | NUMBERS),
    )  # fmt: skip
    parts = [header, *(struct.pack("<4I", *box) for box in boxes), palette, raw]
    return b"".join(parts)


@given(messages())
def test_messages_that_may_make_sense(payload):
    try_to_read(payload)


@given(
    frames(40),
    changes(),
    st.sampled_from(["fast", "small"]),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=4),
    st.none() | st.integers(0, 2**16),
)
def test_updates_with_wrong_bytes(old, how, effort, flips, cut):
    stream = FrameStream()
    first = stream.push(old)
    stream.push(change(old, *how))
    update = stream.update_since(first, effort) or stream.update_since(None, effort)
    payload = bytearray(update)
    for at, value in flips:
        payload[at % len(payload)] = value
    if cut is not None:
        del payload[cut % len(payload) :]
    try_to_read(bytes(payload))


@pytest.mark.parametrize("name", ["drawn", "filtered", "translucent", "indexed"])
def test_every_cut_of_a_large_update_is_refused(name):
    stream = FrameStream()
    stream.push(PAIRS[name]()[1])
    payload = stream.update_since(None)
    for stop in {*range(70), *range(70, len(payload), len(payload) // 97)}:
        with pytest.raises(ValueError):  # noqa: PT011 - many reasons
            decode_update(payload[:stop])


@given(st.integers(1, 65535), st.integers(1, 65535), st.binary(max_size=40))
def test_little_can_not_become_much(width, height, body):
    # 16 GiB of pixels are not allocated because a header says so.
    header = HEADER.pack(
        b"WAGG", 1, 1, 0, 1, 1, 0, 0, width, height, 1, 0, 0
    ) + struct.pack("<4I", 0, 0, width, height)
    try_to_read(header + body)
