"""The open sockets of one application, and what is told to all of them."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from webagg.backend import notices
from webagg.backend.figures import figures

CHECK_INTERVAL = 5.0
"""Seconds between looks at whether the clients are still there."""


class Connection(Protocol):
    """An open socket."""

    def send_json(self, content: dict[str, Any]) -> None:
        """Send a text message."""

    def figures_changed(self) -> None:
        """Note that figures appeared, vanished or changed their titles."""

    def check(self, now: float) -> None:
        """Ping the client, or drop it if it is gone (*now*: the loop's time)."""

    def end(self, code: int, reason: str) -> None:
        """Close the socket."""


class Connections:
    """Open sockets; used on the thread of the loop that serves them.

    `len` may be asked from any thread.
    """

    def __init__(self) -> None:
        self._open: set[Connection] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._check: asyncio.TimerHandle | None = None
        self._announced = False

    def __len__(self) -> int:
        return len(self._open)

    def add(self, connection: Connection) -> None:
        """Keep *connection* informed until `discard`."""
        if not self._open:
            self._loop = asyncio.get_running_loop()
            self._check = self._loop.call_later(CHECK_INTERVAL, self._check_all)
            figures.subscribe(self._figures_changed)
            self._loop.call_later(notices.WATCH_INTERVAL, self._watch)
        self._open.add(connection)

    def discard(self, connection: Connection) -> None:
        """Let go of *connection*; harmless to repeat."""
        self._open.discard(connection)
        if not self._open:
            figures.unsubscribe(self._figures_changed)
            if self._check is not None:
                self._check.cancel()

    def end_all(self, reason: str) -> None:
        """Tell every page why the server ends, and close its socket."""
        for connection in list(self._open):
            connection.send_json({"type": "closed", "reason": reason})
            connection.end(1001, reason)

    def abandon(self) -> None:
        """Forget every socket without a word: this is a forked child."""
        figures.unsubscribe(self._figures_changed)
        self._open.clear()

    def _figures_changed(self) -> None:
        """Hop to the loop, once for any number of changes until it gets there."""
        if self._announced or self._loop is None or self._loop.is_closed():
            return
        self._announced = True
        try:
            self._loop.call_soon_threadsafe(self._tell_figures)
        except RuntimeError:
            # Closed between the question and the call.
            self._announced = False

    def _tell_figures(self) -> None:
        self._announced = False
        for connection in list(self._open):
            connection.figures_changed()

    def _watch(self) -> None:
        """Let the pages know whether Python is busy."""
        if self._open:
            notices.watch()
            asyncio.get_running_loop().call_later(notices.WATCH_INTERVAL, self._watch)

    def _check_all(self) -> None:
        loop = asyncio.get_running_loop()
        for connection in list(self._open):
            connection.check(loop.time())
        if self._open:
            self._check = loop.call_later(CHECK_INTERVAL, self._check_all)
