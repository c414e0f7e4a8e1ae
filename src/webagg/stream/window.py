"""How many updates may be on their way to one viewer."""

from __future__ import annotations

import collections

START = 2
LOWEST = 1
HIGHEST = 16
_MEMORY = 10.0  # seconds for which the shortest loop time counts
# Seconds of excess that say nothing about queues: threads take turns, pages are busy.
_NOISE = 0.02
# A link that its updates occupy for this share of the shortest loop time is full.
_FULL = 0.8
# Seconds on the link from which an update had better not wait for another one.
_LONG = 0.06


class _Shortest:
    """The shortest of the times of the last `_MEMORY` seconds."""

    def __init__(self) -> None:
        # Each is longer than the one before it, and takes its place in time.
        self._candidates: collections.deque[tuple[float, float]] = collections.deque()

    def add(self, seconds: float, now: float) -> None:
        while self._candidates and self._candidates[-1][1] >= seconds:
            self._candidates.pop()
        self._candidates.append((now, seconds))

    def at(self, now: float) -> float | None:
        while self._candidates and self._candidates[0][0] < now - _MEMORY:
            self._candidates.popleft()
        return self._candidates[0][1] if self._candidates else None


class Window:
    """A viewer's window: no sockets, no clocks, no drawing.

    The loop time of an update runs from sending it to the acknowledgement that it
    was painted. As TCP Vegas does with packets (Brakmo and Peterson, 1995), the
    excess of the loop time over the shortest one seen tells how many updates
    queue up on the way: few, and the window grows where it was the limit; more
    than one, and it shrinks, but keeps two, so that one is on its way while another
    is drawn. Where the link itself is known to be full with fewer updates, more of
    them would only wait.

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
        # When each was sent, and whether nothing was before it on the way.
        self._in_flight: collections.OrderedDict[int, tuple[float, bool]] = (
            collections.OrderedDict()
        )
        self._shortest = _Shortest()
        self._shortest_alone = _Shortest()
        self._limited = False
        # The first acknowledgement tells already whether the link is a slow one.
        self._since_change = self.size

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
        for frame_id, (sent_at, _) in self._in_flight.items():
            return frame_id, sent_at
        return None

    def limit(self) -> None:
        """Note that a frame waits because the window is closed."""
        self._limited = True

    def sent(self, frame_id: int, now: float) -> None:
        """Count the update to *frame_id*, sent at *now* (seconds, any clock)."""
        self._in_flight[frame_id] = now, not self._in_flight

    def acknowledged(
        self,
        frame_id: int,
        now: float,
        transfer_time: float = 0.0,
        is_paced: bool = False,
    ) -> float | None:
        """Take *frame_id* and all before it as painted at *now*.

        Parameters
        ----------
        frame_id : int
            An update that was sent.
        now : float
            Seconds, by the clock of `sent`.
        transfer_time : float
            Seconds that an update occupies the link, as far as known: what each
            further one in flight waits where the link is the limit.
        is_paced : bool
            Whether one more than the window allows is sent as soon as the link is
            free, so that the window need only cover the way there and back.

        Returns
        -------
        float or None
            Its loop time in seconds; None if it was not in flight.
        """
        if frame_id not in self._in_flight:
            return None
        start, alone = now, False
        while self._in_flight:
            first, (start, alone) = self._in_flight.popitem(last=False)
            if first == frame_id:
                break
        self.loop_time = max(now - start, 1e-6)
        self._shortest.add(self.loop_time, now)
        if alone:
            self._shortest_alone.add(self.loop_time, now)
        self._adapt(transfer_time, is_paced, now)
        return self.loop_time

    def reset(self) -> None:
        """Forget what is in flight: it is not coming, or was lost."""
        self._in_flight.clear()
        self._limited = False

    def _adapt(self, transfer_time: float, is_paced: bool, now: float) -> None:
        self._since_change += 1
        if self._since_change < self.size:
            return  # a change shows its effect one loop later
        shortest = self._shortest.at(now) or self.loop_time
        excess = self.loop_time - shortest
        queued = self.size * excess / self.loop_time
        queues = self.size > START and queued > 1.5 and excess > _NOISE
        unloaded = self._shortest_alone.at(now)
        if unloaded is None:
            # At worst this one waited for all the others that may be on the way.
            waited = (self.size - 1) * transfer_time
            unloaded = min(shortest, max(self.loop_time - waited, 0.0))
        if is_paced:
            full = max(unloaded - transfer_time, 0.0)
        else:
            full = max(_FULL * unloaded, _NOISE if self.size > START else _LONG)
        if queues or (self.size - 1) * transfer_time > full:
            self.size = max(self.size - 1, LOWEST)
        elif (
            self._limited
            and queued < 0.75
            and self.size < self._highest
            and self.size * transfer_time < full
        ):
            self.size += 1
        else:
            return
        self._since_change = 0
        self._limited = False
