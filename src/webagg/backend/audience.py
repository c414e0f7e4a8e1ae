"""A manager's viewers: who looks at the figure, what they say, what they are told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from matplotlib.backend_bases import FigureManagerBase

from webagg.backend.driver import Driver
from webagg.backend.eventloop import on_main_thread, pump
from webagg.backend.held import Held
from webagg.backend.hover import hover
from webagg.backend.toolbar import NavigationToolbar2WebAgg
from webagg.backend.toolmanager import ToolbarWebAgg
from webagg.backend.welcome import welcome
from webagg.stream import protocol
from webagg.stream.channel import Socket
from webagg.stream.protocol import Message, ProtocolError
from webagg.stream.viewer import Viewer
from webagg.stream.viewers import Viewers

if TYPE_CHECKING:
    from webagg.backend.canvas import FigureCanvasWebAggCore

_log = logging.getLogger(__name__)


class Audience(FigureManagerBase):
    """The viewers of one figure; base of the manager, which shows and closes it.

    Parameters
    ----------
    canvas : FigureCanvasWebAggCore
        The figure's canvas.
    num : int
        The figure's number.
    """

    canvas: FigureCanvasWebAggCore

    def __init__(self, canvas: FigureCanvasWebAggCore, num: int) -> None:
        self.is_destroyed = False
        self._busy = False
        self._complained: set[str] = set()
        self._start(canvas)
        super().__init__(canvas, num)

    def _start(self, canvas: FigureCanvasWebAggCore) -> None:
        self.viewers = Viewers(lambda: pump.request(canvas))
        self.driver = Driver(canvas)
        self.held = Held()
        self.asker: Viewer | None = None

    def forget_viewers(self) -> None:
        """Start anew: this is a forked child, and the viewers are its parent's."""
        self._start(self.canvas)

    # -- coming and going ------------------------------------------------------

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
        if self.is_destroyed:
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

    # -- what viewers say ------------------------------------------------------

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
            each.send({"type": "figure_label", "label": self.get_window_title()})
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
            may be and are unacknowledged), ``effort`` ("fast", "small" or "stored")
            and ``throughput`` (bytes a second, or None) of its link,
            ``frames_sent``, ``frames_acknowledged``, ``frames_skipped``,
            ``bytes_sent``, and in milliseconds ``draw_ms`` of the last draw and
            running means or None: ``encode_ms``, ``link_ms`` (there and back),
            ``decode_ms``, ``paint_ms``.
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

    def bid_farewell(self) -> None:
        """Tell the pages that the program is over, and nothing after that."""
        self.send_to_all({"type": "closed", "reason": "exit"})
        self.viewers.close()

    def send_to_asker(self, message: Message) -> None:
        """Send a message to the viewer that asked, else the one that decides."""
        viewer = self.asker or self.driver.viewer or next(iter(self.viewers), None)
        if viewer is not None:
            viewer.send(message)
