"""Drawing: density, number of frames, ownership."""

import numpy as np
import pytest

from webagg.bench.scenes import MEASURED, SCENES, draw_frames


def test_there_are_the_six_measured_scenes_and_more_that_differ():
    assert MEASURED == (
        "line_pan",
        "image_pan",
        "scatter_pan",
        "line_anim",
        "marker_move",
        "smooth_image",
    )
    assert len(SCENES) >= len(MEASURED) + 8
    assert all(name == scene.name for name, scene in SCENES.items())
    assert all(scene.summary for scene in SCENES.values())


@pytest.mark.parametrize(("density", "size"), [(1, (640, 480)), (2, (1280, 960))])
def test_size_follows_density(density, size):
    frames = draw_frames(SCENES["marker_move"], density, 2)
    assert frames.size == size
    assert frames.draw_ms > 0


def test_frames_share_no_memory():
    one, other = draw_frames(SCENES["line_anim"], 0.5, 2).pixels
    assert not np.shares_memory(one, other)


def test_transparent_scene_has_translucent_pixels():
    alpha = draw_frames(SCENES["transparent"], 0.5, 2).pixels[1][..., 3]
    assert alpha.min() == 0
    assert ((alpha > 0) & (alpha < 255)).any()


def test_one_frame_is_no_change():
    with pytest.raises(ValueError, match="at least 2, got 1"):
        draw_frames(SCENES["line_pan"], 1, 1)
