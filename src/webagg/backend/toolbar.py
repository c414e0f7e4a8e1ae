"""The toolbar of ``rcParams["toolbar"] == "toolbar2"``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.backend_bases import FigureCanvasBase, NavigationToolbar2

from webagg.backend.panning import PanNotice

if TYPE_CHECKING:
    from webagg.backend.canvas import FigureCanvasWebAggCore

# matplotlib's client has a download button of its own under this name.
_CLIENT_SIDE = ("Copy", "Copy the picture to the clipboard", "copy", "copy")


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
        self._notice = PanNotice(self.canvas)

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
        self._notice.begin(event)

    def drag_pan(self, event: Any) -> None:
        """Pan."""
        super().drag_pan(event)
        self._notice.moved(event)

    def release_pan(self, event: Any) -> None:
        """End panning, and the page's prediction with it."""
        self._notice.end()
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
