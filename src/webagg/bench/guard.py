"""Ratios against matplotlib's path that must not fall."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webagg.bench.machine import Machine
from webagg.bench.run import Result
from webagg.bench.summary import geometric_mean

__all__ = ["GUARDED", "TOLERANCE", "Fall", "Guard", "falls", "guard", "ratios_of"]

GUARDED = ("diff_png", "fast", "small")
# How much worse a ratio may get. In one run both paths see the same machine, so that
# ratios vary by some per cent only.
TOLERANCE = 0.25
MEAN = "geometric mean"

# By scene, then by path: speed_up and byte_ratio.
Ratios = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True)
class Fall:
    """A ratio that is worse than it may be."""

    scene: str
    path: str
    quantity: str
    committed: float
    measured: float

    def __str__(self) -> str:
        return (
            f"{self.scene}, {self.path}: {self.quantity} is {self.measured:.3g}, more "
            f"than {100 * TOLERANCE:.0f} % worse than {self.committed:.3g}"
        )


@dataclass(frozen=True)
class Guard:
    """The committed ratios.

    Attributes
    ----------
    density : float
        Device pixels per logical pixel at which they hold.
    ratios : dict
        By scene and by path: speed_up (times faster than matplotlib's path) and
        byte_ratio (bytes as a share of its bytes).
    """

    density: float
    ratios: Ratios

    @classmethod
    def load(cls, path: str) -> Guard:
        """Read a file that `save` wrote.

        Raises
        ------
        OSError, ValueError
            If the file cannot be read or is none of ours.
        """
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        try:
            guard = cls(float(content["density"]), content["ratios"])
        except (KeyError, TypeError) as error:
            raise ValueError(
                f"{path} is no file of ratios; --update-guard makes one"
            ) from error
        if not guard.ratios:
            raise ValueError(f"{path} has no scenes, it would guard nothing")
        return guard

    def save(self, path: str, machine: Machine) -> None:
        """Write the file, with the date and versions of the measurement."""
        content: dict[str, Any] = {
            "comment": "Made by python -m webagg.bench --update-guard. speed_up: times "
            "faster than matplotlib's path; byte_ratio: share of its bytes.",
            "date": machine.date,
            "versions": machine.versions,
            "density": self.density,
            "ratios": self.ratios,
        }
        Path(path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def ratios_of(results: Sequence[Result]) -> Ratios:
    """Return the ratios of results and, under `MEAN`, their geometric means."""
    ratios: Ratios = {
        result.scene: {
            path: {
                "speed_up": round(result.speed_up(path), 2),
                "byte_ratio": round(result.byte_ratio(path), 4),
            }
            for path in GUARDED
        }
        for result in results
    }
    ratios[MEAN] = {
        path: {
            "speed_up": round(geometric_mean(r.speed_up(path) for r in results), 2),
            "byte_ratio": round(geometric_mean(r.byte_ratio(path) for r in results), 4),
        }
        for path in GUARDED
    }
    return ratios


def falls(measured: Ratios, committed: Ratios) -> list[Fall]:
    """Return every ratio that is worse than committed by more than `TOLERANCE`.

    Parameters
    ----------
    measured, committed : dict
        As `ratios_of` gives them; every committed scene must have been measured.
    """
    found = []
    for scene, paths in committed.items():
        for path, before in paths.items():
            now = measured[scene][path]
            if now["speed_up"] < (1 - TOLERANCE) * before["speed_up"]:
                quantity = "speed_up"
            elif now["byte_ratio"] > before["byte_ratio"] / (1 - TOLERANCE):
                quantity = "byte_ratio"
            else:
                continue
            found.append(Fall(scene, path, quantity, before[quantity], now[quantity]))
    return found


def guard(
    committed: Ratios, results: Sequence[Result], again: Callable[[str], Result]
) -> list[Fall]:
    """Compare results with the committed ratios; measure a scene again that fell.

    Another process on the machine can slow down one round or all of them. A scene
    fails only if it fails twice.

    Parameters
    ----------
    committed : dict
        What must hold.
    results : sequence of Result
        What was measured.
    again : callable
        Measures the scene of this name once more, thoroughly.

    Returns
    -------
    list of Fall
        Empty if all is well.
    """
    found = falls(ratios_of(results), committed)
    fallen = {fall.scene for fall in found}
    if not fallen:
        return []
    repeated = [
        again(result.scene) if result.scene in fallen else result for result in results
    ]
    return falls(ratios_of(repeated), committed)
