"""The program behind ``--live``: a figure to be dragged, under either server.

Run as ``python -m webagg.bench.live_figure SCENE LOG PORT`` with MPLBACKEND set. Every
draw shows its number as a row of black and white blocks in the lower left corner, so
that whoever looks at the page knows which frame is on the screen. LOG gets a line
"drawn NUMBER TIME" when Agg has drawn a frame, and a line "sent BYTES TIME" for each
message to the browser; times are milliseconds since 1970. On SIGUSR1 it drags the axes
by itself for a while, drawing with Agg and nothing else, and notes "alone COUNT
MILLISECONDS".
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import MouseButton
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from tornado.websocket import WebSocketHandler

from webagg.bench.scenes import SCENES

# Blocks from the left: white, black, white, then the number's bits, lowest first. Agg's
# corner of a figure is white or transparent, so that a blank canvas is no number.
MARK = (1, 0, 1)
NUMBER_BITS = 16
BLOCKS = len(MARK) + NUMBER_BITS
BLOCK_POINTS = 4
DPI = 100
ALONE_SECONDS = 1.5


class FrameNumber(Artist):
    """Draws how often it was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        # Over everything else.
        self.set_zorder(1e6)

    def draw(self, renderer: Any) -> None:
        """Draw the next number at the lower left corner."""
        self.number += 1
        bits = [self.number >> place & 1 for place in range(NUMBER_BITS)]
        side = round(BLOCK_POINTS * renderer.dpi / DPI)
        row = np.repeat(np.array([*MARK, *bits], np.uint8) * 255, side)
        image = np.full((side, row.size, 4), 255, np.uint8)
        image[..., :3] = row[:, None]
        context = renderer.new_gc()
        renderer.draw_image(context, 0, 0, image)
        context.restore()


def main(scene: str, log_path: str, port: str) -> None:
    """Show the figure until the process is ended."""
    # matplotlib's server is told by these where to listen, and webagg's obeys them.
    mpl.rcParams["webagg.open_in_browser"] = False
    mpl.rcParams["webagg.port"] = int(port)
    figure = plt.figure(figsize=(6.4, 4.8), dpi=DPI)
    step = SCENES[scene].build(figure)
    step(0)
    number = FrameNumber()
    figure.add_artist(number)
    toolbar = plt.get_current_fig_manager().toolbar  # type: ignore[union-attr]
    toolbar.pan()  # type: ignore[union-attr]
    with open(log_path, "w", encoding="ascii", buffering=1) as log:

        def note(what: str, value: int, number: float | None = None) -> None:
            log.write(f"{what} {value} {number or 1e3 * time.time()}\n")

        figure.canvas.mpl_connect(
            "draw_event", lambda event: note("drawn", number.number)
        )
        signal.signal(signal.SIGUSR1, lambda *_: note("alone", *_draw_alone(figure)))
        _watch_messages(lambda size: note("sent", size))
        plt.show()


def _draw_alone(figure: Figure) -> tuple[int, float]:
    """Draw as in a drag; return how often, and in how many milliseconds."""
    axes = figure.axes[0]
    x, y = axes.bbox.x0 + axes.bbox.width / 2, axes.bbox.y0 + axes.bbox.height / 2
    axes.start_pan(x, y, MouseButton.LEFT)
    count = 0
    start = time.perf_counter()
    while (passed := time.perf_counter() - start) < ALONE_SECONDS:
        count += 1
        axes.drag_pan(MouseButton.LEFT, None, x + 8 * (count % 20), y)
        FigureCanvasAgg.draw(figure.canvas)  # type: ignore[arg-type]
    axes.end_pan()
    return count, 1e3 * passed


def _watch_messages(note: Callable[[int], None]) -> None:
    """Call `note` with the size of each message that goes to a browser.

    Both servers send with this method. The page cannot be asked: webagg's opens its
    socket in a worker, where nothing can be put in from outside.
    """
    write_message = WebSocketHandler.write_message

    def watched(
        handler: WebSocketHandler,
        message: bytes | str | dict[str, Any],
        binary: bool = False,
    ) -> Any:
        note(len(message))
        return write_message(handler, message, binary)

    WebSocketHandler.write_message = watched  # type: ignore[assignment]


if __name__ == "__main__":
    main(*sys.argv[1:])
