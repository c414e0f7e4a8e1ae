"""Three dimensions to turn with the mouse: a ring."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

RADIUS = 2.0
THICKNESS = 0.8
MESH = (60, 24)
"""Points around the ring and around its body."""


def build() -> Figure:
    """Make the figure."""
    figure = plt.figure("Ring", figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot(projection="3d")
    around, across = np.meshgrid(*(np.linspace(0, 2 * np.pi, n) for n in MESH))
    radius = RADIUS + THICKNESS * np.cos(across)
    axes.plot_surface(
        radius * np.cos(around),
        radius * np.sin(around),
        THICKNESS * np.sin(across),
        cmap="plasma",
        linewidth=0.2,
        edgecolor="black",
    )
    axes.set(xlim=(-2.5, 2.5), ylim=(-2.5, 2.5), zlim=(-1.6, 1.6))
    axes.set_title("Drag to turn")
    return figure
