"""An application served on a thread of its own, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import weakref

import tornado.httpserver
import tornado.iostream
import tornado.web

from webagg.server.connections import Connections
from webagg.server.thread import ServerThread

FAREWELL_TIMEOUT = 1.0
"""Seconds for the last messages to leave and connections to close."""
MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 64 * 1024
IDLE_TIMEOUT = 120.0
"""Seconds that an unused HTTP connection is kept."""


class Server(tornado.httpserver.HTTPServer):
    """An HTTP server that knows its connections."""

    def initialize(self, *args: object, **kwargs: object) -> None:
        """Set up; called by Tornado in place of ``__init__``."""
        super().initialize(*args, **kwargs)  # type: ignore[arg-type]
        self.streams: weakref.WeakSet[tornado.iostream.IOStream] = weakref.WeakSet()

    def handle_stream(
        self, stream: tornado.iostream.IOStream, address: tuple[object, ...]
    ) -> None:
        """Serve a new connection."""
        self.streams.add(stream)
        super().handle_stream(stream, address)


class Listener:
    """Serves *application* on *sockets* until `stop`.

    Parameters
    ----------
    application : tornado.web.Application
        What to serve.
    connections : Connections
        Its open WebSockets.
    sockets : list of socket
        Listening sockets; they are closed in the end.
    """

    def __init__(
        self,
        application: tornado.web.Application,
        connections: Connections,
        sockets: list[socket.socket],
    ) -> None:
        self.connections = connections
        self.thread = ServerThread()
        self._sockets = sockets
        self._server = Server(
            application,
            max_header_size=MAX_HEADER_BYTES,
            max_body_size=MAX_BODY_BYTES,
            idle_connection_timeout=IDLE_TIMEOUT,
        )

    def start(self) -> None:
        """Start to answer."""
        self.thread.call(lambda: self._server.add_sockets(self._sockets))
        self.thread.start()

    def stop(self, reason: str) -> None:
        """Tell all pages *reason*, close everything and end the thread."""
        self.thread.complete(self._farewell(reason), 3 * FAREWELL_TIMEOUT)
        self.thread.stop()

    async def _farewell(self, reason: str) -> None:
        self._server.stop()
        self.connections.end_all(reason)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(
                self._server.close_all_connections(), FAREWELL_TIMEOUT
            )
        # Clients answer the closing handshake; what does not is cut.
        loop = asyncio.get_running_loop()
        until = loop.time() + FAREWELL_TIMEOUT
        while loop.time() < until and not all(s.closed() for s in self._streams()):
            await asyncio.sleep(0.005)
        for stream in self._streams():
            stream.close()

    def _streams(self) -> list[tornado.iostream.IOStream]:
        return list(self._server.streams)

    def abandon(self) -> None:
        """Close a forked child's copies of all descriptors, and nothing else."""
        self.thread.abandon()
        self.connections.abandon()
        streams = (s.socket for s in self._streams() if not s.closed())
        for each in (*self._sockets, *streams):
            # Detached first: the number must not be closed again later.
            descriptor = each.detach()
            if descriptor >= 0:
                os.close(descriptor)
