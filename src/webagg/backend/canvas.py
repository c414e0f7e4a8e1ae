"""The canvas: Agg drawing, its frames, and the event loop around it."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backend_bases import ResizeEvent, TimerBase
from matplotlib.transforms import BboxBase

from webagg.backend import errors
from webagg.backend.cells import Cell
from webagg.backend.eventloop import Quit, on_main_thread, pump
from webagg.backend.framework import InteractiveFramework
from webagg.backend.handlers import MessageHandlers
from webagg.backend.timers import TimerWebAgg
from webagg.input.events import process
from webagg.input.queue import InputQueue
from webagg.stream.viewer import Viewer

if TYPE_CHECKING:
    from webagg.backend.manager import FigureManagerWebAgg

_PATIENCE = 0.1
"""Seconds after which a stale canvas is drawn although no viewer has room for it."""
_LONGEST_PATIENCE = 0.25
"""The same where a viewer will have room by then."""
_LONG_DRAW_MS = 30.0
"""What a draw takes that would keep a frame from being sent for long."""
_SETTLED_AFTER = 0.25
"""Seconds after a blit in which the rest of the buffer is published as well."""
_INPUT_BUDGET = 0.05
"""Seconds of input handling after which draws and timers get their turn."""

# matplotlib's text layout is not thread-safe: one figure is drawn at a time.
_drawing = threading.RLock()


class _ManagerClass:
    """`manager_class`: the managers that pyplot makes; they import this module."""

    def __get__(self, instance: object, owner: type) -> type[FigureManagerWebAgg]:
        from webagg.backend.manager import FigureManagerWebAgg

        return FigureManagerWebAgg


class FigureCanvasWebAggCore(MessageHandlers):
    """An Agg canvas whose frames go to viewers and whose events come from them.

    Parameters
    ----------
    figure : matplotlib.figure.Figure, optional
        The figure to draw.
    """

    required_interactive_framework = InteractiveFramework()

    manager_class = _ManagerClass()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: InputQueue[Viewer | None] = InputQueue()
        self._cell = Cell()
        self._stale_since: float | None = None
        self._never_drawn = True
        self._busy_drawing = False
        # When to publish what was drawn into the buffer besides draws and blits.
        self._settle_at: float | None = None
        # The size of the picture in the buffer; None while that is not whole.
        self._drawn_size: tuple[int, int, float] | None = None
        self._told_size = self.get_width_height(physical=True)
        self._detached = False
        self.draw_ms = 0.0
        """Milliseconds that the last draw took."""
        self._quit: Quit | None = None
        errors.guard_callbacks(self.figure)

    # -- drawing ---------------------------------------------------------------

    def show(self) -> None:
        """Show all of pyplot's figures."""
        from matplotlib import pyplot

        pyplot.show()

    def draw(self) -> None:
        """Draw now and publish the frame; errors reach the caller.

        What is drawn into the buffer afterwards, without a blit, is published at
        the pump's next turn, as windows paint theirs; selectors rely on that.
        """
        # Short draws let go of Python's lock soon enough; waiting would cost more.
        if self.manager is not None and self.draw_ms > _LONG_DRAW_MS:
            self.manager.viewers.give_way()
        with _drawing:
            self._stale_since = None
            self._never_drawn = False
            self._drawn_size = None
            was_busy, self._busy_drawing = self._busy_drawing, True
            explicit = not self._is_idle_drawing  # type: ignore[attr-defined]
            start = time.perf_counter()
            try:
                with self._deaf_to_artists():
                    super().draw()  # type: ignore[no-untyped-call]
                errors.guard_axes(self.figure)
                self._drawn_size = self._size()
            finally:
                self.draw_ms = (time.perf_counter() - start) * 1000
                self._busy_drawing = was_busy
                if self._stale_since is not None:
                    # Asked for meanwhile; the pump may have passed by.
                    pump.request(self)
            if was_busy:
                return  # The draw around this one publishes what comes of both.
            self._publish(drawn=True)
            if explicit:
                self._settle_within(0.0)

    def _deaf_to_artists(self) -> contextlib.AbstractContextManager[None]:
        """Let artists that go stale while being drawn ask for no further draw."""
        # Another thread's draw must not hide what the main thread changes meanwhile.
        if self._is_idle_drawing or not on_main_thread():  # type: ignore[attr-defined]
            return contextlib.nullcontext()
        quiet: contextlib.AbstractContextManager[None]
        quiet = self._idle_draw_cntx()  # type: ignore[attr-defined]
        return quiet

    def draw_idle(self) -> None:
        """Draw once at the pump's next turn, however often this is called."""
        if self._detached:
            return
        if self._stale_since is None:
            self._stale_since = time.monotonic()
        pump.attach()
        pump.request(self)

    def draw_pending(self) -> None:
        """Draw now if something changed since the last draw; report errors."""
        stale = self._stale_since is not None or self.figure.stale
        if not stale and not self._never_drawn:
            return
        if self._busy_drawing:
            self.draw_idle()
        else:
            self._draw_quietly()

    def draw_if_due(self) -> float | None:
        """Draw if stale and a viewer has room or waited long enough.

        Returns
        -------
        float or None
            When to ask again (`time.monotonic`); None if nothing is left to do.
        """
        if self._busy_drawing:
            return None
        if self._stale_since is None:
            return self._settle()
        now = time.monotonic()
        if self.manager is not None and now < self._stale_since + _LONGEST_PATIENCE:
            due = self.manager.viewers.draw_at(self.draw_ms / 1000)
            if due > self._stale_since + _LONGEST_PATIENCE:
                due = self._stale_since + _PATIENCE
            if due > now:
                return due
        self._cell.run(self._draw_quietly)
        return None if self._stale_since is None else 0.0

    def _draw_quietly(self) -> None:
        self._stale_since = None
        if min(self.get_width_height(physical=True)) < 1:
            return
        drawn = False
        try:
            with errors.about(self), errors.printed(), self._idle_draw_cntx():  # type: ignore[attr-defined]
                self.draw()
            drawn = True
        finally:
            # Ctrl-C left the draw; one that failed is not tried again by itself.
            if not drawn and not self._detached:
                self._stale_since = time.monotonic()

    def blit(self, bbox: BboxBase | None = None) -> None:
        """Publish *bbox* (device pixels; default all) of the buffer as it is.

        Axes have borders that reach beyond their bbox. What widgets draw there is
        published a moment later, as windows paint all of it now and then.
        """
        if self.manager is None or self.is_saving() or self._busy_drawing:
            # A draw publishes everything when it is through.
            return
        if self._drawn_size != self._size():
            # The renderer is blank since a resize or a save.
            self.draw_idle()
            return
        if bbox is None:
            self._publish()
            return
        width, height = self.get_width_height(physical=True)
        # Clipped as floats: the bbox of nothing is infinite.
        left = int(np.clip(np.floor(bbox.x0), 0, width))
        right = int(np.clip(np.ceil(bbox.x1), 0, width))
        top = height - int(np.clip(np.ceil(bbox.y1), 0, height))
        bottom = height - int(np.clip(np.floor(bbox.y0), 0, height))
        if left < right and top < bottom:
            self._publish((left, top, right, bottom))
            self._settle_within(_SETTLED_AFTER)

    def print_figure(self, *args: Any, **kwargs: Any) -> Any:
        """Save the figure; nothing of that is shown."""
        try:
            with _drawing:
                return super().print_figure(*args, **kwargs)
        finally:
            # Saving draws into this very canvas, in another size.
            self._drawn_size = None
            manager = self.manager
            # An embedded figure is never shown by us, but its sockets look.
            if manager is not None and (manager.is_shown or manager.web_sockets):
                self.draw_idle()
            else:
                self._never_drawn = True

    def _settle_within(self, seconds: float) -> None:
        if not self._detached:
            planned = math.inf if self._settle_at is None else self._settle_at
            self._settle_at = min(planned, time.monotonic() + seconds)
            pump.request(self)

    def _settle(self) -> float | None:
        """Publish the whole buffer if it is time to; return when to ask again."""
        at = self._settle_at
        if at is None or at > time.monotonic():
            return at
        with _drawing:
            self._settle_at = None
            if self._drawn_size == self._size():
                self._publish()
        return None

    def _size(self) -> tuple[int, int, float]:
        return (*self.get_width_height(physical=True), self.figure.dpi)

    def _publish(
        self, region: tuple[int, int, int, int] | None = None, drawn: bool = False
    ) -> None:
        if self.manager is not None and not self.is_saving():
            if region is None:
                self._settle_at = None
            renderer = self.get_renderer()  # type: ignore[no-untyped-call]
            rgba = np.asarray(renderer.buffer_rgba())
            if rgba.size:  # A figure may be thinner than a pixel.
                # What input asked to draw is not there before the draw.
                answers = drawn or self._stale_since is None
                self.manager.viewers.publish(rgba, region, answers)

    # -- size ------------------------------------------------------------------

    def resize_to(self, width: float, height: float) -> None:
        """Take a size from a page, in CSS pixels, and draw in it."""
        pixels = [round(s * self.device_pixel_ratio) for s in (width, height)]
        if min(pixels) < 1 or self.refuses(*pixels):
            return
        if tuple(pixels) != self.get_width_height(physical=True):
            inches = [_inches(n, self.figure.dpi) for n in pixels]
            self.figure.set_size_inches(inches[0], inches[1], forward=False)
            self._resized()
        if self.manager is not None:
            self.manager.resize(*self.figure.bbox.size, forward=False)

    def set_ratio(self, ratio: float) -> None:
        """Take a device pixel ratio from a page."""
        if self.refuses(*(side * ratio for side in self.get_width_height())):
            return
        if self._set_device_pixel_ratio(ratio):  # type: ignore[attr-defined]
            self._resized()

    def resized_by_program(self) -> None:
        """Tell matplotlib of a size that the program set, if it is a new one."""
        if self.get_width_height(physical=True) != self._told_size:
            self._resized()

    def _resized(self) -> None:
        self._told_size = self.get_width_height(physical=True)
        with errors.printed():
            process(ResizeEvent("resize_event", self))
        self.draw_idle()

    # -- event loop ------------------------------------------------------------

    def new_timer(
        self, interval: int | None = None, callbacks: list[Any] | None = None
    ) -> TimerBase:
        """Return a timer that runs while the pump does."""
        return TimerWebAgg(interval=interval, callbacks=callbacks)

    def start_event_loop(self, timeout: float = 0) -> None:
        """Run the pump for *timeout* seconds, or until stopped if it is not > 0.

        Raises
        ------
        RuntimeError
            If this canvas already runs one, or off the main thread.
        """
        if self._quit is not None:
            raise RuntimeError("Event loop already running")
        if not on_main_thread():
            raise RuntimeError("event loops run on the main thread only")
        self._quit = pump.quitter()
        try:
            pump.run(self._quit, timeout if timeout > 0 else None)
        finally:
            self._quit = None

    def stop_event_loop(self) -> None:
        """End `start_event_loop`; harmless if there is none."""
        quit_ = self._quit
        if quit_ is not None:
            quit_()

    def flush_events(self) -> None:
        """Handle everything that is pending now, draws included, without waiting."""
        if on_main_thread():
            pump.turn()

    # -- input -----------------------------------------------------------------

    def receive(self, message: dict[str, Any], viewer: Viewer | None) -> bool:
        """Queue a checked message; False if the queue is full."""
        if self._detached:
            return True
        taken = self._queue.put(message, viewer)
        pump.request(self)
        return taken

    @property
    def waiting_input(self) -> int:
        """Number of input messages not handled yet."""
        return len(self._queue)

    @property
    def waiting_since(self) -> float | None:
        """When the oldest of them came (`time.monotonic`); None if none waits."""
        return self._queue.waiting_since

    def handle_input(self) -> None:
        """Handle waiting input, for a while."""
        end = time.monotonic() + _INPUT_BUDGET
        while (item := self._queue.take()) is not None:
            message, viewer = item
            self._cell.run(self._handle_quietly, message, viewer)
            if time.monotonic() > end:
                return  # the pump comes back for what still waits

    def leave_to_parent(self) -> None:
        """Forget input, and locks that other threads held: this is a forked child."""
        global _drawing
        _drawing = threading.RLock()
        self._queue = InputQueue()

    def _handle_quietly(self, message: dict[str, Any], viewer: Viewer | None) -> None:
        with errors.about(self), errors.printed():
            self.handle_from(message, viewer)

    @property
    def is_detached(self) -> bool:
        """Whether the figure is closed."""
        return self._detached

    def kept_waiting(self) -> float:
        """Return for how many seconds input has waited without being handled.

        Counts from the pump's last turn if that is later. Any thread may ask.
        """
        since = self._queue.waiting_since
        if since is None:
            return 0.0
        return time.monotonic() - max(since, pump.last_turn)

    def detach(self) -> None:
        """Let go of everything: the figure is closed."""
        self._detached = True
        self._queue.clear()
        self._stale_since = None
        pump.withdraw(self)
        self.stop_event_loop()
        errors.unguard_callbacks(self.figure)


def _inches(pixels: int, dpi: float) -> float:
    """Return the least size that matplotlib truncates to *pixels*, not one less."""
    inches = pixels / dpi
    while int(inches * dpi) < pixels:
        inches = float(np.nextafter(inches, np.inf))
    return inches
