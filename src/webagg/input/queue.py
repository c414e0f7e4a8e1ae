"""Browser input that waits for the main thread: bounded, merged, in order."""

from __future__ import annotations

import collections
import threading
import time
from typing import Generic, TypeVar

from webagg.stream.protocol import Message

Source = TypeVar("Source")

LIMIT = 4096
"""Messages that may wait before new ones are refused."""
_RESERVE = 1024  # kept for releases, so that nothing stays pressed


def _same(*fields: str) -> tuple[str, ...]:
    return fields


# A message replaces the one just before it, of the same type and from the same
# viewer, if they agree in these fields. Scroll steps add up, margins are joined.
# Pages merge what they hold back by the same table, `web/js/merging.js`.
MERGED: dict[str, tuple[str, ...]] = {
    "motion_notify": _same("buttons", "modifiers"),
    "scroll": _same("buttons", "modifiers"),
    "resize": _same(),
    "set_device_pixel_ratio": _same(),
    "set_dpi_ratio": _same(),
    "subplots": _same("reset"),
    "refresh": _same(),
    "draw": _same(),
    "send_image_mode": _same(),
}
_RELEASES = {"button_release", "key_release", "figure_leave", "close", "let_go"}


class InputQueue(Generic[Source]):
    """First in, first out, for one figure; any thread may put and take."""

    def __init__(self) -> None:
        # Message, source, and when the first that merged into it came.
        self._waiting: collections.deque[tuple[Message, Source, float]] = (
            collections.deque()
        )
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def waiting_since(self) -> float | None:
        """When the oldest message came (`time.monotonic`); None if none waits."""
        with self._lock:
            return self._waiting[0][2] if self._waiting else None

    def put(self, message: Message, source: Source) -> bool:
        """Append a checked message, or merge it into the last one.

        Returns
        -------
        bool
            False if the queue is full and the message was refused.
        """
        kind = message["type"]
        with self._lock:
            if self._waiting:
                last, last_source, since = self._waiting[-1]
                if last_source is source and _merges(last, message):
                    self._waiting[-1] = _merged(last, message), source, since
                    return True
            limit = LIMIT + _RESERVE if kind in _RELEASES else LIMIT
            if len(self._waiting) >= limit:
                return False
            self._waiting.append((message, source, time.monotonic()))
            return True

    def take(self) -> tuple[Message, Source] | None:
        """Remove and return the oldest message with its source, or None."""
        with self._lock:
            return self._waiting.popleft()[:2] if self._waiting else None

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._waiting.clear()


def _merges(last: Message, message: Message) -> bool:
    kind = message["type"]
    if kind not in MERGED or last["type"] != kind:
        return False
    return all(last[field] == message[field] for field in MERGED[kind])


def _merged(last: Message, message: Message) -> Message:
    if message["type"] == "scroll":
        return {**message, "step": last["step"] + message["step"]}
    if message["type"] == "subplots":
        # What one of them leaves open, the other may set.
        given = {name: value for name, value in message.items() if value is not None}
        return {**last, **given}
    return message
