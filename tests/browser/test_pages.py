"""The page of all figures, the page of one, and how figures come and go."""

import pytest

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig = plt.figure("First")
fig.add_subplot().plot([1, 3, 2])
fig.canvas.mpl_connect("close_event", lambda event: print("closed First"))
plt.show()
print("show returned")
"""
HAS_TEXT = "(text) => document.body.innerText.includes(text)"
SAYS_SOMETHING = "() => !!document.querySelector('[role=status]:not([hidden])')"
LABELS = """() => [...document.querySelectorAll("canvas[role=img]")].map(
    (canvas) => canvas.getAttribute("aria-label"))"""
VISIBLE_BUTTONS = """() => [...document.querySelectorAll("button")].filter(
    (button) => button.checkVisibility({visibilityProperty: true}))
    .map((button) => button.getAttribute("aria-label"))"""
HAS_LABELS = f"(labels) => JSON.stringify(({LABELS})()) === JSON.stringify(labels)"


def test_figures_come_and_go(start_figure, open_page):
    """Rows L7 and L11: made, retitled and closed in Python, all of it seen live."""
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_until(HAS_LABELS, ["First"])
    process.run("""
second = plt.figure("Second")
second.add_subplot().imshow([[1, 2], [3, 4]])
second.show()
""")
    view.wait_until(HAS_LABELS, ["First", "Second"])
    view.wait_until(HAS_TEXT, "Second")
    view.wait_for_same_pixels(process, num=2, index=1)
    process.run("second.canvas.manager.set_window_title('Zweite')")
    view.wait_until(HAS_LABELS, ["First", "Zweite"])
    view.wait_until(HAS_TEXT, "Zweite")
    # What is never shown does not appear; a later figure does, so it was looked at.
    process.run("plt.figure('Hidden'); third = plt.figure('Third'); third.show()")
    view.wait_until(HAS_LABELS, ["First", "Zweite", "Third"])
    process.run("plt.close(second)")
    view.wait_until(HAS_LABELS, ["First", "Third"])
    assert not view.evaluate(HAS_TEXT, "Zweite")
    view.wait_for_same_pixels(process, num=1, index=0)


def test_a_figure_that_was_never_shown_is_shown_to_who_asks(start_figure, open_page):
    """Row L7: by its number; from then on show waits for it."""
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_until(HAS_LABELS, ["First"])
    process.run("hidden = plt.figure('Hidden'); hidden.add_subplot().plot([2, 1]); 0")
    view.open(process.page("2"))
    view.wait_for_same_pixels(process, num=2)
    view.drag((0.3, 0.3), (0.7, 0.6))
    view.open(process.url)
    view.wait_until(HAS_LABELS, ["First", "Hidden"])
    process.run("plt.close(fig)")
    view.wait_until(HAS_LABELS, ["Hidden"])
    assert "show returned" not in process.output
    view.click_button("Close")
    process.wait_for_output("show returned")


def test_a_long_title_does_not_widen_the_panel(start_figure, open_page):
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    title = "a_title_without_a_blank_" * 10
    process.run(f"fig.canvas.manager.set_window_title({title!r})")
    view.wait_until(HAS_LABELS, [title])
    width = "(selector) => document.querySelector(selector).clientWidth"
    assert view.evaluate(width, ".webagg-figure") == view.box()[2]


def test_page_of_one_figure(start_figure, open_page):
    process = start_figure(SCRIPT)
    process.run("other = plt.figure('Other'); other.show()")
    view = open_page(process.page("1"))
    view.wait_until(HAS_LABELS, ["First"])
    view.wait_until("() => document.title.includes('First')")
    view.wait_for_same_pixels(process, num=1)
    process.run("fig.canvas.manager.set_window_title('Renamed')")
    view.wait_until("() => document.title.includes('Renamed')")
    # The title survives a reload.
    view.open(process.page("1"))
    view.wait_until("() => document.title.includes('Renamed')")


def test_number_comes_again(start_figure, open_page):
    """Row L10: the page of an old figure 1 never turns into a new one."""
    process = start_figure(SCRIPT)
    process.run("keeper = plt.figure('Keeper'); keeper.show()")
    view = open_page(process.page("1"))
    view.wait_for_same_pixels(process, num=1)
    process.run("plt.close(1)")
    process.wait_for_output("closed First")
    process.run("new = plt.figure(1); new.add_subplot().plot([9, 8]); new.show()")
    other = process.run("new.canvas.manager.get_window_title()")
    view.wait_until(SAYS_SOMETHING)
    assert other not in view.evaluate("() => document.title")
    view.open(process.page("1"))
    view.wait_for_same_pixels(process, num=1)


def test_number_comes_again_on_the_page_of_all(start_figure, open_page):
    """Row L10: another figure 1 is another panel, even if nobody saw the first go."""
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    process.run(
        "plt.close(1); fig = plt.figure(1, figsize=(3, 2));"
        "fig.add_subplot().plot([9, 8]); fig.show()"
    )
    view.wait_until(HAS_LABELS, ["Figure 1"])
    view.wait_for_same_pixels(process)
    assert view.pixels().shape == (200, 300, 4)


def test_closing_in_the_page_ends_show(start_figure, open_page):
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    process.run("fig.canvas.mpl_connect('close_event', lambda e: print('too', e.name))")
    view.click_button("Close")
    process.wait_for_output("show returned")
    assert process.wait() == 0
    assert process.output.count("closed First") == 1
    assert process.output.count("too close_event") == 1


def test_closing_one_of_two_goes_on(start_figure, open_page):
    process = start_figure(SCRIPT)
    process.run("second = plt.figure('Second'); second.show()")
    view = open_page(process.url)
    view.wait_until(HAS_LABELS, ["First", "Second"])
    # With both pictures there, the panels have found their places.
    view.wait_for_same_pixels(process, num=1, index=0)
    view.wait_for_same_pixels(process, num=2, index=1)
    view.click_button("Close", panel=0)
    process.wait_for_output("closed First")
    view.wait_until(HAS_LABELS, ["Second"])
    assert process.wait_until("plt.get_fignums() == [2]")
    view.wait_for_same_pixels(process, num=2)
    assert "show returned" not in process.output


def test_closing_the_tab_closes_nothing(start_figure, open_page):
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    view.open("about:blank")
    # The server has seen it go: no socket of the figure is left.
    process.wait_until("not fig.canvas.manager.web_sockets")
    assert process.run("plt.get_fignums()") == [1]
    view.open(process.url)
    view.wait_for_same_pixels(process)


LEAVING = SCRIPT.replace(
    "fig = ",
    """
