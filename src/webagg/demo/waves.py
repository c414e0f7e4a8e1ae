"""An animation: two pulses that run through each other."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.figure import Figure

INTERVAL_MS = 33
FRAMES = 240
BANDS = 12


def build() -> Figure:
    """Make the figure; the animation lives as long as it does."""
    figure, axes = plt.subplots(num="Waves", figsize=(6.4, 4.2), layout="constrained")
    axes.set(xlim=(-10, 10), ylim=(-1.1, 2.1), xlabel="place", ylabel="height")
    axes.set_title("Two pulses meet, thirty times a second")
    axes.grid(alpha=0.25)
    x = np.linspace(-10, 10, 600)
    colors = plt.get_cmap("viridis")(np.linspace(0.1, 0.9, BANDS))
    trails = [
        axes.plot(x, np.zeros_like(x), color=color, alpha=0.15 + 0.8 * i / BANDS)[0]
        for i, color in enumerate(colors)
    ]

    def pulse(centre: float, width: float, ripples: float) -> np.ndarray:
        bell: np.ndarray = np.exp(-(((x - centre) / width) ** 2))
        return bell * np.cos(ripples * (x - centre))

    def draw(frame: int) -> list[Artist]:
        for age, trail in enumerate(reversed(trails)):
            phase = 2 * np.pi * (frame - 1.5 * age) / FRAMES
            there = 8 * np.sin(phase)
            trail.set_ydata(pulse(there, 1.6, 0.0) + pulse(-there, 2.2, 5.0))
        return list(trails)

    figure.waves = FuncAnimation(  # type: ignore[attr-defined]
        figure, draw, frames=FRAMES, interval=INTERVAL_MS, blit=True
    )
    return figure
