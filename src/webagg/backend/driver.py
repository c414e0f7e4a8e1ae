"""Which viewer decides on a figure's size and density: the last one used."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from webagg.backend.eventloop import pump
from webagg.stream.viewer import Viewer

if TYPE_CHECKING:
    from webagg.backend.canvas import FigureCanvasWebAggCore

# Messages by which a viewer shows that somebody works in it.
_PRESSES = {"button_press", "dblclick"}
_USES = {"key_press", "scroll", "toolbar_button", "tool_trigger"}
_RELEASES = {"button_release", "figure_leave"}


class Driver:
    """The viewer that decides; used on the main thread but for `left`.

    Viewers that only connect decide nothing, but for the first.

    Parameters
    ----------
    canvas : FigureCanvasWebAggCore
        The canvas whose size and density are decided on.
    """

    def __init__(self, canvas: FigureCanvasWebAggCore) -> None:
        self._canvas = canvas
        self._viewer: Viewer | None = None
        self._pressed_in: Viewer | None = None

    @property
    def viewer(self) -> Viewer | None:
        """The viewer that decides, or None."""
        return self._viewer

    def decides(self, viewer: Viewer | None) -> bool:
        """Return whether *viewer* decides; the first that asks does.

        Unknown viewers do: an application with one socket does not name it.
        """
        if self._viewer is None:
            self._viewer = viewer
        return viewer is None or viewer is self._viewer

    def used(self, viewer: Viewer | None, kind: str) -> None:
        """Note that a message of type *kind* of *viewer* was handled.

        Positions are in pixels of the frame that the viewer shows, so a press
        changes the size only when its release has been handled too.
        """
        if viewer is None:
            return
        if kind in _PRESSES:
            viewer.used_at = time.monotonic()
            self._pressed_in = viewer
        elif kind in _USES:
            viewer.used_at = time.monotonic()
            if self._pressed_in is None:
                self._take(viewer)
        elif kind in _RELEASES and self._pressed_in is viewer:
            self._pressed_in = None
            self._take(viewer)

    def left(self, viewer: Viewer, others: Iterable[Viewer]) -> None:
        """Let the one used last of *others* decide after *viewer*; any thread."""
        if self._pressed_in is viewer:
            self._pressed_in = None
        if self._viewer is not viewer:
            return
        self._viewer = None
        ready = [v for v in others if v.looks and v.device_pixel_ratio is not None]
        if ready:
            heir = max(ready, key=lambda v: v.used_at)
            pump.call_soon(lambda: self._inherit(heir))

    def _inherit(self, heir: Viewer) -> None:
        if self._viewer is None and heir.looks:
            self._take(heir)

    def _take(self, viewer: Viewer) -> None:
        if viewer is self._viewer or self._canvas.is_detached:
            return
        self._viewer = viewer
        if viewer.device_pixel_ratio is not None:
            self._canvas.set_ratio(viewer.device_pixel_ratio)
        if viewer.size is not None:
            self._canvas.resize_to(*viewer.size)
