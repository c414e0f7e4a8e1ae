"""Browser input that waits for the main thread: bounded, merged, in order."""

from __future__ import annotations

import collections
import threading
from typing import Generic, TypeVar

from webagg.stream.protocol import Message

Source = TypeVar("Source")

LIMIT = 4096
"""Messages that may wait before new ones are refused."""
_RESERVE = 1024  # kept for releases, so that nothing stays pressed


def _same(*fields: str) -> tuple[str, ...]:
    return fields


# A message replaces the one just before it, of the same type and from the same
# viewer, if they agree in these fields. Scroll steps add up.
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
_RELEASES = {"button_release", "key_release", "figure_leave", "close"}


class InputQueue(Generic[Source]):
    """First in, first out, for one figure; any thread may put and take."""

    def __init__(self) -> None:
        self._waiting: collections.deque[tuple[Message, Source]] = collections.deque()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

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
                last, last_source = self._waiting[-1]
                if last_source is source and _merges(last, message):
                    if kind == "scroll":
                        step = last["step"] + message["step"]
                        message = {**message, "step": step}
                    self._waiting[-1] = message, source
                    return True
            limit = LIMIT + _RESERVE if kind in _RELEASES else LIMIT
            if len(self._waiting) >= limit:
                return False
            self._waiting.append((message, source))
            return True

    def take(self) -> tuple[Message, Source] | None:
        """Remove and return the oldest message with its source, or None."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._waiting.clear()


def _merges(last: Message, message: Message) -> bool:
    kind = message["type"]
    if kind not in MERGED or last["type"] != kind:
        return False
    return all(last[field] == message[field] for field in MERGED[kind])
