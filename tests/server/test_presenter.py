"""What is printed, and when a browser is opened."""

import socket
import threading
import time

import matplotlib as mpl
import pytest

from harness.clients import TOKEN, RecordingManager, fetch
from webagg.server import presenter
from webagg.server.application import WebAggApplication
from webagg.server.presenter import ServerPresenter, has_browser


@pytest.fixture
def opened(monkeypatch):
    """Return the list of addresses opened in the browser."""
    addresses: list[str] = []
    arrived = threading.Event()

    def open_(url):
        addresses.append(url)
        arrived.set()

    monkeypatch.setattr(presenter.webbrowser, "open", open_)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("WEBAGG_TOKEN", TOKEN)
    rc = {"webagg.port": 0, "webagg.open_in_browser": True}
    with mpl.rc_context(rc):
        yield addresses
    WebAggApplication.stop()
    for thread in threading.enumerate():
        if thread.name == "webagg-browser":
            thread.join(10)


def joined(opened):
    """Wait for the threads that open the browser; return what they opened."""
    for thread in threading.enumerate():
        if thread.name == "webagg-browser":
            thread.join(10)
    return opened


def test_the_first_figure_is_told_and_opened(opened, capsys):
    one = ServerPresenter()
    one.present(RecordingManager(1))
    one.present(RecordingManager(2))
    url = WebAggApplication.url()
    assert capsys.readouterr().out == f"To view figure, visit {url}\n"
    assert joined(opened) == [url]
    assert fetch(url).status == 200


def test_a_server_that_runs_already_is_told_too(opened, capsys):
    WebAggApplication.initialize(port=0, token="own")
    one = ServerPresenter()
    one.present(RecordingManager(1))
    one.present(RecordingManager(2))
    assert capsys.readouterr().out.count("visit") == 1
    assert WebAggApplication.url().endswith("token=own")


def test_other_machines_are_told_a_name_that_is_answered(opened, capsys):
    mpl.rcParams["webagg.address"] = "0.0.0.0"
    ServerPresenter().present(RecordingManager(1))
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"To view figure, visit {WebAggApplication.url()}"
    name = socket.gethostname()
    assert f"//{name}:{WebAggApplication.port}/?token=" in second
    assert fetch(WebAggApplication.url(), Host=name).status == 200


def test_no_browser_if_not_wanted(opened, capsys):
    mpl.rcParams["webagg.open_in_browser"] = False
    ServerPresenter().present(RecordingManager(1))
    assert "To view figure, visit" in capsys.readouterr().out
    assert joined(opened) == []


def test_a_later_figure_opens_a_tab_only_if_nobody_looks(opened, monkeypatch):
    one = ServerPresenter()
    first = RecordingManager(1)
    one.present(first)
    monkeypatch.setattr(presenter, "BROWSER_START", 0.0)
    one.present(first)
    assert len(joined(opened)) == 1
    one.present(RecordingManager(2))
    assert len(joined(opened)) == 2
    monkeypatch.setattr(WebAggApplication, "pages", lambda: 1)
    one.present(RecordingManager(3))
    assert len(joined(opened)) == 2


def test_blocking_says_how_to_stop(opened, capsys):
    one = ServerPresenter()
    one.present(RecordingManager(1))
    capsys.readouterr()
    one.blocking(True, False)
    assert capsys.readouterr().out == "Press Ctrl+C to stop WebAgg server\n"
    one.blocking(False, False)
    assert capsys.readouterr().out == ""
    assert WebAggApplication.initialized


def test_a_second_show_tells_the_address_again(opened, capsys):
    one = ServerPresenter()
    one.present(RecordingManager(1))
    one.blocking(True, False)
    one.blocking(False, False)
    capsys.readouterr()
    one.present(RecordingManager(1))
    one.blocking(True, False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("To view figure, visit ")
    assert lines[1].startswith("Press Ctrl+C")


def test_an_interrupt_stops_the_server(opened, capsys):
    one = ServerPresenter()
    one.present(RecordingManager(1))
    one.blocking(True, False)
    one.blocking(False, True)
    assert capsys.readouterr().out.endswith("Server is stopped\n")
    assert not WebAggApplication.initialized


def test_grace_until_somebody_came(opened):
    one = ServerPresenter()
    assert one.grace() == 0.0
    one.present(RecordingManager(1))
    assert 0 < one.grace() <= presenter.GRACE
    fetch(WebAggApplication.url())
    # Noted a moment after the answer has left, and long before the grace is over.
    deadline = time.monotonic() + presenter.GRACE / 2
    while one.grace() and time.monotonic() < deadline:
        time.sleep(0.001)
    assert one.grace() == 0.0


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", None, False),
        ("linux", "DISPLAY", True),
        ("linux", "WAYLAND_DISPLAY", True),
        ("linux", "BROWSER", True),
        ("darwin", None, True),
        ("win32", None, True),
    ],
)
def test_browsers_that_need_no_terminal(monkeypatch, platform, variable, expected):
    monkeypatch.setattr(presenter.sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    if variable is not None:
        monkeypatch.setenv(variable, "x")
    assert has_browser() is expected
