"""matplotlib's own mpl.js is a client of our server, exact to the pixel."""

import pytest

from harness.stock import serve_stock_client

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
plt.figure("Seen by mpl.js").add_subplot().plot([1, 3, 2, 5])
plt.show()
"""
XLIM = "list(plt.gca().get_xlim())"


@pytest.fixture(params=[1, 1.5, 2])
def stock(request, start_figure, open_chromium):
    """Show a figure with matplotlib's client; return its process and the page."""
    process = start_figure(SCRIPT)
    # Our page first: it leaves the cookie, as it would for a person.
    view = open_chromium(process.url, ratio=request.param)
    view.figures = "canvas.mpl-canvas"
    view.open(serve_stock_client(view.page, process.url))
    view.wait_for_figures(1)
    view.wait_for_same_pixels(process)
    view.ratio = request.param
    return process, view


def test_size_and_title(stock):
    _, view = stock
    assert view.pixels().shape == (480 * view.ratio, 640 * view.ratio, 4)
    assert view.evaluate("() => document.body.innerText").startswith("Seen by mpl.js")
    assert not view.errors


def test_mouse_and_toolbar(stock):
    process, view = stock
    home = process.run(XLIM)
    # Its buttons have no names but the pictures' descriptions.
    buttons = view.page.locator(".mpl-toolbar button")
    buttons.filter(has=view.page.get_by_alt_text("Left button pans")).click()
    process.wait_until("plt.gcf().canvas.toolbar.mode.name == 'PAN'")
    view.drag((0.5, 0.5), (0.3, 0.6), steps=20)
    process.wait_until(f"{XLIM} != {home}")
    view.wait_for_same_pixels(process)
    buttons.filter(has=view.page.get_by_alt_text("Reset original view")).click()
    process.wait_until(f"{XLIM} == {home}")
    view.wait_for_same_pixels(process)
    assert not view.errors


def test_keys_and_resize(stock):
    process, view = stock
    view.move(*view.at(0.5, 0.5))
    view.page.locator(".mpl-canvas").focus()
    view.key("g")
    process.wait_until("plt.gca().xaxis.get_gridlines()[0].get_visible()")
    view.wait_for_same_pixels(process)
    process.run("plt.gcf().set_size_inches(5, 4)")
    view.wait_for_same_pixels(process)
    assert view.pixels().shape == (400 * view.ratio, 500 * view.ratio, 4)


def test_burst_of_changes_ends_exact(stock):
    """Its client loses diffs that arrive in one go; our server must not send such."""
    process, view = stock
    process.run("""
line, = plt.gca().lines
count = [0]
def change():
    count[0] += 1
    line.set_ydata([1, 3, 2 + count[0] / 40, 5])
    plt.gcf().canvas.draw_idle()
    return count[0] < 60
timer = plt.gcf().canvas.new_timer(interval=5)
timer.add_callback(change)
timer.start()
""")
    process.wait_until("count[0] >= 60")
    view.wait_for_same_pixels(process)
