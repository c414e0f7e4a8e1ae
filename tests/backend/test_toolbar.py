"""Rows U1 to U7: toolbars of all three kinds, by the messages they send."""

import json

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backend_tools import Cursors

from harness.loops import settle
from harness.viewers import NativeViewer, buffer

pytestmark = pytest.mark.filterwarnings("ignore:Treat the new Tool classes")


def drag(fig, viewer, start, end):
    viewer.pointer("motion_notify", *start)
    viewer.pointer("button_press", *start, buttons=1)
    viewer.pointer("motion_notify", *end, buttons=1)
    settle(fig)
    viewer.pointer("button_release", *end)
    settle(fig)


# -- toolbar2 ------------------------------------------------------------------


def test_items_in_their_order(show_with):
    """Row U1."""
    _, viewer = show_with()
    assert viewer.welcome["toolbar"] == "toolbar2"
    methods = [item[3] for item in viewer.welcome["toolitems"] if item[3]]
    standard = ["home", "back", "forward", "pan", "zoom"]
    assert methods[:5] == standard
    assert methods.index("configure_subplots") < methods.index("save_figure")
    assert all(len(item) == 4 for item in viewer.welcome["toolitems"])


def test_what_a_program_overrides_is_said(plt):
    """Pages save and copy by themselves, unless a toolbar has its own way."""
    fig = plt.figure()
    manager = fig.canvas.manager
    assert NativeViewer(manager).welcome["overridden"] == []
    fig.canvas.toolbar.save_figure = lambda *args: None
    assert NativeViewer(manager).welcome["overridden"] == ["save_figure"]


def test_modes_and_history_follow(show_with):
    fig, viewer = show_with()
    viewer.act("toolbar_button", name="zoom")
    settle(fig)
    assert viewer.of_type("navigate_mode")[-1]["mode"] == "ZOOM"
    assert viewer.of_type("history_buttons") == []
    limits = fig.axes[0].get_xlim()
    drag(fig, viewer, (200, 150), (400, 300))
    assert fig.axes[0].get_xlim() != limits
    assert viewer.of_type("history_buttons")[-1] == {
        "type": "history_buttons",
        "Back": True,
        "Forward": False,
    }
    assert NativeViewer(fig.canvas.manager).welcome["history"]["Back"] is True
    viewer.act("toolbar_button", name="back")
    settle(fig)
    assert fig.axes[0].get_xlim() == limits
    assert viewer.of_type("history_buttons")[-1]["Forward"] is True
    viewer.act("toolbar_button", name="pan")
    settle(fig)
    assert viewer.of_type("navigate_mode")[-1]["mode"] == "PAN"
    assert NativeViewer(fig.canvas.manager).welcome["navigate_mode"] == "PAN"
    viewer.act("toolbar_button", name="pan")
    settle(fig)
    assert viewer.of_type("navigate_mode")[-1]["mode"] == "NONE"


def test_coordinates_are_shown(show_with):
    fig, viewer = show_with()
    viewer.pointer("motion_notify", 320, 240)
    settle(fig)
    assert "0.5" in viewer.of_type("message")[-1]["message"]
    assert "0.5" in NativeViewer(fig.canvas.manager).welcome["message"]


@pytest.mark.parametrize("name", ["__init__", "canvas", "nonsense", "_update_view"])
def test_only_buttons_can_be_pressed(show_with, name, capsys):
    fig, viewer = show_with()
    viewer.act("toolbar_button", name=name)
    settle(fig)
    assert capsys.readouterr().err == ""


def test_pan_moves_the_limits_and_tells_what_only_moves(show_with):
    fig, viewer = show_with()
    viewer.act("toolbar_button", name="pan")
    settle(fig)
    low, _ = fig.axes[0].get_xlim()
    drag(fig, viewer, (300, 200), (364, 200))
    assert fig.axes[0].get_xlim()[0] < low
    started, ended = viewer.of_type("pan")
    assert started["region"]["axis"] == "both"
    assert ended["region"] is None
    assert (viewer.picture == buffer(fig.canvas)).all()


