"""Rows K3, K4, K6, M1 to M7: what matplotlib gets of keys and pointers, by unit."""

import matplotlib as mpl
import pytest
from matplotlib.backend_bases import MouseButton

from harness.viewers import NativeViewer
from webagg.backend import held
from webagg.backend import hover as hover_module
from webagg.backend.timers import TimerWebAgg


@pytest.fixture
def fig(plt):
    fig, ax = plt.subplots()
    ax.set_position((0.25, 0.25, 0.5, 0.5))
    plt.show(block=False)
    return fig


@pytest.fixture
def viewer(fig):
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.flush_events()
    return viewer


def record(fig, *names):
    events = []
    for name in names:
        fig.canvas.mpl_connect(f"{name}_event", events.append)
    return events


def names(events):
    return [event.name.removesuffix("_event") for event in events]


def test_keys_repeat(fig, viewer):
    """Row K3."""
    events = record(fig, "key_press", "key_release")
    for _ in range(3):
        viewer.act("key_press", key="ka")
    viewer.act("key_release", key="ka")
    fig.canvas.flush_events()
    assert names(events) == ["key_press"] * 3 + ["key_release"]


def test_modifiers_beside_the_key_count(fig, viewer):
    events = record(fig, "key_press")
    viewer.act("key_press", key="kArrowLeft", modifiers=["shift", "ctrl"])
    viewer.act("key_press", key="kA", modifiers=["shift", "meta"])
    fig.canvas.manager.handle_json({"type": "key_press", "key": "ctrl+kd"})
    fig.canvas.flush_events()
    assert [event.key for event in events] == ["ctrl+shift+left", "super+A", "ctrl+d"]


def test_the_command_key_of_a_mac(fig):
    viewer = NativeViewer(fig.canvas.manager, mac=True)
    events = record(fig, "key_press", "button_press")
    viewer.act("key_press", key="ka", modifiers=["meta"])
    viewer.pointer("button_press", 1, 1, modifiers=["meta"])
    fig.canvas.flush_events()
    assert events[0].key == "cmd+a"
    assert events[1].modifiers == {"cmd"}


def hold(viewer):
    """Press two keys and a button, and keep them."""
    viewer.act("key_press", key="kControl")
    viewer.act("key_press", key="kA", modifiers=["ctrl", "shift"])
    viewer.pointer("button_press", 7, 5, button=2, buttons=2)


def test_a_page_that_leaves_lets_go(fig, viewer):
    """Row K5: also of what was not handled yet; once, the newest press first."""
    events = record(fig, "key_release", "button_release")
    hold(viewer)
    viewer.leave()
    fig.canvas.flush_events()
    assert [
        getattr(e, "key", None) if "key" in e.name else e.button for e in events
    ] == [
        MouseButton.RIGHT,
        "ctrl+A",
        "control",
    ]
    assert events[0].x == 7
    scrolls = record(fig, "scroll")
    other = NativeViewer(fig.canvas.manager)
    other.pointer("scroll", 5, 5, step=1)
    fig.canvas.flush_events()
    assert scrolls[0].key is None
    assert len(events) == 3


def test_what_was_released_is_not_released_again(fig, viewer):
    hold(viewer)
    # Shift went up first.
    viewer.act("key_release", key="ka", modifiers=["ctrl"])
    viewer.act("key_release", key="kControl")
    viewer.pointer("button_release", 7, 5, button=2)
    fig.canvas.flush_events()
    events = record(fig, "key_release", "button_release")
    viewer.leave()
    fig.canvas.flush_events()
    assert events == []


def test_a_page_that_is_lost_may_come_back_and_let_go(fig, viewer, monkeypatch):
    """A drag outlives a short cut of the line."""
    timers = []

    class Timer(TimerWebAgg):
        def start(self):
            timers.append(self)

    monkeypatch.setattr(held, "TimerWebAgg", Timer)
    events = record(fig, "key_release", "button_release")
    hold(viewer)
    fig.canvas.manager.lose_web_socket(viewer)
    back = NativeViewer(fig.canvas.manager)
    back.pointer("button_release", 9, 5, button=2)
    fig.canvas.flush_events()
    assert names(events) == ["button_release"]
    (timer,) = timers
    assert timer.single_shot
    timer.fire()
    fig.canvas.flush_events()
    assert names(events) == ["button_release", "key_release", "key_release"]


def test_key_events_know_the_pointer(fig, viewer):
    """Row K6: where it was last, the axes under it; modifiers are empty."""
    width, height = fig.canvas.get_width_height()
    events = record(fig, "key_press")
    viewer.act("key_press", key="ka")
    viewer.pointer("motion_notify", width / 2, height / 2)
    viewer.act("key_press", key="ka", modifiers=["ctrl"])
    viewer.pointer("motion_notify", -5, height + 5)
    viewer.act("key_press", key="ka")
    fig.canvas.flush_events()
    assert [(e.x, e.y) for e in events[1:]] == [(width / 2, height / 2), (-5, -5)]
    assert [e.inaxes for e in events] == [None, fig.axes[0], None]
    assert all(not event.modifiers for event in events)


