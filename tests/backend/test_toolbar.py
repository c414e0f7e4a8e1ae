"""Rows U1 to U7: toolbars of all three kinds, by the messages they send."""

import base64
import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import backend_tools
from matplotlib.backend_tools import Cursors
from PIL import Image

from harness.viewers import NativeViewer, buffer

pytestmark = pytest.mark.filterwarnings("ignore:Treat the new Tool classes")


def settle(fig):
    for _ in range(5):
        fig.canvas.flush_events()


@pytest.fixture
def start(plt):
    """Return a figure, shown, and a viewer of it; `start("toolmanager")`."""

    def start(toolbar="toolbar2"):
        plt.rcParams["toolbar"] = toolbar
        fig, ax = plt.subplots()
        ax.set_position((0.1, 0.1, 0.8, 0.8))
        ax.plot([0, 1], [0, 1])
        plt.show(block=False)
        viewer = NativeViewer(fig.canvas.manager)
        settle(fig)
        return fig, viewer

    return start


def drag(fig, viewer, start, end):
    viewer.pointer("motion_notify", *start)
    viewer.pointer("button_press", *start, buttons=1)
    viewer.pointer("motion_notify", *end, buttons=1)
    settle(fig)
    viewer.pointer("button_release", *end)
    settle(fig)


# -- toolbar2 ------------------------------------------------------------------


def test_items_in_their_order(start):
    """Row U1."""
    _, viewer = start()
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


def test_modes_and_history_follow(start):
    fig, viewer = start()
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


def test_coordinates_are_shown(start):
    fig, viewer = start()
    viewer.pointer("motion_notify", 320, 240)
    settle(fig)
    assert "0.5" in viewer.of_type("message")[-1]["message"]
    assert "0.5" in NativeViewer(fig.canvas.manager).welcome["message"]


@pytest.mark.parametrize("name", ["__init__", "canvas", "nonsense", "_update_view"])
def test_only_buttons_can_be_pressed(start, name, capsys):
    fig, viewer = start()
    viewer.act("toolbar_button", name=name)
    settle(fig)
    assert capsys.readouterr().err == ""


def test_pan_moves_the_limits_and_tells_what_only_moves(start):
    fig, viewer = start()
    viewer.act("toolbar_button", name="pan")
    settle(fig)
    low, _ = fig.axes[0].get_xlim()
    drag(fig, viewer, (300, 200), (364, 200))
    assert fig.axes[0].get_xlim()[0] < low
    started, ended = viewer.of_type("pan")
    assert started["region"]["axis"] == "both"
    assert ended["region"] is None
    assert (viewer.picture == buffer(fig.canvas)).all()


# -- none ----------------------------------------------------------------------


def test_no_toolbar(start, capsys):
    """Row U2."""
    fig, viewer = start("None")
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


def tools(viewer):
    return {
        tool["name"]: tool
        for group in viewer.of_type("tools")[-1]["groups"]
        for tool in group["tools"]
    }


def test_tools_are_listed_in_groups(start):
    """Row U3."""
    _, viewer = start("toolmanager")
    assert viewer.welcome["toolbar"] == "toolmanager"
    groups = viewer.of_type("tools")[-1]["groups"]
    expected = [(name, list(members)) for name, members in default_tools()]
    assert [
        (group["name"], [tool["name"] for tool in group["tools"]]) for group in groups
    ] == expected
    assert tools(viewer)["zoom"]["toggle"] is True
    assert tools(viewer)["home"]["toggle"] is False


def default_tools():
    return backend_tools.default_toolbar_tools


def test_tools_toggle_and_are_triggered(start):
    fig, viewer = start("toolmanager")
    viewer.act("tool_trigger", name="zoom")
    settle(fig)
    assert tools(viewer)["zoom"]["toggled"] is True
    assert fig.canvas.manager.toolmanager.active_toggle["default"] == "zoom"
    viewer.act("tool_trigger", name="pan")
    settle(fig)
    assert tools(viewer)["zoom"]["toggled"] is False
    assert tools(viewer)["pan"]["toggled"] is True
    # Silently: showing a button pressed triggers nothing.
    fig.canvas.manager.toolbar.toggle_toolitem("zoom", True)
    assert fig.canvas.manager.toolmanager.active_toggle["default"] == "pan"
    viewer.act("tool_trigger", name="nonsense")
    settle(fig)


class Own(backend_tools.ToolToggleBase):
    """A user's tool."""

    default_keymap = ("ctrl+alt+m",)
    description = "Do something"
    triggered = 0

    def trigger(self, *args, **kwargs):
        type(self).triggered += 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_tools_of_users(start, tmp_path, mode):
    fig, viewer = start("toolmanager")
    Image.new("RGBA", (12, 12), (255, 0, 0, 128)).convert(mode).save(tmp_path / "i.png")
    manager = fig.canvas.manager
    tool = type("Mine", (Own,), {"image": str(tmp_path / "i.png"), "triggered": 0})
    manager.toolmanager.add_tool("mine", tool)
    manager.toolbar.add_tool("mine", "navigation", 1)
    group = next(
        g for g in viewer.of_type("tools")[-1]["groups"] if g["name"] == "navigation"
    )
    assert [t["name"] for t in group["tools"]][:3] == ["home", "mine", "back"]
    listed = tools(viewer)["mine"]
    assert listed["tooltip"] == "Do something"
    data = base64.b64decode(listed["icon"].removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(data)).size == (12, 12)
    viewer.act("key_press", key="km", modifiers=["ctrl", "alt"])
    viewer.act("tool_trigger", name="mine")
    settle(fig)
    assert tool.triggered == 2
    manager.toolmanager.remove_tool("mine")
    assert "mine" not in tools(viewer)
    manager.toolbar.remove_toolitem("mine")
    manager.toolbar.remove_toolitem("nonsense")


