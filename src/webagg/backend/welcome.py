"""The first message to a viewer: what it needs to draw a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webagg.backend.toolbar import NavigationToolbar2WebAgg
from webagg.stream import protocol
from webagg.stream.protocol import Message
from webagg.stream.viewer import Viewer

if TYPE_CHECKING:
    from webagg.backend.audience import Audience


def welcome(manager: Audience, viewer: Viewer) -> Message:
    """Return the message that welcomes *viewer* to *manager*'s figure."""
    canvas, toolbar = manager.canvas, manager.toolbar
    toolbar2 = toolbar if isinstance(toolbar, NavigationToolbar2WebAgg) else None
    extensions = canvas.get_supported_filetypes_grouped().values()
    return {
        "type": "welcome",
        "protocol": protocol.VERSION,
        "viewer": viewer.id,
        "session": manager.viewers.session,
        "title": manager.get_window_title(),
        "size": list(canvas.get_width_height()),
        "toolbar": _kind(manager),
        "toolitems": [list(item) for item in toolbar2.toolitems] if toolbar2 else [],
        "overridden": toolbar2.overridden() if toolbar2 else [],
        "formats": sorted(names[0] for names in extensions),
        "default_format": canvas.get_default_filetype(),
        "navigate_mode": toolbar2.mode_name() if toolbar2 else "NONE",
        "history": toolbar2.history() if toolbar2 else {},
        "cursor": canvas.cursor,
        "capture_scroll": canvas.wanted_scroll,
        "message": getattr(toolbar, "message", ""),
        "busy": manager.busy,
    }


def _kind(manager: Audience) -> str | None:
    if manager.toolbar is None:
        return None
    return "toolbar2" if manager.toolmanager is None else "toolmanager"
