"""A figure shows in real browsers, and every pixel is Agg's."""

import pytest

from harness.view import FIND_BUTTON

# What a new user writes.
SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
plt.plot([1, 3, 2, 5], "o-", label="seen")
plt.legend()
plt.show()
print("show returned")
"""

XLIM = "list(plt.gca().get_xlim())"
RATIOS = pytest.mark.parametrize("ratio", [1, 1.5, 2])


@RATIOS
def test_shows_every_pixel(start_figure, open_page, ratio):
    process = start_figure(SCRIPT)
    view = open_page(process.url, ratio=ratio)
    view.wait_for_figures(1)
    # The figure learns of this screen's density when the page connects.
    size = [640 * ratio, 480 * ratio]
    process.wait_until(f"plt.gcf().bbox.size.round(6).tolist() == {size}")
    view.wait_for_same_pixels(process)
    assert process.buffer().shape == (480 * ratio, 640 * ratio, 4)
    _, _, width, height = view.box()
    assert [width * ratio, height * ratio] == pytest.approx(size, abs=0.01)


def test_a_picture_may_become_translucent(start_figure, open_page):
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)
    process.run("plt.gcf().clear()")
    process.run("plt.gcf().patch.set_alpha(0.5)")
    process.run("plt.gcf().canvas.draw()")
    view.wait_for_same_pixels(process)
    assert set(view.pixels()[..., 3].ravel()) == {128}
    process.run("plt.gcf().patch.set_alpha(1)")
    process.run("len(plt.plot([3, 1, 2]))")
    process.run("plt.gcf().canvas.draw()")
    view.wait_for_same_pixels(process)
    assert set(view.pixels()[..., 3].ravel()) == {255}
    view.click_button("Pan")
    home = process.run(XLIM)
    view.drag((0.5, 0.5), (0.3, 0.6))
    process.wait_until(f"{XLIM} != {home}")
    view.wait_for_same_pixels(process)


@RATIOS
def test_pan_zoom_and_history(start_figure, open_page, ratio):
    process = start_figure(SCRIPT)
    view = open_page(process.url, ratio=ratio)
    view.wait_for_same_pixels(process)
    home = process.run(XLIM)

    view.click_button("Pan")
    view.drag((0.5, 0.5), (0.3, 0.6))
    process.wait_until(f"{XLIM} != {home}")
    view.wait_for_same_pixels(process)
    panned = process.run(XLIM)
    assert panned[1] - panned[0] == pytest.approx(home[1] - home[0])
    # To the left by a fifth of the figure: a fifth over 0.775 of the axes' width.
    moved = (panned[0] - home[0]) / (home[1] - home[0])
    assert moved == pytest.approx(0.2 / 0.775, abs=0.01)

    view.click_button("Zoom")
    view.drag((0.3, 0.3), (0.7, 0.8))
    process.wait_until(f"plt.gca().get_xlim()[1] - plt.gca().get_xlim()[0]"
                       f" < {0.9 * (home[1] - home[0])}")  # fmt: skip
    view.wait_for_same_pixels(process)
    zoomed = process.run(XLIM)

    view.click_button("Back")
    process.wait_until(f"{XLIM} == {panned}")
    view.wait_for_same_pixels(process)
    view.click_button("Back")
    process.wait_until(f"{XLIM} == {home}")
    view.wait_for_same_pixels(process)
    view.click_button("Forward")
    view.click_button("Forward")
    process.wait_until(f"{XLIM} == {zoomed}")
    view.wait_for_same_pixels(process)
    view.click_button("Home")
    process.wait_until(f"{XLIM} == {home}")
    view.wait_for_same_pixels(process)


def test_another_screen(start_figure, open_chromium):
    """Row Z3: the density changes while the page is open, there and back."""
    process = start_figure(SCRIPT)
    view = open_chromium(process.url)
    view.wait_for_same_pixels(process)
    session = view.context.new_cdp_session(view.page)
    for ratio in (2, 1.5, 1):
        metrics = {"width": 0, "height": 0, "deviceScaleFactor": ratio, "mobile": False}
        session.send("Emulation.setDeviceMetricsOverride", metrics)
        process.wait_until(f"plt.gcf().dpi == {100 * ratio}")
        view.wait_for_same_pixels(process)
        assert process.run("plt.gcf().get_size_inches().tolist()") == [6.4, 4.8]
        assert view.pixels().shape == (480 * ratio, 640 * ratio, 4)
        _, _, width, height = view.box()
        assert (width, height) == pytest.approx((640, 480), abs=0.01)


STATES = """() => [...document.querySelectorAll(".mpl-toolbar button")].flatMap(
    (button) => [
        button.disabled ? `${button.ariaLabel} disabled` : "",
        button.ariaPressed === "true" ? `${button.ariaLabel} pressed` : "",
    ]).filter(Boolean).join()"""


def test_buttons_and_coordinates_follow_python(start_figure, open_page):
    """Row U1: in the order of a window's; pressed, disabled, and where the mouse is."""
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    view.wait_for_same_pixels(process)

    def wait_for(*states):
        view.wait_until(f"(states) => ({STATES})() === states", ",".join(states))

    names = view.evaluate(
        "() => [...document.querySelectorAll('.mpl-toolbar button')].map("
        "(button) => button.ariaLabel)"
    )
    assert names[:7] == ["Home", "Back", "Forward", "Pan", "Zoom", "Subplots", "Save"]
    wait_for("Back disabled", "Forward disabled")
    view.move(*view.at(0.5, 0.5))
    view.wait_until(
        "() => /1[.]4.*3[.]0/.test(document.querySelector('.mpl-message').textContent)"
    )
    process.run("toolbar = plt.gcf().canvas.toolbar; toolbar.pan()")
    wait_for("Back disabled", "Forward disabled", "Pan pressed")
    view.drag((0.5, 0.5), (0.4, 0.5))
    wait_for("Forward disabled", "Pan pressed")
    process.run("toolbar.back(); toolbar.zoom()")
    wait_for("Back disabled", "Zoom pressed")
    process.run("toolbar.set_message('a word')")
    view.wait_until(
        "() => document.querySelector('.mpl-message').textContent === 'a word'"
    )


