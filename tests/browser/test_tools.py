"""What tools do in a real page: rubber band, saving, dialogs, cursor, full screen."""

import json
import time

import pytest

from harness.canvas import READ_PIXELS
from harness.process import TIMEOUT

RATIOS = pytest.mark.parametrize("ratio", [1, 1.5, 2])

SCRIPT = """
import time
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots(num="Heights")
ax.plot([1, 3, 2])
draws = []
fig.canvas.mpl_connect("draw_event", draws.append)
plt.show()
"""
BAND = """() => {
    const band = document.querySelector(".webagg-rubberband");
    if (band.hidden) return null;
    const box = document.querySelector("canvas[role=img]").getBoundingClientRect();
    const {left, top, right, bottom} = band.getBoundingClientRect();
    return [left - box.left, top - box.top, right - box.left, bottom - box.top];
}"""
HAS_TEXT = "(text) => document.body.innerText.includes(text)"
CURSOR = "(x, y) => getComputedStyle(document.elementFromPoint(x, y)).cursor"


@pytest.fixture
def show(start_figure, open_chromium):
    """Show the figure; return process and page: ``show(ratio=2, toolbar="None")``."""

    def show_(ratio=1, toolbar="toolbar2", script=SCRIPT):
        process = start_figure(script, rc={"toolbar": toolbar})
        view = open_chromium(
            process.url, ratio=ratio, permissions=["clipboard-read", "clipboard-write"]
        )
        view.wait_for_same_pixels(process)
        return process, view

    return show_


@RATIOS
@pytest.mark.parametrize("corners", [(0.3, 0.3, 0.6, 0.7), (0.6, 0.7, 0.3, 0.3)])
def test_rubber_band(show, ratio, corners):
    """Row U4: where the mouse went, without a frame, and gone afterwards."""
    process, view = show(ratio)
    view.click_button("Zoom")
    process.wait_until("fig.canvas.toolbar.mode.name == 'ZOOM'")
    start, end = view.at(*corners[:2]), view.at(*corners[2:])
    view.move(*start)
    view.press()
    process.run("draws.clear()")
    view.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    view.move(*end)
    x, y, _, _ = view.box()
    left, right = sorted([start[0] - x, end[0] - x])
    top, bottom = sorted([start[1] - y, end[1] - y])
    near = json.dumps([left, top, right, bottom])
    # Its own border is a pixel wide, at most.
    view.wait_until(
        f"() => {{ const band = ({BAND})();"
        f" return band && band.every((v, i) => Math.abs(v - {near}[i]) <= 1.5); }}"
    )
    assert process.run("len(draws)") == 0
    view.release()
    view.wait_until(f"() => ({BAND})() === null")
    process.wait_until("len(draws) > 0")
    view.wait_for_same_pixels(process)


OWN_TOOLBAR = SCRIPT.replace(
    "fig, ax",
    """
import webagg
class Toolbar(webagg.NavigationToolbar2WebAgg):
    def save_figure(self, *args):
        print("asked to save")
    def copy(self, *args):
        print("asked to copy")
        super().copy(*args)
webagg.FigureManagerWebAgg.ToolbarCls = Toolbar
fig, ax""",
)


def test_saving_is_a_download(show):
    """Row U5: by button, by key and by Python, in the format that is chosen."""
    process, view = show()
    view.page.get_by_label("File format").select_option("svg")
    with view.page.expect_download() as saved:
        view.click_button("Save")
    assert saved.value.suggested_filename == "Heights.svg"
    with view.page.expect_download() as saved:
        view.key("s")
    assert saved.value.suggested_filename == "Heights.svg"
    with view.page.expect_download() as saved:
        process.run("fig.canvas.toolbar.save_figure(); None")
    with open(saved.value.path(), "rb") as file:
        assert b"<svg" in file.read(1000)


def test_buttons_call_what_a_program_overrides(show):
    """A window's button does, too."""
    process, view = show(script=OWN_TOOLBAR)
    downloads = []
    view.page.on("download", lambda saved: downloads.append(saved))
    view.click_button("Save")
    process.wait_for_output("asked to save")
    view.click_button("Copy")
    process.wait_for_output("asked to copy")
    view.wait_until(HAS_TEXT, "Picture copied")
    assert downloads == []