def test_a_tool_whose_icon_cannot_be_read_still_has_a_button(start, tmp_path):
    fig, viewer = start("toolmanager")
    (tmp_path / "icon.png").write_text("no image")
    tool = type("Mine", (Own,), {"image": str(tmp_path / "icon.png")})
    fig.canvas.manager.toolmanager.add_tool("mine", tool)
    fig.canvas.manager.toolbar.add_tool("mine", "own")
    assert tools(viewer)["mine"]["icon"] is None


def test_messages_and_dialogs_of_tools(start):
    fig, viewer = start("toolmanager")
    other = NativeViewer(fig.canvas.manager)
    viewer.pointer("motion_notify", 320, 240)
    for name in ("help", "copy", "subplots", "save"):
        viewer.act("tool_trigger", name=name)
    settle(fig)
    assert "0.5" in viewer.of_type("message")[-1]["message"]
    rows = viewer.of_type("help")[0]["rows"]
    assert next(row for row in rows if row[0] == "home")[1]
    for kind in ("copy", "subplots", "save"):
        assert len(viewer.of_type(kind)) == 1
    # Only the page that asked opens dialogs.
    assert not {"help", "copy", "subplots", "save"} & {m["type"] for m in other.texts}


# -- both ----------------------------------------------------------------------


def listed(fig, viewer):
    viewer.act("help")
    settle(fig)
    return {row[0]: row[1:] for row in viewer.of_type("help")[-1]["rows"]}


def test_the_list_of_keys_is_that_of_the_key_map(start):
    """Row U6: of the rcParams as they are when a page asks."""
    fig, viewer = start("toolbar2")
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


def test_the_list_of_keys_without_a_toolbar(start):
    """Row U2: those of the toolbar's tools do nothing."""
    rows = listed(*start("None"))
    assert rows["fullscreen"][0] == "f, Ctrl+F"
    assert not {"home", "pan", "save", "axis", "wheel"} & set(rows)


def test_the_list_of_tools(start):
    fig, viewer = start("toolmanager")
    fig.canvas.manager.toolmanager.update_keymap("home", ["alt+h"])
    rows = listed(fig, viewer)
    assert rows["home"] == ["Alt+H", "Reset original view"]
    assert rows["pan"][0] == "p"


@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager"])
@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("back", [False, True])
def test_rubberband(start, toolbar, ratio, back):
    """Row U4: in device pixels from the bottom left, gone afterwards, no frame."""
    fig, viewer = start(toolbar)
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


def test_save(start):
    """Row U5: the page that asked downloads; Python gets the unknown status."""
    fig, viewer = start()
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


def test_margins_adjust_reset_and_close(start):
    """Row U6."""
    fig, viewer = start()
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


def test_margins_that_cross_are_reported_not_taken(start, capsys):
    fig, viewer = start()
    viewer.act("subplots", left=0.9, right=0.1)
    settle(fig)
    assert fig.subplotpars.left < fig.subplotpars.right
    assert "cannot be" in viewer.of_type("error")[-1]["message"]
    assert "ValueError" in capsys.readouterr().err


def test_margins_set_by_numpy_can_be_sent(start):
    import json

    fig, viewer = start()
    fig.subplots_adjust(left=np.float32(0.25))
    viewer.act("toolbar_button", name="configure_subplots")
    settle(fig)
    json.dumps(viewer.texts)


def test_every_message_is_json(start):
    import json

    fig, viewer = start()
    fig.set_size_inches(np.float32(3), np.int64(2))
    fig.canvas.manager.resize(np.int64(300), np.int64(200))
    fig.canvas.manager.toolbar.draw_rubberband(None, *np.arange(4))
    json.dumps(viewer.texts)


@pytest.mark.parametrize("cursor", list(Cursors))
def test_cursor(start, cursor):
    """Row U7: told at once, and again to those who come later."""
    fig, viewer = start()
    fig.canvas.set_cursor(Cursors.POINTER)
    viewer.clear()
    fig.canvas.set_cursor(cursor)
    fig.canvas.set_cursor(cursor)
    told = [message["cursor"] for message in viewer.of_type("cursor")]
    assert len(told) == (cursor is not Cursors.POINTER)
    assert NativeViewer(fig.canvas.manager).welcome["cursor"] == fig.canvas.cursor


def test_other_cursors_are_refused(start):
    fig, _ = start()
    with pytest.raises(ValueError, match="cursor must be one of"):
        fig.canvas.set_cursor("hand")


def test_full_screen_is_asked_of_the_page_that_asked(start):
    """Row Z6, without a browser."""
    fig, viewer = start()
    other = NativeViewer(fig.canvas.manager)
    other.act("key_press", key="kf")
    settle(fig)
    assert len(other.of_type("fullscreen")) == 1
    assert viewer.of_type("fullscreen") == []
    fig.canvas.manager.full_screen_toggle()
