"""Scenes: the same frames every time, every frame different from the one before."""

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest

from webagg.bench.scenes import MEASURED, SCENES, draw_frames


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_frames_are_deterministic_and_move(scene):
    first = draw_frames(scene, 0.5, 3)
    second = draw_frames(scene, 0.5, 3)
    assert first.size == (320, 240)
    for one, other in zip(first.pixels, second.pixels, strict=True):
        assert one.dtype == np.uint8
        assert one.flags.c_contiguous
        np.testing.assert_array_equal(one, other)
    for before, after in pairwise(first.pixels):
        assert (before != after).any()


@pytest.mark.parametrize("name", MEASURED)
def test_user_settings_play_no_part(name):
    scene = SCENES[name]
    plain = draw_frames(scene, 0.5, 2).pixels[1]
    with mpl.rc_context({"lines.linewidth": 9, "axes.facecolor": "red"}):
        np.testing.assert_array_equal(draw_frames(scene, 0.5, 2).pixels[1], plain)
