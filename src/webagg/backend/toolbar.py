"""The toolbar of ``rcParams["toolbar"] == "toolbar2"``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import (
    FigureCanvasBase,
    MouseButton,
    MouseEvent,
    NavigationToolbar2,
)
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from webagg.backend.canvas import FigureCanvasWebAggCore

# matplotlib's client has a download button of its own under this name.
_CLIENT_SIDE = ("Copy", "Copy the picture to the clipboard", "copy", "copy")


def panned_axes(figure: Figure, event: MouseEvent) -> list[Axes]:
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


class NavigationToolbar2WebAgg(NavigationToolbar2):
    """Tells the pages what a toolbar shows; the pages draw it.

    Parameters
    ----------
    canvas : FigureCanvasWebAggCore
        The canvas to navigate.
    """

    canvas: FigureCanvasWebAggCore
    toolitems = (*NavigationToolbar2.toolitems, _CLIENT_SIDE)

    def __init__(self, canvas: FigureCanvasBase) -> None:
        self.message = ""
        self._panned: list[Axes] = []
        self._pan_region: dict[str, Any] | None = None
        super().__init__(canvas)

    def set_message(self, message: str) -> None:
        """Show *message* beside the buttons."""
        if message != self.message:
            self.canvas.send_event("message", message=message)
        self.message = message

    def draw_rubberband(
        self, event: Any, x0: float, y0: float, x1: float, y1: float
    ) -> None:
        """Show a rectangle; device pixels from the bottom left, any corners."""
        corners = {"x0": float(x0), "y0": float(y0), "x1": float(x1), "y1": float(y1)}
        self.canvas.send_event("rubberband", **corners)

    def remove_rubberband(self) -> None:
        """Remove the rectangle."""
        self.canvas.send_event("rubberband", x0=-1, y0=-1, x1=-1, y1=-1)

    def save_figure(self, *args: Any) -> Any:
        """Let the page that asked download the figure."""
        self.canvas.send_event_to_asker("save")
        # Not there before matplotlib 3.10.
        return getattr(self, "UNKNOWN_SAVED_STATUS", None)

    def configure_subplots(self, *args: Any) -> Any:
        """Open the margins dialog in the page that asked."""
        self.canvas.send_event_to_asker("subplots", **self.canvas.margins())

    def copy(self, *args: Any) -> None:
        """Let the page that asked put the picture in the clipboard."""
        self.canvas.send_event_to_asker("copy")

    def pan(self) -> None:
        """Toggle the pan tool and show it."""
        super().pan()
        self._send_mode()

    def zoom(self) -> None:
        """Toggle the zoom tool and show it."""
        super().zoom()
        self._send_mode()

    def press_pan(self, event: Any) -> None:
        """Start panning; the page may move the old picture until a new one comes."""
        super().press_pan(event)
        self._panned = panned_axes(self.canvas.figure, event)
        self._pan_region = None
        self._tell_region(predictable_pan(self._panned, event.key))

    def drag_pan(self, event: Any) -> None:
        """Pan; tell the page if the axes no longer move as it was told."""
        super().drag_pan(event)
        # Layouts move axes while labels get wider, and keys say what is moved.
        self._tell_region(predictable_pan(self._panned, event.key))

    def release_pan(self, event: Any) -> None:
        """End panning, and the page's prediction with it."""
        self._tell_region(None)
        super().release_pan(event)

    def _tell_region(self, region: dict[str, Any] | None) -> None:
        if region == self._pan_region:
            return
        self._pan_region = region
        if region is not None:
            region = {**region, "draw_ms": self.canvas.draw_ms}
        self.canvas.send_event_to_asker("pan", region=region)

    def set_history_buttons(self) -> None:
        """Enable back and forward where there is somewhere to go."""
        self.canvas.send_event("history_buttons", **self.history())

    def history(self) -> dict[str, bool]:
        """Return whether ``Back`` and ``Forward`` lead anywhere."""
        stack = self._nav_stack  # type: ignore[attr-defined]
        position = stack._pos
        return {"Back": position > 0, "Forward": position < len(stack) - 1}

    def overridden(self) -> list[str]:
        """Return what pages would do by themselves, but a program does otherwise."""
        own = NavigationToolbar2WebAgg
        return [
            name
            for name in ("save_figure", "copy")
            if getattr(getattr(self, name), "__func__", None) is not getattr(own, name)
        ]

    def mode_name(self) -> str:
        """Return ``"PAN"``, ``"ZOOM"`` or ``"NONE"``."""
        return str(self.mode.name)

    def _send_mode(self) -> None:
        self.canvas.send_event("navigate_mode", mode=self.mode_name())
