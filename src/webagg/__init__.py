"""matplotlib figures in the browser, as fast as Agg can draw them.

``matplotlib.use("module://webagg")`` loads this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webagg._png import diff_png, encode_png
from webagg.backend import presenter as _presenter
from webagg.backend.canvas import FigureCanvasWebAggCore
from webagg.backend.manager import FigureCanvasWebAgg, FigureManagerWebAgg
from webagg.backend.pyplot_api import (
    draw_if_interactive,
    new_figure_manager,
    new_figure_manager_given_figure,
    show,
)
from webagg.backend.timers import TimerAsyncio, TimerTornado
from webagg.backend.toolbar import NavigationToolbar2WebAgg
from webagg.stream.stream import FrameStream
from webagg.stream.update import Update, decode_update

if TYPE_CHECKING:
    from webagg.server.application import WebAggApplication
    from webagg.server.inline import ipython_inline_display
    from webagg.server.thread import ServerThread

__version__ = "0.1.0"
backend_version = __version__

FigureCanvas = FigureCanvasWebAgg
FigureManager = FigureManagerWebAgg

__all__ = [
    "FigureCanvas",
    "FigureCanvasWebAgg",
    "FigureCanvasWebAggCore",
    "FigureManager",
    "FigureManagerWebAgg",
    "FrameStream",
    "NavigationToolbar2WebAgg",
    "ServerThread",
    "TimerAsyncio",
    "TimerTornado",
    "Update",
    "WebAggApplication",
    "decode_update",
    "diff_png",
    "draw_if_interactive",
    "encode_png",
    "ipython_inline_display",
    "new_figure_manager",
    "new_figure_manager_given_figure",
    "show",
]

# Tornado is imported when somebody shows a figure, not with the backend.
_SERVER = {
    "ServerThread": "webagg.server.thread",
    "WebAggApplication": "webagg.server.application",
    "ipython_inline_display": "webagg.server.inline",
}


def __getattr__(name: str) -> Any:
    import importlib

    if name not in _SERVER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_SERVER[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _make_presenter() -> _presenter.Presenter:
    from webagg.server.presenter import ServerPresenter

    return ServerPresenter()


_presenter.use(_make_presenter)
