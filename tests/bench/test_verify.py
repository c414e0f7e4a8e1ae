"""The check of timed outputs must catch anything that is not the frame."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from webagg.bench.paths import PATHS, Output
from webagg.bench.scenes import SCENES, draw_frames
from webagg.bench.verify import WrongOutput, verify, verify_png

KINDS = list(PATHS)


@pytest.fixture(scope="module", params=["line_anim", "transparent"])
def frames(request):
    return draw_frames(SCENES[request.param], 0.5, 3).pixels


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_gives_the_frame(frames, kind):
    path = PATHS[kind].make()
    verify(path.first(frames[0]), None, frames[0])
    for before, after in pairwise(frames):
        verify(path.next(after), before, after)


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_pixel_is_found(frames, kind):
    path = PATHS[kind].make()
    path.first(frames[0])
    output = path.next(frames[1])
    other = frames[1].copy()
    other[100, 150, 2] ^= 1
    with pytest.raises(WrongOutput, match="1 wrong pixels, the first at x=150, y=100"):
        verify(output, frames[0], other)


@pytest.mark.parametrize("kind", KINDS)
def test_any_wrong_byte_is_found(frames, kind):
    path = PATHS[kind].make()
    path.first(frames[0])
    output = path.next(frames[1])
    header = 48 if output.kind == "update" else 0
    for position in range(header, len(output.payload), len(output.payload) // 50 + 1):
        payload = bytearray(output.payload)
        payload[position] ^= 0x10
        broken = Output(output.kind, bytes(payload))
        try:
            verify(broken, frames[0], frames[1])
        except WrongOutput:
            continue
        # A byte may stand for pixels that are equal either way (in a palette, a
        # literal that is not used); a PNG has a checksum over everything.
        assert output.kind == "update"


def test_a_lost_frame_is_found(frames):
    path = PATHS["fast"].make()
    path.first(frames[0])
    path.next(frames[1])
    output = path.next(frames[2])
    with pytest.raises(WrongOutput, match="wrong pixels"):
        verify(output, frames[0], frames[2])


def png(pixels, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png", **options)
    return file.getvalue()


def test_translucent_diffs_would_be_blended():
    pixels = np.full((4, 4, 4), 128, np.uint8)
    with pytest.raises(WrongOutput, match="translucent"):
        verify(Output("diff", png(pixels)), pixels, pixels)


def test_wrong_size_and_unknown_kind():
    pixels = np.full((4, 4, 4), 255, np.uint8)
    with pytest.raises(WrongOutput, match="shape"):
        verify(Output("full", png(pixels[:2])), None, pixels)
    with pytest.raises(WrongOutput, match="'delta'"):
        verify(Output("delta", png(pixels)), None, pixels)


def test_png_checksums_are_checked():
    good = png(np.arange(64, dtype=np.uint8).reshape(4, 4, 4))
    assert verify_png(good).shape == (4, 4, 4)
    with pytest.raises(WrongOutput, match="starts with"):
        verify_png(b"GIF89a" + good)
    with pytest.raises(WrongOutput, match="CRC"):
        verify_png(good[:-2] + bytes([good[-2] ^ 1]) + good[-1:])
    with pytest.raises(WrongOutput, match="IEND"):
        verify_png(good[:-12])
