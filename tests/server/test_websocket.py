"""Figure and page sockets, from a client's side."""

import asyncio
import base64
import contextlib
import json
import socket as sockets
from unittest.mock import MagicMock
from urllib.parse import quote, urlsplit

import pytest
from tornado.httpclient import HTTPClientError

from harness.clients import TIMEOUT, TOKEN, connected
from webagg.backend.figures import figures
from webagg.server import socket
from webagg.server.application import WebAggApplication

# Text that is no message, or none that anybody understands.
MALFORMED = [
    "",
    "nonsense",
    "{",
    "[]",
    "null",
    "1",
    '"text"',
    "{}",
    '{"type": null}',
    '{"type": 1}',
    '{"type": []}',
    '{"type": {"type": "draw"}}',
    '{"type": "supports_binary"}',
    '{"type": "supports_binary", "value": 1}',
    '{"type": "x", "value": NaN}',
    '{"type": "x", "value": Infinity}',
    "[" * 100_000,
    '{"type":' * 50_000,
    '{"type": "x", "n": ' + "9" * 10_000 + "}",
    "\x00\x01",
    "\ufeff{}",
    b"",
    b'{"type": "draw"}',
    b"\xff" * 1000,
]


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 3 * TIMEOUT))


@pytest.mark.parametrize(
    ("host", "origin", "allowed"),
    [
        ("localhost:8988", "http://localhost:8988", True),
        ("localhost:8988", "http://127.0.0.1:8988", False),
        ("localhost:8988", "http://evil.com", False),
        ("[::1]:8988", "http://[::1]:8988", True),
        ("[::1]:8988", "http://[::2]:8988", False),
    ],
)
def test_check_origin_without_an_application(host, origin, allowed):
    handler = WebAggApplication.WebSocket.__new__(WebAggApplication.WebSocket)
    handler.request = MagicMock()
    handler.request.headers = {"Host": host}
    assert handler.check_origin(origin) is allowed


def test_messages_go_both_ways(serve, add_figure):
    figure = add_figure(1)
    app = serve()

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            message = {"type": "motion_notify", "x": 1.5, "text": "é😀"}
            await client.send(message)
            assert (await client.wait_for("echo"))["content"] == message
        assert figure.messages == [message]

    run(talk())


def test_binary_messages_or_data_uris(serve, add_figure):
    figure = add_figure(1)
    app = serve()
    png = b"\x89PNG" + bytes(range(256))

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            (server_side,) = figure.sockets
            loop = app._listener.thread.loop
            loop.call_soon_threadsafe(server_side.send_binary, png)
            assert await client.read() == png
            await client.send({"type": "supports_binary", "value": False})
            await client.send({"type": "ping"})
            await client.wait_for("echo")
            loop.call_soon_threadsafe(server_side.send_binary, memoryview(png))
            text = await client.connection.read_message()
            prefix = "data:image/png;base64,"
            assert text.startswith(prefix)
            assert base64.b64decode(text.removeprefix(prefix)) == png

    run(talk())


def test_the_identity_must_be_the_figures(serve, add_figure):
    first, second = add_figure(1), add_figure(2)
    app = serve()

    async def talk():
        async with connected(f"{app.url('/1/ws')}&id={quote(first.id)}") as client:
            await client.wait_for("welcome")
        for path in (
            f"/1/ws?id={quote(second.id)}",
            "/1/ws?id=",
            "/3/ws",
            f"/{'9' * 5000}/ws",
        ):
            url = f"{app.url(path.partition('?')[0])}&{path.partition('?')[2]}"
            async with connected(url) as client:
                assert await client.read_to_end() == [
                    {"type": "closed", "reason": "gone"}
                ]
        assert second.sockets == []

    run(talk())


def test_a_socket_ends_with_its_figure(serve, add_figure):
    figure, other = add_figure(1), add_figure(2)
    app = serve()

    async def talk():
        async with (
            connected(app.url("/1/ws")) as client,
            connected(app.url("/2/ws")) as bystander,
        ):
            await client.wait_for("welcome")
            await bystander.wait_for("welcome")
            figures.remove(figure)
            assert await client.read_to_end() == [
                {"type": "closed", "reason": "figure"}
            ]
            await bystander.send({"type": "ping"})
            await bystander.wait_for("echo")
        assert figure.sockets == []

    run(talk())
    assert other.messages


def test_the_page_is_told_of_figures(serve, add_figure):
    figure = add_figure(1)
    app = serve()

    async def nums(client):
        return [each["num"] for each in (await client.wait_for("figures"))["figures"]]

    async def talk():
        async with connected(app.url("/ws")) as client:
            listed = await client.wait_for("figures")
            assert listed["figures"] == [
                {"id": figure.id, "num": 1, "title": "Figure 1"}
            ]
            add_figure(2)
            assert await nums(client) == [1, 2]
            figure.title = "Renamed"
            figures.changed()
            listed = await client.wait_for("figures")
            assert listed["figures"][0]["title"] == "Renamed"
            figures.remove(figure)
            assert await nums(client) == [2]
            await client.send({"type": "draw"})
            assert "no messages" in (await client.wait_for("error"))["message"]

    run(talk())


