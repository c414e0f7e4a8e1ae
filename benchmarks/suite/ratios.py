"""Ratios against matplotlib's path in the same run: what may not get worse."""

from __future__ import annotations

from webagg.bench.guard import GUARDED
from webagg.bench.paths import BASELINE, PATHS
from webagg.bench.run import measure
from webagg.bench.scenes import MEASURED, SCENES
from webagg.bench.summary import geometric_mean

DENSITY = 2
ROUNDS = 3


class Ratios:
    """Every output is decoded and compared with its frame while measuring."""

    params = ([*MEASURED, "geometric mean"], list(GUARDED))
    param_names = ("scene", "path")
    timeout = 600

    def setup_cache(self):
        paths = [PATHS[name] for name in (BASELINE, *GUARDED)]
        return [
            measure(SCENES[name], DENSITY, rounds=ROUNDS, paths=paths)
            for name in MEASURED
        ]

    setup_cache.timeout = 600

    def of(self, results, scene, ratio):
        return geometric_mean(
            ratio(result)
            for result in results
            if scene in (result.scene, "geometric mean")
        )

    def track_speed_up(self, results, scene, path):
        return self.of(results, scene, lambda result: result.speed_up(path))

    track_speed_up.unit = "times faster than matplotlib"

    def track_byte_ratio(self, results, scene, path):
        return self.of(results, scene, lambda result: result.byte_ratio(path))

    track_byte_ratio.unit = "of matplotlib's bytes"
