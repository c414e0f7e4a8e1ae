"""The thread that runs the server's loop."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import selectors
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

SWITCH_INTERVAL = 0.0005
"""Seconds after which a computing main thread gives way to the server.

Python's 5 ms would be waited several times for each frame: the server gives way at
every call to its sockets.
"""
JOIN_TIMEOUT = 2.0
"""Seconds to wait for the thread to end."""
FAULTS = {
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT")
    if hasattr(signal, name)
}
"""Signals that a thread raises itself, and which must reach it."""


class ServerThread(threading.Thread):
    """Runs an asyncio loop, on which Tornado serves, until `stop`.

    A daemon: a program that ends does not wait for it.
    """

    def __init__(self) -> None:
        super().__init__(name="webagg-server", daemon=True)
        self._selector = selectors.DefaultSelector()
        self._running = threading.Event()
        self.loop = asyncio.SelectorEventLoop(self._selector)

    def run(self) -> None:
        """Run the loop; called by `start`."""
        if hasattr(signal, "pthread_sigmask"):
            # Signals must interrupt the main thread, where Python handles them.
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals() - FAULTS)
        asyncio.set_event_loop(self.loop)
        self.loop.call_soon(self._running.set)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(min(interval, SWITCH_INTERVAL))
        try:
            self.loop.run_forever()
        finally:
            sys.setswitchinterval(interval)
            self._running.clear()
            self._clean_up()

    def _clean_up(self) -> None:
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    @property
    def serving(self) -> bool:
        """Whether the loop runs."""
        return self._running.is_set()

    def call(self, function: Callable[[], object]) -> None:
        """Call a function on the loop soon; dropped if the loop is closed.

        Parameters
        ----------
        function : callable
            Called without arguments; what it raises is logged by asyncio.
        """
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(function)

    def complete(self, coroutine: Coroutine[Any, Any, T], timeout: float) -> T | None:
        """Run a coroutine on the loop and wait for its result.

        Parameters
        ----------
        coroutine : coroutine
            What to run; what it raises reaches the caller.
        timeout : float
            Seconds to wait; the coroutine is cancelled then.

        Returns
        -------
        object or None
            Its result; None if the loop does not run, or in time.
        """
        if not self.is_alive():
            coroutine.close()
            return None
        future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError:
            future.cancel()
            return None

    def stop(self) -> None:
        """End the loop and wait a little for the thread; harmless to repeat."""
        self.call(self.loop.stop)
        if self.is_alive() and threading.current_thread() is not self:
            self.join(JOIN_TIMEOUT)

    def abandon(self) -> None:
        """Let go of what a forked child inherited, without touching the parent's.

        Only the descriptor is closed: to unregister sockets would take them out
        of the parent's epoll set, which is shared.
        """
        self._selector.close()
