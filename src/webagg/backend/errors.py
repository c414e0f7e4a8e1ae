"""What happens to exceptions in users' callbacks: printed, told to pages, survived."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import operator
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from matplotlib.figure import Figure

Listener = Callable[[str, str, object], None]
"""Called with a short text, the traceback, and what `about` named, or None."""

_listeners: list[Listener] = []
_subject: contextvars.ContextVar[object] = contextvars.ContextVar("subject")


def report(error: BaseException) -> None:
    """Print *error*'s traceback and show a note of it in the pages."""
    lines = traceback.format_exception(error)
    traceback.print_exception(error)
    short = traceback.format_exception_only(error)[-1].strip()
    for listener in list(_listeners):
        listener(short, "".join(lines), _subject.get(None))


def add_listener(listener: Listener) -> None:
    """Call *listener* with every error reported from now on; once is enough."""
    if listener not in _listeners:
        _listeners.append(listener)


@contextlib.contextmanager
def about(subject: object) -> Iterator[None]:
    """Name what errors reported in the block concern: a canvas."""
    token = _subject.set(subject)
    try:
        yield
    finally:
        _subject.reset(token)


@contextlib.contextmanager
def printed() -> Iterator[None]:
    """Report exceptions of the block and go on; let Ctrl-C and exits through."""
    try:
        yield
    except Exception as error:
        report(error)


class _Reporter(functools.partial):  # type: ignore[type-arg]
    """`report` as exception handler of a figure's callbacks.

    matplotlib's own handler re-raises for frameworks that it does not know, so
    that later callbacks of the event would be skipped. It travels with a pickled
    figure: there it turns into the handler it stands for, without webagg.
    """

    stock: Any

    def __reduce__(self) -> tuple[Any, ...]:
        return operator.getitem, ((self.stock,), 0)


def guard_callbacks(figure: Figure) -> None:
    """Report what raises in callbacks of *figure*'s canvas and axes, and go on."""
    _guard(figure.canvas.callbacks)
    guard_axes(figure)
    # Its parameter is the figure; nothing of it is kept or pickled.
    figure.add_axobserver(guard_axes)


def guard_axes(figure: Figure) -> None:
    """Do so for axes added or cleared since, if *figure*'s canvas is guarded."""
    if not isinstance(_handler(figure.canvas.callbacks), _Reporter):
        return
    for axes in figure.axes:
        _guard(getattr(axes, "callbacks", None))


def unguard_callbacks(figure: Figure) -> None:
    """Give *figure*'s callbacks the handler back that they had."""
    axes = [getattr(each, "callbacks", None) for each in figure.axes]
    registries: list[Any] = [figure.canvas.callbacks, *axes]
    for registry in registries:
        handler = _handler(registry)
        if isinstance(handler, _Reporter):
            registry.exception_handler = handler.stock


def _handler(registry: Any) -> Any:
    return getattr(registry, "exception_handler", None)


def _guard(registry: Any) -> None:
    stock = _handler(registry)
    # A handler that the user chose stays; None means "let it raise".
    if getattr(stock, "__module__", "") == "matplotlib.cbook":
        reporter = _Reporter(report)
        reporter.stock = stock
        registry.exception_handler = reporter
