"""The pump: timers, browser input and draws, in turns on one thread.

Whoever owns the thread gives it turns: `run` here (show, pause, ginput), an
asyncio loop that runs on it (`asyncio_host`), or a prompt (`inputhooks`).
"""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import contextlib
import math
import threading
import time
import weakref
from collections.abc import Callable, Iterator
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

    @property
    def waiting_input(self) -> int:
        """Number of input messages not handled yet."""

    @property
    def waiting_since(self) -> float | None:
        """When the oldest of them came (`time.monotonic`), or None."""

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
        # When each client is to be served; weak, for a figure that is dropped
        # while no loop runs waits for nothing.
        self._requests: dict[weakref.ref[Client], float] = {}
        self._calls: collections.deque[Callable[[], None]] = collections.deque()
        self._timers: Deadlines | None = None
        self._observers: tuple[Callable[[], None], ...] = ()
        self._host: AsyncioHost | None = None
        self._main_runs = 0
        self._turns = 0
        self.last_turn = time.monotonic()

    # -- asked from any thread -------------------------------------------------

    def use_timers(self, timers: Deadlines) -> None:
        """Run *timers* in every turn."""
        self._timers = timers

    def observe(self, observer: Callable[[], None]) -> None:
        """Call *observer* whenever work arrives, on the thread that brings it.

        Asking twice is asking once.
        """
        if observer not in self._observers:
            self._observers = (*self._observers, observer)

    def unobserve(self, observer: Callable[[], None]) -> None:
        """Undo `observe`."""
        self._observers = tuple(o for o in self._observers if o != observer)

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
        self._requests[weakref.ref(client, self._drop)] = 0.0
        self.wake()

    def withdraw(self, client: Client) -> None:
        """Serve *client* no more, unless it is requested again."""
        self._drop(weakref.ref(client))

    def _drop(self, reference: weakref.ref[Client]) -> None:
        self._requests.pop(reference, None)

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

    @property
    def driving(self) -> bool:
        """Whether a turn, or a run on the main thread, is going on."""
        return self._turns > 0 or self._main_runs > 0

    def next_deadline(self) -> float | None:
        """Return when the next turn is due (`time.monotonic`), or None."""
        if self._calls:
            return 0.0
        # Copied, because other threads request meanwhile.
        deadlines = list(self._requests.copy().values())
        if self._timers is not None:
            timer = self._timers.next_deadline()
            if timer is not None:
                deadlines.append(timer)
        return min(deadlines, default=None)

    def turn(self) -> bool:
        """Do what is to be done now, once, without waiting.

        Returns
        -------
        bool
            False if nothing was done because another thread is in its turn, or
            because this is not the main thread and a loop runs there.
        """
        if self._main_runs and not on_main_thread():
            return False
        if not self._turning.acquire(blocking=False):
            return False
        self._turns += 1
        try:
            self._wakeup.clear()
            for _ in range(len(self._calls)):
                # A call may take turns itself, and these the calls that waited.
                with contextlib.suppress(IndexError):
                    call = self._calls.popleft()
                    with errors.printed():
                        call()
            if self._timers is not None:
                self._timers.run_due()
            for client in self._longest_waiting_first():
                client.handle_input()
            now = time.monotonic()
            for reference, client, due in self._requested():
                if due <= now:
                    self._draw(reference, client)
        finally:
            self.last_turn = time.monotonic()
            self._turns -= 1
            self._turning.release()
        return True

    def _requested(self) -> Iterator[tuple[weakref.ref[Client], Client, float]]:
        for reference in self._requests.copy():
            client, due = reference(), self._requests.get(reference)
            if client is not None and due is not None:
                yield reference, client, due

    def _longest_waiting_first(self) -> list[Client]:
        # The pointer leaves one figure before it enters the next.
        clients = [client for _, client, _ in self._requested()]
        return sorted(clients, key=lambda client: client.waiting_since or math.inf)

    def _draw(self, reference: weakref.ref[Client], client: Client) -> None:
        # Taken out first: what is asked for from here on comes in the next turn.
        if self._requests.pop(reference, None) is None:
            return
        again: float | None = 0.0
        try:
            again = client.draw_if_due()
            if client.waiting_input:
                # It arrived after this turn's input was handled.
                again = 0.0
        finally:
            # Also where Ctrl-C ends the turn.
            if again is not None:
                self._requests.setdefault(reference, again)

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
        on_main = on_main_thread()
        self._main_runs += on_main
        try:
            with catch_interrupt(quit_, self._wakeup, on_interrupt) as interrupt:
                self._run(quit_, end)
        finally:
            self._main_runs -= on_main
        return interrupt.seen

    def _run(self, quit_: Quit, end: float | None) -> None:
        while True:
            self.turn()
            if quit_.requested or (end is not None and time.monotonic() >= end):
                return
            self.wait(end)
            if end is not None and time.monotonic() >= end and self._idle():
                return

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
        self._observers = ()
        self._host = None
        self._main_runs = self._turns = 0


pump = Pump()
"""The pump of this process."""


def on_main_thread() -> bool:
    """Return whether this is the thread on which matplotlib's loops run."""
    return threading.current_thread() is threading.main_thread()
