"""Keys as a real browser tells them, and where they go."""

import pytest

from harness.keys import NAMED_KEYS

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
presses, releases, clicks = [], [], []
fig.canvas.mpl_connect("key_press_event", lambda event: presses.append(event.key))
fig.canvas.mpl_connect("key_release_event", lambda event: releases.append(event.key))
fig.canvas.mpl_connect("button_release_event", clicks.append)
plt.show()
"""
# Playwright's names of chords, or keys held one after the other; and matplotlib's.
HELD = [
    (["a"], ["a"]),
    (["Shift", "A"], ["shift", "A"]),
    (["Shift", "!"], ["shift", "!"]),
    (["Control", "a"], ["control", "ctrl+a"]),
    (["Control", "Shift", "A"], ["control", "ctrl+shift", "ctrl+A"]),
    (["Control", "Alt", "d"], ["control", "ctrl+alt", "ctrl+alt+d"]),
    (["Alt", "Control"], ["alt", "alt+control"]),
    (["Meta", "j"], ["super", "super+j"]),
    (
        ["Control", "Alt", "Shift", "ArrowLeft"],
        ["control", "ctrl+alt", "ctrl+alt+shift", "ctrl+alt+shift+left"],
    ),
    (["Shift", "ArrowLeft"], ["shift", "shift+left"]),
]
NAMED = {**NAMED_KEYS, "NumpadEnter": "enter", "Space": " "}


@pytest.fixture
def shown(show_in_chromium):
    """Show the figure, clicked; return process and page."""
    process, view = show_in_chromium(SCRIPT, rc={"keymap.fullscreen": ""})
    view.page.mouse.click(*view.at(0.5, 0.5))
    process.wait_until("len(clicks) == 1")
    return process, view


def wait_for(process, name, expected):
    process.wait_until(f"len({name}) >= {len(expected)}")
    assert process.run(name) == expected


def test_names_with_modifiers(shown):
    """Row K1."""
    process, view = shown
    expected = []
    for held, names in HELD:
        for key in held:
            view.page.keyboard.down(key)
        for key in reversed(held):
            view.page.keyboard.up(key)
        expected += names
        wait_for(process, "presses", expected)
    view.page.keyboard.insert_text("x")  # no key at all: an input method
    view.key("z")
    wait_for(process, "presses", [*expected, "z"])


def test_names_of_named_keys(shown):
    """Row K2."""
    process, view = shown
    for key in NAMED:
        view.key(key)
    wait_for(process, "presses", list(NAMED.values()))
    # A digit of the keypad is a digit, an accented letter itself.
    process.run("presses.clear()")
    send = view.context.new_cdp_session(view.page).send
    for key, code in (("7", "Numpad7"), ("é", "Digit2"), ("@", "KeyQ")):
        fields = {"key": key, "code": code, "text": key}
        send("Input.dispatchKeyEvent", {"type": "keyDown", **fields})
        send("Input.dispatchKeyEvent", {"type": "keyUp", **fields})
    wait_for(process, "presses", ["7", "é", "@"])


def test_a_held_key_repeats(shown):
    """Row K3."""
    process, view = shown
    for _ in range(4):
        view.page.keyboard.down("a")
    view.page.keyboard.up("a")
    wait_for(process, "releases", ["a"])
    assert process.run("presses") == ["a"] * 4


def test_leaving_the_figure_lets_go_of_keys(shown):
    """Row K5: what is held when the focus goes elsewhere is released, once."""
    process, view = shown
    view.page.keyboard.down("Control")
    view.page.keyboard.down("j")
    view.page.get_by_label("File format").focus()
    wait_for(process, "releases", ["ctrl+j", "control"])
    view.page.keyboard.up("j")
    view.page.keyboard.up("Control")
    view.page.mouse.click(*view.at(0.5, 0.5))
    view.key("j")
    wait_for(process, "releases", ["ctrl+j", "control", "j"])
    assert process.run("presses") == ["control", "ctrl+j", "j"]


def test_leaving_the_window_lets_go_of_keys_and_buttons(shown):
    """Row K5: another window comes to the front while everything is held."""
    process, view = shown
    process.run(
        "buttons = []; cid = fig.canvas.mpl_connect('button_release_event',"
        " lambda event: buttons.append(int(event.button)))"
    )
    view.page.keyboard.down("Shift")
    view.press()
    # As the browser tells a page that its window has lost the focus.
    view.evaluate("() => window.dispatchEvent(new Event('blur'))")
    wait_for(process, "buttons", [1])
    wait_for(process, "releases", ["shift"])
    view.release()
    view.page.keyboard.up("Shift")
    view.key("j")
    wait_for(process, "presses", ["shift", "j"])
    assert process.run("buttons") == [1]


def test_reloading_by_key_leaves_no_key_down(shown):
    """Row K5: Ctrl+R; the page that knew of the key is gone before it comes up."""
    process, view = shown
    view.page.keyboard.down("Control")
    wait_for(process, "presses", ["control"])
    view.page.reload()
    wait_for(process, "releases", ["control"])
    view.wait_for_same_pixels(process)
    view.page.keyboard.up("Control")
    home = process.run("list(ax.get_xlim())")
    process.run("scrolls = []")
    process.run(
        "fig.canvas.mpl_connect('scroll_event', lambda e: scrolls.append(e.key))"
    )
    view.move(*view.at(0.5, 0.5))
    view.page.mouse.wheel(0, -120)
    process.wait_until("scrolls")
    assert process.run("scrolls") == [None]
    assert process.run("list(ax.get_xlim())") == home
    assert process.run("releases") == ["control"]


@pytest.mark.parametrize("page", ["", "1"])
def test_a_new_page_has_the_keyboard(start_figure, open_chromium, page):
    """As a new window has it: nothing needs to be clicked first."""
    process = start_figure(SCRIPT)
    view = open_chromium(process.page(page))
    view.wait_for_same_pixels(process)
    view.key("j")
    wait_for(process, "presses", ["j"])


def test_keys_typed_before_the_figure_is_there(start_figure, open_chromium):
    process = start_figure(SCRIPT)
    page = process.page("1")
    view = open_chromium("about:blank")
    held = []
    view.page.route_web_socket(
        "**/ws?*", lambda socket: held.append(socket.connect_to_server())
    )
    view.open(page)
    view.page.keyboard.type("jk")
    view.wait_for_same_pixels(process)
    wait_for(process, "presses", ["j", "k"])


def test_keys_go_to_the_figure_after_a_click_on_a_tool(shown):
    process, view = shown
    view.page.get_by_label("File format").focus()
    view.click_button("Pan")
    process.wait_until("fig.canvas.toolbar.mode.name == 'PAN'")
    view.key("g")
    view.key("p")
    process.wait_until("fig.canvas.toolbar.mode.name == 'NONE'")
    assert process.run("presses") == ["g", "p"]


def test_another_figure_gets_the_keyboard_when_one_closes(shown):
    process, view = shown
    process.run("second = plt.figure('Second'); second.show(); more = []")
    process.run("second.canvas.mpl_connect('key_press_event', more.append)")
    view.wait_for_figures(2)
    view.wait_for_same_pixels(process, num=2, index=1)
    # The second one did not take it away.
    view.key("j")
    wait_for(process, "presses", ["j"])
    view.key("q")
    view.wait_for_figures(1)
    view.key("j")
    process.wait_until("len(more)")
    assert process.run("more[0].key") == "j"
