"""Which notebook cell shows what callbacks print."""

from __future__ import annotations

import contextlib
import contextvars
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

_between: contextvars.ContextVar[bool] = contextvars.ContextVar(
    "webagg_between_cells", default=False
)


def in_kernel() -> bool:
    """Return whether this program is the kernel of a notebook."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return get_ipython is not None and hasattr(get_ipython(), "kernel")


@contextlib.contextmanager
def between_cells() -> Iterator[None]:
    """Mark what runs in the block as started by no cell, but by the loop."""
    token = _between.set(True)
    try:
        yield
    finally:
        _between.reset(token)


class Cell:
    """The cell that runs when this is made.

    The kernel keeps in a context variable to which cell output belongs. A loop's
    callbacks know only the context of whoever made the loop call them.
    """

    def __init__(self) -> None:
        self._context = contextvars.copy_context() if in_kernel() else None

    def run(self, function: Callable[..., T], *args: object) -> T:
        """Call *function* so that between cells its output goes to this one.

        While a cell runs and waits (``plt.pause``), it goes to that one.
        """
        if self._context is None or not _between.get():
            return function(*args)
        # A copy: a context cannot be entered twice, but callbacks may be nested.
        return self._context.copy().run(function, *args)
