"""The server of this process, asked over HTTP."""

import asyncio
import socket
import threading
from urllib.parse import quote, urlsplit

import pytest
import tornado.httpserver
import tornado.netutil

from harness.clients import TOKEN, connected, fetch
from webagg.backend.figures import figures
from webagg.server import application
from webagg.server.application import WebAggApplication
from webagg.server.inline import ipython_inline_display

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_the_address_lets_in_and_is_exchanged_for_a_cookie(serve):
    app = serve()
    answer = fetch(app.url())
    assert answer.status == 200
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"webagg-{app.port}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert TOKEN not in cookie
    name_and_value = cookie.partition(";")[0]
    again = fetch(app.url(token=False), Cookie=name_and_value)
    assert again.status == 200
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize("scheme", ["token", "Bearer"])
def test_authorization_header(serve, scheme):
    app = serve(token="simple")
    answer = fetch(app.url(token=False), Authorization=f"{scheme} simple")
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers


def test_the_token_in_the_path_reaches_everything_relative(serve, add_figure):
    app = serve()
    add_figure(7)
    for path in ("/", "/7", "/7/inline", "/favicon.ico", "/js/mpl.js"):
        answer = fetch(app.frame_url(path))
        assert answer.status == 200, path
        assert "Set-Cookie" not in answer.headers
    wrong = app.frame_url("/7").replace(quote(TOKEN, safe=""), "wrong")
    assert fetch(wrong).status == 403


def test_no_token_if_switched_off(serve):
    app = serve(token="")
    assert app.url().endswith(f":{app.port}/")
    assert app.frame_url("/1") == app.url("/1")
    assert fetch(app.url()).status == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/1", "/nothing", "/9", "/_static/nothing.js", "/js/mpl.js", "/favicon.ico"],
)
def test_headers_of_every_answer(serve, add_figure, path):
    add_figure(1)
    answer = fetch(serve().url(path))
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "Server" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] in (
        "no-store",
        "private, no-cache",
        "private, max-age=86400",
    )


def test_notebooks_may_frame_the_inline_page_only(serve, add_figure):
    add_figure(1)
    app = serve()
    policy = fetch(app.url("/1/inline")).headers["Content-Security-Policy"]
    assert "frame-ancestors" not in policy


def test_pages_name_the_figure(serve, add_figure):
    figure = add_figure(3)
    figure.title = "<Title> & more"
    app = serve()
    for path in ("/3", "/3/inline"):
        page = fetch(app.url(path)).text
        assert figure.id in page
        assert "&lt;Title&gt; &amp; more" in page
        assert "<Title>" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/9", 404),
        ("/9/inline", 404),
        ("/9/download.png", 404),
        (f"/{'9' * 5000}", 404),
        ("/-1", 404),
        ("/one", 404),
        ("/1/nothing", 404),
        ("/1/download.", 404),
        ("/1/download.PNG", 404),
        ("/_static/", 403),
        ("/_static/../__init__.py", 403),
        ("/_static/..%2f__init__.py", 403),
        ("/_images/%2e%2e/matplotlibrc", 403),
        ("/1/ws", 400),
        ("/ws", 400),
        ("/%00", 404),
        ("/_static/%00", 404),
        ("/_static/js%00/main.js", 404),
        ("/js/mpl-js", 404),
        ("/favicon-ico", 404),
        ("/1/download-png", 404),
    ],
)
def test_bad_addresses_are_answered_in_plain_words(serve, add_figure, path, status):
    add_figure(1)
    app = serve()
    for accept in ("text/html", "application/json", "*/*"):
        answer = fetch(app.url(path), Accept=accept)
        assert answer.status == status, answer.text
        assert "Traceback" not in answer.text
        assert 'File "' not in answer.text
    assert fetch(app.url()).status == 200


