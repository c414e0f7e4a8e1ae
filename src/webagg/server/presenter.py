"""Makes figures visible: starts the server, says where it is, opens the browser."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import weakref
import webbrowser

import matplotlib as mpl

from webagg.backend import jupyter
from webagg.backend.cells import in_kernel
from webagg.backend.manager import FigureManagerWebAgg
from webagg.server.access import TOKEN_VARIABLE, WILDCARDS
from webagg.server.application import WebAggApplication
from webagg.server.inline import inline_url

BROWSER_START = 10.0
"""Seconds that a browser may need until its page is connected."""
GRACE = 1.0
"""Seconds that an address must answer after it was told, if nobody came yet."""


class ServerPresenter:
    """Presents figures by the server of this process; see `Presenter`."""

    def __init__(self) -> None:
        self._told_at = float("-inf")
        self._told = False
        self._told_since_show = False
        self._presented: weakref.WeakSet[FigureManagerWebAgg] = weakref.WeakSet()

    def present(self, manager: FigureManagerWebAgg) -> None:
        """Serve *manager*'s figure, and say where if nobody looks yet."""
        # A server that the program has started itself is told as well.
        first = not (self._told and WebAggApplication.initialized)
        # The notebook's server forwards requests under a name that only it knows; the
        # token decides, where there is one.
        forwarded = (
            in_kernel()
            and jupyter.proxy_base() is not None
            and os.environ.get(TOKEN_VARIABLE) != ""
        )
        WebAggApplication.initialize(allowed_hosts="*" if forwarded else None)
        new = manager not in self._presented
        self._presented.add(manager)
        nobody_looks = (
            mpl.rcParams["webagg.open_in_browser"]
            and not WebAggApplication.pages()
            and time.monotonic() - self._told_at > BROWSER_START
        )
        if first or (new and nobody_looks):
            self._tell()
        if in_kernel():
            jupyter.display(manager, inline_url(manager))

    def blocking(self, started: bool, interrupted: bool) -> None:
        """Note that a blocking show starts, or has ended (by Ctrl+C or not)."""
        if started:
            if not self._told_since_show and not WebAggApplication.pages():
                self._tell()
            print("Press Ctrl+C to stop WebAgg server", flush=True)
            return
        self._told_since_show = False
        if interrupted:
            WebAggApplication.stop()
            print("Server is stopped", flush=True)

    def grace(self) -> float:
        """Return for how many seconds more an address just told must answer."""
        if WebAggApplication.answered_since(self._told_at):
            return 0.0
        return max(0.0, GRACE - (time.monotonic() - self._told_at))

    def _tell(self) -> None:
        """Print the address and open it in the browser, as the rcParams say."""
        url = WebAggApplication.url()
        self._told_at = time.monotonic()
        self._told = self._told_since_show = True
        print(f"To view figure, visit {url}", flush=True)
        if WebAggApplication.address in WILDCARDS:
            elsewhere = WebAggApplication.url(host=socket.gethostname())
            print(f"From other machines, visit {elsewhere}", flush=True)
        if in_kernel():
            # Figures appear in the notebook, in a browser that may be far away.
            return
        if mpl.rcParams["webagg.open_in_browser"] and has_browser():
            # Some ways to open one take seconds.
            threading.Thread(
                target=webbrowser.open, args=(url,), name="webagg-browser", daemon=True
            ).start()


def has_browser() -> bool:
    """Return whether opening a browser can be of use.

    Without a display `webbrowser` falls back to browsers that take the terminal.
    """
    if sys.platform in ("win32", "darwin"):
        return True
    return any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
