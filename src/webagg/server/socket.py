"""A WebSocket that neither a flood nor a deaf client can hurt."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from typing import Any, cast

import tornado.iostream
import tornado.websocket

from webagg.server.connections import Connections
from webagg.server.guard import Failure, Guarded, log
from webagg.server.rate import TokenBucket

MESSAGES_PER_SECOND = 1000.0
MESSAGES_AT_ONCE = 8000.0
MESSAGE_UNIT = 4096
"""Characters of a message that count as one more message."""
MAX_UNSENT = 64 * 1024 * 1024
"""Bytes that may wait for a client to read them."""
PING_INTERVAL = 10.0
"""Seconds without a word from the client after which it is asked for one."""
SILENCE_LIMIT = 22.0
"""Seconds without a word, asked for, after which the client is gone.

With `CHECK_INTERVAL` a lost connection is noticed within 30 seconds.
"""
STALL_LIMIT = 60.0
"""Seconds in which a client must have read something of what waits for it."""

POLICY_VIOLATION = 1008


class BadMessage(ValueError):
    """A message that cannot be understood; the text is for the client."""


def parse(message: str | bytes) -> tuple[str, dict[str, Any]]:
    """Return type and content of a text message.

    Raises
    ------
    BadMessage
        Unless it is a JSON object with a ``type``.
    """
    if not isinstance(message, str):
        raise BadMessage("binary messages are not understood, only JSON text")
    try:
        content = json.loads(message, parse_constant=_no_constant)
    except RecursionError:
        raise BadMessage("the JSON is nested too deeply") from None
    except ValueError as error:
        raise BadMessage(f"the message is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise BadMessage(f"a message is a JSON object, not a {type(content).__name__}")
    kind = content.get("type")
    if not isinstance(kind, str):
        raise BadMessage("the message has no text as its 'type'")
    return kind, content


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class BoundedSocket(Guarded, tornado.websocket.WebSocketHandler):
    """Base of our sockets: bounded both ways, and never fatal to others.

    A message that fails is answered with an ``error``; a client that sends too
    much, reads too slowly or is gone is dropped.
    """

    supports_binary = True
    will_say_hello = False
    """Whether this is a page of our own, whose client speaks our protocol."""

    def head(self, *args: str, **kwargs: str) -> None:
        """Refuse: a socket has no headers of its own."""
        raise Failure(405, "This is the address of a WebSocket.")

    def begin(self) -> None:
        """Start after the handshake; called by ``open``."""
        self.set_nodelay(True)
        self._bucket = TokenBucket(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)
        self._ended = False
        self._unsent = 0
        now = asyncio.get_running_loop().time()
        self._heard = self._pinged = self._progress = now
        self.connections.add(self)

    @property
    def connections(self) -> Connections:
        """The open sockets of the application."""
        return cast(Connections, self.settings["connections"])

    @property
    def unsent(self) -> int:
        """Bytes that wait for the client to read them."""
        return self._unsent

    def handle(self, kind: str, content: dict[str, Any]) -> None:
        """Act on a message of type *kind*."""
        raise NotImplementedError

    def finished(self) -> None:
        """Clean up, once, when the client is gone or dropped."""

    def figures_changed(self) -> None:
        """Note that figures appeared, vanished or changed their titles."""

    def on_message(self, message: str | bytes) -> None:
        """Act on a message from the client."""
        if self._ended:
            return
        now = self._heard = asyncio.get_running_loop().time()
        if not self._bucket.take(1 + len(message) // MESSAGE_UNIT, now):
            self.send_json({"type": "error", "message": "too many messages"})
            self.end(POLICY_VIOLATION, "too many messages")
            return
        try:
            self.handle(*parse(message))
        except BadMessage as error:
            self.send_json({"type": "error", "message": str(error)})
        except Exception as error:
            # Tornado would drop the client; one message must not cost that.
            log.exception("a message from a page could not be handled")
            text = f"the message could not be handled: {type(error).__name__}"
            self.send_json({"type": "error", "message": text})

    def on_pong(self, data: bytes) -> None:
        """Note that the client lives."""
        self._heard = asyncio.get_running_loop().time()

    def on_close(self) -> None:
        """Clean up after the client has left."""
        self._finish()

    def send_json(self, content: dict[str, Any]) -> None:
        """Send *content* as a text message."""
        self._send(json.dumps(content), binary=False)

    def send_binary(self, blob: bytes) -> None:
        """Send *blob*; as a data URI of a PNG where the client takes text only."""
        if self.supports_binary:
            self._send(bytes(blob), binary=True)
        else:
            self._send(data_uri(blob), binary=False)

    def _send(self, message: str | bytes, *, binary: bool) -> None:
        if self._ended or self.ws_connection is None:
            return
        size = len(message)
        if self._unsent and self._unsent + size > MAX_UNSENT:
            self.end(POLICY_VIOLATION, "reads too slowly")
            return
        try:
            written = self.write_message(message, binary=binary)
        except tornado.websocket.WebSocketClosedError:
            return
        if not self._unsent:
            self._progress = asyncio.get_running_loop().time()
        self._unsent += size

        def sent(future: asyncio.Future[None]) -> None:
            self._unsent -= size
            # Asked for, so that a closed connection is no unhandled error.
            if not future.cancelled() and future.exception() is None:
                self._progress = future.get_loop().time()

        written.add_done_callback(sent)

    def check(self, now: float) -> None:
        """Ping the client, or drop it if it is gone (*now*: the loop's time)."""
        if self._ended:
            return
        silent = now - self._heard
        if self._unsent:
            # A ping would wait behind what is unsent: on a slow line it says nothing.
            # But our own client speaks when it has heard nothing for a while.
            if self.will_say_hello and silent > SILENCE_LIMIT:
                self.end(POLICY_VIOLATION, "no answer")
            elif now - max(self._progress, self._heard) > STALL_LIMIT:
                self.end(POLICY_VIOLATION, "stopped reading")
        elif silent > SILENCE_LIMIT:
            self.end(POLICY_VIOLATION, "no answer")
        elif silent >= PING_INTERVAL - 1 and now - self._pinged >= PING_INTERVAL - 1:
            self._pinged = now
            with contextlib.suppress(
                tornado.websocket.WebSocketClosedError,
                tornado.iostream.StreamClosedError,
            ):
                self.ping()

    def end(self, code: int, reason: str) -> None:
        """Close the socket and let go of it at once.

        Tornado waits a few seconds for the client to agree, then cuts the line.
        """
        if not self._ended:
            self._finish()
            self.close(code, reason)

    def _finish(self) -> None:
        # Not set where the handshake failed before `begin`.
        if getattr(self, "_ended", True):
            return
        self._ended = True
        self.connections.discard(self)
        self.finished()


def data_uri(png: bytes) -> str:
    """Return a PNG image as text."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