def test_errors_come_in_the_form_that_is_accepted(serve):
    app = serve()
    page = fetch(app.url("/9"), Accept="text/html,*/*")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "no figure 9" in page.text
    data = fetch(app.url("/9"), Accept="application/json")
    assert data.headers["Content-Type"].startswith("application/json")
    assert '"status": 404' in data.text
    text = fetch(app.url("/9"))
    assert text.headers["Content-Type"].startswith("text/plain")


def test_a_broken_error_template_still_gives_a_page(
    serve, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr(application, "TEMPLATES", tmp_path)
    app = serve()
    page = fetch(app.url("/9"), Accept="text/html")
    assert page.status == 404
    assert "no figure 9" in page.text
    assert "error.html" in caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "X"])
def test_only_get_and_head(serve, add_figure, method):
    add_figure(1)
    app = serve()
    for path in ("/", "/1", "/1/download.png", "/js/mpl.js", "/1/ws", "/_static/x"):
        answer = fetch(app.url(path), method=method)
        assert answer.status == 405, path
        assert answer.text.endswith("This address answers to GET and HEAD only.\n")


def test_head_is_get_without_the_body(serve, add_figure):
    add_figure(1)
    app = serve()
    for path in ("/", "/1", "/favicon.ico", "/js/mpl.js"):
        assert (head := fetch(app.url(path), method="HEAD")).status == 200
        assert head.body == b""
        full = len(fetch(app.url(path)).body)
        assert int(head.headers["Content-Length"]) == full
    assert fetch(app.url("/1/ws"), method="HEAD").status == 405


def test_icon_and_static_files(serve):
    app = serve()
    assert fetch(app.url("/favicon.ico")).body.startswith(b"\x89PNG")
    assert fetch(app.url("/_images/home.png")).body.startswith(b"\x89PNG")
    script = fetch(app.url("/_static/js/main.js"))
    assert script.status == 200
    assert "javascript" in script.headers["Content-Type"]


def test_a_prefix(serve, add_figure):
    add_figure(1)
    app = serve(url_prefix="/some/plots")
    assert f":{app.port}/some/plots/?token=" in app.url()
    for path in ("/", "/1", "/favicon.ico", "/_static/js/main.js"):
        assert fetch(app.url(path)).status == 200, path
    assert "Path=/some/plots" in fetch(app.url()).headers["Set-Cookie"]
    answer = fetch(app.url().replace("/plots/", "/plots"))
    assert answer.status == 302
    assert answer.headers["Location"].startswith("plots/?token=")
    root = f"http://127.0.0.1:{app.port}"
    assert fetch(f"{root}/1", Authorization="token wrong").status == 403
    assert fetch(f"{root}/1?token={quote(TOKEN)}").status == 404


def test_links_of_error_pages_are_relative(serve):
    app = serve(url_prefix="/plots")
    for path, root in (("/x", "./"), ("/1/x", "../"), ("/1/2/x", "../../")):
        page = fetch(app.url(path), Accept="text/html").text
        assert f'href="{root}"' in page, page


def test_a_prefix_is_a_text_and_no_pattern(serve, add_figure):
    add_figure(1)
    app = serve(url_prefix="/a.b/(c)+")
    assert fetch(app.url("/1")).status == 200
    assert fetch(app.url("/1").replace("a.b", "aXb")).status == 404


@pytest.mark.parametrize(
    "prefix",
    [
        "plots",
        "/plots/",
        "/",
        "//",
        "//host",
        "/a//b",
        *(f"/a{c}" for c in '?# \n\\"<é'),
    ],
)
def test_malformed_prefixes(prefix):
    with pytest.raises(ValueError, match="url_prefix"):
        WebAggApplication(url_prefix=prefix)


@pytest.mark.parametrize("prefix", [5, None, b"/plots"])
def test_a_prefix_is_a_text(prefix):
    with pytest.raises(TypeError, match="url_prefix must be a text, not"):
        WebAggApplication(url_prefix=prefix)


def test_initialize_twice_keeps_the_first(serve):
    port = serve().port
    assert serve(token="other").port == port
    assert WebAggApplication.token == TOKEN


