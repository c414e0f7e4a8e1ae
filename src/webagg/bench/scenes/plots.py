"""Plots of many kinds: lines, bars, areas, polar, logarithmic and 3-D axes."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from webagg.bench.scenes.scene import Scene, Step

__all__ = ["SCENES"]


def surface_turn(figure: Figure) -> Step:
    """Turn a shaded surface in three dimensions by two degrees a frame."""
    axes = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(np.linspace(-3, 3, 40), np.linspace(-3, 3, 40))
    height = np.sin(np.hypot(x, y) * 2) / (1 + np.hypot(x, y))
    axes.plot_surface(x, y, height, cmap="coolwarm", rcount=40, ccount=40)

    def step(index: int) -> None:
        axes.view_init(elev=30, azim=30 + 2 * index)

    return step


def many_axes(figure: Figure) -> Step:
    """Pan sixteen small axes with a line each, all together."""
    grid = figure.subplots(4, 4, sharex=True)
    x = np.linspace(0, 20, 400)
    for number, axes in enumerate(grid.flat):
        axes.plot(x, np.sin((1 + number / 4) * x), color=f"C{number % 10}", lw=1)
        axes.set_title(f"channel {number}", fontsize=7)
        axes.tick_params(labelsize=6)

    def step(index: int) -> None:
        grid[0, 0].set_xlim(1 + 0.05 * index, 11 + 0.05 * index)

    return step


def dark_lines(figure: Figure) -> Step:
    """Zoom eight lines with legend and grid, in the dark style, by 3 % a frame."""
    axes = figure.add_subplot()
    x = np.linspace(0, 10, 500)
    for number in range(8):
        y = np.sin(x * (1 + number / 8)) + number / 2
        axes.plot(x, y, label=f"signal {number}")
    axes.legend(loc="upper right", ncols=2)
    axes.grid(alpha=0.4)

    def step(index: int) -> None:
        half = 5 * 0.97**index
        axes.set_xlim(5 - half, 5 + half)
        axes.set_ylim(1.75 - half / 2, 1.75 + half / 2)

    return step


def transparent(figure: Figure) -> Step:
    """Move a line over a translucent band on a figure without background."""
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0.3)
    x = np.linspace(0, 10, 600)
    (line,) = axes.plot(x, np.sin(x), lw=2)
    axes.axhspan(-0.5, 0.5, color="C1", alpha=0.25)
    axes.set_ylim(-1.2, 1.2)

    def step(index: int) -> None:
        line.set_ydata(np.sin(x + 0.15 * index))

    return step


def log_grid(figure: Figure) -> Step:
    """Pan logarithmic axes with major and minor grid."""
    axes = figure.add_subplot()
    x = np.logspace(0, 6, 400)
    for exponent in (0.5, 1, 1.5):
        axes.loglog(x, x**exponent, marker=".", markevery=20)
    axes.grid(which="both", alpha=0.5)
    axes.set_ylim(1, 1e6)

    def step(index: int) -> None:
        axes.set_xlim(10 ** (0.02 * index), 10 ** (4 + 0.02 * index))

    return step


def histogram(figure: Figure) -> Step:
    """Let sixty bars with edges grow as samples come in."""
    axes = figure.add_subplot()
    samples = np.random.default_rng(3).normal(size=40_000)
    edges = np.linspace(-4, 4, 61)
    bars = axes.bar(
        edges[:-1], np.zeros(60), np.diff(edges), align="edge", edgecolor="white"
    )
    axes.set_ylim(0, 1500)
    title = axes.set_title("")

    def step(index: int) -> None:
        known = 20_000 + 500 * index
        for bar, height in zip(
            bars, np.histogram(samples[:known], edges)[0], strict=True
        ):
            bar.set_height(height)
        title.set_text(f"{known} samples")

    return step


def contours(figure: Figure) -> Step:
    """Compute filled contours, their lines and colour bar anew each frame."""
    axes = figure.add_subplot()
    x, y = np.meshgrid(np.linspace(-3, 3, 80), np.linspace(-3, 3, 80))
    levels = np.linspace(-1.1, 1.1, 12)
    bar_axes = figure.add_axes((0.92, 0.11, 0.02, 0.77))

    def step(index: int) -> None:
        phase = 0.1 * index
        axes.clear()
        field = np.exp(-(x**2 + y**2) / 8) * np.sin(2 * x + phase) * np.cos(2 * y)
        filled = axes.contourf(x, y, field, levels, cmap="RdBu")
        axes.contour(x, y, field, levels, colors="black", linewidths=0.5)
        bar_axes.clear()
        figure.colorbar(filled, cax=bar_axes)

    return step


def candles(figure: Figure) -> Step:
    """Pan candlesticks of 160 days over volume bars by a day."""
    price_axes, volume_axes = figure.subplots(
        2, sharex=True, gridspec_kw={"height_ratios": [3, 1], "hspace": 0.05}
    )
    random = np.random.default_rng(4)
    day = np.arange(160)
    close = 100 + np.cumsum(random.normal(size=160))
    start = close - random.normal(size=160)
    high = np.maximum(start, close) + random.random(160)
    low = np.minimum(start, close) - random.random(160)
    colours = np.where(close >= start, "#26a69a", "#ef5350")
    price_axes.vlines(day, low, high, colors=colours, lw=1)
    price_axes.bar(day, close - start, 0.7, start, color=colours)
    volume_axes.bar(day, random.gamma(3, size=160), 0.7, color=colours, alpha=0.6)
    price_axes.grid(ls=":", alpha=0.6)

    def step(index: int) -> None:
        price_axes.set_xlim(20.5 + index, 110.5 + index)

    return step


def stacked_area(figure: Figure) -> Step:
    """Plot six stacked areas anew with one more sample each frame."""
    axes = figure.add_subplot()
    random = np.random.default_rng(5)
    shares = np.abs(np.cumsum(random.normal(size=(6, 200)), axis=1)) + 5

    def step(index: int) -> None:
        axes.clear()
        window = slice(index, index + 120)
        names = [f"source {number}" for number in range(6)]
        axes.stackplot(np.arange(200)[window], shares[:, window], labels=names)
        axes.legend(loc="upper left")
        axes.margins(x=0)

    return step


def polar_sweep(figure: Figure) -> Step:
    """Sweep a radar line over polar bars in 32 directions."""
    axes = figure.add_subplot(projection="polar")
    random = np.random.default_rng(6)
    angle = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    axes.bar(angle, 0.3 + 0.7 * random.random(32), 0.18, alpha=0.6, color="C2")
    (sweep,) = axes.plot([0, 0], [0, 1], color="red", lw=2)
    axes.set_ylim(0, 1)

    def step(index: int) -> None:
        sweep.set_xdata([0.05 * index + 0.3] * 2)

    return step


def network(figure: Figure) -> Step:
    """Drag a node of a graph of 80 nodes and 240 edges."""
    axes = figure.add_subplot()
    axes.set_axis_off()
    random = np.random.default_rng(7)
    nodes = random.random((80, 2))
    pairs = random.integers(0, 80, (240, 2))
    edges = LineCollection([], colors="0.6", linewidths=0.8)
    axes.add_collection(edges)
    points = axes.scatter(
        nodes[:, 0], nodes[:, 1], s=60, c=np.arange(80), cmap="tab20", zorder=2
    )
    axes.set(xlim=(-0.05, 1.05), ylim=(-0.05, 1.05))

    def step(index: int) -> None:
        moved = nodes.copy()
        moved[pairs[0, 0]] += 0.01 * index
        edges.set_segments(list(moved[pairs]))
        points.set_offsets(moved)

    return step


SCENES = (
    Scene("surface_turn", "surface in three dimensions, turned", surface_turn),
    Scene("many_axes", "16 small axes with titles, dragged together", many_axes),
    Scene(
        "dark_lines", "8 lines, legend, grid, dark, zoomed", dark_lines,
        ("dark_background",),
    ),
    Scene("transparent", "a line on a figure without background", transparent),
    Scene("log_grid", "log-log lines with a fine grid, dragged", log_grid),
    Scene("histogram", "60 growing bars and a counting title", histogram),
    Scene("contours", "filled contours computed anew", contours),
    Scene("candles", "candlesticks and volume, dragged by a day", candles),
    Scene("stacked_area", "6 stacked areas, a sample more each frame", stacked_area),
    Scene("polar_sweep", "radar line over polar bars", polar_sweep),
    Scene("network", "a node of a graph is dragged", network),
)  # fmt: skip
