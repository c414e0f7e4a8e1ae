"""The pump as a callback of an asyncio loop: Jupyter, Tornado and ASGI apps."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Protocol


class Turns(Protocol):
    """What a host needs of the pump."""

    def fileno(self) -> int:
        """Return a descriptor that is readable while there is work."""

    def next_deadline(self) -> float | None:
        """Return when a turn is due (`time.monotonic`)."""

    def turn(self) -> None:
        """Do what is to be done now."""


class AsyncioHost:
    """Gives the pump a turn whenever there is work, on *loop*'s thread.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
        A running loop; this must be its thread.
    pump : Turns
        The pump.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, pump: Turns) -> None:
        self.loop = loop
        self._pump = pump
        self._timer: asyncio.TimerHandle | None = None
        self._descriptor = pump.fileno()
        loop.add_reader(self._descriptor, self._turn)
        loop.call_soon(self._turn)

    def detach(self) -> None:
        """Let go of the loop, which may be closed already or run elsewhere."""
        # RuntimeError: closed. Closing a loop forgets its readers by itself.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        self.loop.remove_reader(self._descriptor)
        if self._timer is not None:
            self._timer.cancel()

    def _turn(self) -> None:
        self._pump.turn()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self._pump.next_deadline()
        if due is not None:
            self._timer = self.loop.call_later(
                max(0.0, due - time.monotonic()), self._turn
            )
