"""Figures used as an interface: widgets, cross-hairs, running text."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.widgets import Button, CheckButtons, Slider

from webagg.bench.scenes.scene import Scene, Step

__all__ = ["SCENES"]


def slider_drag(figure: Figure) -> Step:
    """Drag a slider that changes a curve; a button and check boxes stand by."""
    axes = figure.add_axes((0.1, 0.3, 0.65, 0.62))
    x = np.linspace(0, 1, 800)
    (line,) = axes.plot(x, np.sin(2 * np.pi * x), lw=2)
    slider = Slider(figure.add_axes((0.2, 0.15, 0.55, 0.04)), "frequency", 1, 10)
    # The scene draws by itself.
    slider.drawon = False
    widgets = (
        Button(figure.add_axes((0.2, 0.05, 0.15, 0.06)), "Reset"),
        CheckButtons(
            figure.add_axes((0.8, 0.6, 0.17, 0.25)), ["sine", "cosine", "square"]
        ),
    )

    def step(index: int) -> None:
        assert widgets
        slider.set_val(3 + 0.05 * index)
        line.set_ydata(np.sin(2 * np.pi * slider.val * x))

    return step


def cross_hair(figure: Figure) -> Step:
    """Let cross-hairs with a label follow the mouse over a dense plot."""
    axes = figure.add_subplot()
    random = np.random.default_rng(11)
    x, y = random.normal(size=(2, 2000))
    axes.scatter(x, y, s=8, c="0.3")
    vertical = axes.axvline(0, color="C3", lw=1)
    horizontal = axes.axhline(0, color="C3", lw=1)
    label = axes.annotate(
        "",
        (0, 0),
        xytext=(10, 10),
        textcoords="offset points",
        bbox={"boxstyle": "round", "fc": "lightyellow", "alpha": 0.9},
    )

    def step(index: int) -> None:
        x, y = 0.5 + 0.04 * index, -0.3 + 0.03 * index
        vertical.set_xdata([x, x])
        horizontal.set_ydata([y, y])
        label.xy = (x, y)
        label.set_text(f"x = {x:.3f}\ny = {y:.3f}")

    return step


def text_scroll(figure: Figure) -> Step:
    """Scroll a page of 36 lines of small text by one line."""
    random = np.random.default_rng(12)
    words = ["epoch", "loss", "rate", "batch", "norm", "valid", "step", "peak"]
    lines = [
        f"{number:04d}  " + "  ".join(
            f"{word} {value:8.4f}"
            for word, value in zip(
                random.choice(words, 5), random.random(5), strict=True
            )
        )
        for number in range(60)
    ]  # fmt: skip
    texts = [
        figure.text(0.03, 0.96 - row * 0.026, "", family="monospace", fontsize=7)
        for row in range(36)
    ]

    def step(index: int) -> None:
        for text, line in zip(texts, lines[index : index + 36], strict=True):
            text.set_text(line)

    return step


SCENES = (
    Scene("slider_drag", "a slider changes a curve, among widgets", slider_drag),
    Scene("cross_hair", "cross-hairs with a label over 2000 points", cross_hair),
    Scene("text_scroll", "36 lines of small text, scrolled by one", text_scroll),
)
