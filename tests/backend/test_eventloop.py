"""Rows E1, E2, E4 to E7, E9, E10: the pump, and the loops of a canvas."""

import threading
import time

import pytest

from harness.viewers import NativeViewer
from webagg.backend.eventloop import Pump, pump
from webagg.input.queue import LIMIT


def count(canvas, name):
    seen = []
    canvas.mpl_connect(name, seen.append)
    return seen


def in_loop(canvas, *functions):
    """Call functions once each in a loop; return the timers, which must be kept."""
    timers = []
    for function in functions:
        timer = canvas.new_timer(interval=1, callbacks=[(function, (), {})])
        timer.single_shot = True
        timer.start()
        timers.append(timer)
    return timers


def run_until(canvas, condition):
    """Run the canvas' loop until a condition holds."""

    def look():
        if condition():
            canvas.stop_event_loop()

    timer = canvas.new_timer(interval=1, callbacks=[(look, (), {})])
    timer.start()
    canvas.start_event_loop(60)
    timer.stop()
    assert condition()


def in_thread(function):
    """Run `function` in a thread and wait for its end; raise what it raised."""
    failures = []

    def run():
        try:
            function()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


# -- pause ---------------------------------------------------------------------


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


# -- start_event_loop ----------------------------------------------------------


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
    timers = in_loop(fig.canvas, lambda: viewer.click(30, 40))
    assert plt.ginput(1, timeout=60) == [pytest.approx((30, height - 40))]
    timers += in_loop(fig.canvas, lambda: viewer.act("key_press", key="ka"))
    assert plt.waitforbuttonpress(timeout=60) is True
    assert plt.ginput(1, timeout=0.001) == []
    timers += in_loop(fig.canvas, lambda: viewer.tell({"type": "close"}))
    assert plt.ginput(1, timeout=0) == []


# -- draws ---------------------------------------------------------------------


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


def test_a_request_while_a_draw_runs_a_loop_is_kept(plt):
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
    canvas.draw()
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


def test_flush_events_does_not_wait(plt):
    canvas = plt.figure().canvas
    timer = canvas.new_timer(interval=3_600_000, callbacks=[(print, (), {})])
    timer.start()
    canvas.flush_events()
    draws = count(canvas, "draw_event")
    for step in range(3):
        canvas.draw_idle()
        canvas.flush_events()
        assert len(draws) == step + 1


def test_canvas_without_manager(plt):
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


# -- draws and viewers ---------------------------------------------------------


def test_a_closed_window_delays_a_draw_but_not_for_ever(plt):
    """Row E7: draw_event comes though no viewer can take a frame."""
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager, acknowledges=False)
    fig.canvas.flush_events()
    while fig.canvas.manager.viewers.can_take_frame():
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
    while fig.canvas.manager.viewers.can_take_frame():
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
    while fig.canvas.manager.viewers.can_take_frame():
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


# -- input ---------------------------------------------------------------------


def test_input_is_handled_before_the_draw_that_answers_it(plt):
    fig = plt.figure()
    plt.show(block=False)
    order = []
    fig.canvas.mpl_connect("button_press_event", lambda e: order.append("press"))
    fig.canvas.mpl_connect("draw_event", lambda e: order.append("draw"))
    fig.canvas.mpl_connect("button_press_event", lambda e: fig.canvas.draw_idle())
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.flush_events()
    order.clear()
    seq = viewer.pointer("button_press", 1, 1)
    fig.text(0.5, 0.5, "x")
    fig.canvas.flush_events()
    assert order == ["press", "draw"]
    assert viewer.updates[-1].seq == seq


def test_slow_handlers_starve_neither_draws_nor_timers(plt):
    """Row E9: input that takes longer than its share leaves room for the rest."""
    fig = plt.figure()
    canvas = fig.canvas
    viewer = NativeViewer(canvas.manager)
    order = []

    def slow(event):
        order.append("input")
        canvas.draw_idle()
        time.sleep(0.02)

    canvas.mpl_connect("key_press_event", slow)
    canvas.mpl_connect("draw_event", lambda event: order.append("draw"))
    timer = canvas.new_timer(
        interval=1, callbacks=[(lambda: order.append("timer"), (), {})]
    )
    timer.start()
    for _ in range(12):
        viewer.act("key_press", key="ka")
    while order.count("input") < 12:
        pump.turn()
    pump.turn()
    first_draw = order.index("draw")
    assert order[:first_draw].count("input") < 12
    assert order.count("draw") > 1
    assert order[: order.index("draw")].count("timer") <= 1
    assert order.count("timer") > 1


def test_input_that_is_left_over_is_handled_next(plt):
    """A turn that runs out of time for input comes back without being woken."""
    fig = plt.figure()
    canvas = fig.canvas
    viewer = NativeViewer(canvas.manager)
    pressed = []

    def slow(event):
        pressed.append(event)
        time.sleep(0.06)

    canvas.mpl_connect("key_press_event", slow)
    for _ in range(3):
        viewer.act("key_press", key="ka")
    # No timer: it would bring the next turn.
    canvas.mpl_connect(
        "key_press_event", lambda e: len(pressed) == 3 and canvas.stop_event_loop()
    )
    canvas.start_event_loop(60)
    assert len(pressed) == 3
    assert canvas.waiting_input == 0


