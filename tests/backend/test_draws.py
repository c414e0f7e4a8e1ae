"""Rows E4 to E7: when a canvas is drawn, with and without viewers."""

import threading

import pytest

from harness.loops import count, run_until
from harness.viewers import NativeViewer
from webagg.backend.eventloop import pump

# -- draws -----------------------------------------------------------------------


def test_many_requests_are_one_draw_at_the_next_turn(plt):
    canvas = plt.figure().canvas
    draws = count(canvas, "draw_event")
    for _ in range(50):
        canvas.draw_idle()
    assert draws == []
    canvas.flush_events()
    canvas.flush_events()
    assert len(draws) == 1


def test_a_request_from_a_draw_event_is_one_frame_more_each_turn(plt):
    canvas = plt.figure().canvas
    depth = []
    draws = []

    def again(event):
        assert not depth
        depth.append(1)
        draws.append(event)
        canvas.draw_idle()
        depth.pop()

    canvas.mpl_connect("draw_event", again)
    canvas.draw_idle()
    viewer = NativeViewer(canvas.manager)
    clicks = count(canvas, "button_press_event")
    for turn in range(1, 6):
        viewer.click(1, 1)
        canvas.flush_events()
        assert len(draws) == turn
        assert len(clicks) == turn


@pytest.mark.parametrize("drawn_by", ["draw", "show", "turn"])
def test_a_request_while_a_draw_runs_a_loop_is_kept(plt, drawn_by):
    """A turn inside a draw cannot draw; the request must outlive it."""
    fig = plt.figure()
    canvas = fig.canvas
    draws = []

    def nested(event):
        draws.append(event)
        if len(draws) == 1:
            canvas.draw_idle()
            canvas.flush_events()

    canvas.mpl_connect("draw_event", nested)
    if drawn_by == "draw":
        canvas.draw()
    elif drawn_by == "show":
        plt.show(block=False)
    else:
        canvas.draw_idle()
        canvas.flush_events()
    assert len(draws) == 1
    canvas.flush_events()
    assert len(draws) == 2


def test_a_request_while_a_thread_draws_is_kept(plt):
    canvas = plt.figure().canvas
    drawing, go_on = threading.Event(), threading.Event()
    draws = []

    def slow(event):
        draws.append(event)
        if len(draws) == 1:
            drawing.set()
            assert go_on.wait(60)

    canvas.mpl_connect("draw_event", slow)
    worker = threading.Thread(target=canvas.draw)
    worker.start()
    assert drawing.wait(60)
    canvas.draw_idle()
    canvas.flush_events()
    assert len(draws) == 1
    go_on.set()
    worker.join(60)
    canvas.flush_events()
    assert len(draws) == 2


def test_draw_is_done_on_return_and_raises(plt):
    fig, ax = plt.subplots()
    frames = fig.canvas.manager.viewers.stream
    fig.canvas.draw()
    assert frames.frame_id == 1
    ax.plot([1, 2])
    fig.canvas.draw()
    assert frames.frame_id == 2
    ax.lines[0].draw = lambda renderer: 1 / 0
    with pytest.raises(ZeroDivisionError):
        fig.canvas.draw()
    assert frames.frame_id == 2


def test_artists_going_stale_while_drawn_ask_for_nothing(plt):
    plt.ion()
    fig, ax = plt.subplots()
    (line,) = ax.plot([1, 2])
    original = line.draw

    def draw(renderer):
        original(renderer)
        line.stale = True
        ax.set_title("changed while drawn")

    line.draw = draw
    pump.turn()
    draws = count(fig.canvas, "draw_event")
    for _ in range(5):
        pump.turn()
    assert draws == []
    fig.canvas.draw()
    for _ in range(5):
        pump.turn()
    assert len(draws) == 1


def test_flush_events_does_not_wait(plt):
    canvas = plt.figure().canvas
    timer = canvas.new_timer(interval=3_600_000, callbacks=[(print, (), {})])
    timer.start()
    # More often than anything could have woken it.
    for _ in range(5):
        canvas.flush_events()
    draws = count(canvas, "draw_event")
    for step in range(3):
        canvas.draw_idle()
        canvas.flush_events()
        assert len(draws) == step + 1


def test_canvas_without_manager(plt, capsys):
    """Row C3: matplotlib's test_canvas_reinit for Qt."""
    from matplotlib.figure import Figure

    import webagg

    fig = Figure()
    canvas = webagg.FigureCanvas(fig)
    draws = count(canvas, "draw_event")
    canvas.draw_idle()
    fig.stale = True
    canvas.flush_events()
    assert len(draws) == 1
    canvas.blit()
    canvas.handle_event({"type": "resize", "width": 300, "height": 200})
    assert canvas.get_width_height() == (300, 200)
    canvas.draw()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "event", [5, {}, {"type": []}, {"type": "resize", "width": "x"}]
)
def test_events_that_are_none_are_refused(event):
    import webagg

    canvas = webagg.FigureCanvas()
    with pytest.raises(ValueError, match=r"must be|unknown message type"):
        canvas.handle_event(event)
    canvas.handle_event({"type": "of another client"})
    assert canvas.get_width_height() == (640, 480)


# -- draws and viewers -----------------------------------------------------------


def test_a_closed_window_delays_a_draw_but_not_for_ever(plt):
    """Row E7: draw_event comes though no viewer can take a frame."""
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager, acknowledges=False)
    fig.canvas.flush_events()
    while fig.canvas.manager.viewers.draw_at(0.0) == 0.0:
        fig.text(0.5, 0.5, str(viewer.frame_id))
        fig.canvas.draw()
    draws = count(fig.canvas, "draw_event")
    fig.canvas.draw_idle()
    fig.canvas.flush_events()
    assert draws == []
    run_until(fig.canvas, lambda: draws)
    assert len(draws) == 1


def test_a_window_that_opens_lets_the_draw_come_at_once(plt):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager, acknowledges=False)
    while fig.canvas.manager.viewers.draw_at(0.0) == 0.0:
        fig.text(0.5, 0.5, str(viewer.frame_id))
        fig.canvas.draw()
    fig.canvas.draw_idle()
    viewer.acknowledge()
    draws = count(fig.canvas, "draw_event")
    fig.canvas.flush_events()
    assert len(draws) == 1


@pytest.mark.parametrize("how", ["hidden", "left", "broken"])
def test_viewers_that_do_not_look_delay_nothing(plt, how):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager, acknowledges=False)
    while fig.canvas.manager.viewers.draw_at(0.0) == 0.0:
        fig.text(0.5, 0.5, str(viewer.frame_id))
        fig.canvas.draw()
    if how == "hidden":
        viewer.tell({"type": "visible", "value": False})
    elif how == "left":
        viewer.leave()
    else:
        viewer.send_json = None
        fig.canvas.manager.send_to_all({"type": "raise"})
    draws = count(fig.canvas, "draw_event")
    fig.canvas.draw_idle()
    fig.canvas.flush_events()
    assert len(draws) == 1
