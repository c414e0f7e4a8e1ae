"""Closing the figures whose last page was left, for those who ask for that.

A page that is left says goodbye: browsers close its sockets with a code, on reload
too. A lost network, a sleeping laptop or a dropped port-forward say nothing.
"""

from __future__ import annotations

import asyncio

from webagg.backend.eventloop import pump
from webagg.backend.figures import figures
from webagg.backend.manager import FigureManagerWebAgg

GRACE = 5.0
"""Seconds in which a page may come back: reloaded, or opened elsewhere."""


def left(manager: FigureManagerWebAgg) -> None:
    """Close *manager*'s figure unless somebody looks at it after the grace.

    Called on the server's loop when a page has said goodbye.
    """
    if not manager.web_sockets:
        asyncio.get_running_loop().call_later(GRACE, _close_if_alone, manager)


def _close_if_alone(manager: FigureManagerWebAgg) -> None:
    if manager in figures and not manager.web_sockets:
        pump.call_soon(manager.close_by_user)