def test_an_explicit_port_is_obeyed_and_a_taken_one_moves_on(serve):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert serve(port=free).port == free
    WebAggApplication.stop()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve(port=port).port != port


def test_a_failed_start_can_be_tried_again(serve):
    with pytest.raises(OSError, match="assign"):
        serve(address="192.0.2.1")
    assert not WebAggApplication.initialized
    assert fetch(serve().url()).status == 200


def test_stop_and_start_again_keeps_the_token(serve, monkeypatch):
    monkeypatch.delenv("WEBAGG_TOKEN", raising=False)
    WebAggApplication.initialize(port=0)
    token, url = WebAggApplication.token, WebAggApplication.url()
    WebAggApplication.stop()
    assert not WebAggApplication.initialized
    with pytest.raises(RuntimeError, match="initialize"):
        WebAggApplication.url()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", urlsplit(url).port)) != 0
    WebAggApplication.initialize(port=0)
    assert WebAggApplication.token == token


def test_stop_ends_the_thread(serve):
    before = set(threading.enumerate())
    serve()
    (thread,) = set(threading.enumerate()) - before
    assert thread.daemon
    WebAggApplication.stop()
    assert not thread.is_alive()
    WebAggApplication.stop()


def test_pages_are_told_of_the_end(serve, add_figure):
    add_figure(1)
    app = serve()

    async def run():
        async with (
            connected(app.url("/1/ws")) as figure,
            connected(app.url("/ws")) as page,
        ):
            await page.wait_for("figures")
            await figure.wait_for("welcome")
            await asyncio.to_thread(app.stop)
            for client in (figure, page):
                assert (await client.read_to_end())[-1] == {
                    "type": "closed",
                    "reason": "exit",
                }

    asyncio.run(run())


def test_start_returns_in_a_running_loop_and_without_figures(serve):
    app = serve()

    async def run():
        app.start()
        return app.started

    app.start()
    assert not app.started
    assert asyncio.run(run())


def test_warns_when_anybody_can_connect(serve, capsys):
    serve(token="", address="0.0.0.0")
    assert "no token" in capsys.readouterr().err
    assert WebAggApplication.url().startswith("http://127.0.0.1:")


@pytest.mark.parametrize("address", ["::1", "localhost", ""])
def test_other_addresses(serve, address):
    assert fetch(serve(address=address).url()).status == 200


def test_an_application_of_ones_own_server(add_figure):
    """An instance serves in any Tornado server, as matplotlib's does."""
    add_figure(1)

    async def run():
        app = WebAggApplication()
        sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
        server = tornado.httpserver.HTTPServer(app)
        server.add_sockets(sockets)
        root = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        token = quote(app.settings["access"].token)
        assert (await asyncio.to_thread(fetch, f"{root}/1")).status == 403
        page = await asyncio.to_thread(fetch, f"{root}/1?token={token}")
        assert page.status == 200
        async with connected(f"{root}/ws?token={token}") as client:
            listed = (await client.wait_for("figures"))["figures"]
            assert [figure["num"] for figure in listed] == [1]
            add_figure(2)
            listed = (await client.wait_for("figures"))["figures"]
            assert [figure["num"] for figure in listed] == [1, 2]
        server.stop()
        await server.close_all_connections()

    asyncio.run(run())


def test_inline_display(serve):
    from matplotlib.figure import Figure

    from webagg import FigureCanvasWebAgg, FigureManagerWebAgg

    app = serve()
    figure = Figure()
    manager = FigureManagerWebAgg(FigureCanvasWebAgg(figure), 5)
    try:
        text = ipython_inline_display(figure)
        url = text.partition('src="')[2].partition('"')[0]
        assert url.startswith(f"http://127.0.0.1:{app.port}/t/")
        assert fetch(url).status == 200
        assert manager.id in fetch(url).text
    finally:
        figures.remove(manager)
        manager.destroy()


def test_inline_display_of_another_backends_figure(serve):
    from matplotlib.figure import Figure

    serve()
    with pytest.raises(TypeError, match="NoneType"):
        ipython_inline_display(Figure())
