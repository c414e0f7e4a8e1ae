"""A live figure in the output of a notebook's cell."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from webagg.backend import jupyter
from webagg.backend.figures import figures
from webagg.backend.manager import FigureManagerWebAgg
from webagg.server.application import WebAggApplication


def ipython_inline_display(figure: Any) -> str:
    """Return HTML that shows *figure*, live, in a notebook.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure made by pyplot with this backend.

    Returns
    -------
    str
        A frame, whose address contains the token.

    Raises
    ------
    TypeError
        If the figure belongs to another backend.
    """
    WebAggApplication.initialize()
    manager = figure.canvas.manager
    if not isinstance(manager, FigureManagerWebAgg):
        raise TypeError(
            "the figure must be made by pyplot with the backend webagg, "
            f"not have a manager of type {type(manager).__name__}"
        )
    figures.add(manager)
    return jupyter.frame(manager, inline_url(manager))


def inline_url(manager: FigureManagerWebAgg) -> str:
    """Return the address of *manager*'s page for frames, with what lets in."""
    address = WebAggApplication.frame_url(f"/{manager.num}/inline")
    return f"{address}?id={quote(manager.id)}"
