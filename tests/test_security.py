"""Every route, with a real figure behind it: who is let in, and who is not."""

import asyncio
import json
import random

import pytest
from tornado.httpclient import HTTPClientError

from harness.clients import connected, fetch

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
plt.show()
"""
ROUTES = [
    "",
    "1",
    "1/inline",
    "1/download.png",
    "1/download.svg",
    "js/mpl.js",
    "favicon.ico",
    "_static/js/main.js",
    "_static/css/page.css",
    "_images/home.png",
    "nothing/here",
    "1/nothing",
]
SOCKETS = ["ws", "1/ws"]
PUBLIC = "plots.example.org"


@pytest.fixture
def script(start_figure):
    """Return a script whose figure is shown."""
    process = start_figure(SCRIPT)
    process.wait_for_output("Press Ctrl")
    return process


def without_query(url: str) -> str:
    return url.partition("?")[0]


def strangers(script, path):
    """Yield requests that must be refused: an address and headers."""
    url = script.page(path)
    port = url.split(":")[2].partition("/")[0]
    yield without_query(url), {}
    yield without_query(url) + "?token=", {}
    yield without_query(url) + "?token=wrong", {}
    yield url[:-1], {}
    yield url + "x", {}
    yield without_query(url), {"Authorization": "token wrong"}
    yield without_query(url), {"Authorization": "Bearer"}
    yield without_query(url), {"Cookie": f"webagg-{port}=wrong"}
    yield url, {"Host": "evil.com"}
    yield url, {"Host": f"evil.com:{port}"}
    yield url, {"Host": f"127.0.0.1.evil.com:{port}"}
    yield url, {"Host": "192.0.2.1"}
    yield url, {"Origin": "http://evil.com"}
    yield url, {"Origin": f"http://localhost:{port}"}
    yield url, {"Origin": f"https://127.0.0.1:{port}"}
    yield url, {"Origin": "null"}
    rebound = f"evil.com:{port}"
    yield url, {"Host": rebound, "Origin": f"http://{rebound}"}


def test_strangers_are_refused_everywhere(script):
    for path in ROUTES:
        for url, headers in strangers(script, path):
            for accept in ("*/*", "text/html"):
                answer = fetch(url, Accept=accept, **headers)
                assert answer.status == 403, (path, headers)
                assert "Set-Cookie" not in answer.headers
                assert "<svg" not in answer.text
                assert script.url.partition("token=")[2] not in answer.text
        answer = fetch(script.page(path))
        assert answer.status == (404 if "nothing" in path else 200), path


def test_strangers_get_no_socket(script):
    async def run():
        for path in SOCKETS:
            for url, headers in strangers(script, path):
                with pytest.raises(HTTPClientError) as error:
                    async with connected(url, **headers):
                        pass
                assert error.value.code == 403, (path, headers)
            async with connected(script.page(path)) as client:
                assert await client.read() is not None

    asyncio.run(run())


def test_behind_a_named_proxy(start_figure):
    script = start_figure(
        SCRIPT,
        env={
            "WEBAGG_ALLOWED_HOSTS": PUBLIC,
            "WEBAGG_ALLOWED_ORIGINS": "https://other.example.org",
            "WEBAGG_URL_PREFIX": "/plots",
            "WEBAGG_TOKEN": "chosen",
        },
    )
    assert script.url.endswith("/plots/?token=chosen")
    for origin in (f"https://{PUBLIC}", "https://other.example.org"):
        assert fetch(script.url, Host=PUBLIC, Origin=origin).status == 200
    assert fetch(script.url, Host=PUBLIC, Origin="https://evil.com").status == 403
    assert fetch(script.url, Host="evil.com").status == 403

    async def run():
        async with connected(
            script.page("1/ws"), Host=PUBLIC, Origin=f"https://{PUBLIC}"
        ) as client:
            await client.wait_for("welcome")

    asyncio.run(run())


# Every type that a client may send, and the fields that it may have.
TYPES = """
ack button_press button_release close dblclick draw figure_enter figure_leave
hello key_frame key_press key_release motion_notify refresh resize scroll
send_image_mode set_device_pixel_ratio set_dpi_ratio subplots supports_binary
tool_trigger toolbar_button visible no_such_type __init__ handle_json
"""
FIELDS = """
x y button buttons modifiers guiEvent step key name width height value seq
viewer device_pixel_ratio dpi_ratio protocol last_frame session mac visible
frame_id decode_ms paint_ms left right bottom top wspace hspace reset
"""
VALUES = [
    None,
    True,
    "",
    "home",
    "__init__",
    "x" * 5000,
    "\ud800",
    -1,
    0,
    1e308,
    -1e308,
    10**30,
    0.5,
    [],
    [[]],
    {},
    {"a": {"b": []}},
    ["ctrl"] * 50,
]
NO_JSON = ["", "{", "[]", "null", "NaN", '{"type": "draw"', "[" * 50_000, "\x00"]


def malformed(generator):
    """Return a message that is wrong in one way or another."""
    kind = generator.choice(["text", "bytes", "typeless", "fields", "fields", "fields"])
    if kind == "text":
        return generator.choice(NO_JSON)
    if kind == "bytes":
        return generator.randbytes(generator.randrange(200))
    fields = generator.sample(FIELDS.split(), generator.randrange(8))
    message = {name: generator.choice(VALUES) for name in fields}
    if kind == "typeless":
        message["type"] = generator.choice(VALUES)
    else:
        message["type"] = generator.choice([t for t in TYPES.split() if t != "close"])
    # What Python's json writes for a lone surrogate is what a browser would send.
    return json.dumps(message)


def test_a_thousand_malformed_messages(script):
    generator = random.Random(20)
    before = script.digest()[:2]

    async def run():
        async with connected(script.page("1/ws")) as client:
            await client.wait_for("welcome")
            for _ in range(1000):
                await client.send(malformed(generator))
        async with connected(script.page("1/ws")) as client:
            await client.wait_for("welcome")
            # The figure answers, with the size that we now choose.
            await client.send({"type": "set_device_pixel_ratio", "value": 1})
            await client.send({"type": "resize", "width": 321, "height": 234})
            while True:
                message = await client.read()
                assert message is not None
                if isinstance(message, dict) and message["type"] == "resize":
                    break
            await client.send({"type": "refresh"})
            while not isinstance(await client.read(), bytes):
                pass

    asyncio.run(asyncio.wait_for(run(), 60))
    assert script.run("plt.get_fignums()") == [1]
    assert before
    script.interrupt()
    assert script.wait() == 0
    assert "Traceback" not in script.output
