"""PNG encoding: what two decoders that share nothing read is what was given."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from harness.frames import Frame, change, changes, frames, make_frame, strided
from harness.png import chunks, draw_over, read_png
from webagg import _kernels
from webagg._png import diff_png, encode_png
from webagg._unfilter import unfilter


def pillow(png: bytes) -> Frame:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGBA"))


def decode(png: bytes) -> Frame:
    """Decode by both readers; they must agree where anything can be seen."""
    ours, theirs = read_png(png), pillow(png)
    seen = ours[..., 3] > 0
    np.testing.assert_array_equal(ours[..., 3], theirs[..., 3])
    np.testing.assert_array_equal(ours[seen], theirs[seen])
    return ours


def raw_size(frame: Frame) -> int:
    return frame.shape[0] * (1 + 4 * frame.shape[1])


@pytest.fixture(params=_kernels.variants())
def variant(request):
    before = _kernels.active()
    _kernels.select(request.param)
    yield request.param
    _kernels.select(before)


@given(frames())
def test_encoded_picture_is_the_frame(frame):
    png = encode_png(frame)
    np.testing.assert_array_equal(decode(png), frame)
    assert len(png) <= raw_size(frame) * 1.01 + 1500


@given(frames(), changes())
def test_difference_drawn_over_the_old_frame_is_the_new_one(old, how):
    new = change(old, *how)
    mode, png = diff_png(new, old)
    picture = decode(png)
    differs = (new != old).any(axis=2)
    if (new[differs][:, 3] == 255).all():
        assert mode == "diff"
        np.testing.assert_array_equal(draw_over(old, picture), new)
    else:
        assert mode == "full"
        np.testing.assert_array_equal(picture, new)
    assert len(png) <= raw_size(new) * 1.01 + 1500


@given(frames(60), changes(), st.integers(0, 9))
def test_the_old_frame_becomes_the_new_one_if_asked(old, how, padding):
    new = change(old, *how)
    height, width = old.shape[:2]
    room = np.full((height, width + padding, 4), 77, np.uint8)
    kept = room[:, :width]
    kept[:] = old
    assert diff_png(new, kept, update=True) == diff_png(new, old)
    np.testing.assert_array_equal(kept, new)
    assert (room[:, width:] == 77).all()


def test_a_frame_that_cannot_become_the_new_one_is_refused():
    new = make_frame(1, 5, 7, "few")
    old = make_frame(2, 5, 7, "few")
    old.flags.writeable = False
    with pytest.raises(ValueError, match="previous must be writable"):
        diff_png(new, old, update=True)
    with pytest.raises(ValueError, match=r"to be updated, got \(4, 7, 4\)"):
        diff_png(new, old[:4].copy(), update=True)
    with pytest.raises(TypeError):
        diff_png(new, old, True)


@given(frames(60), changes(), st.integers(0, 9), st.integers(0, 9))
def test_strides_and_read_only_rows_make_no_difference(old, how, first, second):
    new = change(old, *how)
    expected = diff_png(new, old)
    assert diff_png(strided(new, first), strided(old, second)) == expected
    assert encode_png(strided(new, first)) == encode_png(new)


@given(frames(120), changes())
@example(make_frame(1, 90, 300, "many"), (1, "all"))
@example(make_frame(1, 300, 90, "gradient"), (2, "scattered"))
@example(make_frame(1, 100, 100, "dark"), (3, "scattered"))
def test_every_variant_gives_the_same_bytes(old, how):
    new = change(old, *how)
    before = _kernels.active()
    try:
        results = set()
        for name in _kernels.variants():
            _kernels.select(name)
            results.add((diff_png(new, old), encode_png(new)))
    finally:
        _kernels.select(before)
    assert len(results) == 1


@pytest.mark.parametrize("kind", ["few", "many", "gradient", "noise", "dark", "lines"])
def test_large_frames_of_every_kind(variant, kind):
    # Larger than DEFLATE's window, one block and the encoder's history.
    old = make_frame(1, 333, 1001, kind)
    new = change(old, 5, "box")
    mode, png = diff_png(new, old)
    assert mode == "diff"
    np.testing.assert_array_equal(draw_over(old, pillow(png)), new)
    full = encode_png(old)
    np.testing.assert_array_equal(pillow(full), old)
    assert len(full) <= raw_size(old) * 1.01 + 1500


@pytest.mark.parametrize("shape", [(1, 1), (1, 65535), (65535, 1), (2, 40000)])
@pytest.mark.parametrize("kind", ["noise", "few", "white", "dark"])
def test_extreme_shapes(shape, kind):
    old = make_frame(3, *shape, kind)
    new = make_frame(4, *shape, "noise")
    np.testing.assert_array_equal(pillow(encode_png(old)), old)
    mode, png = diff_png(new, old)
    assert mode == "diff"
    np.testing.assert_array_equal(draw_over(old, pillow(png)), new)
    assert len(png) <= raw_size(new) * 1.01 + 1500


def test_key_colours_that_are_taken_are_avoided():
    # All eight colours of samples 0 and 1 change, and others too many for a palette.
    old = make_frame(1, 50, 50, "noise")
    new = old.copy()
    new[10:20, 10:40, :3] = np.random.default_rng(1).integers(0, 2, (10, 30, 3))
    mode, png = diff_png(new, old)
    assert mode == "diff"
    np.testing.assert_array_equal(draw_over(old, decode(png)), new)


def test_a_palette_of_256_has_room_where_all_changed():
    new = np.full((32, 70, 4), 255, np.uint8)
    new[..., 0] = (np.arange(32 * 70) % 256).reshape(32, 70)
    old = new ^ np.uint8([1, 1, 1, 0])
    mode, png = diff_png(new, old)
    assert mode == "diff"
    np.testing.assert_array_equal(decode(png), new)
    assert Image.open(io.BytesIO(png)).mode == "P"
    old[31, 69] = new[31, 69]  # one that did not: there is no colour left for it
    mode, png = diff_png(new, old)
    np.testing.assert_array_equal(draw_over(old, decode(png)), new)
    assert Image.open(io.BytesIO(png)).mode == "RGB"


def test_an_unchanged_frame_is_an_empty_picture():
    frame = make_frame(1, 480, 640, "lines")
    mode, png = diff_png(frame, frame.copy())
    assert mode == "diff"
    assert not read_png(png)[..., 3].any()
    assert len(png) < 1000


def test_another_size_is_a_full_picture():
    mode, png = diff_png(make_frame(1, 5, 6, "few"), make_frame(1, 6, 5, "few"))
    assert mode == "full"
    np.testing.assert_array_equal(read_png(png), make_frame(1, 5, 6, "few"))


@pytest.mark.parametrize(
    ("kind", "colour"), [("few", 3), ("noise", 2), ("gradient", 2)]
)
def test_pixels_choose_the_kind_of_picture(kind, colour):
    header = dict(chunks(encode_png(make_frame(1, 80, 300, kind))))[b"IHDR"]
    assert header[9] == colour


def test_translucent_noise_keeps_its_alpha():
    frame = make_frame(1, 40, 40, "noise", opaque=False)
    np.testing.assert_array_equal(read_png(encode_png(frame)), frame)


def difference(new: Frame, old: Frame) -> Frame:
    """Return what changed as a picture: transparent black where nothing did."""
    picture = new.copy()
    picture[(new == old).all(axis=2)] = 0
    return picture


@given(frames(opaque=st.just(True)), changes())
def test_differences_as_pictures_are_encoded_as_they_are(old, how):
    picture = difference(change(old, *how), old)
    png = encode_png(picture)
    np.testing.assert_array_equal(decode(png), picture)
    np.testing.assert_array_equal(read_png(png), picture)
    assert len(png) <= raw_size(picture) * 1.01 + 1500


@pytest.mark.parametrize(("black", "colour"), [(False, 2), (True, 6)])
@pytest.mark.parametrize("kind", ["lines", "many", "gradient", "noise"])
def test_what_is_transparent_stays_black(kind, black, colour):
    # A colour key other than black would be what decoders give for these pixels.
    old = make_frame(1, 300, 400, "white")
    new = make_frame(2, 300, 400, kind)
    rng = np.random.default_rng(3)
    noisy = rng.integers(1, 256, (300, 60, 3), dtype=np.uint8)
    new[:, 100:160, :3] = noisy
    dark = (new[..., :3] == 0).all(axis=2)
    new[dark, 0] = 1
    if black:
        new[150, 120, :3] = 0
    new[40:60] = old[40:60]
    picture = difference(new, old)
    png = encode_png(picture)
    np.testing.assert_array_equal(read_png(png), picture)
    np.testing.assert_array_equal(pillow(png), picture)
    assert dict(chunks(png))[b"IHDR"][9] == colour


def test_flat_frames_cost_next_to_nothing():
    white = make_frame(1, 960, 1280, "white")
    black = white.copy()
    black[..., :3] = 0
    assert len(diff_png(black, white)[1]) < 3000
    assert len(encode_png(white)) < 3000


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ([[1]], TypeError, "numpy array"),
        (np.zeros((3, 3, 4), np.float64), TypeError, "float64"),
        (np.zeros((3, 3, 3), np.uint8), ValueError, r"\(3, 3, 3\)"),
        (np.zeros((3, 4), np.uint8), ValueError, r"\(3, 4\)"),
        (np.zeros((0, 3, 4), np.uint8), ValueError, "at least one pixel"),
        (np.zeros((1, 70000, 4), np.uint8), ValueError, "65535"),
        (np.zeros((3, 6, 4), np.uint8)[:, ::2], ValueError, "strides"),
        (np.zeros((3, 3, 8), np.uint8)[:, :, ::2], ValueError, "strides"),
    ],
)
def test_what_is_no_frame_is_refused(wrong, error, words):
    good = make_frame(1, 3, 3, "few")
    with pytest.raises(error, match=words):
        encode_png(wrong)
    with pytest.raises(error, match=words):
        diff_png(wrong, good)
    with pytest.raises(error, match=words):
        diff_png(good, wrong)


@given(frames(40), st.data())
def test_unfilter_undoes_every_filter(frame, data):
    # Against the strict reader: a PNG made here, with filters drawn at random.
    rows = np.zeros((frame.shape[0], 1 + 4 * frame.shape[1]), np.uint8)
    rows[:, 1:] = frame.reshape(frame.shape[0], -1)
    rows[:, 0] = data.draw(
        st.lists(st.integers(0, 4), min_size=len(rows), max_size=len(rows))
    )
    png = encode_png(frame)
    parts = [
        (kind, zlib.compress(rows) if kind == b"IDAT" else content)
        for kind, content in chunks(png)
        if kind in (b"IHDR", b"IDAT", b"IEND")
    ]
    header = parts[0][1][:9] + b"\x06" + parts[0][1][10:]
    parts[0] = (b"IHDR", header)
    packed = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(content).to_bytes(4, "big")
        + kind
        + content
        + zlib.crc32(kind + content).to_bytes(4, "big")
        for kind, content in parts
    )
    expected = read_png(packed).reshape(frame.shape[0], -1)
    np.testing.assert_array_equal(unfilter(rows, 4), expected)


def test_unfilter_refuses_unknown_filters():
    with pytest.raises(ValueError, match="filter type 5"):
        unfilter(np.full((2, 5), 5, np.uint8), 4)
    with pytest.raises(ValueError, match="bpp"):
        unfilter(np.zeros((2, 5), np.uint8), 0)
