"""What a picture copies, marks and stamps is what differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.frames import change, changes, frames, strided
from webagg import _kernels
from webagg._picture import TILE, Picture


def of(pixels, frame_id):
    """Return a picture of a first frame."""
    picture = Picture(*pixels.shape[:2])
    picture.begin(pixels, frame_id)
    return picture


@pytest.mark.parametrize("variant", _kernels.variants())
@given(old=frames(200), how=changes(), padding=st.integers(0, 9), judge=st.booleans())
def test_damage_is_what_differs(variant, old, how, padding, judge):
    new = change(old, *how)
    before = _kernels.active()
    _kernels.select(variant)
    try:
        picture = of(old, 3)
        changed = picture.renew(strided(new, padding), 0, len(new), 9, judge)
    finally:
        _kernels.select(before)
    differs = (new != old).any(axis=2)
    assert changed == differs.any()
    np.testing.assert_array_equal(picture.pixels, new)
    np.testing.assert_array_equal(picture.marked(), differs)
    assert picture.opaque == (new[..., 3] == 255).all()
    for (row, column), stamp in np.ndenumerate(picture.stamped()):
        tile = differs[
            row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE
        ]
        assert stamp == (9 if tile.any() else 3)


def test_forcing_a_variant_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="portable"):
        _kernels.select("abacus")
    assert _kernels.variants()[0] == "portable"
    assert _kernels.active() in _kernels.variants()


@given(old=frames(90), how=changes(), data=st.data())
def test_only_the_rows_given_are_compared_and_marked(old, how, data):
    new = change(old, *how)
    height = len(old)
    tiles = -(-height // TILE)
    first = data.draw(st.integers(0, tiles - 1))
    last = data.draw(st.integers(first + 1, tiles))
    top, bottom = first * TILE, min(last * TILE, height)
    picture = of(255 - old, 1)
    # What an earlier frame marked is forgotten.
    picture.renew(old, 0, height, 3, True)
    before = picture.stamped()
    opaque = picture.opaque
    picture.renew(new[top:bottom], top, bottom, 9, True)
    differs = (new != old).any(axis=2)
    differs[:top] = differs[bottom:] = False
    np.testing.assert_array_equal(picture.marked(), differs)
    after = np.where(differs[..., None], new, old)
    np.testing.assert_array_equal(picture.pixels, after)
    stamps = picture.stamped()
    assert (stamps == 9).any() == differs.any()
    np.testing.assert_array_equal(stamps[stamps != 9], before[stamps != 9])
    part = (new[top:bottom, :, 3] == 255).all()
    assert picture.opaque == (part and (opaque or bottom - top == height))


@given(old=frames(90), how=changes())
def test_a_picture_becomes_another_and_stays_itself(old, how):
    new = change(old, *how)
    first, second = of(old, 3), of(new, 7)
    second.become(first)
    first.renew(new, 0, len(new), 8, False)
    np.testing.assert_array_equal(second.pixels, old)
    assert (second.stamped() == 3).all()
    np.testing.assert_array_equal(first.pixels, new)


@pytest.mark.parametrize(
    ("shape", "top", "bottom"),
    [
        ((40, 30, 4), 0, 39),
        ((32, 30, 4), 0, 40),
        ((40, 31, 4), 0, 40),
        ((24, 30, 4), 15, 40),
        ((24, 30, 4), -16, 8),
        ((15, 30, 4), 0, 15),
        ((24, 30, 4), 32, 56),
        ((16, 30, 4), 16, 16),
    ],
)
def test_rows_that_do_not_fit_are_refused(shape, top, bottom):
    picture = of(np.zeros((40, 30, 4), np.uint8), 1)
    with pytest.raises(ValueError, match="whole tiles of 16 within 40, got"):
        picture.renew(np.ones(shape, np.uint8), top, bottom, 2, False)
    assert not picture.pixels.any()
    with pytest.raises(TypeError, match="dtype uint8, got float64"):
        picture.renew(np.ones((40, 30, 4)), 0, 40, 2, False)


def test_frames_of_another_size_do_not_fit():
    picture = Picture(40, 30)
    assert picture.fits(np.zeros((40, 30, 4), np.uint8))
    assert not picture.fits(np.zeros((30, 40, 4), np.uint8))
    assert not picture.fits(np.zeros((40, 31, 4), np.uint8))
    with pytest.raises(ValueError, match=r"\(height, width, 4\), got \(40, 30, 3\)"):
        picture.fits(np.zeros((40, 30, 3), np.uint8))
    with pytest.raises(TypeError, match="numpy array"):
        picture.fits(None)


def test_pictures_of_another_size_are_refused():
    picture = Picture(40, 30)
    with pytest.raises(ValueError, match=r"shape \(40, 30, 4\), got \(1, 1, 4\)"):
        picture.begin(np.zeros((1, 1, 4), np.uint8), 1)
    with pytest.raises(ValueError, match=r"40, 30, 4\), got one of \(1, 30"):
        picture.become(Picture(1, 30))


def test_a_picture_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1, got 0 and 5"):
        Picture(0, 5)
