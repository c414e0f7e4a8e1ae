"""Rows E1, E2 and E3: pause, loops of a canvas, blocking input."""

import threading
import time

import pytest

from harness.loops import count, in_loop, in_thread
from harness.viewers import NativeViewer
from webagg.backend.figures import figures

# -- pause -----------------------------------------------------------------------


def test_pause_draws_once_for_each_change(plt):
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])
    plt.pause(0.001)
    draws = count(fig.canvas, "draw_event")
    for step in range(10):
        line.set_ydata([step, 1])
        plt.pause(0.001)
    assert len(draws) == 10
    for _ in range(5):
        plt.pause(0.001)
    assert len(draws) == 10


def test_pause_waits(plt):
    plt.figure()
    plt.pause(1e-4)
    start = time.monotonic()
    plt.pause(0.05)
    assert time.monotonic() - start >= 0.05


def test_pause_serves_all_figures(plt):
    first, second = plt.figure(), plt.figure()
    draws = count(first.canvas, "draw_event")
    plt.show(block=False)
    first.canvas.draw_idle()
    viewer = NativeViewer(first.canvas.manager)
    clicks = count(first.canvas, "button_press_event")
    viewer.click(5, 5)
    plt.figure(second)
    plt.pause(0.001)
    assert len(draws) == 2
    assert len(clicks) == 1


def test_pause_ends_when_its_figure_is_closed(plt):
    fig = plt.figure()
    timers = in_loop(fig.canvas, lambda: plt.close(fig))
    plt.pause(3600)
    assert len(timers) == 1


# -- start_event_loop ------------------------------------------------------------


@pytest.mark.parametrize("timeout", [0, -1])
def test_loop_without_timeout_runs_until_stopped(plt, timeout):
    canvas = plt.figure().canvas
    timers = in_loop(canvas, canvas.stop_event_loop)
    canvas.start_event_loop(timeout)
    assert len(timers) == 1


def test_loop_is_stopped_by_another_thread(plt):
    canvas = plt.figure().canvas
    thread = threading.Timer(0.02, canvas.stop_event_loop)
    thread.start()
    canvas.start_event_loop(0)
    thread.join()


def test_stop_is_harmless_when_idle(plt):
    canvas = plt.figure().canvas
    canvas.stop_event_loop()
    in_thread(canvas.stop_event_loop)
    timers = in_loop(canvas, canvas.stop_event_loop)
    canvas.start_event_loop(0)
    assert len(timers) == 1


def test_second_loop_of_one_canvas(plt):
    canvas = plt.figure().canvas
    errors = []

    def again():
        with pytest.raises(RuntimeError, match="already running") as info:
            canvas.start_event_loop(0.01)
        errors.append(info)
        canvas.stop_event_loop()

    timers = in_loop(canvas, again)
    canvas.start_event_loop(0)
    assert len(errors) == len(timers) == 1
    canvas.start_event_loop(1e-3)


def test_loops_of_two_canvases_nest(plt):
    outer, inner = plt.figure().canvas, plt.figure().canvas
    order = []

    def nest():
        timers.extend(in_loop(inner, inner.stop_event_loop))
        inner.start_event_loop(0)
        order.append("inner")
        outer.stop_event_loop()

    timers = in_loop(outer, nest)
    outer.start_event_loop(0)
    order.append("outer")
    assert order == ["inner", "outer"]


def test_outer_loop_stopped_first(plt):
    """Each loop has an end of its own: the inner one goes on."""
    outer, inner = plt.figure().canvas, plt.figure().canvas
    order = []

    def nest():
        outer.stop_event_loop()
        timers.extend(in_loop(inner, lambda: order.append("still here")))
        timers.extend(in_loop(inner, inner.stop_event_loop))
        inner.start_event_loop(0)

    timers = in_loop(outer, nest)
    outer.start_event_loop(0)
    assert order == ["still here"]


def test_loops_run_on_the_main_thread_only(plt):
    canvas = plt.figure().canvas
    with pytest.raises(RuntimeError, match="main thread"):
        in_thread(lambda: canvas.start_event_loop(0.01))
    plt.show(block=False)
    with pytest.raises(RuntimeError, match="main thread"):
        in_thread(lambda: plt.show(block=True))


def test_blocking_input_returns_clicks_keys_and_on_closing(plt):
    """Row E3, without a browser."""
    fig = plt.figure()
    width, height = fig.canvas.get_width_height()
    fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    viewer = NativeViewer(fig.canvas.manager)
    assert fig.canvas.manager not in figures
    timers = in_loop(fig.canvas, lambda: viewer.click(30, 40))
    assert plt.ginput(1, timeout=60) == [pytest.approx((30, height - 40))]
    assert fig.canvas.manager in figures
    timers += in_loop(fig.canvas, lambda: viewer.act("key_press", key="ka"))
    assert plt.waitforbuttonpress(timeout=60) is True
    timers += in_loop(fig.canvas, lambda: viewer.click(30, 40))
    assert plt.waitforbuttonpress(timeout=60) is False
    assert plt.ginput(1, timeout=0.001) == []
    timers += in_loop(fig.canvas, lambda: viewer.tell({"type": "close"}))
    assert plt.ginput(1, timeout=0) == []


def test_blocking_input_in_a_callback(plt):
    """Row E3: a loop in a loop; the outer one goes on after it."""
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    fig.add_axes((0, 0, 1, 1))
    got = []
    timers = []

    def ask():
        timers.extend(in_loop(fig.canvas, lambda: viewer.click(30, 40)))
        got.append(len(plt.ginput(1, timeout=60)))
        timers.extend(in_loop(fig.canvas, lambda: plt.close(fig)))

    timers.extend(in_loop(fig.canvas, ask))
    plt.show()
    assert got == [1]
    assert plt.get_fignums() == []


def test_labels_of_contours_by_hand(plt):
    """Row E3: ``clabel(manual=True)`` takes clicks until the middle button."""
    fig = plt.figure()
    ax = fig.add_axes((0, 0, 1, 1))
    contours = ax.contour([[0, 1, 2], [1, 2, 3], [2, 3, 4]], levels=[2])
    viewer = NativeViewer(fig.canvas.manager)

    def click():
        viewer.click(320, 240)
        viewer.pointer("button_press", 320, 240, button=1, buttons=4)
        viewer.pointer("button_release", 320, 240, button=1)

    timers = in_loop(fig.canvas, click)
    labels = contours.clabel(manual=True)
    assert [text.get_text() for text in labels] == ["2"]
    assert len(timers) == 1
