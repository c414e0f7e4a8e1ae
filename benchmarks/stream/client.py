"""A viewer without a browser, cheap enough to have two hundred of them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import time
from collections.abc import Callable
from typing import Any

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class ViewerClient(asyncio.Protocol):
    """One native viewer.

    Parameters
    ----------
    path : str
        Of the figure's socket, with the token.
    port : int
        Of the server, on 127.0.0.1.
    deaf : bool
        Whether it stops reading from its socket after the first frame.
    ratio : float
        Device pixels to a CSS pixel.
    on_update : callable, optional
        Called with each update and the time (`time.monotonic`) when it came.
    """

    def __init__(
        self,
        path: str,
        port: int,
        deaf: bool = False,
        ratio: float = 1,
        on_update: Callable[[bytes, float], None] | None = None,
    ) -> None:
        self._path = path
        self._port = port
        self._deaf = deaf
        self._ratio = ratio
        self._on_update = on_update
        self._received = bytearray()
        self._shaken = False
        self._viewer: str | None = None
        self.session: str | None = None
        self._seq = 0
        self.frames = 0
        self.bytes = 0
        self.frame_id: int | None = None
        self.base_id: int | None = None
        self.texts: list[dict[str, Any]] = []
        self.closed_at: float | None = None
        self.close_reason: str | None = None
        self.welcomed = asyncio.get_running_loop().create_future()

    @classmethod
    async def connect(cls, path: str, port: int, **options: Any) -> ViewerClient:
        """Open a connection and say hello."""
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(
            lambda: cls(path, port, **options), "127.0.0.1", port
        )
        await client.welcomed
        return client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._shaken:
            head, separator, rest = self._received.partition(b"\r\n\r\n")
            if not separator:
                return
            if b" 101 " not in head.splitlines()[0]:
                raise ConnectionError(head.decode())
            self._shaken = True
            self._received = rest
        while (frame := self._take()) is not None:
            self._handle(*frame)

    def _take(self) -> tuple[int, bytes] | None:
        received = self._received
        if len(received) < 2:
            return None
        length, start = received[1] & 127, 2
        if length > 125:
            size = 2 if length == 126 else 8
            if len(received) < 2 + size:
                return None
            length = int.from_bytes(received[2 : 2 + size], "big")
            start += size
        if len(received) < start + length:
            return None
        payload = bytes(received[start : start + length])
        opcode = received[0] & 15
        del received[: start + length]
        return opcode, payload

    def _handle(self, opcode: int, payload: bytes) -> None:
        now = time.monotonic()
        if opcode == TEXT:
            self._text(json.loads(payload))
        elif opcode == BINARY and payload[:4] == b"WAGG":
            self.frames += 1
            self.bytes += len(payload)
            self.frame_id, self.base_id = struct.unpack_from("<QQ", payload, 8)
            if self._on_update is not None:
                self._on_update(payload, now)
            if self._deaf:
                self._transport.pause_reading()
                return
            self.say({"type": "ack", "frame_id": self.frame_id})
        elif opcode == PING:
            self._send(PONG, payload)
        elif opcode == CLOSE:
            self.close_reason = payload[2:].decode()
            self._transport.close()

    def _text(self, message: dict[str, Any]) -> None:
        if message["type"] == "welcome":
            self._viewer = message["viewer"]
            self.session = message["session"]
            self.say(
                {"type": "hello", "protocol": 1, "device_pixel_ratio": self._ratio}
            )
            self.welcomed.set_result(None)
        else:
            self.texts.append(message)
            del self.texts[:-100]

    def say(self, message: dict[str, Any], *, is_input: bool = False) -> int:
        """Send a message; return its number if it is input."""
        message["viewer"] = self._viewer
        if is_input:
            self._seq += 1
            message["seq"] = self._seq
        self._send(TEXT, json.dumps(message).encode())
        return self._seq

    def _send(self, opcode: int, payload: bytes) -> None:
        # A mask of zeros is a mask: nothing has to be computed.
        if len(payload) < 126:
            head = bytes((128 | opcode, 128 | len(payload)))
        else:
            head = struct.pack(">BBH", 128 | opcode, 128 | 126, len(payload))
        self._transport.write(head + bytes(4) + payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed_at = time.monotonic()

    def abort(self) -> None:
        """Cut the connection."""
        self._transport.abort()
