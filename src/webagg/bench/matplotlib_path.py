"""matplotlib's own way from pixels to bytes, run by the installed matplotlib."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends import backend_webagg_core
from matplotlib.figure import Figure

from webagg.bench.scenes import Pixels

__all__ = ["MatplotlibWebAgg"]

# It has no annotations.
core: Any = backend_webagg_core


class _PreparedCanvas(core.FigureCanvasWebAggCore):  # type: ignore[misc]
    """matplotlib's canvas, showing prepared pixels where Agg's buffer would be."""

    def __init__(self) -> None:
        super().__init__(Figure())
        self.frame: Pixels = np.zeros((1, 1, 4), np.uint8)

    def get_renderer(self) -> _PreparedCanvas:
        return self

    def buffer_rgba(self) -> Pixels:
        return self.frame


class _Socket:
    """What the manager takes for a browser: keeps the last image and its mode."""

    def __init__(self) -> None:
        self.mode = "full"
        self.png = b""

    def send_json(self, content: dict[str, Any]) -> None:
        if content["type"] == "image_mode":
            self.mode = content["mode"]

    def send_binary(self, blob: bytes) -> None:
        self.png = blob


class MatplotlibWebAgg:
    """A WebAgg figure of the installed matplotlib with one viewer.

    Only drawing is left out: `send` does what matplotlib does after a draw or blit, by
    matplotlib's own code, from the comparison with the last frame to the PNG at the
    socket.
    """

    def __init__(self) -> None:
        self._canvas = _PreparedCanvas()
        self._socket = _Socket()
        core.FigureManagerWebAgg(self._canvas, 1).add_web_socket(self._socket)

    def send(self, frame: Pixels) -> tuple[str, bytes]:
        """Send a frame to the viewer.

        Parameters
        ----------
        frame : ndarray
            (height, width, 4) uint8, C-contiguous.

        Returns
        -------
        (str, bytes)
            Image mode, "full" or "diff", and the PNG.
        """
        self._canvas.frame = frame
        # After drawing, draw() and blit() do the same; blit() does not draw before.
        self._canvas.blit()
        return self._socket.mode, self._socket.png
