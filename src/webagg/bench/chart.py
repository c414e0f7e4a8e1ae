"""Results as a bar chart, drawn with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from webagg.bench.paths import BASELINE
from webagg.bench.report import SHOWN, number, rounds_of
from webagg.bench.summary import Report, mean_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from webagg.bench.run import Result

__all__ = ["draw_chart"]

COLOURS = {
    BASELINE: "#8c8c8c",
    "diff_png": "#1f77b4",
    "fast": "#2ca02c",
    "small": "#98df8a",
}
INCHES_PER_SCENE = 0.52


def draw_chart(report: Report, path: str) -> None:
    """Draw one row of bars a scene, times on the left and bytes on the right.

    Parameters
    ----------
    report : Report
        What to show; of several densities the first.
    path : str
        File to write; its ending is any that matplotlib can save.
    """
    density = report.densities[0]
    results = report.at(density)
    with matplotlib.style.context("default"):
        figure = Figure(
            figsize=(12, 2.2 + INCHES_PER_SCENE * len(results)), layout="constrained"
        )
        FigureCanvasAgg(figure)
        times, sizes = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
        _time_bars(times, results)
        _size_bars(sizes, results)
        first = results[0]
        figure.suptitle(
            "Encoding what changed in a figure: webagg and matplotlib's WebAgg\n"
            f"{first.width}x{first.height} pixels (density {density:g}), "
            f"best of {rounds_of(report)}",
            fontsize=13,
        )
        handles, labels = times.get_legend_handles_labels()
        figure.legend(
            handles,
            labels,
            loc="outside lower center",
            ncols=len(labels),
            title=str(report.machine),
            title_fontsize=7,
            frameon=False,
        )
        figure.savefig(path, dpi=120)


def _bars(axes: Axes, values: dict[str, list[float]], labels: dict[str, str]) -> float:
    """Draw groups of horizontal bars and return the height of a bar."""
    height = 0.8 / len(values)
    rows = np.arange(len(next(iter(values.values()))))
    for place, (path, lengths) in enumerate(values.items()):
        offset = (place - (len(values) - 1) / 2) * height
        axes.barh(
            rows + offset, lengths, height, color=COLOURS[path], label=labels[path]
        )
    return height


def _time_bars(axes: Axes, results: list[Result]) -> None:
    paths = (BASELINE, *SHOWN)
    labels = {BASELINE: "matplotlib"}
    for path in SHOWN:
        speed_up = mean_of(results, path).speed_up
        labels[path] = f"{path}: {number(speed_up)} times faster"
    values = {path: [result.changes[path].ms for result in results] for path in paths}
    height = _bars(axes, values, labels)
    for row, result in enumerate(results):
        for place, path in enumerate(SHOWN, start=1):
            axes.annotate(
                f"{result.speed_up(path):.0f}x",
                (
                    result.changes[path].ms,
                    row + (place - (len(paths) - 1) / 2) * height,
                ),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
            )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks(range(len(results)), [result.scene for result in results])
    axes.set_ylim(len(results) - 0.4, -0.6)
    axes.grid(axis="x", alpha=0.4)
    axes.set_axisbelow(True)
    axes.set_xlabel("milliseconds a frame (logarithmic); x: times faster")


def _size_bars(axes: Axes, results: list[Result]) -> None:
    values = {
        path: [100 * result.byte_ratio(path) for result in results] for path in SHOWN
    }
    _bars(axes, values, dict.fromkeys(SHOWN, "_"))
    axes.axvline(100, color=COLOURS[BASELINE], lw=2)
    axes.grid(axis="x", alpha=0.4)
    axes.set_axisbelow(True)
    axes.set_xlabel("bytes, % of matplotlib's")