@pytest.mark.filterwarnings("ignore:Treat the new Tool classes")
@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager", "None"])
def test_default_keys(plt, toolbar):
    """Row K4: what the keymap says, with every kind of toolbar."""
    plt.rcParams["toolbar"] = toolbar
    plt.rcParams["keymap.quit"] = ["x"]
    fig, ax = plt.subplots()
    ax.plot([1, 2], [1, 2])
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    width, height = fig.canvas.get_width_height()
    viewer.pointer("motion_notify", width / 2, height / 2)
    for key in ("kg", "kl", "kf"):
        viewer.act("key_press", key=key)
        viewer.act("key_release", key=key)
    fig.canvas.flush_events()
    assert ax.get_yscale() == "log"
    assert ax.xaxis.get_gridlines()[0].get_visible()
    assert len(viewer.of_type("fullscreen")) == 1
    viewer.act("key_press", key="ks")
    viewer.act("key_press", key="kx")
    fig.canvas.flush_events()
    assert len(viewer.of_type("save")) == (toolbar != "None")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_positions_are_device_pixels_from_the_bottom_left(fig, ratio):
    """Row M1: a click on a drawn pixel hits that pixel."""
    viewer = NativeViewer(fig.canvas.manager, device_pixel_ratio=ratio)
    fig.canvas.flush_events()
    ax = fig.axes[0]
    events = record(fig, "button_press")
    x, y = ax.transData.transform((0.25, 0.75))
    height = fig.bbox.height
    viewer.pointer("button_press", x, height - y)
    fig.canvas.flush_events()
    (event,) = events
    assert (event.x, event.y) == pytest.approx((x, y))
    assert (event.xdata, event.ydata) == pytest.approx((0.25, 0.75))
    assert event.inaxes is ax


@pytest.mark.parametrize(("button", "name"), list(enumerate([1, 2, 3, 8, 9])), ids=str)
def test_buttons(fig, viewer, button, name):
    """Row M2."""
    events = record(fig, "button_press", "button_release")
    viewer.pointer("button_press", 5, 5, button=button, buttons=1)
    viewer.pointer("button_release", 5, 5, button=button)
    fig.canvas.flush_events()
    assert [(e.name, e.button) for e in events] == [
        ("button_press_event", MouseButton(name)),
        ("button_release_event", MouseButton(name)),
    ]


@pytest.mark.parametrize("button", [-1, 5, 15])
def test_other_buttons_do_nothing(fig, viewer, button, capsys):
    events = record(fig, "button_press")
    viewer.pointer("button_press", 5, 5, button=button)
    fig.canvas.flush_events()
    assert events == []
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(
    mpl.__version_info__ < (3, 10), reason="MouseEvent has no buttons before 3.10"
)
@pytest.mark.parametrize(
    ("bits", "held"),
    [(0, set()), (1, {1}), (2, {3}), (4, {2}), (8, {8}), (16, {9}), (7, {1, 2, 3})],
)
def test_buttons_held_on_motion(fig, viewer, bits, held):
    events = record(fig, "motion_notify")
    viewer.pointer("motion_notify", 5, 5, buttons=bits)
    fig.canvas.flush_events()
    assert set(events[0].buttons) == held


def test_double_and_triple_click(fig, viewer):
    """Row M3."""
    events = record(fig, "button_press", "button_release")
    for kind in ("button_press", "dblclick", "button_press"):
        viewer.pointer(kind, 5, 5, buttons=1)
        viewer.pointer("button_release", 5, 5)
    fig.canvas.flush_events()
    assert names(events) == ["button_press", "button_release"] * 3
    assert [e.dblclick for e in events[::2]] == [False, True, False]


def test_dragging_outside(fig, viewer):
    """Row M4: motion and release arrive from outside."""
    width, _ = fig.canvas.get_width_height()
    events = record(fig, "button_press", "motion_notify", "button_release")
    viewer.pointer("button_press", 5, 5, buttons=1)
    viewer.pointer("motion_notify", width + 460, -30, buttons=1)
    viewer.pointer("button_release", width + 460, -30)
    fig.canvas.flush_events()
    assert names(events) == ["button_press", "motion_notify", "button_release"]
    assert events[-1].x == width + 460
    assert events[-1].y == fig.bbox.height + 30


@pytest.mark.parametrize(("step", "button"), [(1, "up"), (-1, "down"), (0.25, "up")])
def test_wheel(fig, viewer, step, button):
    """Row M5."""
    events = record(fig, "scroll")
    viewer.pointer("scroll", 5, 5, step=step)
    fig.canvas.flush_events()
    assert [(e.step, e.button) for e in events] == [(step, button)]
    assert isinstance(events[0].step, float)


def test_wheel_without_steps_is_no_event(fig, viewer):
    events = record(fig, "scroll")
    viewer.pointer("scroll", 5, 5, step=0)
    fig.canvas.flush_events()
    assert events == []


