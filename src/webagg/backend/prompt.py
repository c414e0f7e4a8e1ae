"""The pump beside a Python prompt: `>>>`, ``input()``, pdb."""

from __future__ import annotations

import math
import os
import signal
import sys
import time
import traceback
from types import FrameType
from typing import Protocol

from webagg.backend.eventloop import pump

STDIN = 0
_TYPING = 0.1
"""Seconds without a turn after which typing lets one pass."""


class Console(Protocol):
    """What is asked of the console of Python's own prompt (3.13)."""

    def wait(self, timeout: float | None) -> bool:
        """Return whether there is input, waiting *timeout* milliseconds for it."""


class Prompt:
    """What the input hook does between two keys."""

    def turn(
        self, typed: bool, is_repl: bool, console: Console | None
    ) -> tuple[int, int] | None:
        """Give the pump a turn.

        Parameters
        ----------
        typed : bool
            Whether a key waits on standard input.
        is_repl : bool
            Whether the prompt is Python's own of 3.13, not one in C.
        console : Console or None
            Its console, if it could be found.

        Returns
        -------
        tuple of int or None
            For how many milliseconds to wait for a key (-1: for ever), and the
            descriptor of work; None to return to the prompt.
        """
        if pump.driving:
            return None
        # Figures shall not slow down typing, nor a long paste stop the figures.
        typed = typed or (is_repl and _has_input(console))
        if typed and time.monotonic() - pump.last_turn < _TYPING:
            return None
        pump.turn()
        if typed or not os.isatty(STDIN):
            return None
        due = pump.next_deadline()
        if due is None:
            return -1, pump.fileno()
        return max(0, math.ceil((due - time.monotonic()) * 1000)), pump.fileno()

    def returns_on_signals(self, is_repl: bool) -> bool:
        """Return whether the prompt wants to see signals that have no handler here.

        Without readline it would wait for a whole line and never look again.
        """
        return is_repl or "readline" in sys.modules

    def raise_on_interrupt(self, error: BaseException) -> bool:
        """Let the next SIGINT raise *error*; False if that cannot be."""
        previous = signal.getsignal(signal.SIGINT)
        if previous is None:
            traceback.print_exception(error)
            return False

        def handler(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, previous)
            raise error

        signal.signal(signal.SIGINT, handler)
        return True


def _has_input(console: Console | None) -> bool:
    """Return whether *console* holds keys back from those who watch standard input.

    It reads pasted text in one go: waiting for more would freeze that.
    """
    try:
        return console is None or console.wait(0)
    except Exception:
        # It is private to Python and may change: then the prompt does the waiting.
        return True
