"""Large frames, coded by two threads: exact, and the same bytes on every variant."""

import io

import matplotlib
import numpy as np
import pytest
from PIL import Image

from harness.frames import Frame, make_frame, strided
from harness.pairs import HEIGHT, PAIRS, WIDTH
from harness.png import SAMPLES, chunks, read_png
from harness.updates import apply_update
from webagg import _kernels
from webagg._png import diff_png, encode_png
from webagg.stream.stream import FrameStream
from webagg.stream.update import decode_update

EFFORTS = ("fast", "small")


def on_every_variant(encode):
    """Return what `encode` gives, which must be the same for all variants."""
    before = _kernels.active()
    results = []
    try:
        for name in _kernels.variants():
            _kernels.select(name)
            results.append(encode())
    finally:
        _kernels.select(before)
    assert all(result == results[0] for result in results)
    return results[0]


def check_png(png: bytes, expected: Frame, canvas: Frame | None = None) -> None:
    """Check what both readers see, drawn over a canvas if there is one."""
    with Image.open(io.BytesIO(png)) as image:
        theirs = np.asarray(image.convert("RGBA"))
    for picture in (read_png(png), theirs):
        seen = picture
        if canvas is not None:
            alpha = picture[..., 3:]
            assert set(np.unique(alpha)) <= {0, 255}
            seen = np.where(alpha == 255, picture, canvas)
        np.testing.assert_array_equal(seen, expected)
    header = dict(chunks(png))[b"IHDR"]
    raw = expected.shape[0] * (1 + SAMPLES[header[9]] * expected.shape[1])
    assert len(png) <= raw * 1.01 + 1500


def check_update(update: bytes, expected: Frame, canvas: Frame | None) -> None:
    """Check what both readers see."""
    seen = np.zeros_like(expected) if canvas is None else canvas.copy()
    decoded = decode_update(update)
    decoded.apply(seen)
    np.testing.assert_array_equal(seen, expected)
    np.testing.assert_array_equal(apply_update(update, canvas), expected)
    area = sum(part.size for _, _, part in decoded.rectangles)
    assert len(update) <= area * 1.01 + 16 * len(decoded.rectangles) + 1500


def push_both(old: Frame, new: Frame) -> tuple[FrameStream, int]:
    stream = FrameStream()
    first = stream.push(old)
    stream.push(new)
    return stream, first


def check_updates(old: Frame, new: Frame) -> None:
    for effort in EFFORTS:
        update = on_every_variant(
            lambda effort=effort: FrameStream.update_since(*push_both(old, new), effort)
        )
        check_update(update, new, old)


@pytest.mark.parametrize("name", PAIRS)
def test_pictures(name):
    _, new = PAIRS[name]()
    check_png(on_every_variant(lambda: encode_png(new)), new)


@pytest.mark.parametrize("name", PAIRS)
def test_differences(name):
    old, new = PAIRS[name]()
    mode, png = on_every_variant(lambda: diff_png(new, old))
    opaque = (new[(new != old).any(axis=2)][:, 3] == 255).all()
    assert mode == ("diff" if opaque else "full")
    check_png(png, new, old if mode == "diff" else None)
    for padding in (1, 2, 3, 13):
        assert diff_png(strided(new, padding), strided(old, padding + 2)) == (mode, png)


@pytest.mark.parametrize("name", ["greys", "greys_gaps", "greys_repeated"])
def test_differences_in_all_greys_take_one_sample_and_alpha(name):
    old, new = PAIRS[name]()

    def colour(picture: Frame) -> int:
        return dict(chunks(diff_png(picture, old)[1]))[b"IHDR"][9]

    assert colour(new) == 4
    holes = np.where((new != old).any(axis=2)[..., None], new, np.uint8(0))
    png = on_every_variant(lambda: encode_png(holes))
    check_png(png, holes)
    assert dict(chunks(png))[b"IHDR"][9] == 4
    new[60, 60, 2] ^= 1
    assert colour(new) != 4


