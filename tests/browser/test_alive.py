"""What makes matplotlib's WebAgg page go dead or wrong, in a real browser."""

import pytest

HEAD = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
fig, ax = plt.subplots()
"""
TAIL = """
plt.show()
print("show returned")
"""
XLIM = "list(ax.get_xlim())"


@pytest.fixture
def show(start_figure, open_chromium):
    """Show the figure of a script; return process and page."""

    def show_(script, figures=1, **options):
        process = start_figure(HEAD + script + TAIL, **options)
        view = open_chromium(process.url)
        view.wait_for_figures(figures)
        return process, view

    return show_


def assert_alive(process, view, num=1, index=0):
    """Check that what the user does still changes what the page shows."""
    before = process.run("ax.xaxis.get_gridlines()[0].get_visible()")
    view.page.mouse.click(*view.at(0.5, 0.5, index))
    view.key("g")
    process.wait_until(f"ax.xaxis.get_gridlines()[0].get_visible() != {before}")
    view.wait_for_same_pixels(process, num=num, index=index)


FAILING = """
def fail(event):
    raise ValueError("a reason")
seen = []
fig.canvas.mpl_connect("button_press_event", fail)
fig.canvas.mpl_connect("button_press_event", seen.append)
line, = ax.plot([1, 2])
good = line.draw
def spoil():
    def draw(renderer):
        raise ZeroDivisionError("in a draw")
    line.draw = draw
    fig.canvas.draw_idle()
def mend():
    line.draw = good
    fig.canvas.draw_idle()
"""


def test_a_callback_and_a_draw_that_raise(show):
    """Rows X1 and X2: printed, told on the page, and all goes on."""
    process, view = show(FAILING)
    process.may_fail = True
    view.wait_for_same_pixels(process)
    last = view.pixels()
    view.page.mouse.click(*view.at(0.5, 0.5))
    view.page.get_by_text("ValueError: a reason").first.wait_for()
    process.wait_until("len(seen) == 1")
    process.run("spoil()")
    view.page.get_by_text("ZeroDivisionError: in a draw").first.wait_for()
    assert (view.pixels() == last).all()
    process.run("mend()")
    assert_alive(process, view)
    assert process.output.count("ValueError: a reason") == 2


@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager", "None"])
def test_every_button_of_the_mouse(show, toolbar):
    """Row M2: the page does not go back, and no menu opens over the figure."""
    process, view = show(
        "pressed = []\n"
        "fig.canvas.mpl_connect("
        "'button_press_event', lambda event: pressed.append(int(event.button)))",
        rc={"toolbar": toolbar},
    )
    view.wait_for_same_pixels(process)
    x, y = view.at(0.5, 0.5)
    session = view.context.new_cdp_session(view.page)
    for button in ("left", "middle", "right", "back", "forward"):
        for kind in ("mousePressed", "mouseReleased"):
            place = {"x": x, "y": y, "button": button, "clickCount": 1}
            session.send("Input.dispatchMouseEvent", {"type": kind, **place})
    process.wait_until("len(pressed) >= 5")
    assert process.run("pressed") == [1, 2, 3, 8, 9]
    assert_alive(process, view)


BLITS = """
line, = ax.plot(range(100), lw=5, animated=True)
count = 0
def start():
    global background
    background = fig.canvas.copy_from_bbox(fig.bbox)
    fig.timer = fig.canvas.new_timer(1)
    fig.timer.add_callback(blit)
    fig.timer.start()
def blit():
    global count
    count += 1
    fig.canvas.restore_region(background)
    line.set_ydata(np.roll(range(100), count))
    ax.draw_artist(line)
    fig.canvas.blit(ax.bbox)
    return count < 1000
"""


def test_a_thousand_blits_end_exact(show):
    """Row B1: at full speed, with frames left out on the way."""
    process, view = show(BLITS)
    view.wait_for_same_pixels(process)
    draws = "cid = fig.canvas.mpl_connect('draw_event', draws.append)"
    process.run(f"draws = []; {draws}; start()")
    process.wait_until("count == 1000")
    assert process.run("len(draws)") == 0
    view.wait_for_same_pixels(process)
    assert_alive(process, view)


SLIDER = """
from matplotlib.widgets import Slider
slider = Slider(fig.add_axes((0.2, 0.02, 0.6, 0.04)), "s", 0, 1)
"""


def test_a_slider_released_outside_lets_go(show):
    """Rows M4 and B3."""
    process, view = show(SLIDER)
    view.wait_for_same_pixels(process)
    view.drag((0.3, 0.96), (0.5, 1.3))
    process.wait_until("abs(slider.val - 0.5) < 0.01")
    for fx in (0.6, 0.7, 0.75):
        view.move(*view.at(fx, 0.96))
    assert_alive(process, view)
    assert process.run("slider.val") == pytest.approx(0.5, abs=0.01)


CLOSING = """
fig.canvas.mpl_connect("close_event", lambda event: print("close_event"))
second = plt.figure("Second")
def close_after(figure, seconds):
    figure.timer = figure.canvas.new_timer(int(seconds * 1000))
    figure.timer.single_shot = True
    figure.timer.add_callback(plt.close, figure)
    figure.timer.start()
"""


def test_closing_from_a_timer(show):
    """Rows L1 and L5: the panel goes, one event comes, the last one ends show."""
    process, view = show(CLOSING, figures=2)
    view.wait_for_same_pixels(process, num=1, index=0)
    process.run("close_after(fig, 0.05)")
    view.wait_for_figures(1)
    process.run("close_after(second, 0.05)")
    process.wait_for_output("show returned")
    assert process.wait() == 0
    assert process.output.count("close_event") == 1
    # The program has ended as well, but its last figure was closed before.
    view.wait_for_figures(0)


LATE = """
def make(event):
    global late, ax
    late, ax = plt.subplots(num="Late")
    ax.plot([3, 1, 2])
    late.show()
fig.canvas.mpl_connect("button_press_event", make)
"""


def test_a_figure_made_in_a_callback(show):
    """Row L7: it appears, live."""
    process, view = show(LATE)
    view.wait_for_same_pixels(process)
    view.page.mouse.click(*view.at(0.5, 0.5))
    view.wait_for_figures(2)
    view.wait_for_same_pixels(process, num=2, index=1)
    view.page.mouse.click(*view.at(0.5, 0.5, 1))
    view.key("l")
    process.wait_until("ax.get_yscale() == 'log'")
    view.wait_for_same_pixels(process, num=2, index=1)
