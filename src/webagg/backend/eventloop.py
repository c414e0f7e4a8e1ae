"""The pump: timers, browser input and draws, in turns on one thread.

Whoever owns the thread gives it turns: `run` here (show, pause, ginput), an
asyncio loop that runs on it (`asyncio_host`), or a prompt (`inputhooks`).
"""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import contextlib
import os
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from webagg.backend import errors
from webagg.backend.asyncio_host import AsyncioHost
from webagg.backend.interrupt import catch_interrupt
from webagg.backend.wakeup import Wakeup


class Deadlines(Protocol):
    """What the pump needs of its timers."""

    def next_deadline(self) -> float | None:
        """Return when the next timer is due (`time.monotonic`), or None."""

    def run_due(self) -> None:
        """Run what is due."""


class Client(Protocol):
    """What the pump serves: a canvas."""

    def handle_input(self) -> None:
        """Hand waiting browser input to matplotlib."""

    def draw_if_due(self) -> float | None:
        """Draw if it is time to; return when to ask again, or None."""


class Quit:
    """Tells one run of the loop to end; safe from any thread."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self.requested = False

    def __call__(self) -> None:
        """End the run at its next turn."""
        self.requested = True
        self._wake()


class Pump:
    """Serves canvases in turns; re-entrant, and driven by one thread at a time.

    A turn runs what other threads asked for, due timers, then the waiting input
    of every canvas, and last the draws, so that a frame answers the newest input
    while neither draws nor timers starve.
    """

    def __init__(self) -> None:
        self._wakeup = Wakeup()
        self._turning = threading.RLock()
        self._requests: dict[Client, float] = {}
        self._calls: collections.deque[Callable[[], None]] = collections.deque()
        self._timers: Deadlines | None = None
        self._observers: list[Callable[[], None]] = []
        self._host: AsyncioHost | None = None
        self.last_turn = time.monotonic()

    # -- asked from any thread -------------------------------------------------

    def use_timers(self, timers: Deadlines) -> None:
        """Run *timers* in every turn."""
        self._timers = timers

    def observe(self, observer: Callable[[], None]) -> None:
        """Call *observer* whenever work arrives, on the thread that brings it."""
        self._observers.append(observer)

    def attach(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Take turns as callbacks of *loop*.

        The default is the loop that runs on the main thread, if this is called
        there and one does.
        """
        if loop is None:
            if not on_main_thread():
                return
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return
        if self._host is None or self._host.loop is not loop:
            if self._host is not None:
                self._host.detach()
            self._host = AsyncioHost(loop, self)

    def wake(self) -> None:
        """Make the pump look for work."""
        for observer in self._observers:
            observer()
        self._wakeup.set()

    def request(self, client: Client) -> None:
        """Serve *client* in the next turn."""
        self._requests[client] = 0.0
        self.wake()

    def call_soon(self, function: Callable[[], None]) -> None:
        """Call *function* in the next turn."""
        self._calls.append(function)
        self.wake()

    def call(self, function: Callable[[], Any]) -> concurrent.futures.Future[Any]:
        """Call *function* in the next turn and return a future of its result."""
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(function())
            except Exception as error:
                future.set_exception(error)

        self.call_soon(run)
        return future

    def fileno(self) -> int:
        """Return a descriptor that is readable while there is new work."""
        return self._wakeup.fileno()

    # -- on the thread that drives the pump ------------------------------------

    def next_deadline(self) -> float | None:
        """Return when the next turn is due (`time.monotonic`), or None."""
        if self._calls:
            return 0.0
        deadlines = list(self._requests.values())
        if self._timers is not None:
            timer = self._timers.next_deadline()
            if timer is not None:
                deadlines.append(timer)
        return min(deadlines, default=None)

    def turn(self) -> None:
        """Do what is to be done now, once, without waiting.

        Does nothing on one thread while another is in its turn.
        """
        if not self._turning.acquire(blocking=False):
            return
        try:
            self._wakeup.clear()
            for _ in range(len(self._calls)):
                with contextlib.suppress(IndexError), errors.printed():
                    self._calls.popleft()()
            if self._timers is not None:
                self._timers.run_due()
            for client in list(self._requests):
                client.handle_input()
            now = time.monotonic()
            for client, due in list(self._requests.items()):
                # Taken out first: a draw that asks for one more gets it next turn.
                if due <= now and self._requests.pop(client, None) is not None:
                    again = client.draw_if_due()
                    if again is not None:
                        self._requests.setdefault(client, again)
        finally:
            self.last_turn = time.monotonic()
            self._turning.release()

    def wait(self, until: float | None = None) -> None:
        """Wait for work, for the next deadline, or until *until* at most."""
        deadlines = [t for t in (self.next_deadline(), until) if t is not None]
        if deadlines:
            self._wakeup.wait(max(0.0, min(deadlines) - time.monotonic()))
        else:
            self._wakeup.wait(None)

    def quitter(self) -> Quit:
        """Return a `Quit` for one `run`."""
        return Quit(self.wake)

    def run(
        self,
        quit_: Quit,
        timeout: float | None = None,
        *,
        on_interrupt: Callable[[], None] | None = None,
    ) -> bool:
        """Take turns until *quit_* is called or *timeout* seconds have passed.

        Parameters
        ----------
        quit_ : Quit
            Ends the run.
        timeout : float, optional
            Seconds; None runs until *quit_*.
        on_interrupt : callable, optional
            On Ctrl-C call this and return normally instead of raising
            KeyboardInterrupt. A handler that the user installed is called after
            it in either case.

        Returns
        -------
        bool
            Whether Ctrl-C ended the run.
        """
        end = None if timeout is None else time.monotonic() + timeout
        with catch_interrupt(
            quit_, self._wakeup.signal_fileno(), on_interrupt
        ) as interrupt:
            while True:
                self.turn()
                if quit_.requested or (end is not None and time.monotonic() >= end):
                    return interrupt.seen
                self.wait(end)
                if end is not None and time.monotonic() >= end and self._idle():
                    return interrupt.seen

    def _idle(self) -> bool:
        due = self.next_deadline()
        return due is None or due > time.monotonic()

    def forget(self) -> None:
        """Drop everything that waits: this is a forked child."""
        self._wakeup.close()
        self._wakeup = Wakeup()
        self._turning = threading.RLock()
        self._requests.clear()
        self._calls.clear()
        self._host = None


pump = Pump()
"""The pump of this process."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=pump.forget)


def on_main_thread() -> bool:
    """Return whether this is the thread on which matplotlib's loops run."""
    return threading.current_thread() is threading.main_thread()
