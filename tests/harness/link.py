"""A proxy that behaves as slow and bad links do."""

import asyncio
import contextlib
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.proxy import CuttingProxy

# What a router on the way would hold back before the sender notices.
QUEUE_BYTES = 64 * 1024
CHUNK = 4096


@dataclass(frozen=True)
class Link:
    """What a link does to what passes it, in each direction.

    Attributes
    ----------
    round_trip : float
        Seconds there and back.
    bandwidth : float
        Bits per second; 0 for as many as there are.
    burst_every : float
        Seconds, on average, between pauses that end in a burst; 0 for none.
    burst_length : float
        Seconds that such a pause lasts at most.
    stall_every, stall_length : float
        The same for rarer, longer pauses.
    """

    round_trip: float = 0.0
    bandwidth: float = 0.0
    burst_every: float = 0.0
    burst_length: float = 0.0
    stall_every: float = 0.0
    stall_length: float = 0.0


class LinkProxy(CuttingProxy):
    """Passes bytes on as a `Link` would.

    Parameters
    ----------
    target : int
        Port of 127.0.0.1 to which connections are passed on.
    link : Link
        How.
    seed : int
        Of the times of bursts and stalls.
    tap : callable, optional
        Called with the bytes that leave for the client, and when
        (`time.monotonic`).

    Attributes
    ----------
    frozen : bool
        Whether nothing passes although all connections look open.
    bytes_to_client : int
        How many have passed to the client.
    """

    frozen = False

    def __init__(
        self,
        target: int,
        link: Link,
        seed: int = 0,
        tap: Callable[[bytes, float], None] | None = None,
    ) -> None:
        self.link = link
        self._random = random.Random(seed)
        self._tap = tap
        self.bytes_to_client = 0
        super().__init__(target)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        # Small buffers of the kernel: else they, not the link, hold what waits.
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(
            connection, ("127.0.0.1", self._target)
        )
        return await asyncio.open_connection(sock=connection, limit=QUEUE_BYTES)

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        to_client: bool,
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        deliver = asyncio.ensure_future(self._deliver(queue, writer, to_client))
        free_at = time.monotonic()
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._thaw()
                now = time.monotonic()
                free_at = max(free_at, now)
                if self.link.bandwidth:
                    free_at += len(data) * 8 / self.link.bandwidth
                queue.put_nowait((free_at + self.link.round_trip / 2, data))
                # The sender fills the queue and no more.
                ahead = QUEUE_BYTES * 8 / (self.link.bandwidth or 1e12)
                if free_at - now > ahead:
                    await asyncio.sleep(free_at - now - ahead)
        queue.put_nowait((0.0, b""))
        await deliver

    async def _deliver(
        self,
        queue: "asyncio.Queue[tuple[float, bytes]]",
        writer: asyncio.StreamWriter,
        to_client: bool,
    ) -> None:
        with contextlib.suppress(OSError):
            next_burst = self._next(self.link.burst_every)
            next_stall = self._next(self.link.stall_every)
            while True:
                due, data = await queue.get()
                if not data:
                    break
                now = time.monotonic()
                if now >= next_stall:
                    await self._pause(self.link.stall_length)
                    next_stall = self._next(self.link.stall_every)
                if now >= next_burst:
                    await self._pause(self.link.burst_length)
                    next_burst = self._next(self.link.burst_every)
                if due > now:
                    await asyncio.sleep(due - time.monotonic())
                await self._thaw()
                if to_client:
                    self.bytes_to_client += len(data)
                    if self._tap is not None:
                        self._tap(data, time.monotonic())
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _thaw(self) -> None:
        while self.frozen:
            await asyncio.sleep(0.05)

    async def _pause(self, length: float) -> None:
        await asyncio.sleep(length * self._random.uniform(0.3, 1))

    def _next(self, every: float) -> float:
        if not every:
            return float("inf")
        return time.monotonic() + every * self._random.uniform(0.5, 1.5)
