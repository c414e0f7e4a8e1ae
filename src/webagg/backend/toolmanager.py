"""The toolbar and tools of ``rcParams["toolbar"] == "toolmanager"``."""

from __future__ import annotations

import base64
import io
import logging
from pathlib import Path
from typing import Any, TypedDict, cast

from matplotlib import backend_tools
from matplotlib.backend_bases import MouseEvent, ToolContainerBase
from matplotlib.backend_managers import ToolManager
from PIL import Image

from webagg.backend.canvas import FigureCanvasWebAggCore
from webagg.backend.panning import PanNotice
from webagg.backend.shortcuts import tool_rows

_log = logging.getLogger(__name__)


class Tool(TypedDict):
    """A button as pages draw it."""

    name: str
    tooltip: str
    icon: str | None
    toggle: bool
    toggled: bool
    enabled: bool


class ToolbarWebAgg(ToolContainerBase):
    """Keeps the list of buttons and sends it to the pages, which draw them.

    Parameters
    ----------
    toolmanager : ToolManager
        The tools.
    """

    def __init__(self, toolmanager: ToolManager) -> None:
        self.message = ""
        self._groups: dict[str, list[Tool]] = {}
        super().__init__(toolmanager)
        canvas = cast(FigureCanvasWebAggCore, toolmanager.canvas)
        self._notice = PanNotice(canvas)
        connect: Any = canvas.mpl_connect
        connect("button_press_event", self._pressed)
        connect("motion_notify_event", self._notice.moved)
        connect("button_release_event", self._released)

    def add_toolitem(
        self,
        name: str,
        group: str,
        position: int,
        image: str | None,
        description: str | None,
        toggle: bool,
    ) -> None:
        """Add a button, at the end of its group if *position* is negative."""
        tools = self._groups.setdefault(group, [])
        tool: Tool = {
            "name": name,
            "tooltip": description or name,
            "icon": None if image is None else _icon(name, Path(image)),
            "toggle": toggle,
            "toggled": False,
            "enabled": True,
        }
        tools.insert(len(tools) if position < 0 else position, tool)
        self._changed()

    def toggle_toolitem(self, name: str, toggled: bool) -> None:
        """Show a button pressed or not, without triggering its tool."""
        for tool in self._named(name):
            tool["toggled"] = toggled
        self._changed()

    def remove_toolitem(self, name: str) -> None:
        """Remove a tool's buttons; harmless if there are none."""
        for group in list(self._groups):
            tools = [tool for tool in self._groups[group] if tool["name"] != name]
            if tools:
                self._groups[group] = tools
            else:
                del self._groups[group]
        self._changed()

    def set_message(self, s: str) -> None:
        """Show *s* beside the buttons."""
        if s != self.message:
            self.message = s
            self._send("message", message=s)

    def listing(self) -> dict[str, Any]:
        """Return the message that tells a page all buttons."""
        groups = [
            {"name": name, "tools": [dict(tool) for tool in tools]}
            for name, tools in list(self._groups.items())
        ]
        return {"type": "tools", "groups": groups}

    def _pressed(self, event: MouseEvent) -> None:
        if "pan" in self.toolmanager.active_toggle.values():
            self._notice.begin(event)

    def _released(self, event: MouseEvent) -> None:
        self._notice.end()

    def _named(self, name: str) -> list[Tool]:
        every = [tool for tools in self._groups.values() for tool in tools]
        return [tool for tool in every if tool["name"] == name]

    def _changed(self) -> None:
        self._send("tools", groups=self.listing()["groups"])

    def _send(self, kind: str, **fields: Any) -> None:
        canvas = self.toolmanager.canvas
        # The canvas has been exchanged for a plain one when the figure is closed.
        if isinstance(canvas, FigureCanvasWebAggCore):
            canvas.send_event(kind, **fields)


def _icon(name: str, path: Path) -> str | None:
    try:
        return _data_uri(path)
    except OSError as error:
        # No file, or no image: pages show the name instead.
        _log.warning("tool %r has an icon that cannot be read: %s", name, error)
        return None


def _data_uri(path: Path) -> str:
    with Image.open(path) as image, io.BytesIO() as png:
        # Any mode, palettes and grey with alpha included, becomes one browsers know.
        image.convert("RGBA").save(png, format="png")
        return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


def _canvas(tool: backend_tools.ToolBase) -> FigureCanvasWebAggCore:
    # The tools below are registered for this class of canvases only.
    return cast(FigureCanvasWebAggCore, tool.canvas)


class SaveFigureWebAgg(backend_tools.SaveFigureBase):
    """Let the page that asked download the figure."""

    def trigger(self, *args: Any, **kwargs: Any) -> None:
        """Start the download."""
        _canvas(self).send_event_to_asker("save")


class ConfigureSubplotsWebAgg(backend_tools.ConfigureSubplotsBase):
    """Open the margins dialog in the page that asked."""

    def trigger(self, *args: Any, **kwargs: Any) -> None:
        """Open the dialog."""
        _canvas(self).send_event_to_asker("subplots", **_canvas(self).margins())


class RubberbandWebAgg(backend_tools.RubberbandBase):
    """Show the zoom rectangle in the pages."""

    def draw_rubberband(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Show a rectangle; device pixels from the bottom left, any corners."""
        corners = {"x0": float(x0), "y0": float(y0), "x1": float(x1), "y1": float(y1)}
        _canvas(self).send_event("rubberband", **corners)

    def remove_rubberband(self) -> None:
        """Remove the rectangle."""
        _canvas(self).send_event("rubberband", x0=-1, y0=-1, x1=-1, y1=-1)


class ToolHelpWebAgg(backend_tools.ToolHelpBase):
    """Show the list of tools in the page that asked."""

    def trigger(self, *args: Any, **kwargs: Any) -> None:
        """Open the list."""
        rows = tool_rows(self.toolmanager)
        _canvas(self).send_event_to_asker("help", rows=rows)


class ToolCopyToClipboardWebAgg(backend_tools.ToolCopyToClipboardBase):
    """Let the page that asked put the picture in the clipboard."""

    def trigger(self, *args: Any, **kwargs: Any) -> None:
        """Copy."""
        _canvas(self).send_event_to_asker("copy")


_register: Any = backend_tools._register_tool_class  # type: ignore[attr-defined]
for _tool in (
    SaveFigureWebAgg,
    ConfigureSubplotsWebAgg,
    RubberbandWebAgg,
    ToolHelpWebAgg,
    ToolCopyToClipboardWebAgg,
):
    _register(FigureCanvasWebAggCore, _tool)