from webagg.server import leaving
leaving.GRACE = 1.0
fig = """,
)


@pytest.mark.parametrize("page", ["", "1"])
def test_leaving_closes_where_that_was_asked_for(start_figure, open_page, page):
    """Row L15: as the close button does; show returns."""
    process = start_figure(LEAVING, env={"WEBAGG_CLOSE_ON_LEAVE": "1"})
    view = open_page(process.page(page))
    view.wait_for_same_pixels(process)
    code = "fig.canvas.mpl_connect('close_event', lambda e: print(plt.get_fignums()))"
    process.run(code)
    view.open("about:blank")
    process.wait_for_output("show returned")
    assert process.wait() == 0
    assert process.output.count("closed First") == 1
    assert "[1]" in process.output


def test_reloading_is_not_leaving(start_figure, open_chromium):
    """Row L15: who comes back within the grace finds the figure."""
    process = start_figure(LEAVING, env={"WEBAGG_CLOSE_ON_LEAVE": "1"})
    view = open_chromium(process.url)
    view.wait_for_same_pixels(process)
    process.run("import time; decided = []")
    view.page.reload()
    view.wait_for_same_pixels(process)
    # A little after the server has decided.
    process.run(
        "timer = fig.canvas.new_timer(int(leaving.GRACE * 1500));"
        "timer.add_callback(decided.append, 1); timer.start()"
    )
    process.wait_until("decided")
    assert process.run("plt.get_fignums()") == [1]
    view.wait_for_same_pixels(process)


TALL = SCRIPT.replace(
    "plt.show()", "second = plt.figure('Second', figsize=(8, 6))\nplt.show()"
)
IS_IN_VIEW = """(index) => {
    const {top, bottom} = document.querySelectorAll("canvas[role=img]")[index]
        .getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
}"""


def test_a_figure_shown_again_comes_to_the_front(start_figure, open_page):
    """Row L12: in the page that is open; it does not move for plt.pause."""
    process = start_figure(TALL)
    view = open_page(process.url)
    view.wait_for_same_pixels(process, num=1, index=0)
    view.wait_for_same_pixels(process, num=2, index=1)
    view.evaluate("() => window.scrollTo(0, 0)")
    assert not view.evaluate(IS_IN_VIEW, 1)
    process.run("plt.pause(0.01); second.canvas.toolbar.set_message('paused')")
    view.wait_until(HAS_TEXT, "paused")
    assert not view.evaluate(IS_IN_VIEW, 1)
    process.run("second.show()")
    view.wait_until(IS_IN_VIEW, 1)
    process.run("fig.canvas.manager.show()")
    view.wait_until(IS_IN_VIEW, 0)


LOOPS = {
    "animation": "moves = FuncAnimation(fig, move, count(), interval=5)\nplt.show()",
    "blitted": "moves = FuncAnimation(fig, move, count(), interval=5, blit=True)\n"
    "plt.show()",
    "timer": "timer = fig.canvas.new_timer(5)\n"
    "timer.add_callback(lambda: (move(1), fig.canvas.draw()))\n"
    "timer.start()\nplt.show()",
    "pause": "while plt.fignum_exists(1):\n    move(1)\n    plt.pause(0.01)",
    "draws": "plt.show(block=False)\nwhile not closed:\n    move(1)\n"
    "    fig.canvas.draw()\n    fig.canvas.flush_events()\nfig.canvas.draw()",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_q_ends_what_moves(start_figure, open_chromium, loop):
    """Row L5: the program goes on, without a word of the figure that is gone."""
    script = SCRIPT.replace("plt.show()", LOOPS[loop]).replace(
        "fig.add_subplot().plot([1, 3, 2])",
        """
