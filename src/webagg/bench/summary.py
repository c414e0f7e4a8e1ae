"""What the results of many scenes come to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from webagg.bench.machine import Machine
from webagg.bench.paths import BASELINE
from webagg.bench.run import Result

__all__ = ["Mean", "Report", "geometric_mean", "mean_of"]


def geometric_mean(values: Iterable[float]) -> float:
    """Return the n-th root of the product of n positive numbers.

    Parameters
    ----------
    values : iterable of float
        At least one.

    Raises
    ------
    ValueError
        If there is none, or one is not positive.
    """
    numbers = list(values)
    if not numbers or min(numbers) <= 0:
        raise ValueError(
            f"a geometric mean needs positive numbers, at least one, got {numbers}"
        )
    return math.exp(math.fsum(map(math.log, numbers)) / len(numbers))


@dataclass(frozen=True)
class Mean:
    """Geometric means over scenes for one path.

    Attributes
    ----------
    speed_up : float
        Times faster than matplotlib's path at encoding changes.
    byte_ratio : float
        Bytes of matplotlib's path, as a share.
    whole_speed_up, whole_byte_ratio : float
        The same for whole frames.
    worst_speed_up, worst_byte_ratio : float
        Of all scenes, for changes.
    """

    speed_up: float
    byte_ratio: float
    whole_speed_up: float
    whole_byte_ratio: float
    worst_speed_up: float
    worst_byte_ratio: float


def mean_of(results: Sequence[Result], path: str) -> Mean:
    """Sum up one path over results, which must all have it."""
    speed_ups = [result.speed_up(path) for result in results]
    ratios = [result.byte_ratio(path) for result in results]
    whole = [(result.whole[BASELINE], result.whole[path]) for result in results]
    return Mean(
        geometric_mean(speed_ups),
        geometric_mean(ratios),
        geometric_mean(theirs.ms / ours.ms for theirs, ours in whole),
        geometric_mean(ours.size / theirs.size for theirs, ours in whole),
        min(speed_ups),
        max(ratios),
    )


@dataclass(frozen=True)
class Report:
    """One run.

    Attributes
    ----------
    machine : Machine
        Where it ran.
    results : list of Result
        In the order they were measured.
    """

    machine: Machine
    results: list[Result]

    @property
    def densities(self) -> list[float]:
        """The densities measured, in order."""
        return list(dict.fromkeys(result.density for result in self.results))

    def at(self, density: float) -> list[Result]:
        """Results at one density."""
        return [result for result in self.results if result.density == density]

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        paths = list(self.results[0].changes)
        return {
            "machine": asdict(self.machine),
            "baseline": BASELINE,
            "results": [_with_ratios(result) for result in self.results],
            "geometric_means": [
                {
                    "density": density,
                    **{
                        path: asdict(mean_of(self.at(density), path))
                        for path in paths
                        if path != BASELINE
                    },
                }
                for density in self.densities
            ],
        }


def _with_ratios(result: Result) -> dict[str, Any]:
    content = asdict(result)
    for path, cost in content["changes"].items():
        cost["speed_up"] = result.speed_up(path)
        cost["byte_ratio"] = result.byte_ratio(path)
    return content
