"""What the pages are told of Python's state: errors, and that it is busy."""

from __future__ import annotations

import time

from webagg.backend import errors
from webagg.backend.figures import figures

WATCH_INTERVAL = 0.25
"""Seconds between calls of `watch`."""
_BUSY_AFTER = 0.4  # seconds for which input must have waited
_REPEAT_AFTER = 1.0  # seconds after which the same error is told again


def watch() -> None:
    """Tell the pages of figures whose input waits that Python is busy, or no more.

    Called by the server, on its thread, every `WATCH_INTERVAL` seconds while pages
    are connected.
    """
    for manager in figures.all():
        manager.set_busy(manager.canvas.kept_waiting() > _BUSY_AFTER)


class ErrorNotes:
    """Sends errors to the pages of the figure that they concern, or of all."""

    def __init__(self) -> None:
        self._told: tuple[str, float] = ("", float("-inf"))

    def __call__(self, text: str, traceback: str, subject: object) -> None:
        """Tell of an error; one that comes with every event only now and then."""
        now = time.monotonic()
        last, when = self._told
        if text == last and now - when < _REPEAT_AFTER:
            return
        self._told = text, now
        message = {"type": "error", "message": text, "traceback": traceback}
        shown = figures.all()
        concerned = [m for m in shown if m.canvas is subject] or shown
        for manager in concerned:
            manager.send_to_all(message)


_notes = ErrorNotes()


def attach() -> None:
    """Tell the pages of errors from now on."""
    errors.add_listener(_notes)
