"""The pump beside IPython's prompt, and its name in IPython and ipykernel."""

from __future__ import annotations

import math
import os
import select
import sys
import time
import weakref
from typing import Any, Protocol

from webagg.backend.eventloop import on_main_thread, pump
from webagg.backend.framework import NAME

_TYPING = 0.1
"""Seconds without a turn after which typing lets one pass."""
_LOOK_AGAIN = 0.01
"""Seconds between looks for a key where one cannot wait for it."""

# The shells that were given the hook; whoever switches it off keeps it off.
_enabled: weakref.WeakSet[Any] = weakref.WeakSet()


class Context(Protocol):
    """What IPython's prompt gives to its input hook."""

    def input_is_ready(self) -> bool:
        """Return whether the hook has to return."""

    def fileno(self) -> int:
        """Return a descriptor that is readable then."""


def inputhook(context: Context) -> None:
    """Give the pump turns until the prompt has something to do."""
    if pump.driving:
        return
    if context.input_is_ready() and time.monotonic() - pump.last_turn < _TYPING:
        return
    while True:
        taken = pump.turn()
        if context.input_is_ready():
            return
        due = pump.next_deadline()
        seconds = None if due is None else max(0.0, due - time.monotonic())
        if not taken or os.name == "nt":
            seconds = _LOOK_AGAIN if seconds is None else min(seconds, _LOOK_AGAIN)
        _wait(context.fileno(), seconds)


def _wait(key: int, seconds: float | None) -> None:
    if os.name == "nt":
        # What is told to the prompt comes through a pipe, unknown to select().
        pump.wait(None if seconds is None else time.monotonic() + seconds)
        return
    poll = select.poll()
    poll.register(key, select.POLLIN)
    poll.register(pump.fileno(), select.POLLIN)
    poll.poll(None if seconds is None else math.ceil(seconds * 1000))


def register() -> None:
    """Make `framework.NAME` known to ``%gui`` and ``%matplotlib``.

    Harmless to repeat; does nothing where IPython is not loaded.
    """
    if "IPython" not in sys.modules:
        return
    from IPython.terminal import pt_inputhooks

    pt_inputhooks.register(NAME, inputhook)
    if "ipykernel" in sys.modules:
        from ipykernel import eventloops

        # No loop of its own: the pump rides on the kernel's asyncio loop.
        eventloops.loop_map.setdefault(NAME, None)


def enable() -> None:
    """Let IPython's prompt call the hook, unless its user chose another one.

    ``%matplotlib`` does so by itself; not so a backend chosen before the prompt
    was there, as with ``IPython.embed()``.
    """
    shell = _terminal_shell()
    if shell is None or shell in _enabled:
        return
    _enabled.add(shell)
    register()
    if shell.active_eventloop is None and not shell.simple_prompt:
        shell.enable_gui(NAME)
    if shell.active_eventloop == "asyncio" and on_main_thread():
        from IPython.core.async_helpers import get_asyncio_loop

        pump.attach(get_asyncio_loop())


def adopt_prompt() -> None:
    """Take turns in a prompt that waits already; safe from any thread.

    Its user started it after the figures were shown, and touched none since.
    """
    shell = _terminal_shell()
    if shell is None or shell in _enabled:
        return
    enable()
    # The hook comes with the next prompt; the loop of this one runs already.
    loop = getattr(getattr(shell.pt_app, "app", None), "loop", None)
    if loop is not None and loop.is_running():
        loop.call_soon_threadsafe(pump.attach, loop)


def _terminal_shell() -> Any:
    """Return IPython's shell if it is one of a terminal, else None."""
    ipython = sys.modules.get("IPython")
    get_ipython = getattr(ipython, "get_ipython", None)
    shell = None if get_ipython is None else get_ipython()
    # Kernels have active_eventloop, too.
    return shell if hasattr(shell, "simple_prompt") else None
