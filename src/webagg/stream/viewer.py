"""One connected browser view of one figure: what it has, what is in flight."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol

from webagg.stream.protocol import Message
from webagg.stream.stream import FrameStream
from webagg.stream.update import frame_id_of, with_seq
from webagg.stream.window import Window

_log = logging.getLogger(__name__)

# matplotlib's client acknowledges an image on receipt and decodes it later; a next
# image replaces one that is still being decoded. Only after this many seconds of
# quiet is an image taken as painted, and a base for images of what changed.
_SETTLED_AFTER = 0.25
_LEGACY_WINDOW = 2
# Clients that never acknowledge get a frame this often instead, in seconds.
_NO_ACK_INTERVAL = 1.0


class Socket(Protocol):
    """What an embedding application's socket must offer."""

    def send_json(self, content: dict[str, Any]) -> Any:
        """Send a JSON object as text."""

    def send_binary(self, blob: bytes) -> Any:
        """Send bytes."""


class Viewer:
    """A viewer; its socket is used on the thread and loop that made the viewer.

    It speaks matplotlib's protocol (full-size PNGs) until it says hello in ours.
    Methods may be called from any thread.

    Parameters
    ----------
    socket : Socket
        Where messages go.
    stream : FrameStream
        The figure's frames.
    session : str
        Identity of the stream: frame numbers of others mean nothing here.
    opened : callable
        Called when the viewer can take a frame again.
    """

    def __init__(
        self,
        socket: Socket,
        stream: FrameStream,
        session: str,
        opened: Callable[[], None],
    ) -> None:
        self.id = secrets.token_hex(8)
        self.socket = socket
        self.native = False
        self.mac = False
        self.visible = True
        self.device_pixel_ratio: float | None = None
        self.size: tuple[float, float] | None = None
        self.last_input = 0.0
        self.handled_seq = 0
        """Number of the last input message of this viewer that was handled."""
        self.statistics = Statistics()
        self._stream = stream
        self._session = session
        self._opened = opened
        self._window = Window(_LEGACY_WINDOW)
        self._acknowledges = False
        self._has: int | None = None  # the frame it has once all in flight arrived
        self._answered_seq = 0
        self._published_seq = 0
        self._sent_at = 0.0
        self._painted_at: float | None = None
        self._base: int | None = None  # of images in matplotlib's protocol
        self._mode: str | None = None
        self._closed = False
        self._flush_posted = False
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    # -- what the viewer says --------------------------------------------------

    def hello(self, message: Message) -> None:
        """Speak our protocol from now on; go on from the frame it still shows."""
        if not self.native:
            self._window = Window()
        self.native = True
        self.mac = message["mac"]
        self.visible = message["visible"]
        self.device_pixel_ratio = message["device_pixel_ratio"]
        if message["width"] and message["height"]:
            self.size = message["width"], message["height"]
        self._window.reset()
        same = message["session"] == self._session
        self._has = message["last_frame"] if same else None
        self.flush()

    def acknowledge(self, message: Message) -> None:
        """Take a frame as painted; the window opens by one."""
        now = time.monotonic()
        self._acknowledges = True
        frame_id = message["frame_id"]
        if frame_id is None:
            oldest = self._window.oldest()
            if oldest is None:
                return
            frame_id = oldest[0]
        loop_time = self._window.acknowledged(frame_id, now)
        if loop_time is None:
            return
        self._painted_at = now
        self.statistics.acknowledged(loop_time, message)
        self.flush()
        self._opened()

    def start_over(self) -> None:
        """Send the whole picture next: what is on screen cannot be trusted."""
        self._window.reset()
        self._has = None
        self._base = None
        self._mode = None
        self.flush()

    def set_visible(self, visible: bool) -> None:
        """Stop or resume frames: hidden pages paint nothing."""
        self.visible = visible
        if visible:
            self.flush()
        self._opened()

    # -- what the viewer is told -----------------------------------------------

    @property
    def wants_frame(self) -> bool:
        """Whether somebody looks and the next frame could be sent at once."""
        return self.visible and not self._closed and self._may_send()

    def send(self, message: Message) -> None:
        """Send a text message."""
        self._post(lambda: self._write(self.socket.send_json, message))

    def published(self) -> None:
        """Note that a frame was published that answers all input handled so far."""
        self._published_seq = self.handled_seq

    def flush(self) -> None:
        """Send what the viewer lacks, if its window is open."""
        if not self._flush_posted:
            self._flush_posted = True
            self._post(self._send_newest)

    def close(self) -> None:
        """Send nothing any more."""
        self._closed = True

    def close_soon(self) -> None:
        """Send nothing any more after what was sent so far."""
        self._post(self.close)

    # -- on the socket's thread ------------------------------------------------

    def _post(self, function: Callable[[], None]) -> None:
        if self._loop is None:
            function()
        else:
            # RuntimeError: the application's loop is gone, and so is the page.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(function)

    def _write(self, send: Callable[[Any], Any], content: Any) -> None:
        if self._closed:
            return
        try:
            send(content)
        except Exception as error:
            # One viewer's broken socket is no other's concern.
            _log.debug("viewer %s is gone: %s", self.id, error)
            self.close()

    def _may_send(self) -> bool:
        if self._window.is_open:
            return True
        quiet = time.monotonic() - self._sent_at > _NO_ACK_INTERVAL
        return not self._acknowledges and not self.native and quiet

    def _send_newest(self) -> None:
        self._flush_posted = False
        if self._closed or not self.visible or self._stream.frame_id == 0:
            return
        if not self._may_send():
            if self._has != self._stream.frame_id:
                self._window.limit()
                self.statistics.skipped += 1
            return
        if self.native:
            self._send_update()
        else:
            self._send_png()

    def _send_update(self) -> None:
        seq = self._published_seq
        start = time.perf_counter()
        update = self._stream.update_since(self._has)
        self.statistics.encode_ms = (time.perf_counter() - start) * 1000
        if update is None:
            if seq > self._answered_seq:
                # The input changed no pixel; the page may stop predicting.
                self._answered_seq = seq
                self._write(self.socket.send_json, {"type": "answered", "seq": seq})
            return
        self._answered_seq = seq
        self._has = frame_id_of(update)
        self._sent(self._has, len(update))
        self._write(self.socket.send_binary, with_seq(update, seq))

    def _send_png(self) -> None:
        now = time.monotonic()
        if self._window.in_flight == 0 and self._painted_at is not None:
            if now - self._painted_at > _SETTLED_AFTER:
                self._base = self._has
        # Read first: an image may show a newer frame than it is taken for.
        frame_id = self._stream.frame_id
        if frame_id == self._has and self._base is not None:
            return
        image = self._stream.png_since(self._base)
        if image is None:
            return
        mode, png = image
        if mode != self._mode:
            self._mode = mode
            self._write(self.socket.send_json, {"type": "image_mode", "mode": mode})
        self._has = frame_id
        self._painted_at = None
        self._sent(frame_id, len(png))
        self._write(self.socket.send_binary, png)

    def _sent(self, frame_id: int, size: int) -> None:
        self._sent_at = time.monotonic()
        self._window.sent(frame_id, self._sent_at)
        self.statistics.sent(size)


class Statistics:
    """What became of the frames for one viewer."""

    def __init__(self) -> None:
        self.frames_sent = 0
        self.frames_acknowledged = 0
        self.skipped = 0
        self.bytes_sent = 0
        self.encode_ms = 0.0
        self.loop_ms = 0.0
        self.decode_ms = 0.0
        self.paint_ms = 0.0

    def sent(self, size: int) -> None:
        """Count one image of *size* bytes."""
        self.frames_sent += 1
        self.bytes_sent += size

    def acknowledged(self, loop_time: float, message: Message) -> None:
        """Count one painted image, with its times."""
        self.frames_acknowledged += 1
        self.loop_ms = loop_time * 1000
        self.decode_ms = message["decode_ms"]
        self.paint_ms = message["paint_ms"]
