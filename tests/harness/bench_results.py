"""Results with round numbers, for tests of what is made of them."""

from webagg.bench.machine import Machine
from webagg.bench.paths import BASELINE, PATHS
from webagg.bench.run import Cost, Result
from webagg.bench.summary import Report

MACHINE = Machine("A processor", 4, "Linux x86_64", {"Python": "3.11"}, "2026-01-02")


def result(scene, theirs_ms, ours_ms, theirs_size, ours_size, density=2.0):
    def costs(factor):
        ours = Cost(factor * ours_ms, factor * ours_ms, factor * ours_size)
        theirs = Cost(factor * theirs_ms, factor * theirs_ms, factor * theirs_size)
        return {name: theirs if name == BASELINE else ours for name in PATHS}

    return Result(scene, density, 1280, 960, 10.0, 0.25, costs(1), costs(2), 5, 30)


def report(*results):
    return Report(MACHINE, list(results))
