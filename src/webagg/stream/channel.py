"""A socket that is used on the thread and loop that own it, whoever asks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Protocol

from webagg.stream.protocol import Message

_log = logging.getLogger(__name__)


class Socket(Protocol):
    """What an embedding application's socket must offer."""

    def send_json(self, content: dict[str, Any]) -> Any:
        """Send a JSON object as text."""

    def send_binary(self, blob: bytes) -> Any:
        """Send bytes."""


class Channel:
    """Sends through *socket* on the loop that runs where the channel is made.

    Where none runs, it sends on any thread. A socket that fails is not used again.

    Parameters
    ----------
    socket : Socket
        Where messages go.
    """

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.closed = False
        """Whether nothing is sent any more."""
        try:
            self.loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self.loop = None

    def post(self, function: Callable[[], None]) -> None:
        """Call *function* on the owning loop, after what was posted before."""
        if self.loop is None:
            function()
        else:
            # RuntimeError: the application's loop is gone, and so is the page.
            with contextlib.suppress(RuntimeError):
                self.loop.call_soon_threadsafe(function)

    def run(self, function: Callable[[], None]) -> None:
        """Call *function* at once if this is the owning loop, else post it."""
        try:
            running = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is self.loop:
            function()
        else:
            self.post(function)

    def later(self, seconds: float, function: Callable[[], None]) -> bool:
        """Call *function* after a while, on the owning loop; False if there is none."""
        if self.loop is None:
            return False
        self.loop.call_later(seconds, function)
        return True

    def send(self, message: Message) -> None:
        """Send a text message from any thread."""
        self.post(lambda: self.write_text(message))

    def write_text(self, message: Message) -> None:
        """Send a text message, on the owning loop."""
        self._write(self.socket.send_json, message)

    def write_bytes(self, blob: bytes) -> None:
        """Send bytes, on the owning loop."""
        self._write(self.socket.send_binary, blob)

    def _write(self, send: Callable[[Any], Any], content: Any) -> None:
        if self.closed:
            return
        try:
            send(content)
        except Exception as error:
            # One viewer's broken socket is no other's concern.
            _log.debug("a viewer's socket is gone: %s", error)
            self.closed = True
