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
        self._size = 0.0
        self._slow = False

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

    def sent(self, frame_id: int, size: int, now: float) -> None:
        """Count an update of *size* bytes, sent at *now* (seconds, any clock)."""
        self._in_flight[frame_id] = size, now

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
        self._size += (size - self._size) / 4 if self._size else size
        passed = max(now - sent_at - page_time, 0.0)
        self._remember(now, passed, size)
        self._measure(sent_at, now, passed, page_time, size)
        limit = _QUICK if self._slow else _SLOW
        throughput = self.throughput
        quick = throughput is None or throughput > _FAST
        self._slow = not quick and self.transfer_time > limit

    def reset(self) -> None:
        """Forget what is in flight: it is not coming, or was lost."""
        self._in_flight.clear()

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
