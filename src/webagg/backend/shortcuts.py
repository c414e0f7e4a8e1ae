"""The list of tools and keys that pages show: of the tool manager, or the key map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backend_managers import ToolManager
from matplotlib.backend_tools import ToolHelpBase

if TYPE_CHECKING:
    from webagg.backend.manager import FigureManagerWebAgg

Row = list[str]
"""Tool, keys, description."""

# rcParams "keymap.NAME" without a tool manager: those that need a toolbar, and others.
_TOOLBAR_KEYS = {
    "home": "Home",
    "back": "Back",
    "forward": "Forward",
    "pan": "Pan",
    "zoom": "Zoom",
    "save": "Save",
}
_FIGURE_KEYS = {
    "fullscreen": "Full screen",
    "grid": "Grid",
    "grid_minor": "Grid with minor lines",
    "yscale": "Logarithmic y axis",
    "xscale": "Logarithmic x axis",
    "quit": "Close the figure",
    "quit_all": "Close all figures",
}
# Keys that are held; no rcParams name them.
_HELD = [
    ["axis", "hold x or y", "Pan or zoom one axis only"],
    ["wheel", "hold Ctrl, x or y", "Zoom by wheel"],
]


def rows(manager: FigureManagerWebAgg) -> list[Row]:
    """Return what the keys of *manager*'s figure do now."""
    if manager.toolmanager is not None:
        return tool_rows(manager.toolmanager)
    keys = _FIGURE_KEYS
    if manager.toolbar is not None:
        keys = {**_TOOLBAR_KEYS, **_FIGURE_KEYS}
    # matplotlib's stubs take names that are spelt out only.
    settings: Mapping[str, Any] = mpl.rcParams  # type: ignore[assignment]
    named = [
        [name, _keys(settings[f"keymap.{name}"]), text] for name, text in keys.items()
    ]
    held = _HELD if manager.toolbar is not None else []
    return [row for row in named if row[1]] + held


def tool_rows(toolmanager: ToolManager) -> list[Row]:
    """Return the described tools of a tool manager."""
    return [
        [name, _keys(toolmanager.get_tool_keymap(name)), tool.description]
        for name, tool in sorted(toolmanager.tools.items())
        if tool.description
    ]


def _keys(names: list[str]) -> str:
    return ", ".join(_shown(name) for name in names)


def _shown(name: str) -> str:
    kind, _, button = name.partition("MouseButton.")
    if button and not kind:
        return f"mouse button {button.title()}"
    shown: str = ToolHelpBase.format_shortcut(name)
    return shown
