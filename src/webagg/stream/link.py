"""How fast the way to one viewer is, judged by its acknowledgements alone."""

from __future__ import annotations

import collections
from statistics import median

_SAMPLES = 9  # transfers of which the median counts
_MEMORY = 30.0  # seconds for which the shortest delay counts
_LEAST = 1e-4  # seconds; shorter is below what acknowledgements can tell
# An update that takes longer than the first on its way, in seconds, is worth the work
# of making it small; it no longer is when the small one takes less than the second.
_SLOW = 0.04
_QUICK = 0.012
# From this throughput on, in bytes a second, bytes come sooner than they are saved.
_FAST = 4e6
# Updates that occupy the link for this many seconds are paced, where it is not so fast
# that it is hardly the link that takes the time.
_PACED = 0.03
_SMOOTHING = 4  # updates over which sizes and page times are averaged
_UNKNOWN = float("inf")


class Link:
    """Throughput and delay of a link: no sockets, no clocks.

    Two updates on their way at once tell the throughput by the time between their
    acknowledgements, as packet pairs do (Keshav, 1991), if the second waited for the
    first. What then is left of the quickest update's time is delay, and once that is
    known single updates tell the throughput too.
    """

    def __init__(self) -> None:
        self._in_flight: collections.OrderedDict[int, tuple[int, float]] = (
            collections.OrderedDict()
        )
        self._seconds_per_byte: collections.deque[float] = collections.deque(
            maxlen=_SAMPLES
        )
        # When acknowledged, seconds on the way, bytes: the quickest of the memory,
        # and those after it that will be once it is forgotten.
        self._quickest: collections.deque[tuple[float, float, int]] = (
            collections.deque()
        )
        self._last_acknowledged = 0.0
        # When the last acknowledged update had left the link behind.
        self._passed_at = 0.0
        self._size = 0.0
        self._page_time = 0.0
        self._slow = False
        self.free_at = _UNKNOWN
        """When the link will have taken what is in flight; inf while unknown."""
        self.answered_at = _UNKNOWN
        """When the oldest update in flight will be acknowledged; inf while unknown."""

    @property
    def throughput(self) -> float | None:
        """Bytes a second; None while nothing is known."""
        if not self._seconds_per_byte:
            return None
        return 1 / max(median(self._seconds_per_byte), 1e-12)

    @property
    def delay(self) -> float:
        """Seconds there and back of an update without size; 0 while unknown."""
        throughput = self.throughput
        if throughput is None or not self._quickest:
            return 0.0
        _, passed, size = self._quickest[0]
        return max(passed - size / throughput, 0.0)

    @property
    def transfer_time(self) -> float:
        """Seconds that the updates of late needed for their size alone."""
        throughput = self.throughput
        return 0.0 if throughput is None else self._size / throughput

    @property
    def is_slow(self) -> bool:
        """Whether fewer bytes are worth more work."""
        return self._slow

    @property
    def is_paced(self) -> bool:
        """Whether an update is best sent when the link has taken the one before.

        Earlier it would wait, and later the link would.
        """
        throughput = self.throughput
        known = throughput is not None and throughput <= _FAST
        return known and self.transfer_time >= _PACED

    def greeted(self, now: float, passed: float) -> None:
        """Take a first answer, to almost nothing, that came *passed* seconds later."""
        if not self._quickest:
            self._remember(now, passed, 0)

    def sent(self, frame_id: int, size: int, now: float) -> None:
        """Count an update of *size* bytes, sent at *now* (seconds, any clock)."""
        self._in_flight[frame_id] = size, now
        self._predict()

    def acknowledged(self, frame_id: int, now: float, page_time: float) -> None:
        """Take *frame_id* as painted at *now*.

        Parameters
        ----------
        frame_id : int
            An update that was sent; others are ignored.
        now : float
            Seconds, by the clock of `sent`.
        page_time : float
            Seconds of these that the page decoded and painted.
        """
        if frame_id not in self._in_flight:
            return
        size, sent_at = 0, now
        while self._in_flight:
            first, (size, sent_at) = self._in_flight.popitem(last=False)
            if first == frame_id:
                break
        self._size += (size - self._size) / _SMOOTHING if self._size else size
        self._page_time += (page_time - self._page_time) / _SMOOTHING
        passed = max(now - sent_at - page_time, 0.0)
        self._remember(now, passed, size)
        self._measure(sent_at, now, passed, page_time, size)
        limit = _QUICK if self._slow else _SLOW
        throughput = self.throughput
        quick = throughput is None or throughput > _FAST
        self._slow = not quick and self.transfer_time > limit
        self._passed_at = now - page_time - self.delay
        self._predict()

    def reset(self) -> None:
        """Forget what is in flight: it is not coming, or was lost."""
        self._in_flight.clear()
        self._predict()

    def _predict(self) -> None:
        """Say when what is in flight will have passed, and come back."""
        throughput = self.throughput
        self.free_at = self.answered_at = _UNKNOWN
        if throughput is None:
            return
        at = self._passed_at
        for size, sent_at in self._in_flight.values():
            at = max(at, sent_at) + size / throughput
            if self.answered_at == _UNKNOWN:
                self.answered_at = at + self.delay + self._page_time
        self.free_at = at

    def _measure(
        self, sent_at: float, now: float, passed: float, page_time: float, size: int
    ) -> None:
        before, self._last_acknowledged = self._last_acknowledged, now
        _, least, least_size = self._quickest[0]
        gap = now - before
        if sent_at >= before:
            # Alone on its way.
            if self._seconds_per_byte:
                self._add(passed - self.delay, size)
            elif size > 2 * least_size:
                self._add(passed - least, size - least_size)
        elif self._seconds_per_byte:
            if self._passed_at <= sent_at:
                # The one before was on its way still, but no longer on the link.
                self._add(passed - self.delay, size)
            elif gap > 1.5 * page_time:
                self._add(gap, size)
        elif before - (sent_at + least) > -gap / 4 and gap > 1.5 * page_time:
            # It had to wait, and not for the page.
            self._add(gap, size)

    def _add(self, passed: float, size: int) -> None:
        self._seconds_per_byte.append(max(passed, _LEAST) / max(size, 1))

    def _remember(self, now: float, passed: float, size: int) -> None:
        while self._quickest and self._quickest[-1][1] >= passed:
            self._quickest.pop()
        self._quickest.append((now, passed, size))
        while self._quickest[0][0] < now - _MEMORY:
            self._quickest.popleft()
