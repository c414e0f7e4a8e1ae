"""Ctrl-C while one of our loops waits."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Protocol

PATIENCE = 3.0
"""Seconds for which a repeated Ctrl-C changes nothing."""


class SignalPipe(Protocol):
    """Where Python writes the numbers of signals that arrive."""

    def signal_fileno(self) -> int:
        """Return the descriptor to write to, non-blocking."""

    def take_signals(self) -> bytes:
        """Return the numbers written since the last call."""


class Interrupt:
    """SIGINT's handler while a loop runs: ends the loop, and remembers.

    Parameters
    ----------
    quit_ : callable
        Ends the loop.
    previous : callable or signal.Handlers or None
        The handler that this one replaces.
    """

    def __init__(self, quit_: Callable[[], None], previous: Any) -> None:
        self._quit = quit_
        self._previous = previous
        self._arguments: tuple[int, FrameType | None] | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Handle the signal."""
        self._arguments = number, frame
        self._quit()

    @property
    def seen(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._arguments is not None

    @property
    def replaces(self) -> bool:
        """Whether there is a Python handler to stand in for."""
        return self._previous not in (None, signal.SIG_IGN, signal.SIG_DFL)

    def _bottom(self) -> Any:
        below = self._previous
        while isinstance(below, Interrupt):
            below = below._previous
        return below

    def pass_on(self, *, quietly: bool) -> None:
        """Do what the previous handler does, with the arguments of the signal.

        Parameters
        ----------
        quietly : bool
            Leave out Python's own handler, which raises KeyboardInterrupt.
        """
        if self._arguments is None:
            return
        if isinstance(self._previous, Interrupt):
            # A loop around this one. It ends too, and what ran between the two,
            # a user's callback, is not left to go on as if nothing had happened.
            self._previous(*self._arguments)
            if not quietly and self._bottom() is signal.default_int_handler:
                raise KeyboardInterrupt
        elif not (quietly and self._previous is signal.default_int_handler):
            self._previous(*self._arguments)

    def pass_through(self) -> None:
        """Tell the loop around this one of an interrupt that is being raised."""
        if self._arguments is not None and isinstance(self._previous, Interrupt):
            self._previous(*self._arguments)


@contextlib.contextmanager
def catch_interrupt(
    quit_: Callable[[], None],
    pipe: SignalPipe,
    on_interrupt: Callable[[], None] | None = None,
) -> Iterator[Interrupt]:
    """Let SIGINT call *quit_*, and after the block the handler it had before.

    matplotlib's backends do the same: the loop ends first, and the user's handler
    runs after it, with its own arguments. Nothing is done where Python does not
    handle SIGINT (ignored, default action, foreign handler) and off the main
    thread, where Python runs no handlers.

    Parameters
    ----------
    quit_ : callable
        Ends the loop.
    pipe : SignalPipe
        What wakes the loop up for any signal that has a Python handler.
    on_interrupt : callable, optional
        Called after the block, before the previous handler. With it, Python's own
        handler, which would raise KeyboardInterrupt, is not called.
    """
    if threading.current_thread() is not threading.main_thread():
        yield Interrupt(quit_, None)
        return

    previous = signal.getsignal(signal.SIGINT)
    interrupt = Interrupt(quit_, previous)
    old_fd = signal.set_wakeup_fd(pipe.signal_fileno(), warn_on_full_buffer=False)
    if interrupt.replaces:
        signal.signal(signal.SIGINT, interrupt)
    try:
        try:
            yield interrupt
        finally:
            signal.set_wakeup_fd(old_fd)
            if interrupt.replaces:
                signal.signal(signal.SIGINT, previous)
            _forward(pipe.take_signals(), old_fd)
    except KeyboardInterrupt:
        # Raised by a loop within this one, whose signal it was.
        if not interrupt.seen or on_interrupt is None:
            interrupt.pass_through()
            raise
        on_interrupt()
        interrupt.pass_through()
    else:
        if interrupt.seen and on_interrupt is not None:
            on_interrupt()
        interrupt.pass_on(quietly=on_interrupt is not None)


@contextlib.contextmanager
def repeats_ignored() -> Iterator[None]:
    """Ignore a Ctrl-C that repeats the one that the block obeys, for a while.

    Shells and impatient people send several. A block that takes longer than
    `PATIENCE`, for a user's callback in it, can still be left.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    end = time.monotonic() + PATIENCE

    def handler(number: int, frame: FrameType | None) -> None:
        if time.monotonic() > end:
            signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _forward(numbers: bytes, descriptor: int) -> None:
    """Give signals to the loop around, which learns of them in no other way."""
    if numbers and descriptor >= 0:
        # OSError: full, or that loop is closed.
        with contextlib.suppress(OSError):
            os.write(descriptor, numbers)