@RATIOS
def test_resize_from_python(start_figure, open_page, ratio):
    process = start_figure(SCRIPT)
    view = open_page(process.url, ratio=ratio)
    view.wait_for_same_pixels(process)
    process.run("plt.gcf().set_size_inches(5, 3)")
    view.wait_for_same_pixels(process)
    assert view.pixels().shape == (300 * ratio, 500 * ratio, 4)
    _, _, width, height = view.box()
    assert (width, height) == pytest.approx((500, 300), abs=0.01)


@RATIOS
def test_resize_by_hand(start_figure, open_page, ratio):
    """Row Z1: the figure takes every size it is dragged to, and ends exact."""
    process = start_figure(SCRIPT)
    view = open_page(process.page("1"), ratio=ratio)
    view.wait_for_same_pixels(process)
    inches = process.run("list(plt.gcf().get_size_inches())")
    assert inches == pytest.approx([6.4, 4.8])
    x, y, width, height = view.wait_until(FIND_BUTTON, "Resize", 0)
    x, y = round(x + width / 2), round(y + height / 2)
    view.move(x, y)
    view.press()
    for step in range(1, 11):
        view.move(x - 10 * step, y - 6 * step)
    view.release()
    size = [540 * ratio, 420 * ratio]
    process.wait_until(f"plt.gcf().bbox.size.round(6).tolist() == {size}")
    view.wait_for_same_pixels(process)
    assert view.pixels().shape == (420 * ratio, 540 * ratio, 4)
    assert process.run("plt.gcf().dpi") == 100 * ratio
    # The page does not answer Python's answer with another size.
    _, _, width, height = view.box()
    assert (width, height) == pytest.approx((540, 420), abs=0.01)


@RATIOS
@pytest.mark.parametrize("scrolled", [0, 40])
def test_a_click_hits_the_drawn_pixel(start_figure, open_page, ratio, scrolled):
    """Row M1: x and y of an event are the pixel's under the pointer."""
    process = start_figure(SCRIPT)
    view = open_page(process.url, ratio=ratio)
    view.wait_for_same_pixels(process)
    view.evaluate("() => { document.body.style.minHeight = '4000px'; }")
    view.evaluate("(top) => window.scrollTo(0, top)", scrolled)
    assert view.evaluate("() => Math.round(window.scrollY)") == scrolled
    process.run(
        "clicks = []; cid = plt.gcf().canvas.mpl_connect('button_press_event',"
        " lambda event: clicks.append((event.x, event.y, event.button)))"
    )
    x, y, _, height = view.box()
    assert view.evaluate("() => Math.round(window.scrollY)") == scrolled
    view.move(round(x) + 100, round(y) + 40)
    view.press()
    view.release()
    (click,) = process.wait_until("clicks")
    offset = round(x) + 100 - x, height - (round(y) + 40 - y)
    # To half a device pixel; a click is in the middle of a pixel or on its corner.
    assert click[:2] == pytest.approx([ratio * offset[0], ratio * offset[1]], abs=1)
    assert click[2] == 1
