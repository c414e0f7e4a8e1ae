"""Damage: what is copied, marked and stamped is what differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.frames import change, changes, frames, strided
from webagg import _kernels
from webagg._diff import TILE, Marks, copy_damage


def run(new, old, judge=False):
    """Return what copy_damage makes: changed, copy, marked pixels, stamps."""
    height, width = old.shape[:2]
    copy = old.copy()
    marks = Marks(height, width)
    stamps = np.full((-(-height // TILE), -(-width // TILE)), 3, np.uint64)
    changed = copy_damage(new, copy, marks, 0, stamps, 9, judge)
    differs = (new != old).any(axis=2)
    assert marks.opaque == (new[differs][:, 3] == 255).all()
    assert marks.whole == (new[..., 3] == 255).all()
    return changed, copy, marks.pixels(width), stamps


@pytest.mark.parametrize("variant", _kernels.variants())
@given(old=frames(200), how=changes(), padding=st.integers(0, 9), judge=st.booleans())
def test_damage_is_what_differs(variant, old, how, padding, judge):
    new = change(old, *how)
    before = _kernels.active()
    _kernels.select(variant)
    try:
        changed, copy, marked, stamps = run(strided(new, padding), old, judge)
    finally:
        _kernels.select(before)
    differs = (new != old).any(axis=2)
    assert changed == differs.any()
    np.testing.assert_array_equal(copy, new)
    np.testing.assert_array_equal(marked, differs)
    for (row, column), stamp in np.ndenumerate(stamps):
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
    height, width = old.shape[:2]
    tiles = -(-height // TILE)
    first = data.draw(st.integers(0, tiles - 1))
    last = data.draw(st.integers(first + 1, tiles))
    top, bottom = first * TILE, min(last * TILE, height)
    marks = Marks(height, width)
    everything = np.full((tiles, -(-width // TILE)), 3, np.uint64)
    # What an earlier frame marked is forgotten.
    copy_damage(255 - old, old.copy(), marks, 0, everything.copy(), 8, True)
    stamps, kept = everything.copy(), old.copy()
    copy_damage(
        new[top:bottom], kept[top:bottom], marks, top, stamps[first:last], 9, True
    )
    differs = (new != old).any(axis=2)
    differs[:top] = differs[bottom:] = False
    np.testing.assert_array_equal(marks.pixels(width), differs)
    np.testing.assert_array_equal(kept, np.where(differs[..., None], new, old))
    assert (stamps == 9).any() == differs.any()


@pytest.mark.parametrize(
    ("previous", "marks", "top", "stamps"),
    [
        ((40, 30), (40, 30), 0, (2, 2)),
        ((40, 30), (39, 30), 0, (3, 2)),
        ((40, 30), (40, 70), 0, (3, 2)),
        ((40, 31), (40, 30), 0, (3, 2)),
        ((39, 30), (40, 30), 0, (3, 2)),
        ((40, 30), (40, 30), 1, (3, 2)),
        ((40, 30), (40, 30), -1, (3, 2)),
    ],
)
def test_sizes_that_do_not_fit_are_refused(previous, marks, top, stamps):
    with pytest.raises(ValueError, match="do not fit together"):
        copy_damage(
            np.zeros((40, 30, 4), np.uint8),
            np.zeros((*previous, 4), np.uint8),
            Marks(*marks),
            top,
            np.zeros(stamps, np.uint64),
            1,
            False,
        )


def test_marks_of_nothing_are_refused():
    with pytest.raises(ValueError, match="at least 1, got 0 and 5"):
        Marks(0, 5)
