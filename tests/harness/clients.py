"""Clients of a server in this process, and figures that only record what comes."""

import asyncio
import contextlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from webagg.server.thread import ServerThread

TOKEN = "a secret; with / and ?"
TIMEOUT = 20.0


def server_loop() -> asyncio.AbstractEventLoop:
    """Return the loop of the server of this process."""
    (thread,) = (t for t in threading.enumerate() if isinstance(t, ServerThread))
    return thread.loop


class RecordingManager:
    """Stands in for a figure's manager: keeps the sockets and messages it gets."""

    def __init__(self, num: int) -> None:
        self.num = num
        self.id = f"identity-{num}-{id(self)}"
        self.title = f"Figure {num}"
        self.sockets: list[Any] = []
        self.messages: list[Any] = []
        self.closes = 0

    @property
    def web_sockets(self) -> set[Any]:
        return set(self.sockets)

    def close_by_user(self) -> None:
        self.closes += 1

    def get_window_title(self) -> str:
        return self.title

    def enlist(self) -> None:
        """Do nothing: it is listed."""

    def add_web_socket(self, socket: Any) -> None:
        self.sockets.append(socket)
        socket.send_json({"type": "welcome"})

    def remove_web_socket(self, socket: Any) -> None:
        self.sockets.remove(socket)

    lose_web_socket = remove_web_socket

    def handle_message(self, socket: Any, content: Any) -> None:
        self.messages.append(content)
        if content["type"] == "fail":
            raise RuntimeError("on purpose")
        socket.send_json({"type": "echo", "content": content})


class Answer:
    """Status, headers and text of an HTTP answer."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status
        self.headers = response.headers
        self.body: bytes = response.read()
        self.text = self.body.decode("utf-8", "replace")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def fetch(url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for *url* without cookies or redirects; underscores in names are hyphens."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, headers=names, method=method)
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=TIMEOUT) as response:
            return Answer(response)
    except urllib.error.HTTPError as error:
        return Answer(error)


class Client:
    """A WebSocket client; every wait has an end."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection

    async def send(self, message: Any) -> None:
        """Send text, bytes, or anything else as JSON."""
        binary = isinstance(message, bytes)
        raw = message if isinstance(message, str | bytes) else json.dumps(message)
        await self.connection.write_message(raw, binary=binary)

    async def read(self) -> Any:
        """Return the next message (JSON decoded), or None at the end."""
        message = await asyncio.wait_for(self.connection.read_message(), TIMEOUT)
        return json.loads(message) if isinstance(message, str) else message

    async def wait_for(self, kind: str) -> Any:
        """Return the next message with this type."""
        while True:
            message = await self.read()
            assert message is not None, f"closed before {kind!r} came"
            if message["type"] == kind:
                return message

    async def read_to_end(self) -> list[Any]:
        """Return all messages until the server closes."""
        messages = []
        while (message := await self.read()) is not None:
            messages.append(message)
        return messages


@contextlib.asynccontextmanager
async def connected(url: str, **headers: str) -> AsyncIterator[Client]:
    """Open a WebSocket to an http URL."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = HTTPRequest(url.replace("http", "ws", 1), headers=names)
    connection = await asyncio.wait_for(websocket_connect(request), TIMEOUT)
    try:
        yield Client(connection)
    finally:
        connection.close()


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end; fails after a while."""
    return asyncio.run(asyncio.wait_for(coroutine, 3 * TIMEOUT))
