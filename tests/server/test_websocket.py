"""Figure and page sockets, from a client's side."""

import base64
import json
import socket
from unittest.mock import MagicMock
from urllib.parse import quote

import pytest
from tornado.httpclient import HTTPClientError

from harness.clients import TOKEN, connected, run, server_loop
from webagg.backend.figures import figures
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
            loop = server_loop()
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
            server_loop().call_soon_threadsafe(
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


def test_the_kernel_holds_no_message_back(serve, add_figure):
    figure = add_figure(1)
    app = serve()

    async def talk():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            (server_side,) = figure.sockets
            connection = server_side.ws_connection.stream.socket
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

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
