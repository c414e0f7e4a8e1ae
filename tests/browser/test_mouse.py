"""Mouse, wheel and fingers as a real browser tells them."""

import pytest

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
events = []
def note(event):
    place = event.xdata is not None
    more = [event.step] if event.name == "scroll_event" else []
    events.append([event.name[:-6], place, sorted(event.modifiers), *more])
KINDS = ["button_press", "button_release", "scroll", "figure_leave", "figure_enter"]
for kind in KINDS:
    fig.canvas.mpl_connect(kind + "_event", note)
places = []
fig.canvas.mpl_connect("motion_notify_event", lambda e: places.append([e.x, e.y]))
plt.show()
"""
XLIM = "list(ax.get_xlim())"


@pytest.fixture
def shown(show_in_chromium):
    """Show the figure; return process and page."""
    return show_in_chromium(SCRIPT)


def wait_for(process, expected):
    process.wait_until(f"len(events) >= {len(expected)}")
    assert process.run("events") == expected


def test_a_drag_goes_on_outside_and_ends_there(shown):
    """Row M4: motion and release arrive, and the leave after them."""
    process, view = shown
    view.move(*view.at(0.5, 0.5))
    view.press()
    x, y, width, height = view.box()
    view.move(x + width + 60, y + height / 2)
    outside = pytest.approx([width + 60, height / 2], abs=1)
    process.wait_until("places and places[-1][0] > 640")
    assert process.run("places[-1]") == outside
    view.release()
    names = ["figure_enter", "button_press", "button_release", "figure_leave"]
    process.wait_until("len(events) >= 4")
    assert [name for name, *_ in process.run("events")] == names
    # The button is up: what moves now drags nothing.
    view.move(*view.at(0.4, 0.4))
    process.wait_until("events[-1][0] == 'figure_enter'")


def test_zoom_and_pan_end_outside(shown):
    """Row M4: the zoom takes what is within the axes, the pan all of the way."""
    process, view = shown
    home = process.run(XLIM)
    view.click_button("Zoom")
    view.drag((0.5, 0.5), (1.2, 1.2))
    process.wait_until(f"{XLIM}[0] > {home[0]}")
    assert process.run(XLIM)[1] == pytest.approx(home[1])
    view.wait_for_same_pixels(process)
    view.click_button("Pan")
    before = process.run(XLIM)
    view.drag((0.5, 0.5), (1.1, 0.5))
    process.wait_until(f"{XLIM} != {before}")
    process.wait_until("events[-1][0] == 'figure_leave'")
    after = process.run(XLIM)
    moved = (before[0] - after[0]) / (before[1] - before[0])
    assert moved == pytest.approx(0.6 / 0.775, abs=0.01)
    view.wait_for_same_pixels(process)


def test_wheel(shown):
    """Row M5: a notch is one step, up positive; a sideways wheel is none."""
    process, view = shown
    view.move(*view.at(0.5, 0.5))
    process.wait_until("len(places) > 0")
    for x, y in ((0, -120), (0, 120), (120, 0), (0, 30)):
        view.page.mouse.wheel(x, y)
        view.wait_until("() => new Promise((done) => setTimeout(() => done(true), 60))")
    process.wait_until("len(events) >= 4")
    enter, *scrolls = process.run("events")
    assert enter[0] == "figure_enter"
    assert [step for *_, step in scrolls] == [1, -1, pytest.approx(-0.3, abs=0.06)]


def test_the_page_scrolls_beside_the_figure_only(shown):
    """Row M5: over the figure the wheel belongs to it, until a program says not."""
    process, view = shown
    view.evaluate("() => { document.body.style.minHeight = '4000px'; }")
    x, y, _, height = view.box()
    scrolled = "() => window.scrollY"
    view.move(x + 10, y + 10)
    view.page.mouse.wheel(0, 120)
    process.wait_until("[e[0] for e in events].count('scroll') == 1")
    assert view.evaluate(scrolled) == 0
    view.move(x + 10, y + height + 200)
    view.page.mouse.wheel(0, 120)
    view.wait_until("() => window.scrollY > 0")
    view.evaluate("() => window.scrollTo(0, 0)")
    process.run("fig.canvas.set_capture_scroll(False)")
    process.run("fig.canvas.toolbar.set_message('after that')")
    view.page.get_by_text("after that").wait_for()
    view.move(x + 10, y + 10)
    view.page.mouse.wheel(0, 120)
    view.wait_until("() => window.scrollY > 0")
    process.wait_until("[e[0] for e in events].count('scroll') == 2")
    # A page that comes later knows it, too.
    view.page.reload()
    view.wait_for_same_pixels(process)
    view.evaluate("() => { document.body.style.minHeight = '4000px'; }")
    assert view.evaluate(scrolled) == 0
    view.move(x + 12, y + 12)
    view.page.mouse.wheel(0, 120)
    view.wait_until("() => window.scrollY > 0")


def test_ctrl_and_wheel_zoom_the_axes_not_the_page(shown):
    """Row M6."""
    process, view = shown
    home = process.run(XLIM)
    ratio = view.evaluate("() => [devicePixelRatio, visualViewport.scale]")
    view.page.mouse.click(*view.at(0.5, 0.5))
    view.page.keyboard.down("Control")
    view.page.mouse.wheel(0, -120)
    process.wait_until(f"{XLIM} != {home}")
    view.page.keyboard.up("Control")
    assert view.evaluate("() => [devicePixelRatio, visualViewport.scale]") == ratio
    process.wait_until("events[-1][0] == 'scroll'")
    assert process.run("events[-1][2]") == ["ctrl"]


def test_modifiers_that_were_pressed_elsewhere(shown):
    """Row M6: the figure never saw the key go down."""
    process, view = shown
    view.page.get_by_label("File format").focus()
    for key in ("Shift", "Alt"):
        view.page.keyboard.down(key)
    view.page.mouse.click(*view.at(0.5, 0.5))
    for key in ("Alt", "Shift"):
        view.page.keyboard.up(key)
    view.page.mouse.click(*view.at(0.5, 0.5))
    held = ["alt", "shift"]
    wait_for(
        process,
        [
            ["figure_enter", True, held],
            ["button_press", True, held],
            ["button_release", True, held],
            ["button_press", True, []],
            ["button_release", True, []],
        ],
    )


@pytest.fixture
def touched(start_figure, open_chromium):
    """Show the figure on a touch screen; return process, page and fingers."""
    process = start_figure(SCRIPT)
    view = open_chromium(process.url, has_touch=True)
    view.wait_for_same_pixels(process)
    session = view.context.new_cdp_session(view.page)

    def fingers(kind, *points):
        places = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        session.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": places}
        )

    return process, view, fingers


def test_a_finger_pans(touched):
    """Row M8: one finger is the left button; a second one is not another."""
    process, view, fingers = touched
    home = process.run(XLIM)
    view.page.get_by_role("button", name="Pan", exact=True).tap()
    process.wait_until("fig.canvas.toolbar.mode.name == 'PAN'")
    process.run("events.clear()")
    x, y = view.at(0.5, 0.5)
    fingers("Start", (x, y))
    fingers("Start", (x, y), (x + 50, y + 50))
    for n in range(1, 9):
        fingers("Move", (x - 10 * n, y), (x + 50, y + 50))
    fingers("End", (x + 50, y + 50))
    fingers("End")
    process.wait_until("[e[0] for e in events].count('button_release') == 1")
    assert [e[0] for e in process.run("events")].count("button_press") == 1
    low, high = process.run(XLIM)
    moved = (low - home[0]) / (home[1] - home[0])
    assert moved == pytest.approx(80 / 640 / 0.775, abs=0.01)
    assert high - low == pytest.approx(home[1] - home[0])
    view.wait_for_same_pixels(process)


def test_fingers_scroll_the_page_beside_the_figure(touched):
    """Row M8."""
    process, view, fingers = touched
    view.evaluate("() => { document.body.style.minHeight = '4000px'; }")
    x, y, width, height = view.box()

    def swipe(x, y):
        fingers("Start", (x, y))
        for n in range(1, 11):
            fingers("Move", (x, y - 20 * n))
        fingers("End")

    swipe(x + width / 2, y + height / 2)
    process.wait_until("[e[0] for e in events].count('button_release') == 1")
    assert view.evaluate("() => window.scrollY") == 0
    swipe(x + width / 2, y + height + 220)
    view.wait_until("() => window.scrollY > 0")
    assert [e[0] for e in process.run("events")].count("button_press") == 1


TWO = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
events = []
for number in (1, 2):
    canvas = plt.figure(figsize=(4, 4)).canvas
    for kind in ("figure_enter", "figure_leave"):
        note = lambda event, number=number: events.append((event.name[7], number))
        canvas.mpl_connect(kind + "_event", note)
plt.show()
"""


def test_one_figure_is_left_before_the_next_is_entered(start_figure, open_page):
    """Row M7, though every figure has a socket of its own."""
    process = start_figure(TWO)
    view = open_page(process.url)
    for index in (0, 1):
        view.wait_for_same_pixels(process, num=index + 1, index=index)
    jumps = [0, 1] * 10
    for index in jumps:
        view.move(*view.at(0.5, 0.5, index))
    number_of_events = 2 * len(jumps) - 1
    process.wait_until(f"len(events) >= {number_of_events}")
    expected = [[kind, index + 1] for index in jumps for kind in ("e", "l")]
    assert process.run("events") == expected[:number_of_events]
