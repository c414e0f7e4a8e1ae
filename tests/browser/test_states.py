"""What pages say of a state is in sight, is said once, and nothing useless stays."""

from urllib.parse import urlsplit

import pytest

from harness.proxy import CuttingProxy

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(3.2, 2.6))
ax.plot([1, 3, 2])
other = plt.figure(figsize=(3, 2))
other.add_subplot().plot([2, 1])
plt.show()
"""
STATES = """() => [...document.querySelectorAll("[role=status]")]
    .filter((element) => element.checkVisibility())
    .map((element) => element.textContent)"""
SAYS_ONLY = f"(texts) => JSON.stringify(({STATES})()) === JSON.stringify(texts)"
TOPS = """() => [...document.querySelectorAll("section")].map(
    (element) => element.getBoundingClientRect().top)"""
BELOW_THE_PICTURE = """() => {
    const bottom = (selector) =>
        document.querySelector(selector).getBoundingClientRect().bottom;
    return Math.round(bottom("section") - bottom(".webagg-stage"));
}"""
LOST = "Connection lost, reconnecting\u2026"


STICKING_OUT = """() => {
    const names = [];
    for (const panel of document.querySelectorAll("section")) {
        const {left, right, top, bottom} = panel.getBoundingClientRect();
        for (const element of panel.querySelectorAll("button, select, h2, output")) {
            const rect = element.getBoundingClientRect();
            const inside = rect.left >= left && rect.right <= right &&
                rect.top >= top && rect.bottom <= bottom;
            if (rect.width > 0 && !inside) names.push(element.outerHTML);
        }
    }
    return names;
}"""


@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("touch", [False, True])
def test_nothing_sticks_out_of_its_panel(start_figure, chromium_at, width, touch):
    """Where fingers point, buttons are larger."""
    process = start_figure(SCRIPT)
    context = chromium_at(1).new_context(
        viewport={"width": width, "height": 800}, has_touch=touch, is_mobile=touch
    )
    page = context.new_page()
    page.goto(process.url)
    page.wait_for_selector("section:nth-of-type(2)[data-connected]")
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    button = page.locator("[aria-label=Home]").first.bounding_box()
    assert min(button["width"], button["height"]) >= (40 if touch else 32)
    context.close()


@pytest.mark.parametrize("page", ["", "1"])
def test_a_lost_connection_is_said_once_and_moves_nothing(
    start_figure, open_page, page
):
    process = start_figure(SCRIPT)
    parts = urlsplit(process.page(page))
    proxy = CuttingProxy(parts.port)
    view = open_page(parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl())
    view.wait_for_same_pixels(process)
    before = view.evaluate(TOPS)
    proxy.refusing = True
    proxy.cut()
    view.wait_until(SAYS_ONLY, [LOST])
    assert view.evaluate(TOPS) == before
    assert len(before) == (2 if page == "" else 1)
    proxy.refusing = False
    view.wait_until(SAYS_ONLY, [])
    proxy.close()


def test_all_pictures_stay_where_a_program_was_interrupted(start_figure, open_page):
    process = start_figure(SCRIPT)
    view = open_page(process.url)
    pictures = []
    for index in range(2):
        view.wait_for_same_pixels(process, num=index + 1, index=index)
        pictures.append(view.pixels(index))
    process.interrupt()
    assert process.wait() == 0
    view.wait_until(SAYS_ONLY, ["The program has ended"])
    # Figures that were closed leave the page after a moment.
    view.wait_until("() => !document.querySelector('.webagg-leaving')")
    view.wait_for_figures(2)
    for index, picture in enumerate(pictures):
        view.wait_for_picture(picture, index)


def test_a_closed_figure_keeps_no_empty_footer(start_figure, open_page):
    process = start_figure(SCRIPT)
    view = open_page(process.page("1"))
    view.wait_for_same_pixels(process)
    assert view.evaluate(BELOW_THE_PICTURE) > 30
    process.run("plt.close(fig)")
    view.wait_until(SAYS_ONLY, ["This figure was closed"])
    assert view.evaluate(BELOW_THE_PICTURE) <= 2


def test_a_note_is_in_front_of_a_dialog(start_figure, open_page):
    process = start_figure(SCRIPT)
    process.may_fail = True
    view = open_page(process.page("1"))
    view.wait_for_same_pixels(process)
    view.click_button("Subplots")
    view.wait_until("() => !!document.querySelector('dialog[open]')")
    process.run("fig.canvas.mpl_connect('key_press_event', lambda event: 1 / 0)")
    view.evaluate("() => document.querySelector('.webagg-box').focus()")
    view.key("a")
    overlap = view.wait_until("""() => {
        const note = document.querySelector(".webagg-note")?.getBoundingClientRect();
        const dialog = document.querySelector("dialog").getBoundingClientRect();
        const both = (pick, side) => pick(note[side], dialog[side]);
        return note && [both(Math.max, "left"), both(Math.max, "top"),
                        both(Math.min, "right"), both(Math.min, "bottom")];
    }""")
    left, top, right, bottom = overlap
    assert left < right
    assert top < bottom
    in_front = """(x, y) => !!document.elementFromPoint(x, y).closest(".webagg-note")"""
    assert view.evaluate(in_front, (left + right) / 2, (top + bottom) / 2)
