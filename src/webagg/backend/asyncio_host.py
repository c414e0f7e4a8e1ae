"""The pump as a callback of an asyncio loop: Jupyter, Tornado and ASGI apps."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Protocol

from webagg.backend.cells import between_cells

_RETRY = 0.01
"""Seconds until a turn is tried again that another thread was in."""


class Turns(Protocol):
    """What a host needs of the pump."""

    def fileno(self) -> int:
        """Return a descriptor that is readable while there is work."""

    def next_deadline(self) -> float | None:
        """Return when a turn is due (`time.monotonic`)."""

    def turn(self) -> bool:
        """Do what is to be done now; False if another thread does."""

    def observe(self, observer: Callable[[], None]) -> None:
        """Call *observer* on any thread when work arrives."""

    def unobserve(self, observer: Callable[[], None]) -> None:
        """Undo `observe`."""


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
        self._released = False
        self._called = False
        self._descriptor = pump.fileno()
        self._reads = True
        try:
            loop.add_reader(self._descriptor, self._turn)
        except NotImplementedError:
            # Windows' default loop.
            self._reads = False
            pump.observe(self._call)
        loop.call_soon(self._turn)

    def detach(self) -> None:
        """Let go of the loop, which may be closed already or run elsewhere."""
        self._pump.unobserve(self._call)
        # RuntimeError: closed. Closing a loop forgets its readers by itself.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        self._released = True
        if self._reads:
            self.loop.remove_reader(self._descriptor)
        if self._timer is not None:
            self._timer.cancel()

    def _call(self) -> None:
        """Ask for a turn from any thread, once until it comes."""
        if not self._called:
            self._called = True
            try:
                self.loop.call_soon_threadsafe(self._turn)
            except RuntimeError:
                # The loop is closed.
                self._pump.unobserve(self._call)

    def _watch(self) -> None:
        if not self._released:
            if self._reads:
                self.loop.add_reader(self._descriptor, self._turn)
            self._turn()

    def _turn(self) -> None:
        if self._released:
            return
        # First, as whoever asks from here on may have come too late for this turn.
        self._called = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        taken = True
        try:
            with between_cells():
                taken = self._pump.turn()
        finally:
            # Also where Ctrl-C or an exit leaves the turn: the loop may go on.
            if taken:
                self._call_at(self._pump.next_deadline(), self._turn)
            else:
                # The descriptor stays readable until the other thread is done.
                if self._reads:
                    self.loop.remove_reader(self._descriptor)
                self._call_at(time.monotonic() + _RETRY, self._watch)

    def _call_at(self, due: float | None, function: Callable[[], None]) -> None:
        if due is not None and not self._released:
            delay = max(0.0, due - time.monotonic())
            self._timer = self.loop.call_later(delay, function)
