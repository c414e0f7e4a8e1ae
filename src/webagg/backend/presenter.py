"""What the backend asks of whoever makes figures visible: the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from webagg.backend.manager import FigureManagerWebAgg


class Presenter(Protocol):
    """Makes figures visible to people."""

    def present(self, manager: FigureManagerWebAgg) -> None:
        """Make *manager*'s figure reachable, telling the user where if needed."""

    def blocking(self, started: bool, interrupted: bool) -> None:
        """Note that a blocking show starts, or has ended (by Ctrl-C or not)."""

    def grace(self) -> float:
        """Return for how many seconds more an address just told must answer."""


_factory: Callable[[], Presenter] | None = None
_presenter: Presenter | None = None


def use(factory: Callable[[], Presenter]) -> None:
    """Let *factory* make the presenter when the first figure is shown."""
    global _factory, _presenter
    _factory = factory
    _presenter = None


def presenter() -> Presenter:
    """Return the presenter, made at the first call."""
    global _presenter
    if _presenter is None:
        if _factory is None:
            raise RuntimeError("no presenter: import webagg, which names the server")
        _presenter = _factory()
    return _presenter
