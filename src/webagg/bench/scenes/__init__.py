"""The figures that are measured, and the frames they give."""

from webagg.bench.scenes import interface, measured, pictures, plots
from webagg.bench.scenes.scene import Frames, Pixels, Scene, draw_frames

__all__ = ["MEASURED", "SCENES", "Frames", "Pixels", "Scene", "draw_frames"]

# The six of the study that the design was drawn from; the rest were chosen to differ.
MEASURED = tuple(scene.name for scene in measured.SCENES)

SCENES: dict[str, Scene] = {
    scene.name: scene
    for module in (measured, plots, pictures, interface)
    for scene in module.SCENES
}
