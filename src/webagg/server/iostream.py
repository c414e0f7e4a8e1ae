"""Connections whose small messages cost a thread that draws as little as possible."""

from __future__ import annotations

import tornado.iostream

from webagg import _sockets

_SMALL = 16 * 1024
"""Bytes that are sent without giving Python's lock away; more take longer."""
_CHUNK = 4096
"""Bytes read at once; what pages say is short."""


class PromptStream(tornado.iostream.IOStream):
    """A connection that keeps Python's lock while it reads, and writes little.

    Parameters
    ----------
    accepted : IOStream
        A connection of which nothing was asked yet; its socket goes over to this one.
    """

    def __init__(self, accepted: tornado.iostream.IOStream) -> None:
        super().__init__(
            accepted.socket,
            max_buffer_size=accepted.max_buffer_size,
            read_chunk_size=_CHUNK,
        )

    def read_from_fd(self, buf: bytearray | memoryview) -> int | None:
        """Read what has come into *buf*; None if nothing has."""
        try:
            return _sockets.receive(self.socket, buf)
        except BlockingIOError:
            return None

    def write_to_fd(self, data: memoryview) -> int:
        """Send the start of *data*; return how many bytes that is."""
        if len(data) <= _SMALL:
            return _sockets.send(self.socket, data)
        return super().write_to_fd(data)
