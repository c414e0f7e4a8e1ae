"""Limits of a socket: what is too long, too much, too silent or too slow."""

import asyncio
import contextlib
import gc
import socket as sockets
import weakref
from urllib.parse import urlsplit

from harness.clients import TIMEOUT, connected, run, server_loop
from webagg.server import socket


def test_a_message_that_is_too_long_ends_its_own_socket_only(serve, add_figure):
    add_figure(1)
    app = serve()

    async def talk():
        async with (
            connected(app.url("/1/ws")) as client,
            connected(app.url("/1/ws")) as bystander,
        ):
            await client.wait_for("welcome")
            await bystander.wait_for("welcome")
            with contextlib.suppress(Exception):
                await client.send("x" * (2 * 1024 * 1024))
            await client.read_to_end()
            await bystander.send({"type": "ping"})
            await bystander.wait_for("echo")

    run(talk())


def test_a_flood_ends_its_own_socket_only(serve, add_figure, monkeypatch):
    monkeypatch.setattr(socket, "MESSAGES_AT_ONCE", 50.0)
    monkeypatch.setattr(socket, "MESSAGES_PER_SECOND", 0.001)
    figure = add_figure(1)
    app = serve()

    async def talk():
        async with (
            connected(app.url("/1/ws")) as client,
            connected(app.url("/1/ws")) as bystander,
        ):
            await bystander.wait_for("welcome")
            for _ in range(80):
                with contextlib.suppress(Exception):
                    await client.send({"type": "ping"})
            messages = await client.read_to_end()
            assert messages[-1] == {"type": "error", "message": "too many messages"}
            assert client.connection.close_code == 1008
            assert client.connection.close_reason == "too many messages"
            assert len(figure.messages) == 50
            await bystander.send({"type": "ping"})
            await bystander.wait_for("echo")

    run(talk())


def raw_client(url: str) -> sockets.socket:
    """Open a WebSocket by hand, and then neither read nor answer."""
    parts = urlsplit(url)
    raw = sockets.create_connection((parts.hostname, parts.port), TIMEOUT)
    raw.sendall(
        f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    return raw


def until(condition):
    """Wait until *condition* holds; fails after a while."""

    async def wait():
        while not condition():
            await asyncio.sleep(0.01)

    run(wait())


def test_a_client_that_does_not_answer_is_dropped(serve, add_figure, monkeypatch):
    monkeypatch.setattr("webagg.server.connections.CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(socket, "SILENCE_LIMIT", 0.2)
    figure = add_figure(1)
    app = serve()
    with raw_client(app.url("/1/ws")):
        until(lambda: figure.sockets)
        until(lambda: not figure.sockets)
        assert app.pages() == 0


def test_a_client_that_answers_pings_stays(serve, add_figure, monkeypatch):
    monkeypatch.setattr("webagg.server.connections.CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(socket, "PING_INTERVAL", 1.05)
    monkeypatch.setattr(socket, "SILENCE_LIMIT", 1.0)
    figure = add_figure(1)
    app = serve()

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            await asyncio.sleep(2.5)
            assert figure.sockets
            await client.send({"type": "ping"})
            await client.wait_for("echo")

    run(talk())


def test_a_client_that_stops_reading_is_dropped(serve, add_figure, monkeypatch):
    monkeypatch.setattr(socket, "MAX_UNSENT", 4 * 1024 * 1024)
    figure = add_figure(1)
    app = serve()
    with raw_client(app.url("/1/ws")) as raw:
        until(lambda: figure.sockets)
        (server_side,) = figure.sockets
        loop = server_loop()
        sent = 0
        while figure.sockets:
            loop.call_soon_threadsafe(server_side.send_binary, bytes(1024 * 1024))
            sent += 1
            assert sent < 500
            until(lambda: server_side.unsent <= 5 * 1024 * 1024)
        assert app.pages() == 0
        # Should it read on after all, it hears why.
        last = b""
        while piece := raw.recv(1024 * 1024):
            last = (last + piece)[-100:]
        assert last.endswith(b"reads too slowly")


def test_a_stalled_client_is_dropped_in_time(serve, add_figure, monkeypatch):
    monkeypatch.setattr("webagg.server.connections.CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(socket, "STALL_LIMIT", 0.3)
    figure = add_figure(1)
    app = serve()
    with raw_client(app.url("/1/ws")):
        until(lambda: figure.sockets)
        (server_side,) = figure.sockets
        loop = server_loop()
        loop.call_soon_threadsafe(server_side.send_binary, bytes(32 * 1024 * 1024))
        # It has what was not read.
        stream = server_side.ws_connection.stream
        left = [weakref.ref(server_side), weakref.ref(stream)]
        until(lambda: not figure.sockets)
        del server_side, stream
        # Tornado gives it a few seconds to agree to the end.
        until(lambda: gc.collect() < 0 or not any(each() for each in left))


def test_a_page_of_ours_that_says_nothing_is_dropped(serve, add_figure, monkeypatch):
    """However much waits for it: it would have asked for a sign of life."""
    monkeypatch.setattr("webagg.server.connections.CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(socket, "SILENCE_LIMIT", 0.3)
    figure = add_figure(1)
    app = serve()
    with raw_client(f"{app.url('/1/ws')}&id={figure.id}"):
        until(lambda: figure.sockets)
        (server_side,) = figure.sockets
        loop = server_loop()
        loop.call_soon_threadsafe(server_side.send_binary, bytes(32 * 1024 * 1024))
        until(lambda: server_side.unsent)
        until(lambda: not figure.sockets)
