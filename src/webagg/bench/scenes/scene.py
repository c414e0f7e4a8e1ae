"""What a scene is, and how it becomes frames."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib.style
import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = ["Build", "Frames", "Pixels", "Scene", "Step", "draw_frames"]

Pixels = npt.NDArray[np.uint8]
# Moves the figure to the state of frame i; states depend on i alone.
Step = Callable[[int], None]
Build = Callable[[Figure], Step]

# Logical size: 640x480 at matplotlib's default of 100 dots per inch.
SIZE_INCHES = (6.4, 4.8)
DPI = 100


@dataclass(frozen=True)
class Scene:
    """A figure that changes the way a user's figure changes.

    Attributes
    ----------
    name : str
        As given to ``--scene``.
    summary : str
        What is shown and what moves, for the reader of a report.
    build : callable
        Fills a figure and returns the function that moves it to frame i.
    styles : tuple of str
        matplotlib styles on top of its defaults.
    """

    name: str
    summary: str
    build: Build
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frames:
    """Successive frames of a scene.

    Attributes
    ----------
    pixels : list of ndarray
        (height, width, 4) uint8 each, C-contiguous and not shared.
    draw_ms : float
        Shortest time in which Agg drew one of them, milliseconds.
    """

    pixels: list[Pixels]
    draw_ms: float

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in device pixels."""
        height, width = self.pixels[0].shape[:2]
        return width, height


def draw_frames(scene: Scene, density: float, count: int) -> Frames:
    """Draw the first frames of a scene with Agg.

    The user's matplotlib settings play no part, so that every machine draws the same.

    Parameters
    ----------
    scene : Scene
        What to draw.
    density : float
        Device pixels per logical pixel.
    count : int
        How many frames, at least 2.

    Returns
    -------
    Frames

    Raises
    ------
    ValueError
        If `count` is less than 2.
    """
    if count < 2:
        raise ValueError(f"count must be at least 2, got {count}")
    with matplotlib.style.context(["default", *scene.styles]):
        figure = Figure(figsize=SIZE_INCHES, dpi=DPI * density)
        # matplotlib has no annotations here.
        canvas: Any = FigureCanvasAgg(figure)
        step = scene.build(figure)
        pixels = []
        draw_ms = []
        for index in range(count):
            step(index)
            start = time.perf_counter()
            canvas.draw()
            draw_ms.append(1e3 * (time.perf_counter() - start))
            pixels.append(np.array(canvas.buffer_rgba()))
    # The first draw also loads fonts and lays out every artist.
    return Frames(pixels, min(draw_ms[1:]))