def test_many_changes_are_told_once(serve, add_figure):
    add_figure(1)
    app = serve()

    async def talk():
        async with connected(app.url("/ws")) as client:
            await client.wait_for("figures")
            app._listener.thread.loop.call_soon_threadsafe(
                lambda: [figures.changed() for _ in range(1000)]
            )
            await client.wait_for("figures")
            await client.send("nonsense")
            assert (await client.read())["type"] == "error"

    run(talk())


def test_malformed_messages_are_answered_and_harm_nobody(serve, add_figure):
    figure = add_figure(1)
    app = serve()

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            for message in MALFORMED:
                await client.send(message)
                answer = await client.read()
                assert answer["type"] in ("error", "echo"), message
                assert "Traceback" not in json.dumps(answer)
            await client.send({"type": "ping"})
            await client.wait_for("echo")

    run(talk())
    assert all(isinstance(each, dict) for each in figure.messages)


def test_a_failing_handler_costs_no_connection(serve, add_figure, caplog):
    add_figure(1)
    app = serve()

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            await client.send({"type": "fail"})
            error = await client.wait_for("error")
            assert "RuntimeError" in error["message"]
            await client.send({"type": "ping"})
            await client.wait_for("echo")

    run(talk())
    assert "on purpose" in caplog.text


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
    with raw_client(app.url("/1/ws")):
        until(lambda: figure.sockets)
        (server_side,) = figure.sockets
        loop = app._listener.thread.loop
        sent = 0
        while figure.sockets:
            loop.call_soon_threadsafe(server_side.send_binary, bytes(1024 * 1024))
            sent += 1
            assert sent < 500
            until(lambda: server_side.unsent <= 5 * 1024 * 1024)
        assert app.pages() == 0


def test_a_stalled_client_is_dropped_in_time(serve, add_figure, monkeypatch):
    monkeypatch.setattr("webagg.server.connections.CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(socket, "STALL_LIMIT", 0.3)
    figure = add_figure(1)
    app = serve()
    with raw_client(app.url("/1/ws")):
        until(lambda: figure.sockets)
        (server_side,) = figure.sockets
        loop = app._listener.thread.loop
        loop.call_soon_threadsafe(server_side.send_binary, bytes(32 * 1024 * 1024))
        until(lambda: not figure.sockets)


def test_a_page_of_ours_that_says_nothing_is_dropped(serve, add_figure, monkeypatch):
    """However much waits for it: it would have asked for a sign of life."""
    monkeypatch.setattr("webagg.server.connections.CHECK_INTERVAL", 0.02)
    monkeypatch.setattr(socket, "SILENCE_LIMIT", 0.3)
    figure = add_figure(1)
    app = serve()
    with raw_client(f"{app.url('/1/ws')}&id={figure.id}"):
        until(lambda: figure.sockets)
        (server_side,) = figure.sockets
        loop = app._listener.thread.loop
        loop.call_soon_threadsafe(server_side.send_binary, bytes(32 * 1024 * 1024))
        until(lambda: server_side.unsent)
        until(lambda: not figure.sockets)


@pytest.mark.parametrize("path", ["/1/ws", "/ws"])
def test_sockets_are_refused_to_strangers(serve, add_figure, path):
    figure = add_figure(1)
    app = serve()
    netloc = f"127.0.0.1:{app.port}"
    strangers = [
        (app.url(path, token=False), {}),
        (app.url(path, token=False) + "?token=wrong", {}),
        (app.url(path), {"Origin": "http://evil.com"}),
        (app.url(path), {"Origin": f"http://localhost:{app.port}"}),
        (app.url(path), {"Origin": "null"}),
        (app.url(path), {"Origin": f"https://{netloc}"}),
        (
            app.url(path),
            {"Origin": "http://evil.com", "Sec_Fetch_Site": "same-origin"},
        ),
        (app.url(path), {"Host": "evil.com"}),
        (
            app.url(path),
            {"Host": f"evil.com:{app.port}", "Origin": f"http://evil.com:{app.port}"},
        ),
    ]

    async def talk():
        for url, headers in strangers:
            with pytest.raises(HTTPClientError) as error:
                async with connected(url, **headers):
                    pass
            assert error.value.code == 403, (url, headers)
        async with connected(app.url(path), Origin=f"http://{netloc}"):
            pass

    run(talk())
    assert figure.messages == []


def test_no_compression_is_agreed(serve, add_figure):
    add_figure(1)
    app = serve()

    async def talk():
        headers = {"Sec_WebSocket_Extensions": "permessage-deflate"}
        async with connected(app.url("/1/ws"), **headers) as client:
            assert "Sec-WebSocket-Extensions" not in client.connection.headers

    run(talk())


def test_the_token_is_not_in_the_log(serve, caplog):
    app = serve()
    caplog.set_level("DEBUG")

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.read_to_end()

    run(talk())
    assert quote(TOKEN, safe="") not in caplog.text
    assert TOKEN not in caplog.text
