"""Forked children: figures shown by the parent are the parent's."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING

from webagg.backend.eventloop import pump
from webagg.backend.figures import figures
from webagg.backend.timers import timers

if TYPE_CHECKING:
    from webagg.backend.manager import FigureManagerWebAgg

_managers: weakref.WeakSet[FigureManagerWebAgg] = weakref.WeakSet()


def remember(manager: FigureManagerWebAgg) -> None:
    """Take *manager* from its viewers in children forked from now on."""
    _managers.add(manager)


def leave_to_parent() -> None:
    """Forget, in a child, whatever reaches the parent's pages.

    Only the thread that forked lives on. The child can draw and save the figures
    that it inherits, and show them as its own.
    """
    pump.forget()
    timers.forget()
    figures.forget()
    for manager in list(_managers):
        manager.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=leave_to_parent)
