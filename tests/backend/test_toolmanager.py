"""Row U3: toolbars of a tool manager, by the messages they send."""

import base64
import io

import pytest
from matplotlib import backend_tools
from PIL import Image

from harness.loops import settle
from harness.viewers import NativeViewer

pytestmark = pytest.mark.filterwarnings("ignore:Treat the new Tool classes")


def tools(viewer):
    return {
        tool["name"]: tool
        for group in viewer.of_type("tools")[-1]["groups"]
        for tool in group["tools"]
    }


def test_tools_are_listed_in_groups(show_with):
    """Row U3."""
    _, viewer = show_with("toolmanager")
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


def test_tools_toggle_and_are_triggered(show_with):
    fig, viewer = show_with("toolmanager")
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
def test_tools_of_users(show_with, tmp_path, mode):
    fig, viewer = show_with("toolmanager")
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


def test_a_tool_whose_icon_cannot_be_read_still_has_a_button(show_with, tmp_path):
    fig, viewer = show_with("toolmanager")
    (tmp_path / "icon.png").write_text("no image")
    tool = type("Mine", (Own,), {"image": str(tmp_path / "icon.png")})
    fig.canvas.manager.toolmanager.add_tool("mine", tool)
    fig.canvas.manager.toolbar.add_tool("mine", "own")
    assert tools(viewer)["mine"]["icon"] is None


def test_messages_and_dialogs_of_tools(show_with):
    fig, viewer = show_with("toolmanager")
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
