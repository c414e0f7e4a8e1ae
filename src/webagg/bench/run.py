"""Times the paths on the same frames, in turn, in one process."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, median

import numpy as np

from webagg.bench.paths import BASELINE, PATHS, Output, PathKind
from webagg.bench.scenes import Frames, Pixels, Scene, draw_frames
from webagg.bench.verify import WrongOutput, verify

__all__ = ["Cost", "Result", "Timings", "measure", "timing"]

# The shortest of one is no shortest.
FEWEST_ROUNDS = 2


@dataclass(frozen=True)
class Cost:
    """What one path costs for one scene.

    Attributes
    ----------
    ms : float
        Milliseconds a frame: the shortest of all rounds, averaged over the frames.
    median_ms : float
        The same with the median of the rounds.
    size : float
        Bytes a frame, averaged over the frames.
    """

    ms: float
    median_ms: float
    size: float


@dataclass
class Timings:
    """Times and sizes of one path, by frame and round."""

    ns: dict[int, list[int]] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)

    def add(self, index: int, ns: int, size: int) -> None:
        """Note one timed call for frame `index`."""
        self.ns.setdefault(index, []).append(ns)
        self.sizes[index] = size

    def cost(self, indices: Sequence[int]) -> Cost:
        """Sum up the frames `indices`."""
        return Cost(
            fmean(min(self.ns[index]) for index in indices) / 1e6,
            fmean(median(self.ns[index]) for index in indices) / 1e6,
            fmean(self.sizes[index] for index in indices),
        )


@dataclass(frozen=True)
class Result:
    """What was measured for one scene at one density.

    Attributes
    ----------
    scene : str
        Name of the scene.
    density : float
        Device pixels per logical pixel.
    width, height : int
        Device pixels.
    draw_ms : float
        Time in which Agg draws a frame, the shortest.
    changed : float
        Share of the pixels that differ from frame to frame, 0 to 1.
    changes : dict of str to Cost
        By path: encoding a frame for a viewer that has the one before.
    whole : dict of str to Cost
        By path: encoding a frame for a viewer that has none.
    rounds : int
        How often all was repeated.
    verified : int
        Timed outputs, all of which were checked.
    """

    scene: str
    density: float
    width: int
    height: int
    draw_ms: float
    changed: float
    changes: dict[str, Cost]
    whole: dict[str, Cost]
    rounds: int
    verified: int

    def speed_up(self, path: str) -> float:
        """How many times faster than matplotlib's path, for changes."""
        return self.changes[BASELINE].ms / self.changes[path].ms

    def byte_ratio(self, path: str) -> float:
        """Bytes as a share of those of matplotlib's path, for changes."""
        return self.changes[path].size / self.changes[BASELINE].size


@contextmanager
def timing() -> Iterator[None]:
    """Keep the garbage collector out of what is timed."""
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def measure(
    scene: Scene,
    density: float,
    *,
    rounds: int,
    frames: int = 4,
    paths: Sequence[PathKind] = tuple(PATHS.values()),
    seconds: float = math.inf,
    on_round: Callable[[], None] = lambda: None,
) -> Result:
    """Draw a scene, run every path over its frames and check every output.

    Each round starts all paths anew. Within it the paths take turns frame by frame, so
    that a slow moment of the machine hits all of them.

    Parameters
    ----------
    scene : Scene
        What to draw.
    density : float
        Device pixels per logical pixel.
    rounds : int
        How often all is repeated, at least 1.
    frames : int
        How many frames are drawn, at least 2.
    paths : sequence of PathKind
        What to time; the baseline must be among them.
    seconds : float
        Rounds after the second are left out when this time is over.
    on_round : callable
        Called after each round, and for each that is left out.

    Returns
    -------
    Result

    Raises
    ------
    WrongOutput
        If any output does not decode to its frame.
    ValueError
        If `rounds` is less than 1.
    """
    if rounds < 1:
        raise ValueError(f"rounds must be at least 1, got {rounds}")
    deadline = time.monotonic() + seconds
    drawn = draw_frames(scene, density, frames)
    timings = {kind.name: Timings() for kind in paths}
    known: dict[tuple[str, int], Output] = {}
    done = 0
    for _ in range(rounds):
        if done < FEWEST_ROUNDS or time.monotonic() < deadline:
            _one_round(drawn.pixels, paths, timings, known)
            done += 1
        on_round()
    later = range(1, frames)
    width, height = drawn.size
    return Result(
        scene.name,
        density,
        width,
        height,
        drawn.draw_ms,
        _changed(drawn),
        {name: path.cost(later) for name, path in timings.items()},
        {name: path.cost([0]) for name, path in timings.items()},
        done,
        done * frames * len(paths),
    )


def _one_round(
    frames: list[Pixels],
    kinds: Sequence[PathKind],
    timings: dict[str, Timings],
    known: dict[tuple[str, int], Output],
) -> None:
    paths = {kind.name: kind.make() for kind in kinds}
    for index, frame in enumerate(frames):
        outputs = {}
        with timing():
            for name, path in paths.items():
                encode = path.next if index else path.first
                start = time.perf_counter_ns()
                output = encode(frame)
                elapsed = time.perf_counter_ns() - start
                timings[name].add(index, elapsed, len(output.payload))
                outputs[name] = output
        for name, output in outputs.items():
            # What equals an output that was right is right.
            if known.get((name, index)) != output:
                try:
                    verify(output, frames[index - 1] if index else None, frame)
                except WrongOutput as error:
                    error.add_note(f"path {name}, frame {index}")
                    raise
                known[name, index] = output


def _changed(drawn: Frames) -> float:
    return fmean(
        float(np.mean(before.view(np.uint32) != after.view(np.uint32)))
        for before, after in pairwise(drawn.pixels)
    )
