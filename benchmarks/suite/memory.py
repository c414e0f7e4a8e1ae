"""Peak memory of a process that encodes large frames, both paths."""

from __future__ import annotations

from webagg.bench.paths import BASELINE, PATHS
from webagg.bench.scenes import SCENES, draw_frames

DENSITY = 4


class PeakMemory:
    params = ([None, BASELINE, "diff_png", "fast", "small"],)
    param_names = ("path",)
    timeout = 300

    def setup_cache(self):
        return draw_frames(SCENES["photo_pan"], DENSITY, 3).pixels

    def peakmem_three_frames(self, frames, path):
        # Without a path: what the frames and the interpreter take by themselves.
        if path is None:
            return
        encoder = PATHS[path].make()
        encoder.first(frames[0])
        for frame in frames[1:]:
            encoder.next(frame)
