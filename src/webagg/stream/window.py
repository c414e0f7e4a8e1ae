"""How many updates may be on their way to one viewer."""

from __future__ import annotations

import collections

START = 2
LOWEST = 1
HIGHEST = 16
_MEMORY = 10.0  # seconds for which the shortest loop time counts


class Window:
    """A viewer's window: no sockets, no clocks, no drawing.

    The loop time of an update runs from sending it to the acknowledgement that it
    was painted. As TCP Vegas does with packets (Brakmo and Peterson, 1995), the
    excess of the loop time over the shortest one seen tells how many updates
    queue up on the way: few, and the window grows where it was the limit; more
    than one, and it shrinks.

    Parameters
    ----------
    highest : int
        What the window never exceeds.
    """

    def __init__(self, highest: int = HIGHEST) -> None:
        self.size = min(START, highest)
        self._highest = highest
        self.loop_time = 0.0
        """Seconds, of the newest acknowledged update."""
        self._in_flight: collections.OrderedDict[int, float] = collections.OrderedDict()
        self._shortest: collections.deque[tuple[float, float]] = collections.deque()
        self._limited = False
        self._since_change = 0

    @property
    def in_flight(self) -> int:
        """Number of updates sent and not acknowledged."""
        return len(self._in_flight)

    @property
    def is_open(self) -> bool:
        """Whether one more update may be sent."""
        return len(self._in_flight) < self.size

    def oldest(self) -> tuple[int, float] | None:
        """Return the oldest update in flight and when it was sent, or None."""
        return next(iter(self._in_flight.items()), None)

    def limit(self) -> None:
        """Note that a frame waits because the window is closed."""
        self._limited = True

    def sent(self, frame_id: int, now: float) -> None:
        """Count the update to *frame_id*, sent at *now* (seconds, any clock)."""
        self._in_flight[frame_id] = now

    def acknowledged(self, frame_id: int, now: float) -> float | None:
        """Take *frame_id* and all before it as painted at *now*.

        Returns
        -------
        float or None
            Its loop time in seconds; None if it was not in flight.
        """
        if frame_id not in self._in_flight:
            return None
        start = now
        while self._in_flight:
            first, start = self._in_flight.popitem(last=False)
            if first == frame_id:
                break
        self.loop_time = max(now - start, 1e-6)
        self._remember(self.loop_time, now)
        self._adapt()
        return self.loop_time

    def reset(self) -> None:
        """Forget what is in flight: it is not coming, or was lost."""
        self._in_flight.clear()
        self._limited = False

    def _remember(self, loop_time: float, now: float) -> None:
        while self._shortest and self._shortest[-1][1] >= loop_time:
            self._shortest.pop()
        self._shortest.append((now, loop_time))
        while self._shortest[0][0] < now - _MEMORY:
            self._shortest.popleft()

    def _adapt(self) -> None:
        self._since_change += 1
        if self._since_change < self.size:
            return  # a change shows its effect one loop later
        queued = self.size * (1 - self._shortest[0][1] / self.loop_time)
        if queued > 1.5 and self.size > LOWEST:
            self.size -= 1
        elif self._limited and queued < 0.75 and self.size < self._highest:
            self.size += 1
        else:
            return
        self._since_change = 0
        self._limited = False
