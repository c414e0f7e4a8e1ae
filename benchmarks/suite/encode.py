"""Absolute times of the compiled core, for comparing revisions on one machine."""

from __future__ import annotations

from webagg import _png
from webagg.bench.matplotlib_path import MatplotlibWebAgg
from webagg.bench.scenes import SCENES, draw_frames
from webagg.stream.stream import FrameStream

DENSITY = 2
# Of each kind one: few pixels, lines, translucent, all pixels in many colours.
CHOSEN = ["marker_move", "line_pan", "transparent", "photo_pan"]


class Changes:
    """Two frames in turn, so that every call finds the same change."""

    params = CHOSEN
    param_names = ("scene",)
    timeout = 300

    def setup_cache(self):
        return {name: draw_frames(SCENES[name], DENSITY, 2).pixels for name in CHOSEN}

    def setup(self, cache, scene):
        self.frames = cache[scene]
        self.turn = 0
        self.webagg = MatplotlibWebAgg()
        self.webagg.send(self.frames[0])
        self.stream = FrameStream()
        self.stream.push(self.frames[0])

    def next_frame(self):
        self.turn ^= 1
        return self.frames[self.turn]

    def time_matplotlib(self, cache, scene):
        self.webagg.send(self.next_frame())

    def time_diff_png(self, cache, scene):
        _png.diff_png(self.frames[1], self.frames[0])

    def time_encode_png(self, cache, scene):
        _png.encode_png(self.frames[1])

    def time_push(self, cache, scene):
        self.stream.push(self.next_frame())

    def time_update_fast(self, cache, scene):
        base = self.stream.frame_id
        self.stream.push(self.next_frame())
        self.stream.update_since(base, "fast")

    def time_update_small(self, cache, scene):
        base = self.stream.frame_id
        self.stream.push(self.next_frame())
        self.stream.update_since(base, "small")


class Unchanged:
    """A draw that changed nothing must cost no more than comparing memory."""

    def setup(self):
        self.frame = draw_frames(SCENES["line_pan"], DENSITY, 2).pixels[0]
        self.one, self.other = self.frame.tobytes(), self.frame.tobytes()
        self.stream = FrameStream()
        self.stream.push(self.frame)

    def time_push(self):
        self.stream.push(self.frame)

    def time_compare_memory(self):
        # The floor: bytes are compared with memcmp.
        _ = self.one == self.other
