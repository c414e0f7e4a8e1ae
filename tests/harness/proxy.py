"""A TCP proxy that can cut the line."""

import asyncio
import contextlib
import threading
from typing import Any

from harness.process import TIMEOUT


class CuttingProxy:
    """Passes on what comes to its port, until told otherwise.

    Parameters
    ----------
    target : int
        Port of 127.0.0.1 to which connections are passed on.

    Attributes
    ----------
    port : int
        Port of 127.0.0.1 that it listens on.
    refusing : bool
        Whether new connections are closed at once.
    accepted : int
        How many connections were passed on.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()
        self.refusing = False
        self.accepted = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server: asyncio.Server = self._wait(start)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(TIMEOUT)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            there = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self.accepted += 1
        both = {writer, there[1]}
        self._writers |= both
        await asyncio.gather(
            self._pass(reader, there[1], to_client=False),
            self._pass(there[0], writer, to_client=True),
        )
        self._writers -= both

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        to_client: bool,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        """Break every connection, now, without a farewell."""

        async def abort() -> None:
            for writer in self._writers:
                writer.transport.abort()

        self._wait(abort())

    def close(self) -> None:
        """Stop."""
        self.refusing = True
        self._loop.call_soon_threadsafe(self._server.close)
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT)
        self._loop.close()