def test_moves_merge_presses_stay(plt):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    names = []
    for name in ("motion_notify", "button_press", "button_release", "scroll"):
        fig.canvas.mpl_connect(
            f"{name}_event",
            lambda e: names.append((e.name, e.x, getattr(e, "step", 0))),
        )
    for x in range(50):
        viewer.pointer("motion_notify", x, 1)
    viewer.pointer("button_press", 49, 1, buttons=1)
    for x in range(50, 60):
        viewer.pointer("motion_notify", x, 1, buttons=1)
    viewer.pointer("button_release", 59, 1)
    for _ in range(4):
        viewer.pointer("scroll", 59, 1, step=0.5)
    fig.canvas.flush_events()
    assert names == [
        ("motion_notify_event", 49, 0),
        ("button_press_event", 49, 0),
        ("motion_notify_event", 59, 0),
        ("button_release_event", 59, 0),
        ("scroll_event", 59, 2.0),
    ]


def test_too_much_input_is_refused_with_a_word(plt):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    for _ in range(LIMIT + 10):
        viewer.act("key_press", key="ka")
    assert fig.canvas.waiting_input <= LIMIT
    assert "too much input" in viewer.of_type("error")[-1]["message"]


def test_input_from_a_thread_wakes_a_loop(plt):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.mpl_connect(
        "key_press_event", lambda event: fig.canvas.stop_event_loop()
    )
    thread = threading.Timer(0.02, lambda: viewer.act("key_press", key="ka"))
    thread.start()
    fig.canvas.start_event_loop(0)
    thread.join()


def test_no_input_is_lost_between_threads(plt):
    """Input that comes while the pump turns is handled without more coming."""
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    keys = []
    fig.canvas.mpl_connect("key_press_event", lambda event: keys.append(event.key))
    fig.canvas.mpl_connect("key_press_event", lambda event: fig.canvas.draw_idle())
    letters = "abcdefghij" * 30

    def type_all():
        for letter in letters:
            viewer.act("key_press", key=f"k{letter}")

    thread = threading.Thread(target=type_all)
    fig.canvas.mpl_connect(
        "key_press_event", lambda e: len(keys) == 300 and fig.canvas.stop_event_loop()
    )
    thread.start()
    fig.canvas.start_event_loop(60)
    thread.join()
    assert "".join(keys) == letters


# -- other threads -------------------------------------------------------------


def test_threads_that_draw_and_ask_while_the_main_thread_pauses(plt):
    """Row E10: no crash, no deadlock, callbacks on the main thread only."""
    fig, ax = plt.subplots()
    other = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    threads = set()
    fig.canvas.mpl_connect(
        "key_press_event", lambda event: threads.add(threading.current_thread())
    )
    timer = fig.canvas.new_timer(
        interval=1,
        callbacks=[(lambda: threads.add(threading.current_thread()), (), {})],
    )
    failures = []

    def work():
        try:
            timer.start()
            for step in range(15):
                ax.plot([step, step + 1])
                fig.canvas.draw()
                other.canvas.draw_idle()
                viewer.act("key_press", key="ka")
        except Exception as error:
            failures.append(error)
        finally:
            other.canvas.stop_event_loop()

    draws = count(other.canvas, "draw_event")
    worker = threading.Thread(target=work)
    worker.start()
    other.canvas.start_event_loop(60)
    worker.join(60)
    fig.canvas.flush_events()
    assert failures == []
    assert threads == {threading.main_thread()}
    assert draws
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()


def test_call_returns_a_future(plt):
    assert pump.call(lambda: 42).done() is False
    answer = pump.call(lambda: 42)
    failure = pump.call(lambda: 1 / 0)
    cancelled = pump.call(lambda: 43)
    cancelled.cancel()
    pump.turn()
    assert answer.result(0) == 42
    assert isinstance(failure.exception(0), ZeroDivisionError)
    assert cancelled.cancelled()


def test_a_turn_elsewhere_is_left_alone():
    """Turns of two threads do not mix; the second says that it did nothing."""
    ours = Pump()
    taken = []
    ours.call_soon(lambda: in_thread(lambda: taken.append(ours.turn())))
    assert ours.turn() is True
    assert taken == [False]


def test_turns_belong_to_the_main_thread_while_it_runs():
    ours = Pump()
    quit_ = ours.quitter()
    taken = []

    def elsewhere():
        in_thread(lambda: taken.append(ours.turn()))
        quit_()

    # Between two turns, when nobody holds the pump.
    waiting = ours.wait
    ours.wait = lambda until=None: (elsewhere(), waiting(until))[1]
    ours.run(quit_)
    assert taken == [False]


class Requester:
    """A client of the pump that is asked for again while it is served."""

    def __init__(self, pump):
        self.pump = pump
        self.waiting_input = 0
        self.handled = self.drawn = 0

    def handle_input(self):
        self.handled += 1
        self.waiting_input = 0

    def draw_if_due(self):
        self.drawn += 1
        if self.drawn == 1:
            # What another thread does: its request finds one that is pending.
            self.waiting_input = 1
        return None


def test_input_that_comes_during_the_draws_is_served_next():
    ours = Pump()
    client = Requester(ours)
    ours.request(client)
    ours.turn()
    assert client.handled == 1
    assert ours.next_deadline() == 0.0
    ours.turn()
    assert client.handled == 2
    assert ours.next_deadline() is None


def test_a_draw_left_by_an_interrupt_is_asked_for_again(plt):
    fig = plt.figure()
    draws = []

    def interrupted(event):
        draws.append(event)
        if len(draws) == 1:
            raise KeyboardInterrupt

    fig.canvas.mpl_connect("draw_event", interrupted)
    fig.canvas.draw_idle()
    with pytest.raises(KeyboardInterrupt):
        pump.turn()
    pump.turn()
    assert len(draws) == 2
