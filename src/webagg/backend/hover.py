"""Which figure the pointer of each page is over.

It leaves one before it enters the next. Each figure of a page has a socket of its own,
and two sockets keep no order: where the enter of one figure comes before the leave of
another, the leave is made up, and what is late is dropped.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

from webagg.input.events import POINTER_TYPES
from webagg.stream.protocol import Message
from webagg.stream.viewer import Viewer

_LATE = 1.0
"""Seconds for which a made-up leave is believed to precede the page's own."""


class Canvas(Protocol):
    """What is needed of a canvas."""

    def handle_from(self, message: Message, viewer: Viewer | None) -> Any:
        """Handle a checked message of a viewer."""


class Hover:
    """The figures that pointers are over; used on the main thread but for `forget`."""

    def __init__(self) -> None:
        # By page: the figure, its viewer, and the last that the pointer did there.
        self._over: dict[str, tuple[Canvas, Viewer, Message]] = {}
        # When leaves were made up (`time.monotonic`); the pages' own are to come.
        self._left_early: dict[Viewer, float] = {}

    def admits(self, canvas: Canvas, message: Message, viewer: Viewer | None) -> bool:
        """Return whether to handle *message*; first let the pointer leave elsewhere."""
        kind = message["type"]
        if viewer is None or viewer.page is None or kind not in POINTER_TYPES:
            return True
        if self._is_late(kind, viewer):
            return False
        before = self._over.get(viewer.page)
        is_over = before is not None and before[1] is viewer
        if kind == "figure_enter":
            self._left_early.pop(viewer, None)
            if before is not None and not is_over:
                self._leave(*before)
        if kind == "figure_leave":
            if is_over:
                del self._over[viewer.page]
        elif is_over or kind == "figure_enter":
            self._over[viewer.page] = canvas, viewer, message
        return True

    def _is_late(self, kind: str, viewer: Viewer) -> bool:
        left_at = self._left_early.get(viewer)
        if left_at is None or kind not in ("motion_notify", "figure_leave"):
            return False
        if kind == "figure_leave":
            del self._left_early[viewer]
        # Later it is a mouse that stayed while a finger was in the other figure.
        return time.monotonic() - left_at < _LATE

    def _leave(self, canvas: Canvas, viewer: Viewer, last: Message) -> None:
        leave = {**last, "type": "figure_leave", "seq": 0, "guiEvent": None}
        canvas.handle_from(leave, viewer)
        self._left_early[viewer] = time.monotonic()

    def forget(self, viewer: Viewer) -> None:
        """Forget a viewer that is gone; any thread."""
        self._left_early.pop(viewer, None)
        for page, over in list(self._over.items()):
            if over[1] is viewer:
                self._over.pop(page, None)


hover = Hover()
"""Of this process."""
