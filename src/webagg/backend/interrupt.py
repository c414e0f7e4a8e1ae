"""Ctrl-C while one of our loops waits."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType


class Interrupt:
    """Whether Ctrl-C was pressed, and what the handler was called with."""

    def __init__(self) -> None:
        self.seen = False
        self.arguments: tuple[int, FrameType | None] | None = None


@contextlib.contextmanager
def catch_interrupt(
    quit_: Callable[[], None],
    wakeup_fd: int,
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
    wakeup_fd : int
        Non-blocking descriptor to write to, so that the loop wakes up for any
        signal that has a Python handler.
    on_interrupt : callable, optional
        Called after the block, before the previous handler. With it, Python's own
        handler, which would raise KeyboardInterrupt, is not called.
    """
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return

    previous = signal.getsignal(signal.SIGINT)
    old_fd = signal.set_wakeup_fd(wakeup_fd, warn_on_full_buffer=False)
    ours = previous not in (None, signal.SIG_IGN, signal.SIG_DFL)

    def handler(number: int, frame: FrameType | None) -> None:
        interrupt.seen = True
        interrupt.arguments = number, frame
        quit_()

    if ours:
        signal.signal(signal.SIGINT, handler)
    try:
        yield interrupt
    finally:
        signal.set_wakeup_fd(old_fd)
        if ours:
            signal.signal(signal.SIGINT, previous)
        if interrupt.arguments is not None:
            if on_interrupt is not None:
                on_interrupt()
            python_default = previous is signal.default_int_handler
            if callable(previous) and not (on_interrupt and python_default):
                previous(*interrupt.arguments)
