"""One connected browser view of one figure: what it has, what is in flight."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from webagg.stream.channel import Channel, Socket
from webagg.stream.link import Link
from webagg.stream.protocol import Message
from webagg.stream.statistics import Statistics
from webagg.stream.stream import Effort, FrameStream
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


class Viewer:
    """A viewer; its socket is used on the thread and loop that made the viewer.

    It speaks matplotlib's protocol (full-size PNGs) until it says hello in ours.
    Methods may be called from any thread.

    Parameters
    ----------
    socket : Socket
        Where messages go. If it has a true attribute ``will_say_hello``, no images
        for matplotlib's client are sent before the hello.
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
        self.native = False
        self.mac = False
        self.page: str | None = None
        """What the viewers of one page have in common, if it says so."""
        self.visible = True
        self.device_pixel_ratio: float | None = None
        self.size: tuple[float, float] | None = None
        self.used_at = 0.0
        """When somebody last worked in it, `time.monotonic`."""
        self.handling_seq = 0
        """Number of this viewer's last input message that was taken up."""
        self.handled_seq = 0
        """Number of the last one that was handled."""
        self.statistics = Statistics()
        self._stream = stream
        self._session = session
        self._opened = opened
        self._window = Window(_LEGACY_WINDOW)
        self._link = Link()
        self._acknowledges = False
        self._inflates = True
        self._awaits_hello = bool(getattr(socket, "will_say_hello", False))
        self._has: int | None = None  # the frame it has once all in flight arrived
        self._answered_seq = 0
        self._published_seq = 0
        # Frames after the first number answer input up to the second.
        self._upcoming = (0, 0)
        self.published_at = 0.0
        """When the newest frame was published, `time.monotonic`."""
        self._made_at = time.monotonic()
        self._sent_at = 0.0
        self._images = 0
        self._painted_at: float | None = None
        self._base: int | None = None  # of images in matplotlib's protocol
        self._mode: str | None = None
        self._channel = Channel(socket)
        self._flush_posted = False
        self._flush_planned = False

    @property
    def socket(self) -> Socket:
        """The socket it was made of."""
        return self._channel.socket

    # -- what the viewer says --------------------------------------------------

    def hello(self, message: Message) -> None:
        """Speak our protocol from now on; go on from the frame it still shows."""
        self._channel.run(lambda: self._hello(message))

    def acknowledge(self, message: Message) -> None:
        """Take a frame as painted; the window opens by one."""
        self._channel.run(lambda: self._acknowledge(message))

    def start_over(self) -> None:
        """Send the whole picture next: what is on screen cannot be trusted."""
        self._channel.run(self._start_over)

    def set_visible(self, visible: bool) -> None:
        """Stop or resume frames: hidden pages paint nothing."""
        self.visible = visible
        if visible:
            self.flush()
        self._opened()

    def _hello(self, message: Message) -> None:
        if not self.native:
            self._window = Window()
            now = time.monotonic()
            self._link.greeted(now, now - self._made_at)
        self.native = True
        self._awaits_hello = False
        self.mac = message["mac"]
        self.page = message["page"]
        self._inflates = message["inflates"]
        self.visible = message["visible"]
        self._window.reset()
        self._link.reset()
        same = message["session"] == self._session
        self._has = message["last_frame"] if same else None
        self._opened()
        self.flush()

    def _acknowledge(self, message: Message) -> None:
        now = time.monotonic()
        self._acknowledges = True
        frame_id = message["frame_id"]
        if frame_id is None:
            oldest = self._window.oldest()
            if oldest is None:
                return
            frame_id = oldest[0]
        was_open = self._window.is_open
        page_time = (message["decode_ms"] + message["paint_ms"]) / 1000
        self._link.acknowledged(frame_id, now, page_time)
        loop_time = self._window.acknowledged(
            frame_id,
            now,
            self._link.transfer_time if self.native else 0.0,
            self._link.is_paced and self.native,
        )
        if loop_time is None:
            return
        self._painted_at = now
        self.statistics.acknowledged(loop_time, message)
        self._send_newest()
        if not was_open or self._link.is_paced:
            self._opened()

    def _start_over(self) -> None:
        if self.native:
            # Others acknowledge without a number: what is on its way still counts.
            self._window.reset()
            self._link.reset()
        self._has = None
        self._base = None
        self._painted_at = None
        self._mode = None
        self.flush()

    # -- what the viewer is told -----------------------------------------------

    @property
    def wants_frame(self) -> bool:
        """Whether somebody looks and the next frame could be sent at once."""
        return self.looks and self._may_send()

    @property
    def looks(self) -> bool:
        """Whether somebody looks."""
        return self.visible and not self._channel.closed and not self._awaits_hello

    @property
    def is_slow(self) -> bool:
        """Whether its link is a slow one."""
        return self._link.is_slow

    @property
    def opening(self) -> float:
        """When a frame can probably be sent (`time.monotonic`); inf while unknown."""
        if self._may_send():
            return 0.0
        link = self._link
        return link.free_at if link.is_paced and self.native else link.answered_at

    def limit(self) -> None:
        """Note that its window keeps a frame back."""
        self._window.limit()

    def send(self, message: Message) -> None:
        """Send a text message."""
        self._channel.send(message)

    def announce_mode(self) -> None:
        """Tell the mode of the images sent last, as matplotlib's client asks to."""
        # What it is when its turn comes.
        self._channel.post(
            lambda: self._channel.write_text(
                {"type": "image_mode", "mode": self._mode or "full"}
            )
        )

    def publishing(self) -> None:
        """Note that the frame to come answers all input handled so far."""
        self._upcoming = (self._stream.frame_id, self.handled_seq)

    def published(self) -> None:
        """Note that the newest frame answers what was announced for it."""
        self._published_seq = self._upcoming[1]
        self.published_at = time.monotonic()

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop whose thread owns the socket; None: any thread may use it."""
        return self._channel.loop

    def flush(self) -> None:
        """Send what the viewer lacks, if its window is open."""
        if not self._flush_posted:
            self._flush_posted = True
            self._channel.post(self.flush_now)

    def flush_now(self) -> None:
        """Do so at once, on the thread that owns the socket."""
        self._flush_posted = False
        self._send_newest()

    def close(self) -> None:
        """Send nothing any more."""
        self._channel.closed = True

    def close_soon(self) -> None:
        """Send nothing any more after what was sent so far."""
        self._channel.post(self.close)

    # -- on the socket's thread ------------------------------------------------

    def _may_send(self) -> bool:
        if self._window.is_open:
            return True
        if self._is_paced:
            return time.monotonic() >= self._link.free_at
        quiet = time.monotonic() - self._sent_at > _NO_ACK_INTERVAL
        return not self._acknowledges and not self.native and quiet

    @property
    def _is_paced(self) -> bool:
        """Whether one update more may be sent once the link has taken the others."""
        full = self._window.in_flight == self._window.size
        return full and self.native and self._link.is_paced

    def _send_newest(self) -> None:
        if not self.looks or self._stream.frame_id == 0:
            return
        if not self._may_send():
            if self._has != self._stream.frame_id:
                self._window.limit()
                self._plan_flush()
            return
        if self._must_hear_first():
            return
        if self.native:
            self._send_update()
        else:
            self._send_png()

    def _must_hear_first(self) -> bool:
        """Whether the next is a whole picture, and the first not yet acknowledged.

        A page's first words change the figure's size. On a slow link the picture in
        the new size would wait behind that in the old one, and be late by both.
        """
        unheard = self.native and not self._acknowledges and self._window.in_flight > 0
        return unheard and not self._stream.follows(self._has)

    def _plan_flush(self) -> None:
        """Come back when there will be room without an acknowledgement before it."""
        if self._is_paced:
            wait = max(0.0, self._link.free_at - time.monotonic())
        elif not self._acknowledges and not self.native:
            wait = _NO_ACK_INTERVAL
        else:
            return
        if not self._flush_planned:
            self._flush_planned = self._channel.later(wait, self._planned_flush)

    def _planned_flush(self) -> None:
        self._flush_planned = False
        self._send_newest()
        # Now it is known when the next frame can be sent.
        self._opened()

    def _send_update(self) -> None:
        # Read first, so that a frame never claims to answer more than it does.
        seq = self._published_seq
        base, upcoming = self._upcoming
        start = time.perf_counter()
        update = self._stream.update_since(self._has, self._effort)
        encode_ms = (time.perf_counter() - start) * 1000
        if update is None:
            if seq > self._answered_seq:
                # The input changed no pixel; the page may stop predicting.
                self._answered_seq = seq
                self._channel.write_text({"type": "answered", "seq": seq})
            return
        frame_id = frame_id_of(update)
        if frame_id > base:
            seq = max(seq, upcoming)
        self._answered_seq = max(seq, self._answered_seq)
        self._sent(frame_id, len(update), encode_ms)
        self._channel.write_bytes(with_seq(update, seq))

    @property
    def _effort(self) -> Effort:
        if not self._inflates:
            return "stored"
        return "small" if self.is_slow else "fast"

    def _send_png(self) -> None:
        if self._has is not None and self._has == self._stream.frame_id:
            return
        now = time.monotonic()
        quiet = self._painted_at is not None and now - self._painted_at > _SETTLED_AFTER
        if quiet and self._window.in_flight == 0:
            self._base = self._has
        # Read first: an image may show a newer frame than it is taken for.
        frame_id = self._stream.frame_id
        start = time.perf_counter()
        image = self._stream.png_since(self._base)
        encode_ms = (time.perf_counter() - start) * 1000
        if image is None:
            return
        mode, png = image
        if mode == "full":
            # A picture still being decoded is painted in the new mode: until all is
            # quiet again nothing is a base.
            self._base = None
        if mode != self._mode:
            self._mode = mode
            self._channel.write_text({"type": "image_mode", "mode": mode})
        self._painted_at = None
        self._sent(frame_id, len(png), encode_ms)
        self._channel.write_bytes(png)

    def _sent(self, frame_id: int, size: int, encode_ms: float) -> None:
        skipped = 0 if self._has is None else max(frame_id - self._has - 1, 0)
        self._has = frame_id
        self._sent_at = time.monotonic()
        self._images += 1
        # Images without a number may show the same frame again.
        number = frame_id if self.native else self._images
        self._window.sent(number, self._sent_at)
        self._link.sent(number, size, self._sent_at)
        self.statistics.sent(size, skipped, encode_ms)

    def report(self) -> dict[str, Any]:
        """Return what became of the frames: counts, and means in milliseconds."""
        return {
            "viewer": self.id,
            "native": self.native,
            "visible": self.visible,
            "window": self._window.size,
            "in_flight": self._window.in_flight,
            "effort": self._effort,
            "throughput": self._link.throughput,
            **self.statistics.report(),
        }
