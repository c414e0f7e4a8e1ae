"""The toolbar of ``rcParams["toolbar"] == "toolbar2"``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def predictable_pan(figure: Figure, event: MouseEvent) -> dict[str, Any] | None:
    """Return where dragging from *event* merely moves what is drawn.

    Returns
    -------
    dict or None
        ``x0, y0, x1, y1`` in device pixels from the bottom left, and the ``axis``
        that moves ("both", "x" or "y"). None where it does more than that: axes
        that are not linear or in 3-D, several axes that do not coincide, other
        buttons than the left one.
    """
    panned = [
        axes
        for axes in figure.get_axes()
        if axes.in_axes(event) and axes.get_navigate() and axes.can_pan()
    ]
    axis = {None: "both", "x": "x", "y": "y"}.get(event.key)
    if event.button != MouseButton.LEFT or axis is None or not panned:
        return None
    boxes = {tuple(round(edge) for edge in axes.bbox.extents) for axes in panned}
    linear = all(
        axes.name == "rectilinear"
        and axes.get_xscale() == axes.get_yscale() == "linear"
        for axes in panned
    )
    if len(boxes) != 1 or not linear:
        return None
    x0, y0, x1, y1 = boxes.pop()
    return {"x0": x0, "y0": y0, "x1": x1, "y1": y1, "axis": axis}


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
        region = predictable_pan(self.canvas.figure, event)
        if region is not None:
            self.canvas.send_event_to_asker("pan", region=region)

    def release_pan(self, event: Any) -> None:
        """End panning, and the page's prediction with it."""
        self.canvas.send_event_to_asker("pan", region=None)
        super().release_pan(event)

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
