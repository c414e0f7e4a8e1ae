"""How much a client may send."""

from __future__ import annotations


class TokenBucket:
    """Allows *rate* a second on average, and *burst* at once.

    Knows no clock: the caller says what time it is.

    Parameters
    ----------
    rate : float
        Units a second.
    burst : float
        Units that may be taken at once after a pause.
    """

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._last: float | None = None

    def take(self, amount: float, now: float) -> bool:
        """Take *amount* at time *now* (seconds); False if there is not enough."""
        if self._last is not None:
            gained = max(0.0, now - self._last) * self._rate
            self._level = min(self._burst, self._level + gained)
        self._last = now
        if amount > self._level:
            return False
        self._level -= amount
        return True