@pytest.mark.parametrize("name", PAIRS)
def test_differences_of_a_stream(name):
    # Twice: the pixels that changed in the last frame are known, before that tiles are.
    old, new = PAIRS[name]()
    spot = old.copy()
    spot[5, 5, 0] ^= 1

    def encode():
        stream = FrameStream()
        earlier = stream.push(spot)
        before = stream.push(old)
        stream.push(new)
        return stream.png_since(before), stream.png_since(earlier)

    for (mode, png), shown in zip(on_every_variant(encode), (old, spot), strict=True):
        check_png(png, new, shown if mode == "diff" else None)


@pytest.mark.parametrize("name", PAIRS)
def test_updates(name):
    old, new = PAIRS[name]()
    check_updates(old, new)
    stream = FrameStream()
    stream.push(strided(new, 7))
    for effort in EFFORTS:
        check_update(stream.update_since(None, effort), new, None)


# The tiles that change, as slices of rows and columns of pixels, and how large all is.
PLACES = {
    "one box": [((0, 400), (0, 400))],
    "one tall box": [((0, 5000), (16, 32))],
    "one wide box of few rows": [((16, 32), (0, 5000))],
    "the half is between two boxes": [((0, 192), (0, 192)), ((208, 400), (0, 192))],
    "the half is in the last box": [((0, 16), (0, 16)), ((32, 400), (0, 400))],
    "the half is in the first box": [((0, 350), (0, 400)), ((384, 400), (0, 16))],
    "one row of the second box is in the first half": [
        ((0, 160), (0, 208)), ((176, 352), (0, 192)),
    ],
    "side by side": [((0, 400), (0, 160)), ((0, 384), (176, 400))],
}  # fmt: skip


@pytest.mark.parametrize("kind", ["noise", "many", "gradient", "few"])
@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES.keys())
def test_boxes_are_shared_anywhere(places, kind):
    height = max(bottom for (_, bottom), _ in places)
    width = max(right for _, (_, right) in places)
    old = make_frame(1, height, width, "white")
    other = make_frame(2, height, width, kind, opaque=kind != "few")
    new = old.copy()
    for (top, bottom), (left, right) in places:
        new[top:bottom, left:right] = other[top:bottom, left:right]
    check_updates(old, new)


def test_many_small_boxes():
    old = make_frame(1, 500, 520, "noise")
    new = old.copy()
    new[::32] ^= np.array([1, 0, 0, 0], np.uint8)
    new[:, ::32] ^= np.array([0, 1, 0, 0], np.uint8)
    check_updates(old, new)


@pytest.mark.parametrize("shape", [(1, 65535), (65535, 1), (30000, 2), (2, 40000)])
@pytest.mark.parametrize("kind", ["noise", "few", "dark", "gradient"])
def test_extreme_shapes(shape, kind):
    old = make_frame(1, *shape, "white")
    new = make_frame(2, *shape, kind)
    mode, png = on_every_variant(lambda: diff_png(new, old))
    assert mode == "diff"
    check_png(png, new, old)
    check_png(on_every_variant(lambda: encode_png(new)), new)
    check_updates(old, new)
    check_updates(old, make_frame(3, *shape, kind, opaque=False))


