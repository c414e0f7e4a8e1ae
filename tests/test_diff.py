"""Damage: what is copied, marked and stamped is what differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.frames import change, changes, frames, strided
from webagg import _kernels
from webagg._diff import TILE, copy_damage


def run(new, old):
    """Return what copy_damage makes: changed, copy, marked pixels, stamps."""
    height, width = old.shape[:2]
    copy = old.copy()
    mask = np.zeros((height, -(-width // 64)), np.uint64)
    rows = np.zeros(height, np.uint8)
    stamps = np.full((-(-height // TILE), -(-width // TILE)), 3, np.uint64)
    changed, *_ = copy_damage(new, copy, mask, rows, stamps, 9)
    bits = np.unpackbits(mask.astype("<u8").view(np.uint8), axis=1, bitorder="little")[
        :, :width
    ]
    return changed, copy, bits.astype(bool) & rows[:, None].astype(bool), stamps


@pytest.mark.parametrize("variant", _kernels.variants())
@given(old=frames(200), how=changes(), padding=st.integers(0, 9))
def test_damage_is_what_differs(variant, old, how, padding):
    new = change(old, *how)
    before = _kernels.active()
    _kernels.select(variant)
    try:
        changed, copy, marked, stamps = run(strided(new, padding), old)
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
