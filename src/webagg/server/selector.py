"""What the server's loop waits with."""

from __future__ import annotations

import selectors


class SparingSelector(selectors.DefaultSelector):
    """Asks the sockets less often while callbacks are ready.

    The loop asks between any two rounds of callbacks, and a message takes several
    rounds. Each question gives Python's lock away, which a thread that draws is slow to
    give back. So of two questions that would not wait, the first is not asked.
    """

    _spared = False

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait until a socket is ready, or for *timeout* seconds (None: for ever)."""
        if timeout is not None and timeout <= 0 and not self._spared:
            self._spared = True
            return []
        self._spared = False
        return super().select(timeout)
