"""The six scenes of the study that the design was drawn from."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from webagg.bench.scenes.scene import Scene, Step

__all__ = ["SCENES"]


def line_pan(figure: Figure) -> Step:
    """Pan two lines of 1000 points by 0.05 of 10."""
    axes = figure.add_subplot()
    x = np.linspace(0, 20, 1000)
    axes.plot(x, np.sin(3 * x) * np.exp(-x / 20))
    axes.plot(x, np.cos(2 * x))

    def step(index: int) -> None:
        axes.set_xlim(2 + 0.05 * index, 12 + 0.05 * index)

    return step


def image_pan(figure: Figure) -> Step:
    """Pan 256x256 random values in viridis by one pixel of data."""
    axes = figure.add_subplot()
    axes.imshow(np.random.default_rng(1).random((256, 256)), cmap="viridis")

    def step(index: int) -> None:
        axes.set_xlim(-0.5 + index, 255.5 + index)

    return step


def scatter_pan(figure: Figure) -> Step:
    """Pan 5000 coloured translucent points by 0.05 of 10."""
    axes = figure.add_subplot()
    random = np.random.default_rng(2)
    x, y = random.normal(5, 1.25, (2, 5000))
    axes.scatter(x, y, c=random.random(5000), s=20, alpha=0.6)
    axes.set_ylim(0, 10)

    def step(index: int) -> None:
        axes.set_xlim(0.05 * index, 10 + 0.05 * index)

    return step


def line_anim(figure: Figure) -> Step:
    """Move the y data of one line, the axes stay."""
    axes = figure.add_subplot()
    x = np.linspace(0, 10, 1000)
    (line,) = axes.plot(x, np.sin(x))
    axes.set_ylim(-1.1, 1.1)

    def step(index: int) -> None:
        line.set_ydata(np.sin(x + 0.1 * index))

    return step


def marker_move(figure: Figure) -> Step:
    """Move one red marker over a line that stays."""
    axes = figure.add_subplot()
    x = np.linspace(0, 10, 1000)
    axes.plot(x, np.sin(x))
    (marker,) = axes.plot([0], [0], "ro", markersize=8)

    def step(index: int) -> None:
        at = 2 + 0.1 * index
        marker.set_data([at], [np.sin(at)])

    return step


def smooth_image(figure: Figure) -> Step:
    """Move the data of a 256x256 smooth field, bilinear, in magma."""
    axes = figure.add_subplot()
    x, y = np.meshgrid(np.linspace(-3, 3, 256), np.linspace(-3, 3, 256))

    def field(index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        phase = 0.1 * index
        return np.sin(2 * x + phase) * np.cos(2 * y - phase) + 0.3 * np.sin(x * y)

    image = axes.imshow(
        field(0), cmap="magma", interpolation="bilinear", vmin=-1.3, vmax=1.3
    )

    def step(index: int) -> None:
        image.set_data(field(index))

    return step


SCENES = (
    Scene("line_pan", "two lines of 1000 points, dragged sideways", line_pan),
    Scene("image_pan", "256x256 random image, dragged by a pixel of data", image_pan),
    Scene("scatter_pan", "5000 coloured translucent points, dragged", scatter_pan),
    Scene("line_anim", "one line whose data move", line_anim),
    Scene("marker_move", "one marker moves over a line", marker_move),
    Scene("smooth_image", "256x256 smooth field whose data move", smooth_image),
)