KINDS = [
    "button_press",
    "button_release",
    "motion_notify",
    "scroll",
    "figure_enter",
    "figure_leave",
]


@pytest.mark.parametrize("kind", KINDS)
def test_modifiers_on_every_pointer_event(fig, viewer, kind):
    """Row M6."""
    events = record(fig, kind)
    more = {"step": 1} if kind == "scroll" else {}
    held = ["meta", "alt", "ctrl", "shift"]
    viewer.pointer(kind, 5, 5, modifiers=held, **more)
    fig.canvas.flush_events()
    assert events[0].modifiers == {"ctrl", "alt", "shift", "super"}


@pytest.fixture
def pair(plt):
    """Return what happens, and the viewers of two figures that share a page."""
    happened, viewers = [], []
    for name in "ab":
        fig = plt.figure()
        for kind in ("figure_enter", "figure_leave", "motion_notify", "button_press"):
            fig.canvas.mpl_connect(
                f"{kind}_event",
                lambda event, name=name: happened.append(f"{event.name} {name}"),
            )
        viewers.append(NativeViewer(fig.canvas.manager, page="p"))

    def run(*events):
        happened.clear()
        for index, kind in events:
            viewers[index].pointer(kind, 10 + index, 20)
            for viewer in viewers:
                viewer.manager.canvas.handle_input()
        return [text.replace("_event", "") for text in happened]

    return run


def test_a_leave_that_comes_late_is_made_up(pair):
    """Row M7: each figure has a socket of its own, and sockets keep no order."""
    assert pair((0, "figure_enter"), (0, "motion_notify"), (1, "figure_enter")) == [
        "figure_enter a",
        "motion_notify a",
        "figure_leave a",
        "figure_enter b",
    ]
    # What was late is dropped, and the pointer may come back.
    assert pair((0, "motion_notify"), (1, "motion_notify"), (0, "figure_leave")) == [
        "motion_notify b"
    ]
    assert pair((0, "figure_enter"), (1, "figure_leave"), (0, "figure_leave")) == [
        "figure_leave b",
        "figure_enter a",
        "figure_leave a",
    ]
    assert pair((1, "figure_enter"), (0, "motion_notify"), (1, "figure_leave")) == [
        "figure_enter b",
        "motion_notify a",
        "figure_leave b",
    ]


def test_a_mouse_that_stays_while_a_finger_is_elsewhere(pair, monkeypatch):
    monkeypatch.setattr(hover_module, "_LATE", 0.0)
    pair((0, "figure_enter"), (1, "figure_enter"))
    assert pair((0, "button_press"), (0, "motion_notify")) == [
        "button_press a",
        "motion_notify a",
    ]


def test_viewers_of_different_pages_leave_nothing(pair, plt):
    pair((0, "figure_enter"))
    other = plt.figure()
    viewer = NativeViewer(other.canvas.manager, page="q")
    viewer.pointer("figure_enter", 1, 1)
    other.canvas.handle_input()
    assert pair((0, "figure_leave")) == ["figure_leave a"]


def test_a_viewer_that_is_gone_is_left_no_more(plt, pair):
    pair((0, "figure_enter"))
    manager = plt.figure(1).canvas.manager
    manager.remove_web_socket(next(iter(manager.web_sockets)))
    assert pair((1, "figure_enter")) == ["figure_enter b"]


def test_enter_leave_and_axes(fig, viewer):
    """Row M7."""
    width, height = fig.canvas.get_width_height()
    events, happened = [], []
    for name in ("figure_enter", "figure_leave", "axes_enter", "axes_leave"):
        fig.canvas.mpl_connect(f"{name}_event", events.append)
        # Events of axes bear the name of the motion that made them.
        fig.canvas.mpl_connect(
            f"{name}_event", lambda e, name=name: happened.append(name)
        )
    viewer.pointer("figure_enter", 1, 2)
    viewer.pointer("motion_notify", 1, 2)
    viewer.pointer("motion_notify", width / 2, height / 2, modifiers=["ctrl"])
    viewer.pointer("motion_notify", 1, 2)
    viewer.pointer("figure_leave", 0, 2)
    fig.canvas.flush_events()
    assert happened == ["figure_enter", "axes_enter", "axes_leave", "figure_leave"]
    assert (events[0].x, events[0].y) == (1, height - 2)


def test_pick(fig, viewer):
    ax = fig.axes[0]
    (line,) = ax.plot([0, 1], [0, 1], picker=5)
    events = record(fig, "pick")
    x, y = ax.transData.transform((0.5, 0.5))
    viewer.click(x, fig.bbox.height - y)
    viewer.click(1, 1)
    fig.canvas.flush_events()
    assert [event.artist for event in events] == [line]


def test_gui_events_are_passed_on(fig, viewer):
    seen = []
    fig.canvas.mpl_connect("button_press_event", lambda e: seen.append(e.guiEvent))
    viewer.pointer("button_press", 1, 1, guiEvent={"altKey": True})
    fig.canvas.flush_events()
    assert seen == [{"altKey": True}]
