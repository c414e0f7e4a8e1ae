"""Row E8 and issue 4: what pages are told of a busy Python; statistics of viewers."""

import pytest

from harness.viewers import Clock, NativeViewer
from webagg.backend import canvas as canvas_module
from webagg.backend import eventloop as eventloop_module
from webagg.backend import notices
from webagg.input import queue as queue_module


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (canvas_module, eventloop_module, queue_module):
        monkeypatch.setattr(module, "time", clock)
    return clock


def busy(viewer):
    return [message["value"] for message in viewer.of_type("busy")]


def test_pages_say_busy_while_input_waits(plt, clock):
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.flush_events()
    clock.sleep(3600)
    notices.watch()
    # Nobody waits for anything.
    assert busy(viewer) == []
    viewer.click(5, 5)
    notices.watch()
    clock.sleep(0.3)
    notices.watch()
    assert busy(viewer) == []
    clock.sleep(0.3)
    notices.watch()
    notices.watch()
    assert busy(viewer) == [True]
    late = NativeViewer(fig.canvas.manager)
    assert late.welcome["busy"] is True
    fig.canvas.flush_events()
    notices.watch()
    assert busy(viewer) == [True, False]
    assert busy(late) == [False]


def test_a_pump_that_turns_is_not_busy(plt, clock):
    """Much input that is being handled, bit by bit."""
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.flush_events()
    fig.canvas.mpl_connect("key_press_event", lambda event: clock.sleep(0.2))
    for _ in range(10):
        viewer.act("key_press", key="ka")
    while fig.canvas.waiting_input:
        fig.canvas.flush_events()
        notices.watch()
    assert busy(viewer) == []


def test_closed_figures_are_not_watched(plt, clock):
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    viewer.click(5, 5)
    clock.sleep(1)
    plt.close(fig)
    notices.watch()
    assert busy(viewer) == []


def test_input_is_kept_while_python_computes(plt, clock):
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.flush_events()
    seen = []
    fig.canvas.mpl_connect("button_press_event", lambda e: seen.append("press"))
    fig.canvas.mpl_connect("motion_notify_event", lambda e: seen.append(e.x))
    for x in range(100):
        viewer.pointer("motion_notify", x, 5)
    viewer.click(5, 5)
    clock.sleep(60)
    assert fig.canvas.waiting_input == 3
    # A viewer that comes now sees the newest frame.
    assert (NativeViewer(fig.canvas.manager).picture == viewer.picture).all()
    fig.canvas.flush_events()
    assert seen == [99, "press"]


def test_viewer_stats(plt):
    fig = plt.figure()
    plt.show(block=False)
    manager = fig.canvas.manager
    assert manager.viewer_stats() == []
    quick = NativeViewer(manager)
    slow = NativeViewer(manager, acknowledges=False)
    for step in range(6):
        fig.text(0.5, step / 6, "text")
        fig.canvas.draw()
    first, second = manager.viewer_stats()
    assert first["viewer"] == quick.welcome["viewer"]
    assert first["native"] is first["visible"] is True
    assert first["frames_sent"] == first["frames_acknowledged"] == 7
    assert first["frames_skipped"] == 0
    assert first["bytes_sent"] == sum(map(len, quick.images))
    assert first["in_flight"] == 0
    assert first["decode_ms"] == pytest.approx(1)
    assert first["paint_ms"] == pytest.approx(2)
    for name in ("draw_ms", "encode_ms", "link_ms"):
        assert first[name] >= 0
    assert second["in_flight"] == second["frames_sent"] == 2
    assert second["link_ms"] is None
    slow.acknowledge()
    assert manager.viewer_stats()[1]["frames_skipped"] == 4
