"""All viewers of one figure, and its stream."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from webagg.stream.channel import Socket
from webagg.stream.protocol import Message
from webagg.stream.stream import FrameStream
from webagg.stream.viewer import Viewer

_GIVE_WAY = 0.02
"""Seconds from publishing a frame for which a thread waits at most till it is sent."""
_NEVER = float("inf")


class Viewers:
    """The viewers of one figure; safe from any thread.

    Parameters
    ----------
    opened : callable
        Called when a viewer can take a frame that could not take one before.
    """

    def __init__(self, opened: Callable[[], None]) -> None:
        self.stream = FrameStream()
        self.session = secrets.token_hex(8)
        self._opened = opened
        self._lock = threading.Lock()
        self._viewers: tuple[Viewer, ...] = ()
        # The loops that send the newest frame, and when it was published.
        self._sending: set[asyncio.AbstractEventLoop | None] = set()
        self._published_at = 0.0

    def __iter__(self) -> Iterator[Viewer]:
        return iter(self._viewers)

    def __len__(self) -> int:
        return len(self._viewers)

    def add(self, socket: Socket) -> Viewer:
        """Make a viewer of *socket*, on the thread and loop that owns it."""
        viewer = Viewer(socket, self.stream, self.session, self._opened)
        with self._lock:
            self._viewers = (*self._viewers, viewer)
        return viewer

    def remove(self, socket: Socket) -> Viewer | None:
        """Forget the viewer of *socket*; return it, or None if there is none."""
        viewer = self.of(socket)
        if viewer is not None:
            viewer.close()
            with self._lock:
                self._viewers = tuple(v for v in self._viewers if v is not viewer)
            self._opened()
        return viewer

    def of(self, socket: Socket) -> Viewer | None:
        """Return the viewer of *socket*."""
        return next((v for v in self._viewers if v.socket is socket), None)

    def by_id(self, viewer_id: str | None) -> Viewer | None:
        """Return the viewer that was welcomed as *viewer_id*."""
        return next((v for v in self._viewers if v.id == viewer_id), None)

    def send(self, message: Message) -> None:
        """Send a text message to all."""
        for viewer in self:
            viewer.send(message)

    def close(self) -> None:
        """Send nothing any more, but what is on its way."""
        for viewer in self:
            viewer.close_soon()

    def publish(
        self,
        rgba: npt.NDArray[np.uint8],
        region: tuple[int, int, int, int] | None = None,
        answers: bool = True,
    ) -> int:
        """Take a new frame and send it where it fits.

        Parameters
        ----------
        rgba : ndarray
            (height, width, 4) uint8.
        region : (left, top, right, bottom), optional
            Device pixels from the top left; take this part only, the rest of the
            picture stays as it was.
        answers : bool
            Whether it shows what came of all input handled so far.

        Returns
        -------
        int
            The frame's number.
        """
        viewers = self._viewers
        for viewer in viewers if answers else ():
            viewer.publishing()
        before = self.stream.frame_id
        frame_id = self.stream.push(rgba, region)
        ready = {viewer.loop for viewer in viewers if viewer.wants_frame}
        for viewer in viewers:
            viewer.published()
        self._flush(viewers)
        self._published_at = time.monotonic()
        self._sending = ready if frame_id != before else set()
        return frame_id

    def give_way(self) -> None:
        """Wait until the newest frame is sent, for 20 ms from its publishing at most.

        The loops' threads need the interpreter's lock several times for it. A thread
        that goes on to draw holds that lock for long: the frame would be late by it.
        """
        loops, self._sending = self._sending, set()
        end = self._published_at + _GIVE_WAY
        if time.monotonic() >= end:
            return
        try:
            own = asyncio.get_running_loop()
        except RuntimeError:
            own = None
        for loop in loops - {None, own}:
            sent = threading.Event()
            # RuntimeError: the application's loop is gone.
            with contextlib.suppress(RuntimeError):
                assert loop is not None
                loop.call_soon_threadsafe(sent.set)
                sent.wait(max(0.0, end - time.monotonic()))

    def _flush(self, viewers: tuple[Viewer, ...]) -> None:
        """Flush all with one message to each of their loops."""
        # What is made small takes longer, and those on slow links have the time.
        ordered = sorted(viewers, key=lambda viewer: viewer.is_slow)
        for loop in {viewer.loop for viewer in viewers}:
            theirs = [viewer for viewer in ordered if viewer.loop is loop]
            if loop is None or len(theirs) == 1:
                for viewer in theirs:
                    viewer.flush()
            else:
                # RuntimeError: the application's loop is gone, and so are the pages.
                with contextlib.suppress(RuntimeError):
                    loop.call_soon_threadsafe(_flush_now, theirs)

    def draw_at(self, seconds: float) -> float:
        """Return when a draw had best begin.

        Parameters
        ----------
        seconds : float
            What it takes: it should be through when a window opens.

        Returns
        -------
        float
            `time.monotonic`; 0 for now, inf if no window is known to open.
        """
        looking = [viewer for viewer in self if viewer.looks]
        if not looking or any(viewer.wants_frame for viewer in looking):
            return 0.0
        for viewer in looking:
            viewer.limit()
        times = [(viewer.opening - seconds, viewer.published_at) for viewer in looking]
        # Where the newest frame was made for this opening, one is enough.
        return min((at for at, published in times if published < at), default=_NEVER)


def _flush_now(viewers: list[Viewer]) -> None:
    for viewer in viewers:
        viewer.flush_now()
