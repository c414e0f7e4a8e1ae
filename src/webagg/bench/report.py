"""Results as text for a terminal and as a table for the README."""

from __future__ import annotations

import textwrap
from itertools import pairwise

from webagg.bench.paths import BASELINE, PATHS
from webagg.bench.run import Result
from webagg.bench.scenes import MEASURED
from webagg.bench.summary import Report, geometric_mean, mean_of

__all__ = ["SHOWN", "as_markdown", "as_text", "number", "rounds_of"]

# Paths with columns of their own; the others are in the JSON.
SHOWN = ("diff_png", "fast", "small")
WIDTH = 100
# Columns of the text table at which a group starts: scene, matplotlib, our paths.
BOUNDS = (0, 3, 5, *(8 + 3 * place for place in range(len(SHOWN))))


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_text(report: Report) -> str:
    """Tell the whole story to somebody who sees it for the first time."""
    parts = [_introduction(report)]
    parts += [_text_table(report, density) for density in report.densities]
    parts.append(_meaning(report))
    return "\n\n".join(parts)


def as_markdown(report: Report) -> str:
    """Return the README's table, one for each density."""
    parts = []
    for density in report.densities:
        results = report.at(density)
        rows = [_row(result) for result in results] + [_means(results)]
        titles = ["scene", "Agg draws, ms", "matplotlib, ms", "kB"]
        for path in SHOWN:
            titles += [f"`{path}`, ms", "faster", "bytes"]
        lines = [titles, ["---"] + ["---:"] * (len(titles) - 1)]
        lines += [[row[0], *row[2:]] for row in rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        parts.append(f"{table}\n\n{_caption(report, density)}")
    return "\n\n".join(parts)


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent)


def _introduction(report: Report) -> str:
    lines = [
        "From a changed figure to bytes for the browser: webagg against matplotlib's "
        "WebAgg",
        "",
        _wrap(
            "After each change of a figure Agg draws it, then what changed is found "
            "and encoded. Here Agg draws a few frames of each scene, as in a drag or "
            "an animation. Then each of these encodes the same changes, in turn, in "
            "this one process:"
        ),
        "",
    ]
    for name in (BASELINE, *SHOWN):
        lines.append(f"  {name:11} {PATHS[name].explanation}")
    verified = sum(result.verified for result in report.results)
    lines += [
        "",
        _wrap(
            f"ms: time for one frame, best of {rounds_of(report)}. faster: how many "
            "times. bytes: share of matplotlib's. changed: share of the pixels that "
            "differ from one frame to the next. Of the "
            f"{verified} outputs timed each one was decoded, put over the frame before "
            "and found to give the new frame exactly."
        ),
        "",
        "What the scenes show: python -m webagg.bench --list",
        "",
        _wrap(str(report.machine)),
    ]
    return "\n".join(lines)


def rounds_of(report: Report) -> str:
    """Say of how many rounds the best counts."""
    fewest = min(result.rounds for result in report.results)
    most = max(result.rounds for result in report.results)
    if most == 1:
        return "1 round"
    return f"{most} rounds" if fewest == most else f"{fewest} to {most} rounds"


def _size(report: Report, density: float) -> str:
    result = report.at(density)[0]
    return f"{result.width}x{result.height}, density {density:g}"


def _caption(report: Report, density: float) -> str:
    return (
        f"{_size(report, density)}, best of {rounds_of(report)}; faster and bytes "
        f"against matplotlib's WebAgg; last row: geometric means. {report.machine}. "
        "Made by `python -m webagg.bench --markdown`."
    )


def _row(result: Result) -> list[str]:
    theirs = result.changes[BASELINE]
    cells = [
        result.scene,
        f"{100 * result.changed:.1f}%",
        number(result.draw_ms),
        number(theirs.ms),
        number(theirs.size / 1e3),
    ]
    for path in SHOWN:
        cells += [
            number(result.changes[path].ms),
            f"{number(result.speed_up(path))}x",
            f"{100 * result.byte_ratio(path):.0f}%",
        ]
    return cells


def _means(results: list[Result]) -> list[str]:
    cells = [
        "geometric mean",
        "",
        number(geometric_mean(result.draw_ms for result in results)),
        number(geometric_mean(result.changes[BASELINE].ms for result in results)),
        number(
            geometric_mean(result.changes[BASELINE].size / 1e3 for result in results)
        ),
    ]
    for path in SHOWN:
        mean = mean_of(results, path)
        cells += [
            number(geometric_mean(result.changes[path].ms for result in results)),
            f"{number(mean.speed_up)}x",
            f"{100 * mean.byte_ratio:.0f}%",
        ]
    return cells


def _text_table(report: Report, density: float) -> str:
    results = report.at(density)
    titles = ["scene", "changed", "Agg ms", "ms", "kB"]
    titles += ["ms", "faster", "bytes"] * len(SHOWN)
    studied = [result for result in results if result.scene in MEASURED]
    others = [result for result in results if result.scene not in MEASURED]
    blocks = [[_row(result) for result in part] for part in (studied, others) if part]
    blocks.append([_means(results)])
    rows = [titles] + [row for block in blocks for row in block]
    widths = [max(len(row[column]) for row in rows) for column in range(len(titles))]
    for title, (a, b) in zip(("", BASELINE, *SHOWN), pairwise(BOUNDS), strict=True):
        # A group is at least as wide as its title.
        widths[b - 1] += max(0, len(title) - sum(widths[a:b]) - (b - a - 1))
    lines = [_size(report, density), _group_line(widths), _line(titles, widths)]
    rule = "-" * len(lines[-1])
    for block in blocks:
        lines.append(rule)
        lines += [_line(row, widths) for row in block]
    return "\n".join(lines)


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [cells[0].ljust(widths[0])]
    padded += [
        cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)
    ]
    return " | ".join(" ".join(padded[a:b]) for a, b in pairwise(BOUNDS))


def _group_line(widths: list[int]) -> str:
    parts = []
    for title, (a, b) in zip(("", BASELINE, *SHOWN), pairwise(BOUNDS), strict=True):
        parts.append(title.center(sum(widths[a:b]) + b - a - 1))
    return " | ".join(parts)


def _meaning(report: Report) -> str:
    parts = []
    for density in report.densities:
        results = report.at(density)
        draw, theirs, ours = (
            geometric_mean(values)
            for values in (
                [result.draw_ms for result in results],
                [result.changes[BASELINE].ms for result in results],
                [result.changes["fast"].ms for result in results],
            )
        )
        means = {path: mean_of(results, path) for path in SHOWN}
        changes = "; ".join(
            f"{path} {number(mean.speed_up)} times faster at "
            f"{100 * mean.byte_ratio:.0f} % of the bytes (scene by scene at least "
            f"{number(mean.worst_speed_up)} times, at most "
            f"{100 * mean.worst_byte_ratio:.0f} %)"
            for path, mean in means.items()
        )
        whole = means["diff_png"]
        parts.append(
            _wrap(
                f"At density {density:g} a frame takes {number(draw)} ms to draw "
                f"(geometric mean). matplotlib then needs {number(theirs)} ms more, "
                f"webagg {number(ours)} ms: enough for "
                f"{1e3 / (draw + theirs):.0f} frames a second and for "
                f"{1e3 / (draw + ours):.0f}, if Python did nothing else. Changes: "
                f"{changes}. Whole frames, for a new viewer, as PNG: "
                f"{number(whole.whole_speed_up)} times faster at "
                f"{100 * whole.whole_byte_ratio:.0f} % of the bytes."
            )
        )
    return "\n\n".join(parts)