@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager"])
def test_pages_are_told_when_dragging_moves_otherwise(show_with, toolbar):
    """By keys, layouts and scales, while the button is down."""
    fig, viewer = show_with(toolbar)
    (ax,) = fig.axes
    ax.set(xlim=(5, 6), ylim=(5, 6))
    viewer.pointer("motion_notify", 300, 200)
    viewer.click(300, 200)
    kind = {"toolbar2": "toolbar_button", "toolmanager": "tool_trigger"}[toolbar]
    viewer.act(kind, name="pan")
    settle(fig)
    assert viewer.of_type("pan") == [], "a click without the tool pans nothing"
    viewer.pointer("motion_notify", 300, 200)
    press = viewer.pointer("button_press", 300, 200, buttons=1)
    settle(fig)
    assert viewer.of_type("pan")[-1]["press"] == press

    def told_after(x):
        viewer.pointer("motion_notify", x, 200, buttons=1)
        settle(fig)
        told = [message["region"] for message in viewer.of_type("pan")]
        viewer.clear()
        return told

    assert [region["axis"] for region in told_after(310)] == ["both"]
    assert told_after(320) == []
    viewer.act("key_press", key="kx")
    assert [region["axis"] for region in told_after(330)] == ["x"]
    viewer.act("key_release", key="kx")
    viewer.act("key_press", key="kControl")
    assert told_after(340) == [None]
    viewer.act("key_release", key="kControl")
    ax.set_position((0.2, 0.1, 0.7, 0.8))
    settle(fig)
    (region,) = told_after(350)
    assert region["x0"] == round(0.2 * 640)
    assert region["draw_ms"] > 0
    ax.set_xscale("log")
    assert told_after(360) == [None]
    viewer.pointer("button_release", 360, 200)
    assert told_after(370) == []


# -- none ----------------------------------------------------------------------


def test_no_toolbar(show_with, capsys):
    """Row U2."""
    fig, viewer = show_with("None")
    assert viewer.welcome["toolbar"] is None
    assert viewer.welcome["toolitems"] == []
    viewer.act("toolbar_button", name="home")
    viewer.act("tool_trigger", name="home")
    viewer.act("subplots", left=0.3)
    settle(fig)
    assert fig.subplotpars.left == 0.3
    assert capsys.readouterr().err == ""
    assert fig.canvas.manager.toolbar is None


# -- tool manager --------------------------------------------------------------


def listed(fig, viewer):
    viewer.act("help")
    settle(fig)
    return {row[0]: row[1:] for row in viewer.of_type("help")[-1]["rows"]}


def test_the_list_of_keys_is_that_of_the_key_map(show_with):
    """Row U6: of the rcParams as they are when a page asks."""
    fig, viewer = show_with("toolbar2")
    rows = listed(fig, viewer)
    assert rows["home"] == ["h, r, Home", "Home"]
    assert rows["back"][0] == "Left, c, Backspace, mouse button Back"
    assert rows["quit"][0] == "Ctrl+W, Cmd+W, q"
    assert "quit_all" not in rows
    changed = {"keymap.home": [], "keymap.quit_all": ["ctrl+Q"], "keymap.zoom": ["x"]}
    with mpl.rc_context(changed):
        rows = listed(fig, viewer)
    assert "home" not in rows
    assert rows["quit_all"] == ["Ctrl+Shift+Q", "Close all figures"]
    assert rows["zoom"][0] == "x"


def test_the_list_of_keys_without_a_toolbar(show_with):
    """Row U2: those of the toolbar's tools do nothing."""
    rows = listed(*show_with("None"))
    assert rows["fullscreen"][0] == "f, Ctrl+F"
    assert not {"home", "pan", "save", "axis", "wheel"} & set(rows)


def test_the_list_of_tools(show_with):
    fig, viewer = show_with("toolmanager")
    fig.canvas.manager.toolmanager.update_keymap("home", ["alt+h"])
    rows = listed(fig, viewer)
    assert rows["home"] == ["Alt+H", "Reset original view"]
    assert rows["pan"][0] == "p"


@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager"])
@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("back", [False, True])
def test_rubberband(show_with, toolbar, ratio, back):
    """Row U4: in device pixels from the bottom left, gone afterwards, no frame."""
    fig, viewer = show_with(toolbar)
    viewer.act("set_device_pixel_ratio", device_pixel_ratio=ratio)
    settle(fig)
    trigger = "toolbar_button" if toolbar == "toolbar2" else "tool_trigger"
    viewer.act(trigger, name="zoom")
    corners = [(200 * ratio, 150 * ratio), (400 * ratio, 300 * ratio)]
    first, second = corners[::-1] if back else corners
    viewer.pointer("motion_notify", *first)
    viewer.pointer("button_press", *first, buttons=1)
    settle(fig)
    frames = len(viewer.updates)
    viewer.pointer("motion_notify", *second, buttons=1)
    settle(fig)
    assert len(viewer.updates) == frames
    band = viewer.of_type("rubberband")[-1]
    height = fig.bbox.height
    assert sorted([band["x0"], band["x1"]]) == [200 * ratio, 400 * ratio]
    assert sorted([band["y0"], band["y1"]]) == [
        height - 300 * ratio,
        height - 150 * ratio,
    ]
    viewer.pointer("button_release", *second)
    settle(fig)
    gone = {"x0": -1, "y0": -1, "x1": -1, "y1": -1}
    assert viewer.of_type("rubberband")[-1] == {"type": "rubberband", **gone}