def test_margins(show):
    """Row U6: the sliders move the axes at once; Reset takes them back."""
    process, view = show()
    left = "round(fig.subplotpars.left, 3)"
    before = process.run(left)
    view.click_button("Subplots")
    dialog = view.page.get_by_role("dialog", name="Subplots")
    slider = dialog.get_by_role("slider", name="Left")
    slider.fill("0.4")
    process.wait_until(f"{left} == 0.4")
    view.wait_for_same_pixels(process)
    slider.fill("0.99")
    # Opposite edges never meet.
    process.wait_until(f"{left} > 0.4")
    assert process.run("fig.subplotpars.left < fig.subplotpars.right")
    dialog.get_by_role("button", name="Reset").click()
    process.wait_until(f"{left} == {before}")
    view.wait_until(
        "(left) => Number(document.querySelector('dialog input').value) === left",
        before,
    )
    view.wait_for_same_pixels(process)
    assert dialog.is_visible()
    process.run("other = plt.figure('Other'); other.show(); plt.close(fig)")
    dialog.wait_for(state="hidden")


HELP = "() => document.querySelector('dialog.webagg-help').innerText"


@pytest.mark.parametrize("toolbar", ["None", "toolbar2", "toolmanager"])
def test_help(show, toolbar):
    """Row U6: the list is Python's, with users' own keys."""
    process, view = show(toolbar=toolbar)
    dialog = view.page.get_by_role("dialog", name="Tools and keys")
    process.run("import matplotlib; matplotlib.rcParams['keymap.grid'] = ['ctrl+J']")
    if toolbar == "toolmanager":
        process.run("fig.canvas.manager.toolmanager.update_keymap('grid', 'J')")
        view.key("F1")
        dialog.wait_for()
        assert "Toggle major grids" in dialog.inner_text()
        assert "J" in dialog.inner_text().split()
        view.page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
    view.click_button("Shortcuts")
    dialog.wait_for()
    grid = "Toggle major grids\nJ" if toolbar == "toolmanager" else "Grid\nCtrl+Shift+J"
    view.wait_until(f"(text) => ({HELP})().includes(text)", grid)
    assert ("Home" in dialog.inner_text()) == (toolbar != "None")
    assert "Frame statistics" in dialog.inner_text()
    view.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_no_toolbar(show):
    """Row U2: nothing of one is shown, and the keys are there all the same."""
    process, view = show(toolbar="None")
    visible = "(e) => e.checkVisibility() && e.closest('.webagg-header') === null"
    names = "[...document.querySelectorAll('.webagg-figure button, select')]"
    shown = view.evaluate(f"() => {names}.filter({visible}).map((e) => e.ariaLabel)")
    assert shown == ["Resize"]
    view.move(*view.at(0.5, 0.5))
    view.key("g")
    process.wait_until("ax.xaxis.get_gridlines()[0].get_visible()")
    view.wait_for_same_pixels(process)


GROUPS = """() => [...document.querySelectorAll(".mpl-toolbar [role=group]")].map(
    (group) => [...group.querySelectorAll("button")].map(
        (button) => button.dataset.tool))"""


def test_buttons_of_the_tool_manager(show):
    """Row U3: in their groups and order, users' own too; pressed as Python says."""
    process, view = show(toolbar="toolmanager")
    process.run(
        "from matplotlib.backend_tools import ToolBase, default_toolbar_tools\n"
        "class Own(ToolBase):\n"
        "    description = 'Mine'\n"
        "    def trigger(self, *args): print('own tool')\n"
        "manager = fig.canvas.manager\n"
        "manager.toolmanager.add_tool('own', Own)\n"
        "manager.toolbar.add_tool('own', 'zoompan', 1)"
    )
    groups = process.run("[list(tools) for _, tools in default_toolbar_tools]")
    zoompan = next(group for group in groups if "zoom" in group)
    zoompan.insert(1, "own")
    view.wait_until(
        f"(groups) => JSON.stringify(({GROUPS})()) === JSON.stringify(groups)", groups
    )
    view.click_button("Own")
    process.wait_for_output("own tool")
    pressed = "document.querySelector('[data-tool=zoom]').ariaPressed"
    assert view.evaluate(f"() => {pressed}") == "false"
    view.click_button("Zoom")
    view.wait_until(f"() => {pressed} === 'true'")
    assert process.run("manager.toolmanager.active_toggle['default']") == "zoom"
    process.run("manager.toolmanager.trigger_tool('pan')")
    view.wait_until(f"() => {pressed} === 'false'")
    process.run("manager.toolmanager.remove_tool('own')")
    zoompan.remove("own")
    view.wait_until(
        f"(groups) => JSON.stringify(({GROUPS})()) === JSON.stringify(groups)", groups
    )


