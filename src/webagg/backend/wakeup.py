"""A file descriptor that any thread, or a signal, can make readable."""

from __future__ import annotations

import contextlib
import select
import socket
import weakref

_FD_SETSIZE = 1024  # select() cannot watch descriptors from here on
_MOST_SIGNALS = 256  # remembered at most


class Wakeup:
    """Wake a thread that waits in `wait`.

    A socket pair, because sockets are all that ``select`` watches on Windows.
    """

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._set = False
        self._signals = bytearray()
        # What is left open to the interpreter's end is reported as a leak.
        weakref.finalize(self, _close, self._reader, self._writer)

    def fileno(self) -> int:
        """Return the descriptor that is readable while `set` is not cleared."""
        return self._reader.fileno()

    def signal_fileno(self) -> int:
        """Return the descriptor for `signal.set_wakeup_fd`."""
        return self._writer.fileno()

    def take_signals(self) -> bytes:
        """Return the numbers of signals that arrived since the last call."""
        self._drain()
        numbers, self._signals = bytes(self._signals), bytearray()
        return numbers

    def set(self) -> None:
        """Wake the waiting thread; cheap when it has been woken already."""
        if not self._set:
            self._set = True
            # A full pipe is readable, which is all that is asked for. A closed one
            # has nobody waiting: the interpreter is about to end.
            with contextlib.suppress(OSError):
                self._writer.send(b"\0")

    def clear(self) -> None:
        """Forget all wake-ups; look for work after this, not before."""
        self._drain()
        # Last: a set() before this line left its work where the caller looks next.
        self._set = False

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._reader.recv(4096):
                # Signals write their numbers, `set` writes zeros.
                self._signals += data.replace(b"\0", b"")
        del self._signals[:-_MOST_SIGNALS]

    def wait(self, seconds: float | None) -> None:
        """Wait until woken or until *seconds* have passed (None: for ever)."""
        if self.fileno() < 0:  # Closed: nothing could wake us.
            return
        if self.fileno() < _FD_SETSIZE:
            # select() takes microseconds where poll() rounds up to milliseconds.
            select.select([self._reader], [], [], seconds)
        else:
            poll = select.poll()
            poll.register(self._reader, select.POLLIN)
            poll.poll(None if seconds is None else seconds * 1000)

    def close(self) -> None:
        """Close both ends."""
        _close(self._reader, self._writer)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        end.close()
