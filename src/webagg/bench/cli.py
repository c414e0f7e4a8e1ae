"""The command line of ``python -m webagg.bench``."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from webagg.bench import compare, live, live_result
from webagg.bench.chart import draw_chart
from webagg.bench.encoders import find_encoders
from webagg.bench.guard import Guard, guard, ratios_of
from webagg.bench.machine import Machine
from webagg.bench.progress import Progress
from webagg.bench.report import as_markdown, as_text
from webagg.bench.run import Result, measure
from webagg.bench.scenes import MEASURED, SCENES, Scene
from webagg.bench.summary import Report
from webagg.bench.verify import WrongOutput

__all__ = ["main"]

T = TypeVar("T")
Advance = Callable[[], None]

MAX_DENSITY = 8.0
# After this time nothing is repeated more often than needed.
ENOUGH_SECONDS = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure as the arguments say and print what was found.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; those of the process by default.

    Returns
    -------
    int
        Exit code: 0 if all went well, 1 if an output was wrong or a guard failed.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.list:
        for scene in SCENES.values():
            print(f"{scene.name:14} {scene.summary}")
        return 0
    try:
        _fill_in(options)
    except (OSError, ValueError) as error:
        parser.error(f"argument --guard: {error}")
    try:
        return _run(options)
    except WrongOutput as error:
        where = ", ".join(getattr(error, "__notes__", []))
        print(f"webagg.bench: wrong output ({where}): {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("webagg.bench: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m webagg.bench",
        description="How fast, and to how many bytes, changes of a figure are encoded "
        "for the browser: webagg against the WebAgg of the installed matplotlib, on "
        "the same frames in one run. Every timed output is checked.",
    )
    what = parser.add_argument_group("what is measured")
    what.add_argument(
        "--scene",
        action="extend",
        type=_scenes,
        metavar="NAMES",
        help="only these scenes, separated by commas (see --list)",
    )
    what.add_argument(
        "--density",
        action="extend",
        type=_densities,
        metavar="N",
        help="device pixels per logical pixel, for instance 1,2,4 (default: 2)",
    )
    what.add_argument(
        "--rounds",
        type=_positive,
        metavar="N",
        help="how often all is repeated, the best counts (default: 5, or fewer on slow "
        "machines, so that all is done in a minute or two)",
    )
    what.add_argument(
        "--quick",
        action="store_true",
        help="the six scenes of the first study at density 1, one round: seconds",
    )
    what.add_argument("--list", action="store_true", help="list the scenes and stop")
    more = parser.add_argument_group("other measurements, instead of the first")
    more.add_argument(
        "--compare",
        action="store_true",
        help="against other encoders that are installed, on the same differences",
    )
    more.add_argument(
        "--live",
        action="store_true",
        help="from mouse to screen: drags in a headless Chromium, both servers",
    )
    more.add_argument(
        "--guard",
        metavar="FILE",
        help="fail if a ratio is a quarter worse than in this file",
    )
    more.add_argument(
        "--update-guard", metavar="FILE", help="measure the ratios and write the file"
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--json", metavar="FILE", help="write all figures; - is standard output"
    )
    output.add_argument(
        "--plot", metavar="FILE", help="draw a bar chart (.png, .svg, .pdf)"
    )
    output.add_argument(
        "--markdown", action="store_true", help="print the table as in the README"
    )
    return parser


def _scenes(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in SCENES]
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"no scene {', '.join(unknown) or repr(text)}; "
            f"there are {', '.join(SCENES)}"
        )
    return names


def _densities(text: str) -> list[float]:
    densities = []
    for part in text.split(","):
        try:
            density = float(part)
        except ValueError:
            density = 0
        if not 0 < density <= MAX_DENSITY:
            raise argparse.ArgumentTypeError(
                f"must be numbers over 0 and up to {MAX_DENSITY:g}, got {part!r}"
            )
        densities.append(density)
    return densities


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, got {text!r}")
    return value


def _fill_in(options: argparse.Namespace) -> None:
    """Set what was not given."""
    names = options.scene or (MEASURED if options.quick else SCENES)
    options.densities = options.density or ([1.0] if options.quick else [2.0])
    if options.guard:
        # What was committed says what must be measured.
        committed = Guard.load(options.guard)
        names = [name for name in committed.ratios if name in SCENES]
        options.densities = [committed.density]
    options.cases = [
        (SCENES[name], density)
        for density in dict.fromkeys(options.densities)
        for name in dict.fromkeys(names)
    ]
    options.seconds = math.inf
    if options.rounds is None:
        # Many encoders take part in a comparison.
        options.rounds = 1 if options.quick else 3 if options.compare else 5
        options.seconds = ENOUGH_SECONDS / len(options.cases)
    options.frames = 2 if options.quick else 3 if options.compare else 4


def _run(options: argparse.Namespace) -> int:
    """Run what was asked for, one section after the other."""
    content: dict[str, Any] = {"machine": asdict(Machine.here())}
    texts: list[str] = []
    failed = False
    if options.guard or options.update_guard:
        failed = _run_guard(options, content, texts)
    if options.compare:
        _run_compare(options, content, texts)
    if options.live:
        failed |= _run_live(options, content, texts)
    if not (options.guard or options.update_guard or options.compare or options.live):
        _run_encoding(options, content, texts)
    if options.json:
        text = json.dumps(content, indent=1) + "\n"
        if options.json == "-":
            sys.stdout.write(text)
            return int(failed)
        Path(options.json).write_text(text, encoding="utf-8")
        texts.append(f"All figures: {options.json}")
    print("\n\n".join(texts))
    return int(failed)


def _run_encoding(
    options: argparse.Namespace, content: dict[str, Any], texts: list[str]
) -> None:
    report = Report(Machine.here(), _results(options))
    content.update(report.as_dict())
    texts.append(as_markdown(report) if options.markdown else as_text(report))
    if options.plot:
        draw_chart(report, options.plot)
        texts.append(f"Chart: {options.plot}")


def _run_compare(
    options: argparse.Namespace, content: dict[str, Any], texts: list[str]
) -> None:
    encoders, missing = find_encoders()

    def one(scene: Scene, density: float, advance: Advance) -> compare.Comparison:
        return compare.compare(
            scene,
            density,
            encoders,
            rounds=options.rounds,
            frames=options.frames,
            on_round=advance,
        )

    rows = _for_each_case(options, one)
    content["compare"] = compare.as_dict(rows, missing)
    texts.append(compare.as_text(rows, missing))


def _run_live(
    options: argparse.Namespace, content: dict[str, Any], texts: list[str]
) -> bool:
    """Return whether it went wrong; to be skipped is not wrong."""
    if reason := live.missing():
        content["live"] = {"skipped": reason}
        texts.append(f"Skipped the live measurement: {reason}")
        return False
    scenes = list(options.scene or live.LIVE_SCENES)
    progress = Progress(len(scenes) * len(live.SERVERS), sys.stderr)

    def on_step(label: str) -> None:
        progress.label(label)
        progress.advance()

    try:
        results = live.run_live(scenes, on_step)
    except live_result.LiveError as error:
        print(f"webagg.bench: the live measurement failed: {error}", file=sys.stderr)
        content["live"] = {"failed": str(error)}
        return True
    finally:
        progress.close()
    content["live"] = live_result.as_dict(results)
    texts.append(live_result.as_text(results))
    return False


def _run_guard(
    options: argparse.Namespace, content: dict[str, Any], texts: list[str]
) -> bool:
    """Return whether a guarded ratio fell."""
    results = _results(options)
    content["ratios"] = ratios_of(results)
    if options.update_guard:
        machine = Machine.here()
        Guard(options.cases[0][1], ratios_of(results)).save(
            options.update_guard, machine
        )
        texts.append(f"Ratios of {len(results)} scenes: {options.update_guard}")
        return False

    committed = Guard.load(options.guard)

    def again(name: str) -> Result:
        print(f"{name} fell, measured again", file=sys.stderr)
        return measure(
            SCENES[name],
            committed.density,
            rounds=3 * options.rounds,
            frames=options.frames,
        )

    found = guard(committed.ratios, results, again)
    texts += [str(fall) for fall in found]
    texts.append(
        f"{len(results)} scenes against {options.guard}: "
        + (f"{len(found)} ratios fell" if found else "no ratio fell")
    )
    return bool(found)


def _results(options: argparse.Namespace) -> list[Result]:
    def one(scene: Scene, density: float, advance: Advance) -> Result:
        return measure(
            scene,
            density,
            rounds=options.rounds,
            frames=options.frames,
            seconds=options.seconds,
            on_round=advance,
        )

    return _for_each_case(options, one)


def _for_each_case(
    options: argparse.Namespace, run: Callable[[Scene, float, Advance], T]
) -> list[T]:
    """Run something for every scene and density, behind a progress bar."""
    progress = Progress(len(options.cases) * options.rounds, sys.stderr)
    results = []
    try:
        for scene, density in options.cases:
            progress.label(f"{scene.name}, density {density:g}")
            results.append(run(scene, density, progress.advance))
    except WrongOutput as error:
        error.add_note(f"scene {scene.name}, density {density:g}")
        raise
    finally:
        progress.close()
    return results
