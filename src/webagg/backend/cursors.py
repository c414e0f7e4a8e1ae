"""Cursors under their names in CSS."""

from __future__ import annotations

from matplotlib.backend_tools import Cursors

_CSS_CURSORS = {
    Cursors.HAND: "pointer",
    Cursors.POINTER: "default",
    Cursors.SELECT_REGION: "crosshair",
    Cursors.MOVE: "move",
    Cursors.WAIT: "wait",
    Cursors.RESIZE_HORIZONTAL: "ew-resize",
    Cursors.RESIZE_VERTICAL: "ns-resize",
}


def css_name(cursor: Cursors) -> str:
    """Return the CSS name of *cursor*.

    Raises
    ------
    ValueError
        If it is none of matplotlib's cursors.
    """
    if cursor not in _CSS_CURSORS:
        raise ValueError(f"cursor must be one of {list(Cursors)}, not {cursor!r}")
    return _CSS_CURSORS[cursor]
