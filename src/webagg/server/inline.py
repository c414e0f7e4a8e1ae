"""A live figure in the output of a notebook's cell."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from webagg.backend.figures import figures
from webagg.backend.manager import FigureManagerWebAgg
from webagg.server.application import WebAggApplication

FRAME_MARGIN = (16, 64)
"""CSS pixels that the frame needs around the figure: edges and toolbar."""


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
    width, height = figure.canvas.get_width_height()
    address = WebAggApplication.frame_url(f"/{manager.num}/inline")
    return (
        f'<iframe src="{address}?id={quote(manager.id)}" '
        f'width="{width + FRAME_MARGIN[0]}" height="{height + FRAME_MARGIN[1]}" '
        'style="border: 0" allow="clipboard-write; fullscreen"></iframe>'
    )
