"""A lost connection: the page says so, comes back by itself, and shows the newest."""

from urllib.parse import urlsplit

import pytest

from harness.link import Link, LinkProxy
from harness.noted import NOTE_BASES
from harness.process import free_port
from harness.proxy import CuttingProxy

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
line, = ax.plot([1, 3, 2])
plt.show()
"""
SAYS_LOST = """() => [...document.querySelectorAll("[role=status]:not([hidden])")].some(
    (element) => /lost|reconnect/i.test(element.textContent))"""


@pytest.fixture
def proxied(start_figure):
    """Start a figure behind a proxy; return process, proxy and the page's address."""
    process = start_figure(SCRIPT)
    parts = urlsplit(process.url)
    proxy = CuttingProxy(parts.port)
    yield process, proxy, parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl()
    proxy.close()


def test_says_so_and_comes_back(proxied, open_page):
    process, proxy, url = proxied
    view = open_page(url)
    view.wait_for_same_pixels(process)
    assert not view.evaluate(SAYS_LOST)
    proxy.refusing = True
    proxy.cut()
    view.wait_until(SAYS_LOST)
    process.run("line.set_ydata([3, 1, 2]); fig.canvas.draw_idle()")
    before = process.buffer()
    assert (view.pixels() != before).any()
    proxy.refusing = False
    view.wait_for_same_pixels(process)
    view.wait_until(f"() => !({SAYS_LOST})()")
    # Input works again.
    home = process.run("list(ax.get_xlim())")
    view.click_button("Pan")
    view.drag((0.5, 0.5), (0.4, 0.5))
    process.wait_until(f"list(ax.get_xlim()) != {home}")
    view.wait_for_same_pixels(process)


def test_many_cuts_during_a_drag(proxied, open_chromium):
    """Every time it recovers; no frame is lost for good, no button stays down."""
    process, proxy, url = proxied
    view = open_chromium(url)
    view.wait_for_same_pixels(process)
    process.run(NOTE_BASES)
    process.run("fig.canvas.toolbar.pan()")
    for _ in range(8):
        x, y = view.at(0.4, 0.5)
        view.move(x, y)
        view.press()
        view.move(x + 10, y)
        seen = proxy.accepted
        proxy.cut()
        view.move(x + 20, y)
        view.release()
        view.wait_until(f"() => !({SAYS_LOST})()")
        view.wait_for_same_pixels(process)
        assert proxy.accepted > seen
    # Each time it was sent what had changed, and no more.
    bases = process.run("bases")
    assert bases
    assert None not in bases
    process.run("ax.set_xlim(0, 1); fig.canvas.draw_idle()")
    view.wait_for_same_pixels(process)


def test_a_connection_that_only_looks_open(start_figure, open_chromium):
    """Within half a minute both sides give it up, and the page makes another."""
    process = start_figure(SCRIPT)
    parts = urlsplit(process.url)
    proxy = LinkProxy(parts.port, Link())
    view = open_chromium(parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl())
    view.wait_for_same_pixels(process)
    process.run("line.set_ydata([3, 1, 2]); fig.canvas.draw_idle()")
    view.wait_for_same_pixels(process)
    proxy.frozen = True
    view.wait_until(SAYS_LOST)
    process.wait_until("fig.canvas.manager.viewer_stats() == []")
    process.run(NOTE_BASES)
    process.run("line.set_ydata([2, 1, 3]); fig.canvas.draw_idle()")
    proxy.cut()
    proxy.frozen = False
    view.wait_for_same_pixels(process)
    view.wait_until(f"() => !({SAYS_LOST})()")
    assert None not in process.run("bases")
    proxy.close()


def test_a_program_that_is_started_anew(start_figure, open_page):
    """At the same address: what the page had means nothing there."""
    options = {
        "rc": {"webagg.port": free_port()},
        "env": {"WEBAGG_TOKEN": "the same for both"},
    }
    first = start_figure(SCRIPT, **options)
    view = open_page(first.url)
    view.wait_for_same_pixels(first)
    # Killed: it says nothing of its end.
    first.close()
    view.wait_until(SAYS_LOST)
    second = start_figure(SCRIPT.replace("[1, 3, 2]", "[3, 1, 2]"), **options)
    view.wait_for_same_pixels(second)
    view.wait_until(f"() => !({SAYS_LOST})()")
    view.click_button("Pan")
    view.drag((0.5, 0.5), (0.4, 0.5))
    second.wait_until("ax.get_xlim()[0] > 0")
    view.wait_for_same_pixels(second)


def test_reload_keeps_the_state(proxied, open_chromium):
    """Row L14: picture, toolbar state and input after a reload."""
    process, _, url = proxied
    view = open_chromium(url)
    view.wait_for_same_pixels(process)
    view.click_button("Pan")
    pressed = "() => document.querySelector('[aria-label=Pan]')?.ariaPressed === 'true'"
    view.wait_until(pressed)
    home = process.run("list(ax.get_xlim())")
    view.drag((0.5, 0.5), (0.4, 0.5))
    process.wait_until(f"list(ax.get_xlim()) != {home}")
    process.run("fig.canvas.manager.set_window_title('Renamed')")
    shown = """() => [
        document.querySelector("[aria-label=Back]")?.disabled,
        document.querySelector("[aria-label=Forward]")?.disabled,
        getComputedStyle(document.querySelector(".webagg-box")).cursor,
        document.querySelector("canvas[role=img]").getAttribute("aria-label"),
    ].join()"""
    view.wait_until(f"() => ({shown})() === 'false,true,move,Renamed'")
    view.page.reload()
    view.wait_until(pressed)
    view.wait_for_same_pixels(process)
    # Before the mouse has moved.
    assert view.evaluate(shown) == "false,true,move,Renamed"
    home = process.run("list(ax.get_xlim())")
    view.drag((0.5, 0.5), (0.4, 0.5))
    process.wait_until(f"list(ax.get_xlim()) != {home}")
    view.wait_for_same_pixels(process)