@pytest.mark.parametrize(
    "width", [1, 7, 8, 24, 56, 63, 64, 65, 120, 127, 128, 129, 248]
)
def test_widths_that_fill_the_window_s_rows(width):
    # Rows of the window are a power of two; these leave the least room, or the most.
    height = 30000 // width
    new = make_frame(2, height, width, "many", opaque=width % 2 == 0)
    old = make_frame(1, height, width, "lines")
    mode, png = on_every_variant(lambda: diff_png(new, old))
    check_png(png, new, old if mode == "diff" else None)
    slope = np.cumsum(new // 60, axis=1, dtype=np.uint8)
    check_png(on_every_variant(lambda: encode_png(slope)), slope)
    check_updates(old, slope)


def test_frames_are_large_enough():
    assert HEIGHT * WIDTH > 70000


def bands(seed: int, height: int, width: int, turn: float) -> Frame:
    """Draw a smooth surface in some hundred colours: rings of bands."""
    rng = np.random.default_rng(seed)
    colours = 128 + np.cumsum(rng.integers(-1, 3, (700, 3)), axis=0) % 128
    y, x = np.mgrid[:height, :width]
    level = np.hypot(x - 0.4 * width - turn, y - 0.3 * height) + 20 * np.sin(x / 70)
    frame = np.full((height, width, 4), 255, np.uint8)
    frame[..., :3] = colours[np.clip(level * 0.7, 0, 699).astype(int)]
    return frame


@pytest.mark.parametrize("opaque", [True, False])
@pytest.mark.parametrize("width", [450, 512, 721])
def test_slopes_of_many_colours(width, opaque):
    old, new = bands(1, 520, width, 0), bands(1, 520, width, 9)
    new[40:90, 30:200] = old[40:90, 30:200] = [255, 255, 255, 255]
    new[300, 7] = [0, 0, 0, 255]
    if not opaque:
        new[100:110, :60, 3] = 7
    mode, png = on_every_variant(lambda: diff_png(new, old))
    assert mode == ("diff" if opaque else "full")
    check_png(png, new, old if opaque else None)
    with io.BytesIO() as file:
        Image.fromarray(new).save(file, "png")
        # Pillow's own search is much longer, but it does not know of pixels.
        assert len(png) < len(file.getvalue())
    check_updates(old, new)


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        ("diagonals", 0.02),
        ("checks", 0.02),
        ("slope", 0.08),
        ("hills", 0.34),
        ("rings", 0.13),
    ],
)
def test_patterns_are_matched_wherever_they_were(pattern, most):
    # "fast" looks for repeats of the pixel before and the row above; here, for more.
    y, x = np.mgrid[:400, :600]
    value = {
        "diagonals": (x + y) % 11 * 20,
        "checks": (x + y) % 2 * 255,
        "slope": (x + y) // 4,
        "hills": 125 + 60 * (np.sin(x / 31) + np.sin(y / 27)),
        "rings": np.hypot(x - 700, y + 200) / 3.7 + 3,
    }[pattern]
    old = make_frame(1, 400, 600, "white")
    new = old.copy()
    new[..., :3] = value[..., None]
    check_updates(old, new)
    stream = FrameStream()
    base = stream.push(old)
    stream.push(new)
    update = stream.update_since(base)
    assert update is not None
    assert len(update) < most * 400 * 600


@pytest.mark.parametrize("kind", ["hills", "waves"])
def test_slopes_that_turn(kind):
    # Short bands: what copies them pays only after some rows.
    y, x = np.mgrid[:960, :1280]
    if kind == "hills":
        knots = np.random.default_rng(1).random((13, 17))
        rows = np.array([np.interp(x[0] / 80, range(17), row) for row in knots])
        level = np.array([np.interp(y[:, 0] / 80, range(13), c) for c in rows.T]).T
    else:
        level = (
            np.sin(x / 80) + np.cos(y / 60) + np.sin(np.hypot(x - 640, y - 480) / 48)
        )
        level = (level + 3) / 6
    new = matplotlib.colormaps["twilight"](level, bytes=True)
    old = np.full_like(new, 255)
    mode, png = on_every_variant(lambda: diff_png(new, old))
    assert mode == "diff"
    check_png(png, new, old)
    with io.BytesIO() as file:
        Image.fromarray(new).save(file, "png")
        assert len(png) < 1.05 * len(file.getvalue())
    check_updates(old, new)


def test_slow_links_get_pictures_of_some_hundred_colours_as_indices():
    y, x = np.mgrid[:480, :640]
    level = (
        np.sin(x / 80) + np.cos(y / 60) + np.sin(np.hypot(x - 320, y) / 48) + 3
    ) / 6
    new = matplotlib.colormaps["twilight"](level, bytes=True)
    old = np.full_like(new, 255)
    check_updates(old, new)
    stream = FrameStream()
    base = stream.push(old)
    stream.push(new)
    small = stream.update_since(base, "small")
    fast = stream.update_since(base, "fast")
    assert small is not None
    assert fast is not None
    assert len(small) < 0.7 * len(fast)
