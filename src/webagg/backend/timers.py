"""Timers of the pump: `matplotlib.backend_bases.TimerBase` on deadlines."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import weakref
from typing import Any

from matplotlib.backend_bases import TimerBase

from webagg.backend import errors
from webagg.backend.cells import Cell
from webagg.backend.eventloop import pump


class TimerQueue:
    """Deadlines of running timers, earliest first.

    Timers are held weakly: dropping the last reference to one stops it.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, weakref.ref[TimerWebAgg], int]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def add(self, deadline: float, timer: TimerWebAgg, run: int) -> None:
        """Let *timer* fire at *deadline* if it is still in its *run*-th start."""
        with self._lock:
            entry = (deadline, next(self._order), weakref.ref(timer), run)
            heapq.heappush(self._heap, entry)

    def forget(self) -> None:
        """Drop all deadlines: this is a forked child."""
        # Another thread may have held the lock when the process was forked.
        self._lock = threading.Lock()
        self._heap = []

    def next_deadline(self) -> float | None:
        """Return when the next timer is due (`time.monotonic`), or None."""
        with self._lock:
            while self._heap:
                deadline, _, reference, run = self._heap[0]
                timer = reference()
                if timer is not None and timer.is_in_run(run):
                    return deadline
                heapq.heappop(self._heap)
        return None

    def run_due(self) -> None:
        """Fire what is due now, each timer once."""
        now = time.monotonic()
        newest = next(self._order)
        while (timer := self._take_due(now, newest)) is not None:
            timer.fire()

    def _take_due(self, now: float, newest: int) -> TimerWebAgg | None:
        # One at a time: a callback may run a loop, in which the others are due.
        with self._lock:
            while self._heap:
                deadline, order, reference, run = self._heap[0]
                if deadline > now or order > newest:
                    return None
                heapq.heappop(self._heap)
                timer = reference()
                if timer is not None and timer.is_in_run(run):
                    return timer
        return None


timers = TimerQueue()
pump.use_timers(timers)


class TimerWebAgg(TimerBase):
    """A timer that the pump runs on the main thread.

    Ticks keep to multiples of the interval. A tick that comes late because a
    callback took long is not made up for: the next one follows at once and the
    multiples count from there. May be started from any thread and before any
    loop runs.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._run = 0
        self._running = False
        self._deadline = 0.0
        self._cell = Cell()
        super().__init__(*args, **kwargs)

    def is_in_run(self, run: int) -> bool:
        """Return whether the timer is running since its *run*-th start."""
        return self._running and self._run == run

    def fire(self) -> None:
        """Call the callbacks for the tick that is due, then rearm."""
        run, deadline = self._run, self._deadline
        if self.single_shot:
            self._running = False
        try:
            self._cell.run(self._tick)
        finally:
            # Also where a callback was left by Ctrl-C: the next loop goes on.
            if self.is_in_run(run):
                later = max(deadline + self.interval / 1000, time.monotonic())
                self._arm(later)

    def _tick(self) -> None:
        with errors.printed():
            self._on_timer()  # type: ignore[attr-defined]

    def _arm(self, deadline: float) -> None:
        self._deadline = deadline
        timers.add(deadline, self, self._run)

    def _timer_start(self) -> None:
        self._run += 1
        self._running = True
        self._arm(time.monotonic() + self.interval / 1000)
        pump.wake()

    def _timer_stop(self) -> None:
        self._running = False

    def _timer_set_interval(self) -> None:
        if self._running:
            self._timer_start()


class TimerAsyncio(TimerWebAgg):
    """matplotlib's name for its asyncio timer; the pump rides on asyncio loops."""


class TimerTornado(TimerWebAgg):
    """matplotlib's name for its Tornado timer; Tornado's loop is asyncio's."""
