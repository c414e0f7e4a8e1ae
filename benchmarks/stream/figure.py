"""The figures of these measurements: ``python -m stream.figure KIND PORT``.

Answers lines of Python on its standard input with JSON lines on its standard output.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

mpl.use("module://webagg")


def line(interval: int) -> None:
    """Make a figure with an animated line."""
    fig, ax = plt.subplots()
    x = np.linspace(0, 10, 1000)
    (curve,) = ax.plot(x, np.sin(x))
    ax.set_ylim(-1.1, 1.1)
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        curve.set_ydata(np.sin(x + count / 10))
        fig.canvas.draw_idle()

    timer = fig.canvas.new_timer(interval=interval)
    timer.add_callback(step)
    timer.start()
    fig.keep = timer  # type: ignore[attr-defined]


draws: list[tuple[int, float]] = []
"""Number of each frame, and when it was published (`time.monotonic`)."""
encodings: dict[tuple[object, ...], object] = {}
"""The newest message for each base and effort."""
counts = {"asked": 0, "encoded": 0}
"""How often a viewer asked for an update, and how often that had to be made."""


def watch() -> None:
    """Note draws and encodings."""
    from webagg.stream.stream import FrameStream
    from webagg.stream.viewers import Viewers

    publish, update_since = Viewers.publish, FrameStream.update_since

    def noted(self, *args):  # type: ignore[no-untyped-def]
        frame_id = publish(self, *args)
        draws.append((frame_id, time.monotonic()))
        return frame_id

    def counted(self, frame_id, effort="fast"):  # type: ignore[no-untyped-def]
        update = update_since(self, frame_id, effort)
        if update is not None:
            counts["asked"] += 1
            if encodings.get((frame_id, effort)) is not update:
                counts["encoded"] += 1
            encodings[frame_id, effort] = update
            while len(encodings) > 64:
                del encodings[next(iter(encodings))]
        return update

    Viewers.publish = noted  # type: ignore[method-assign]
    FrameStream.update_since = counted  # type: ignore[method-assign]


def memory() -> float:
    """Return MB of memory in use now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def answer() -> None:
    """Evaluate what is asked."""
    names = dict(globals(), os=os)
    for question in sys.stdin:
        try:
            value = eval(question, names)
        except Exception as error:
            value = repr(error)
        print(json.dumps(value), flush=True)
    os._exit(0)


if __name__ == "__main__":
    mpl.rcParams["webagg.open_in_browser"] = False
    mpl.rcParams["webagg.port"] = int(sys.argv[2])
    watch()
    line(int(sys.argv[1]))
    threading.Thread(target=answer, daemon=True).start()
    plt.show()
