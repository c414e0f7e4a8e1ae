"""Where a page may move the old picture while somebody pans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from webagg.backend.canvas import FigureCanvasWebAggCore


class PanNotice:
    """Tells the page in which somebody pans what it may move, and when no more.

    Parameters
    ----------
    canvas : FigureCanvasWebAggCore
        What is panned.
    """

    def __init__(self, canvas: FigureCanvasWebAggCore) -> None:
        self._canvas = canvas
        self._panned: list[Axes] = []
        self._told: dict[str, Any] | None = None
        self._press = 0

    def begin(self, event: MouseEvent) -> None:
        """Tell what the drag that begins with *event* merely moves."""
        self._panned = _panned_axes(self._canvas.figure, event)
        manager = self._canvas.manager
        asker = manager.asker if manager is not None else None
        self._press = asker.handling_seq if asker is not None else 0
        # Also that nothing is: the page may have begun to move what it moved before.
        self._send(predictable_pan(self._panned, event.key))

    def moved(self, event: MouseEvent) -> None:
        """Tell it anew if that has changed.

        Layouts move axes while labels get wider, and keys say what is moved.
        """
        if self._panned:
            self._tell(predictable_pan(self._panned, event.key))

    def end(self) -> None:
        """Tell that the drag is over."""
        self._panned = []
        self._tell(None)

    def _tell(self, region: dict[str, Any] | None) -> None:
        if region != self._told:
            self._send(region)

    def _send(self, region: dict[str, Any] | None) -> None:
        self._told = region
        if region is not None:
            region = {**region, "draw_ms": self._canvas.draw_ms}
        self._canvas.send_event_to_asker("pan", region=region, press=self._press)


def _panned_axes(figure: Figure, event: MouseEvent) -> list[Axes]:
    """Return the axes that dragging with the left button from *event* pans."""
    if event.button != MouseButton.LEFT:
        return []
    return [
        axes
        for axes in figure.get_axes()
        if axes.in_axes(event) and axes.get_navigate() and axes.can_pan()
    ]


def predictable_pan(panned: list[Axes], key: str | None) -> dict[str, Any] | None:
    """Return where dragging merely moves what is drawn.

    Parameters
    ----------
    panned : list of Axes
        What is dragged.
    key : str or None
        What is held meanwhile.

    Returns
    -------
    dict or None
        ``x0, y0, x1, y1`` in device pixels from the bottom left, and the ``axis``
        that moves ("both", "x" or "y"). None where dragging does more than that:
        axes that are not linear or in 3-D, colorbars, several axes that do not
        coincide, keys that tie the directions to each other.
    """
    axis = {None: "both", "x": "x", "y": "y"}.get(key)
    if axis is None or not panned:
        return None
    boxes = {tuple(round(edge) for edge in axes.bbox.extents) for axes in panned}
    if len(boxes) != 1 or not all(map(_merely_moves, panned)):
        return None
    x0, y0, x1, y1 = boxes.pop()
    return {"x0": x0, "y0": y0, "x1": x1, "y1": y1, "axis": axis}


def _merely_moves(axes: Axes) -> bool:
    # Colorbars have a `drag_pan` of their own, which moves the norm.
    own = getattr(axes.drag_pan, "__func__", None)
    linear = axes.get_xscale() == axes.get_yscale() == "linear"
    return axes.name == "rectilinear" and linear and own is Axes.drag_pan