CLIPBOARD = f"""async () => {{
    const [item] = await navigator.clipboard.read();
    const picture = await createImageBitmap(await item.getType("image/png"));
    return ({READ_PIXELS})(picture, true);
}}"""


@pytest.mark.parametrize("by", ["button", "key"])
def test_copy(show, by):
    """Row U6: the picture, at full density, is in the clipboard."""
    process, view = show(2, toolbar="toolbar2" if by == "button" else "toolmanager")
    if by == "button":
        view.click_button("Copy")
    else:
        view.key("Control+c")
    view.wait_until(HAS_TEXT, "Picture copied")
    assert view.evaluate(CLIPBOARD) == process.digest()
    assert process.digest()[:2] == [1280, 960]


def test_copying_where_the_browser_does_not_allow_it(show):
    """Row U6: a message that says so."""
    _, view = show()
    view.evaluate(
        "() => Object.defineProperty(window, 'isSecureContext', {value: false})"
    )
    view.click_button("Copy")
    view.wait_until(HAS_TEXT, "Save the figure instead")


def test_cursors(show):
    """Row U7: by tool, by program, and while Python computes."""
    process, view = show()
    place = view.at(0.5, 0.5)
    view.move(*place)

    def wait_for(name):
        view.wait_until(f"(x, y, name) => ({CURSOR})(x, y) === name", *place, name)

    wait_for("default")
    view.click_button("Pan")
    view.move(*place)
    wait_for("move")
    view.click_button("Zoom")
    view.move(*place)
    wait_for("crosshair")
    view.click_button("Zoom")
    view.move(place[0] + 1, place[1])
    wait_for("default")
    process.run(
        "from matplotlib.backend_tools import Cursors; go = []\n"
        "def compute(event):\n"
        "    fig.canvas.set_cursor(Cursors.WAIT)\n"
        "    while not go: time.sleep(0.01)\n"
        "    fig.canvas.set_cursor(Cursors.HAND)\n"
        "cid = fig.canvas.mpl_connect('button_press_event', compute)"
    )
    view.press()
    wait_for("wait")
    process.run_aside("go.append(1)")
    wait_for("pointer")
    view.release()


IS_FULL = """() => {
    const full = document.fullscreenElement;
    return full !== null && full.contains(document.querySelector("canvas[role=img]"));
}"""


@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager", "None"])
def test_full_screen(show, toolbar):
    """Row Z6: by key, there and back; the figure fills it, pixel by pixel."""
    process, view = show(toolbar=toolbar)
    size = "list(fig.canvas.get_width_height())"
    before = process.run(size)
    view.page.mouse.click(*view.at(0.5, 0.5))
    view.key("f")
    view.wait_until(IS_FULL)
    process.wait_until(f"{size} != {before}")
    view.wait_for_same_pixels(process)
    view.key("f")
    view.wait_until(f"() => !({IS_FULL})()")
    process.wait_until(f"{size} == {before}")
    view.wait_for_same_pixels(process)


def test_full_screen_of_the_page_that_asked(show, open_chromium):
    """Row Z6: another page that shows the figure stays as it is."""
    process, view = show()
    other = open_chromium(process.url)
    other.wait_for_same_pixels(process)
    view.page.mouse.click(*view.at(0.5, 0.5))
    view.key("f")
    view.wait_until(IS_FULL)
    assert not other.evaluate(IS_FULL)


def test_full_screen_without_a_gesture_fails_quietly(start_figure, open_chromium):
    """Row Z6: the browser refuses, and nobody is told."""
    process = start_figure(SCRIPT)
    view = open_chromium(process.url)
    # What a test evaluates counts as a user's gesture, unless it says otherwise.
    session = view.context.new_cdp_session(view.page)

    def look(expression):
        found = session.send("Runtime.evaluate", {"expression": expression})
        return found["result"].get("value")

    process.wait_until(
        "[s for s in fig.canvas.manager.viewer_stats() if s['frames_acknowledged']]"
    )
    process.run("fig.canvas.manager.full_screen_toggle()")
    process.run("fig.canvas.toolbar.set_message('after that')")
    deadline = time.monotonic() + TIMEOUT
    while look("document.querySelector('.mpl-message').textContent") != "after that":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert look("document.fullscreenElement === null") is True
    assert look("document.querySelector('.webagg-notes').innerText") == ""
    view.wait_for_same_pixels(process)
