"""The figures that pages can show; read by the server, from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from webagg.backend.manager import FigureManagerWebAgg


class Listed(TypedDict):
    """A figure as pages list it."""

    id: str
    num: int | str
    title: str


class Figures:
    """Shown figures, in the order in which they were shown."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._managers: tuple[FigureManagerWebAgg, ...] = ()
        self._observers: tuple[Callable[[], None], ...] = ()

    def add(self, manager: FigureManagerWebAgg) -> None:
        """List *manager*'s figure; listing it twice is harmless."""
        with self._lock:
            if manager in self._managers:
                return
            self._managers = (*self._managers, manager)
        self.changed()

    def remove(self, manager: FigureManagerWebAgg) -> None:
        """List *manager*'s figure no more."""
        with self._lock:
            if manager not in self._managers:
                return
            self._managers = tuple(m for m in self._managers if m is not manager)
        self.changed()

    def __contains__(self, manager: object) -> bool:
        return manager in self._managers

    def __len__(self) -> int:
        return len(self._managers)

    def all(self) -> tuple[FigureManagerWebAgg, ...]:
        """Return the managers of all shown figures."""
        return self._managers

    def by_num(self, num: int) -> FigureManagerWebAgg | None:
        """Return the newest manager with pyplot's number *num*."""
        return next((m for m in reversed(self._managers) if m.num == num), None)

    def by_id(self, figure_id: str) -> FigureManagerWebAgg | None:
        """Return the manager with the private identity *figure_id*."""
        return next((m for m in self._managers if m.id == figure_id), None)

    def listing(self) -> list[Listed]:
        """Return identity, number and title of each figure."""
        return [
            {"id": m.id, "num": m.num, "title": m.get_window_title()}
            for m in self._managers
        ]

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Call *observer* after every change, on the thread that made it."""
        with self._lock:
            self._observers = (*self._observers, observer)

    def unsubscribe(self, observer: Callable[[], None]) -> None:
        """Undo `subscribe`."""
        with self._lock:
            self._observers = tuple(o for o in self._observers if o != observer)

    def forget(self) -> None:
        """List nothing and tell nobody: this is a forked child."""
        # Another thread may have held the lock when the process was forked.
        self._lock = threading.Lock()
        self._managers = ()
        self._observers = ()

    def changed(self) -> None:
        """Tell the observers that the listing differs."""
        for observer in self._observers:
            observer()


figures = Figures()
"""The figures of this process."""