def test_save(show_with):
    """Row U5: the page that asked downloads; Python gets the unknown status."""
    fig, viewer = show_with()
    other = NativeViewer(fig.canvas.manager)
    other.act("toolbar_button", name="save_figure")
    settle(fig)
    assert len(other.of_type("save")) == 1
    assert viewer.of_type("save") == []
    toolbar = fig.canvas.manager.toolbar
    unknown = getattr(toolbar, "UNKNOWN_SAVED_STATUS", None)
    assert toolbar.save_figure() is unknown
    assert viewer.welcome["default_format"] == "png"
    assert {"png", "pdf", "svg"} <= set(viewer.welcome["formats"])
    mpl.rcParams["savefig.format"] = "pdf"
    assert NativeViewer(fig.canvas.manager).welcome["default_format"] == "pdf"


def test_margins_adjust_reset_and_close(show_with):
    """Row U6."""
    fig, viewer = show_with()
    viewer.act("toolbar_button", name="configure_subplots")
    settle(fig)
    opened = viewer.of_type("subplots")[-1]
    assert opened["left"] == pytest.approx(fig.subplotpars.left)
    viewer.act("subplots", left=0.3, right=0.7)
    settle(fig)
    assert (fig.subplotpars.left, fig.subplotpars.right) == (0.3, 0.7)
    assert (viewer.picture == buffer(fig.canvas)).all()
    viewer.act("subplots", reset=True)
    settle(fig)
    assert fig.subplotpars.left == opened["left"]
    assert viewer.of_type("subplots")[-1]["left"] == opened["left"]


def test_margins_that_cross_are_reported_not_taken(show_with, capsys):
    fig, viewer = show_with()
    viewer.act("subplots", left=0.9, right=0.1)
    settle(fig)
    assert fig.subplotpars.left < fig.subplotpars.right
    assert "cannot be" in viewer.of_type("error")[-1]["message"]
    assert capsys.readouterr().err == ""


def test_margins_set_by_numpy_can_be_sent(show_with):
    fig, viewer = show_with()
    fig.subplots_adjust(left=np.float32(0.25))
    viewer.act("toolbar_button", name="configure_subplots")
    settle(fig)
    (sent,) = json.loads(json.dumps(viewer.of_type("subplots")))
    assert sent["left"] == 0.25


def test_every_message_is_json(show_with):
    fig, viewer = show_with()
    fig.set_size_inches(np.float32(3), np.int64(2))
    fig.canvas.manager.resize(np.int64(300), np.int64(200))
    fig.canvas.manager.toolbar.draw_rubberband(None, *np.arange(4))
    sent = json.loads(json.dumps(viewer.texts))
    assert {"x0": 0, "y0": 1, "x1": 2, "y1": 3, "type": "rubberband"} in sent
    assert [m["size"] for m in sent if m["type"] == "resize"][-1] == [300, 200]


@pytest.mark.parametrize("cursor", list(Cursors))
def test_cursor(show_with, cursor):
    """Row U7: told at once, and again to those who come later."""
    fig, viewer = show_with()
    fig.canvas.set_cursor(Cursors.POINTER)
    viewer.clear()
    fig.canvas.set_cursor(cursor)
    fig.canvas.set_cursor(cursor)
    told = [message["cursor"] for message in viewer.of_type("cursor")]
    assert len(told) == (cursor is not Cursors.POINTER)
    assert NativeViewer(fig.canvas.manager).welcome["cursor"] == fig.canvas.cursor


def test_other_cursors_are_refused(show_with):
    fig, _ = show_with()
    with pytest.raises(ValueError, match="cursor must be one of"):
        fig.canvas.set_cursor("hand")


def test_full_screen_is_asked_of_the_page_that_asked(show_with):
    """Row Z6, without a browser."""
    fig, viewer = show_with()
    other = NativeViewer(fig.canvas.manager)
    other.act("key_press", key="kf")
    settle(fig)
    assert len(other.of_type("fullscreen")) == 1
    assert viewer.of_type("fullscreen") == []
    fig.canvas.manager.full_screen_toggle()
