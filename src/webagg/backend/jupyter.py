"""Live figures in the output of a notebook's cells."""

from __future__ import annotations

import html
import importlib.util
import json
import os
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from webagg.backend.manager import FigureManagerWebAgg

FRAME_MARGIN = (16, 64)
"""CSS pixels that the frame needs around the figure: edges and toolbar."""
_PROXY = "jupyter_server_proxy"

_displayed: weakref.WeakSet[FigureManagerWebAgg] = weakref.WeakSet()


def proxy_base() -> str | None:
    """Return the path under which the notebook's server forwards ports.

    Returns
    -------
    str or None
        ``/user/name/proxy/`` or the like, to be followed by a port. None if
        jupyter-server-proxy is not installed, or the server is not known.
    """
    if importlib.util.find_spec(_PROXY) is None:
        return None
    base = os.environ.get("JUPYTERHUB_SERVICE_PREFIX") or _server_base()
    return None if base is None else f"{base.rstrip('/')}/proxy/"


def _server_base() -> str | None:
    """Return the base URL of the server that started this kernel.

    Servers describe themselves in a file that is named after their process.
    """
    parent = os.environ.get("JPY_PARENT_PID", "")
    jupyter_core = sys.modules.get("jupyter_core.paths")
    if not parent.isdecimal() or jupyter_core is None:
        return None
    path = Path(jupyter_core.jupyter_runtime_dir(), f"jpserver-{parent}.json")
    try:
        base = json.loads(path.read_text(encoding="utf-8")).get("base_url")
    except (OSError, ValueError, AttributeError):
        # Started by something else, such as an editor.
        return None
    return base if isinstance(base, str) else None


def reachable(url: str) -> str:
    """Return an address by which the notebook's page reaches *url* of this machine.

    That is a path on the notebook's own server if it forwards ports: often that
    is the only one that the browser reaches. Else *url* itself.
    """
    base = proxy_base()
    if base is None:
        return url
    parts = urlsplit(url)
    path = f"{base}{parts.port or 80}{parts.path}"
    return urlunsplit(("", "", path, parts.query, ""))


def frame(manager: FigureManagerWebAgg, url: str) -> str:
    """Return HTML that shows *manager*'s figure from its page at *url*."""
    width, height = manager.canvas.get_width_height()
    title = html.escape(manager.get_window_title())
    return (
        f'<iframe src="{html.escape(reachable(url))}" title="{title}" '
        f'width="{width + FRAME_MARGIN[0]}" height="{height + FRAME_MARGIN[1]}" '
        'style="border: 0" allow="clipboard-write; fullscreen"></iframe>'
    )


def display(manager: FigureManagerWebAgg, url: str) -> None:
    """Show *manager*'s figure in the output of the cell that runs, once.

    Parameters
    ----------
    manager : FigureManagerWebAgg
        The figure's manager.
    url : str
        The address of its page for frames, with what lets in.
    """
    from IPython.display import display as publish

    if manager in _displayed:
        return
    _displayed.add(manager)
    text = f"{manager.get_window_title()}: {url}"
    publish({"text/plain": text, "text/html": frame(manager, url)}, raw=True)
