"""Widgets: sliders that mix a sound from its harmonics."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.widgets import Button, Slider

STRENGTHS = (1.0, 0.5, 0.33, 0.0)


def build() -> Figure:
    """Make the figure; the widgets live as long as it does."""
    figure, axes = plt.subplots(num="Tones", figsize=(6.4, 4.2))
    figure.subplots_adjust(left=0.12, right=0.96, top=0.9, bottom=0.42)
    time_ms = np.linspace(0, 10, 1000)
    axes.set(xlim=(0, 10), ylim=(-2.6, 2.6), xlabel="time (ms)", ylabel="pressure")
    axes.set_title("Drag the sliders")
    axes.grid(alpha=0.25)
    (line,) = axes.plot(time_ms, np.zeros_like(time_ms), linewidth=2)
    sliders = [
        Slider(
            figure.add_axes((0.22, 0.25 - 0.06 * i, 0.56, 0.04)),
            f"{220 * (i + 1)} Hz",
            0.0,
            1.0,
            valinit=strength,
        )
        for i, strength in enumerate(STRENGTHS)
    ]
    reset = Button(figure.add_axes((0.86, 0.07, 0.1, 0.06)), "Reset")

    def mix(_: object = None) -> None:
        total = np.zeros_like(time_ms)
        for i, slider in enumerate(sliders):
            total += slider.val * np.sin(2 * np.pi * 0.22 * (i + 1) * time_ms)
        line.set_ydata(total)
        figure.canvas.draw_idle()

    def reset_all(_: object) -> None:
        for slider in sliders:
            slider.reset()

    for slider in sliders:
        slider.on_changed(mix)
    reset.on_clicked(reset_all)
    mix()
    figure.widgets = [*sliders, reset]  # type: ignore[attr-defined]
    return figure
