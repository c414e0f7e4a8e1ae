"""Our encoders against others on the differences that matplotlib would send."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, TypeVar

from webagg.bench.encoders import Encoder, Missing
from webagg.bench.matplotlib_path import MatplotlibWebAgg
from webagg.bench.paths import PATHS, Output
from webagg.bench.report import number
from webagg.bench.run import Cost, Timings, timing
from webagg.bench.scenes import Pixels, Scene, draw_frames
from webagg.bench.summary import geometric_mean
from webagg.bench.verify import verify, verify_png
from webagg.stream.stream import FrameStream

__all__ = ["OURS", "Comparison", "as_dict", "as_text", "compare"]

# Encoding alone, as the others do it, is `png_since`: its frames were compared before.
ALONE = "png_since"
WHOLE = ("diff_png", "fast")
OURS = (ALONE, *WHOLE)

Coded = TypeVar("Coded", bytes, Output)


@dataclass(frozen=True)
class Comparison:
    """What every encoder costs for the changes of one scene.

    Attributes
    ----------
    scene : str
        Name of the scene.
    density : float
        Device pixels per logical pixel.
    costs : dict of str to Cost
        By name of the encoder, and by path for ours.
    """

    scene: str
    density: float
    costs: dict[str, Cost]


def compare(
    scene: Scene,
    density: float,
    encoders: Sequence[Encoder],
    *,
    rounds: int,
    frames: int = 4,
    on_round: Callable[[], None] = lambda: None,
) -> Comparison:
    """Time the encoders in turn on the same changes and check every output.

    Others get the finished difference image (for PNG's compressors also rows with
    their filter done), made just before, and only encode. So does `png_since` of a
    stream to which the frame was pushed just before; the other two of ours get two
    frames and compare them, too.

    Parameters
    ----------
    scene : Scene
        What to draw.
    density : float
        Device pixels per logical pixel.
    encoders : sequence of Encoder
        The others.
    rounds : int
        How often all is repeated.
    frames : int
        How many frames are drawn.
    on_round : callable
        Called after each round.

    Returns
    -------
    Comparison
    """
    drawn = draw_frames(scene, density, frames).pixels
    webagg = MatplotlibWebAgg()
    differences = [verify_png(webagg.send(frame)[1]) for frame in drawn]
    timings = {name: Timings() for name in (*OURS, *(e.name for e in encoders))}
    checked: dict[tuple[str, int], bytes] = {}

    def check(name: str, index: int, output: Output) -> None:
        if checked.get((name, index)) != output.payload:
            verify(output, drawn[index - 1], drawn[index])
            checked[name, index] = output.payload

    for _ in range(rounds):
        paths = {name: PATHS[name].make() for name in WHOLE}
        for path in paths.values():
            path.first(drawn[0])
        stream = FrameStream()
        base = stream.push(drawn[0])
        stream.png_since(None)  # as every viewer's first picture
        for index in range(1, frames):
            for name, path in paths.items():
                with timing():
                    call = partial(path.next, drawn[index])
                    output = _time(call, timings[name], index)
                check(name, index, output)
            with timing():
                # As in a server, and as the others' image is made.
                newest = stream.push(drawn[index])
                output = _time(partial(_encode, stream, base), timings[ALONE], index)
            check(ALONE, index, output)
            base = newest
            for encoder in encoders:
                _time_encoder(encoder, differences[index], index, timings, checked)
        on_round()
    costs = {name: path.cost(range(1, frames)) for name, path in timings.items()}
    return Comparison(scene.name, density, costs)


def _encode(stream: FrameStream, base: int) -> Output:
    message = stream.png_since(base)
    assert message is not None, "the frames of a scene differ"
    return Output(*message)


def _time(call: Callable[[], Coded], times: Timings, index: int) -> Coded:
    start = time.perf_counter_ns()
    output = call()
    elapsed = time.perf_counter_ns() - start
    payload = output if isinstance(output, bytes) else output.payload
    times.add(index, elapsed, len(payload))
    return output


def _time_encoder(
    encoder: Encoder,
    image: Pixels,
    index: int,
    timings: dict[str, Timings],
    checked: dict[tuple[str, int], bytes],
) -> None:
    with timing():
        prepared = encoder.prepare(image)
        payload = _time(partial(encoder.encode, prepared), timings[encoder.name], index)
    if checked.get((encoder.name, index)) != payload:
        encoder.check(prepared, payload)
        checked[encoder.name, index] = payload


def as_dict(rows: Sequence[Comparison], missing: Sequence[Missing]) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "scenes": [asdict(row) for row in rows],
        "missing": [asdict(encoder) for encoder in missing],
    }


def as_text(rows: Sequence[Comparison], missing: Sequence[Missing]) -> str:
    """Return a table with a line an encoder, and the scenes in which it wins."""
    lines = [
        "webagg's encoders against others, on the same changes",
        "",
        "Others get the ready difference image, and rows that are filtered, and only",
        "encode. So does png_since, as frames were compared when they were pushed;",
        "diff_png and fast compare them, too. Geometric means; every output was",
        "decoded and checked.",
        "",
        f"{'encoder':18} {'ms':>7} {'of png_since':>15} {'kB':>8} {'of its bytes':>13}",
    ]
    ours = ALONE
    for name in rows[0].costs:
        ms = geometric_mean(row.costs[name].ms for row in rows)
        size = geometric_mean(row.costs[name].size for row in rows)
        slower = geometric_mean(row.costs[name].ms / row.costs[ours].ms for row in rows)
        larger = geometric_mean(
            row.costs[name].size / row.costs[ours].size for row in rows
        )
        line = (
            f"{name:18} {number(ms):>7} {number(slower):>15} "
            f"{number(size / 1e3):>8} {100 * larger:>11.0f} %"
        )
        lines.append(line)
    lines += ["", f"Scenes in which another encoder is ahead of {ours}:"]
    lines += [line for row in rows for line in _ahead(row)] or ["  none"]
    lines += [f"Skipped, not installed: {one.name} ({one.reason})" for one in missing]
    return "\n".join(lines)


def _ahead(row: Comparison) -> list[str]:
    ours = row.costs[ALONE]
    others = {name: cost for name, cost in row.costs.items() if name not in OURS}
    faster = [
        f"{name} {number(cost.ms)}"
        for name, cost in others.items()
        if cost.ms < ours.ms
    ]
    smaller = [
        f"{name} {number(cost.size / 1e3)}"
        for name, cost in others.items()
        if cost.size < ours.size
    ]
    case = f"  {row.scene}, density {row.density:g}"
    lines = []
    if faster:
        lines.append(f"{case}: faster than {number(ours.ms)} ms: {', '.join(faster)}")
    if smaller:
        kilobytes = number(ours.size / 1e3)
        lines.append(f"{case}: smaller than {kilobytes} kB: {', '.join(smaller)}")
    return lines