from itertools import count
from matplotlib.animation import FuncAnimation
(line,) = fig.add_subplot().plot([1, 3, 2])
closed, number = [], count()
fig.canvas.mpl_connect("close_event", closed.append)
def move(i):
    line.set_ydata([1, 3, 2 + next(number) % 2])
    return (line,)
""",
    )
    process = start_figure(script)
    view = open_chromium(process.page("1"))
    view.wait_for_figures(1)
    stats = "fig.canvas.manager.viewer_stats()"
    process.wait_until(f"any(each['frames_acknowledged'] > 2 for each in {stats})")
    view.key("q")
    assert process.wait() == 0
    assert process.output.count("closed First") == 1
    assert "show returned" in process.output
    view.wait_until(HAS_TEXT, "This figure was closed")


ENDS = {
    "reached": ("", 0),
    "raises": ("raise ValueError('x')", 1),
    "exits": ("sys.exit(3)", 3),
}


@pytest.mark.parametrize("way", ENDS)
def test_pages_hear_how_a_script_ends_that_does_not_block(start_figure, open_page, way):
    """Row L13: whether it comes to its end, raises or exits."""
    code, status = ENDS[way]
    script = SCRIPT.replace(
        "plt.show()",
        "import sys\nend = []\nplt.show(block=False)\n"
        "while not end:\n    plt.pause(0.01)\n" + code,
    )
    process = start_figure(script)
    process.may_fail = way == "raises"
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    last = view.pixels()
    process.run("end.append(1)")
    assert process.wait() == status
    view.wait_until(HAS_TEXT, "The program has ended")
    view.wait_for_picture(last)
    # Nothing is offered that would do nothing.
    assert not view.evaluate(VISIBLE_BUTTONS)
    assert process.output.count("closed First") == 1
    assert process.output.count("Traceback") == (way == "raises")


def test_pages_say_that_the_program_is_over(start_figure, open_page):
    """Row L13: and they keep the last picture."""
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    last = view.pixels()
    process.interrupt()
    assert process.wait() == 0
    view.wait_until(SAYS_SOMETHING)
    view.wait_for_picture(last)
