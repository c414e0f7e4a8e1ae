"""The manager: a figure's window, seen by any number of viewers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Iterator
from io import StringIO
from typing import Any, TextIO

import matplotlib as mpl
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import (
    CloseEvent,
    FigureCanvasBase,
    FigureManagerBase,
)

from webagg.backend import errors, fork, inputhooks, notices, showing
from webagg.backend.canvas import FigureCanvasWebAggCore
from webagg.backend.driver import Driver
from webagg.backend.eventloop import on_main_thread, pump
from webagg.backend.figures import figures
from webagg.backend.held import Held
from webagg.backend.hover import hover
from webagg.backend.presenter import presenter
from webagg.backend.toolbar import NavigationToolbar2WebAgg
from webagg.backend.toolmanager import ToolbarWebAgg
from webagg.backend.welcome import welcome
from webagg.input.events import process
from webagg.stream import protocol
from webagg.stream.protocol import Message, ProtocolError
from webagg.stream.viewer import Socket, Viewer
from webagg.stream.viewers import Viewers
from webagg.web import bundle

_log = logging.getLogger(__name__)


class FigureManagerWebAgg(FigureManagerBase):
    """A figure that pages can show.

    Parameters
    ----------
    canvas : FigureCanvasWebAggCore
        The figure's canvas.
    num : int
        pyplot's number, or any other in an application of your own.
    """

    # Subclasses in the field make their own toolbar and rely on this None; ours is
    # named by ToolbarCls and set on the instance.
    _toolbar2_class: Any = None
    _toolmanager_toolbar_class = ToolbarWebAgg
    ToolbarCls = NavigationToolbar2WebAgg
    _window_title = "Matplotlib"
    _raises = True

    canvas: FigureCanvasWebAggCore

    def __init__(self, canvas: FigureCanvasWebAggCore, num: int) -> None:
        self.id = secrets.token_urlsafe(9)
        self.viewers = Viewers(lambda: pump.request(canvas))
        self.asker: Viewer | None = None
        self.driver = Driver(canvas)
        self.held = Held()
        self._busy = False
        self._closing = False
        self._inherited = False
        self._destroyed = False
        self._complained: set[str] = set()
        self._toolbar2_class = self._toolbar2_class or self.ToolbarCls
        super().__init__(canvas, num)
        pump.attach()
        notices.attach()
        fork.remember(self)

    # -- pyplot ----------------------------------------------------------------

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Show all figures; the implementation of `matplotlib.pyplot.show`.

        Parameters
        ----------
        block : bool, optional
            Whether to wait until the last shown figure is closed. The default is
            to wait unless in interactive mode or IPython.
        """
        # plt.pause shows everything again each time: that brings nothing to the front.
        cls._raises = block is not False
        try:
            with showing.interruptible(block):
                super().pyplot_show(block=block)
        finally:
            cls._raises = True

    @classmethod
    def start_main_loop(cls) -> None:
        """Run until the last shown figure is closed, or Ctrl-C."""
        showing.run_until_closed()

    @property
    def is_shown(self) -> bool:
        """Whether pages list the figure."""
        return self in figures

    def show(self) -> None:
        """List the figure in the pages, draw it if needed, tell where it is."""
        known = self.is_shown
        self.appear()
        if known and self._raises and mpl.rcParams["figure.raise_window"]:
            self.send_to_all({"type": "raise"})
        self.canvas.draw_pending()

    def appear(self) -> None:
        """List the figure in the pages and tell where it is, without drawing."""
        if not self._destroyed:
            self.enlist()
            inputhooks.attach()
            presenter().present(self)

    def enlist(self) -> None:
        """List the figure in the pages; any thread.

        It counts as shown: a page that asks for a figure by its number shows it.
        """
        self._inherited = False
        figures.add(self)
        if self._destroyed:
            # Another thread closed it meanwhile.
            figures.remove(self)

    @classmethod
    def of_pyplot(cls, num: int) -> FigureManagerWebAgg | None:
        """Return the manager of pyplot's figure *num*, shown or not; any thread."""
        # `Gcf.get_fig_manager` would make it the current figure.
        manager = Gcf.figs.get(num)
        return manager if isinstance(manager, FigureManagerWebAgg) else None

    def destroy(self) -> None:
        """Close the figure; doing so twice is harmless."""
        if self._destroyed:
            return
        self._destroyed = True
        self._send_close_event()
        self.send_to_all({"type": "closed", "reason": "figure"})
        figure = self.canvas.figure
        self.canvas.detach()
        super().destroy()
        if figure.canvas is self.canvas:
            # matplotlib before 3.10 leaves the canvas, and its density, in place.
            self.canvas.set_ratio(1)
            FigureCanvasBase(figure)
        figures.remove(self)
        self.viewers.close()

    def close_by_user(self) -> None:
        """Close the figure as a window's close button does."""
        # First the event, while pyplot still knows the figure.
        self._send_close_event()
        Gcf.destroy(self)
        self.destroy()  # a figure that pyplot never knew

    def _send_close_event(self) -> None:
        if not (self._closing or self._inherited):
            self._closing = True
            with errors.printed():
                process(CloseEvent("close_event", self.canvas))

    def set_window_title(self, title: str) -> None:
        """Set the panel's heading."""
        self._window_title = title
        self.send_to_all({"type": "figure_label", "label": title})
        if self.is_shown:
            figures.changed()

    def get_window_title(self) -> str:
        """Return the panel's heading."""
        return self._window_title

    def resize(self, w: float, h: float, forward: bool = True) -> None:
        """Fit the panels to a figure of *w* x *h* device pixels.

        Parameters
        ----------
        w, h : float
            Device pixels.
        forward : bool
            Whether the panels shall change their size; False where they asked.
        """
        ratio = self.canvas.device_pixel_ratio
        self.send_to_all(
            {"type": "resize", "size": [w / ratio, h / ratio], "forward": forward}
        )
        if forward:
            self.canvas.resized_by_program()

    def leave_to_parent(self) -> None:
        """Let go of all viewers: this is a forked child, and they are its parent's.

        The figure is not on show here, so its end is no close of a window, either.
        """
        canvas = self.canvas
        self.viewers = Viewers(lambda: pump.request(canvas))
        self.driver = Driver(canvas)
        self.held = Held()
        self.asker = None
        self._inherited = True
        canvas.leave_to_parent()

    def full_screen_toggle(self) -> None:
        """Ask the page for full screen; browsers want a user's gesture for it."""
        self.send_to_asker({"type": "fullscreen"})

    # -- viewers ---------------------------------------------------------------

    @property
    def web_sockets(self) -> set[Socket]:
        """The sockets added and not removed."""
        return {viewer.socket for viewer in self.viewers}

    def add_web_socket(self, web_socket: Socket) -> None:
        """Let a viewer see the figure.

        Parameters
        ----------
        web_socket : object
            With methods ``send_json(content)`` and ``send_binary(blob)``. They are
            called on the event loop that runs in the calling thread, if one does.

        Raises
        ------
        TypeError
            If it lacks one of them.
        """
        for name in ("send_json", "send_binary"):
            if not callable(getattr(web_socket, name, None)):
                raise TypeError(f"a web socket must have a {name} method")
        if self.viewers.of(web_socket) is not None:
            return
        viewer = self.viewers.add(web_socket)
        viewer.send(welcome(self, viewer))
        width, height = self.canvas.get_width_height()
        viewer.send({"type": "resize", "size": [width, height], "forward": True})
        viewer.send({"type": "refresh"})
        if isinstance(self.toolbar, ToolbarWebAgg):
            viewer.send(self.toolbar.listing())
        if self.viewers.stream.frame_id == 0:
            self.canvas.draw_idle()
        if self._destroyed:
            # Closed while this viewer was on its way.
            viewer.send({"type": "closed", "reason": "figure"})
            viewer.close_soon()

    def remove_web_socket(self, web_socket: Socket) -> None:
        """Forget a viewer; sockets that were not added are ignored."""
        viewer = self._remove(web_socket)
        if viewer is not None:
            self._let_go(viewer)

    def lose_web_socket(self, web_socket: Socket) -> None:
        """Forget a viewer whose page may still be there, with a key or button held."""
        viewer = self._remove(web_socket)
        if viewer is not None:
            self.held.lost(viewer, lambda: self._let_go(viewer))

    def _remove(self, web_socket: Socket) -> Viewer | None:
        viewer = self.viewers.remove(web_socket)
        if viewer is not None:
            hover.forget(viewer)
            self.driver.left(viewer, list(self.viewers))
        return viewer

    def _let_go(self, viewer: Viewer) -> None:
        # In its turn: what the viewer pressed may not have been handled yet.
        self.canvas.receive({"type": "let_go", "seq": 0}, viewer)

    def handle_json(self, content: dict[str, Any]) -> None:
        """Handle a message from a page, received by an application's own socket."""
        viewer_id = content.get("viewer") if isinstance(content, dict) else None
        viewer = self.viewers.by_id(viewer_id)
        if viewer is None and len(self.viewers) == 1:
            viewer = next(iter(self.viewers))
        self._receive(content, viewer)
        with contextlib.suppress(RuntimeError):
            pump.attach(asyncio.get_running_loop())
        if on_main_thread():
            self.canvas.handle_input()

    def handle_message(self, web_socket: Socket, content: object) -> None:
        """Queue a message that came through *web_socket*; safe from any thread."""
        self._receive(content, self.viewers.of(web_socket))

    def _receive(self, content: object, viewer: Viewer | None) -> None:
        try:
            message = protocol.check(content)
            if message["type"] in protocol.CONNECTION:
                self._connection_message(message, viewer)
            elif message["type"] == "refresh":
                self.refresh(viewer)
            elif not self.canvas.receive(message, viewer):
                raise ProtocolError("too much input waits; this message was dropped")
        except ProtocolError as error:
            self._complain(str(error), viewer)

    def _connection_message(self, message: Message, viewer: Viewer | None) -> None:
        if viewer is None:
            return
        kind = message["type"]
        if kind == "ack":
            viewer.acknowledge(message)
        elif kind == "hello":
            viewer.hello(message)
            ratio = {"device_pixel_ratio": message["device_pixel_ratio"]}
            self._receive({"type": "set_device_pixel_ratio", **ratio}, viewer)
            if message["width"] and message["height"]:
                size = {"width": message["width"], "height": message["height"]}
                self._receive({"type": "resize", **size}, viewer)
        elif kind == "key_frame":
            viewer.start_over()
        elif kind == "visible":
            viewer.set_visible(message["value"])
        elif kind == "ping":
            viewer.send({"type": "pong"})
        elif kind == "stats":
            viewer.send({"type": "stats", **self._stats_of(viewer)})

    def _complain(self, text: str, viewer: Viewer | None) -> None:
        if text not in self._complained and len(self._complained) < 100:
            self._complained.add(text)
            _log.warning("figure %s: %s", self.num, text)
        if viewer is not None:
            viewer.send({"type": "error", "message": text, "traceback": None})

    def refresh(self, viewer: Viewer | None) -> None:
        """Send *viewer* (None: all) everything that it shows, anew."""
        for each in self.viewers if viewer is None else (viewer,):
            each.send({"type": "figure_label", "label": self._window_title})
            if not each.native or self.canvas.wanted_scroll is not None:
                capture = self.canvas.get_capture_scroll()
                each.send({"type": "capture_scroll", "capture_scroll": capture})
            if isinstance(self.toolbar, NavigationToolbar2WebAgg):
                each.send({"type": "history_buttons", **self.toolbar.history()})
            each.start_over()
        if self.viewers.stream.frame_id == 0:
            self.canvas.draw_idle()

    def refresh_all(self) -> None:
        """Send the newest frame to the viewers that can take it."""
        for viewer in self.viewers:
            viewer.flush()

    def viewer_stats(self) -> list[dict[str, Any]]:
        """Return what became of the frames, viewer by viewer.

        Returns
        -------
        list of dict
            For each viewer: ``viewer`` (its identity), ``native`` (whether it speaks
            our protocol), ``visible``, ``window`` and ``in_flight`` (updates that
            may be and are unacknowledged), ``effort`` ("fast" or "small") and
            ``throughput`` (bytes a second, or None) of its link, ``frames_sent``,
            ``frames_acknowledged``, ``frames_skipped``, ``bytes_sent``, and running
            means in milliseconds or None: ``draw_ms``, ``encode_ms``, ``link_ms``
            (there and back), ``decode_ms``, ``paint_ms``.
        """
        return [self._stats_of(viewer) for viewer in self.viewers]

    def _stats_of(self, viewer: Viewer) -> dict[str, Any]:
        return {**viewer.report(), "draw_ms": self.canvas.draw_ms}

    # -- what the pages are told ----------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether the pages say that Python is busy."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """Let the pages say whether Python is busy."""
        if busy != self._busy:
            self._busy = busy
            self.send_to_all({"type": "busy", "value": busy})

    @contextlib.contextmanager
    def asked_by(self, viewer: Viewer | None) -> Iterator[None]:
        """Note that input of *viewer* is being handled."""
        before, self.asker = self.asker, viewer
        try:
            yield
        finally:
            self.asker = before

    def send_to_all(self, message: Message) -> None:
        """Send a message to all viewers."""
        self.viewers.send(message)

    def send_to_asker(self, message: Message) -> None:
        """Send a message to the viewer that asked, else the one that decides."""
        viewer = self.asker or self.driver.viewer or next(iter(self.viewers), None)
        if viewer is not None:
            viewer.send(message)

    # -- files for applications that embed a figure ----------------------------

    @classmethod
    def get_javascript(cls, stream: TextIO | None = None) -> str | None:
        """Write the client as one classic script, or return it without *stream*."""
        output = StringIO() if stream is None else stream
        extensions = FigureCanvasWebAggCore.get_supported_filetypes_grouped().values()
        output.write(
            bundle.javascript(
                [list(item) for item in cls.ToolbarCls.toolitems],
                sorted(names[0] for names in extensions),
                FigureCanvasWebAggCore.get_default_filetype(),
            )
        )
        return output.getvalue() if isinstance(output, StringIO) else None

    @classmethod
    def get_static_file_path(cls) -> str:
        """Return the folder to serve as ``_static``."""
        return bundle.static_path()


class FigureCanvasWebAgg(FigureCanvasWebAggCore):
    """The canvas of pyplot's figures."""

    manager_class = FigureManagerWebAgg
