"""What the server's loop waits with."""

from __future__ import annotations

import math
import selectors
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from webagg import _epoll

_LONGEST = 2**31 - 1  # milliseconds; nobody waits for longer


def new_selector() -> selectors.BaseSelector:
    """Return the selector that costs a thread that draws least."""
    return KeepingSelector() if _epoll.AVAILABLE else selectors.DefaultSelector()


class KeepingSelector(selectors.BaseSelector):
    """Gives Python's lock away for nothing but waiting.

    Python's own does so whenever a descriptor is added, removed or asked for, which
    happens several times for each message. A thread that draws takes the lock then,
    and gives it back late.
    """

    def __init__(self) -> None:
        self._epoll = _epoll.Epoll()
        self._keys: dict[int, selectors.SelectorKey] = {}

    def register(
        self, fileobj: Any, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        """Watch *fileobj*, a descriptor or what has one, for *events*."""
        fd = _descriptor(fileobj)
        if fd in self._keys:
            raise KeyError(f"{fileobj!r} is watched already")
        return self._watch(fileobj, fd, 0, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """Watch *fileobj* no more."""
        key = self._keys.pop(_descriptor(fileobj), None)
        if key is None:
            raise KeyError(f"{fileobj!r} is not watched")
        self._epoll.watch(key.fd, _bits(key.events), 0)
        return key

    def modify(
        self, fileobj: Any, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        """Watch *fileobj* for other events, or with other data."""
        before = self.get_key(fileobj)
        return self._watch(fileobj, before.fd, before.events, events, data)

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait until something is ready, or for *timeout* seconds (None: for ever)."""
        if timeout is None:
            milliseconds = -1
        else:
            milliseconds = min(max(math.ceil(timeout * 1000), 0), _LONGEST)
        ready = []
        for fd, bits in self._epoll.wait(milliseconds):
            key = self._keys.get(fd)
            if key is not None:
                ready.append((key, _events(bits) & key.events))
        return ready

    def close(self) -> None:
        """Forget everything."""
        self._epoll.close()
        self._keys.clear()

    def get_key(self, fileobj: Any) -> selectors.SelectorKey:
        """Return how *fileobj* is watched."""
        return self._keys[_descriptor(fileobj)]

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """Return how each descriptor is watched."""
        return MappingProxyType(self._keys)

    def _watch(
        self, fileobj: Any, fd: int, before: int, events: int, data: Any
    ) -> selectors.SelectorKey:
        both = selectors.EVENT_READ | selectors.EVENT_WRITE
        if not events or events & ~both:
            raise ValueError(
                f"events must be EVENT_READ, EVENT_WRITE or both, got {events!r}"
            )
        if events != before:
            self._epoll.watch(fd, _bits(before), _bits(events))
        key = self._keys[fd] = selectors.SelectorKey(fileobj, fd, events, data)
        return key


def _descriptor(fileobj: Any) -> int:
    fd = fileobj if isinstance(fileobj, int) else fileobj.fileno()
    if fd < 0:
        raise ValueError(f"{fileobj!r} is closed")
    return int(fd)


def _bits(events: int) -> int:
    read = _epoll.READ if events & selectors.EVENT_READ else 0
    return read | (_epoll.WRITE if events & selectors.EVENT_WRITE else 0)


def _events(bits: int) -> int:
    read = selectors.EVENT_READ if bits & _epoll.READ else 0
    return read | (selectors.EVENT_WRITE if bits & _epoll.WRITE else 0)
