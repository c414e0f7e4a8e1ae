"""Rows E9 and E10: input and other threads at the pump."""

import io
import threading
import time

import pytest
from matplotlib.artist import Artist

from harness.loops import count, in_thread
from harness.viewers import NativeViewer
from webagg.backend.eventloop import Pump, pump
from webagg.input.queue import LIMIT

# -- input -----------------------------------------------------------------------


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


def test_figures_get_their_input_in_the_order_in_which_it_came(plt):
    """The pointer leaves one figure before it enters the next."""
    figures = [plt.figure(), plt.figure()]
    viewers = [NativeViewer(fig.canvas.manager) for fig in figures]
    plt.show(block=False)
    for order in ([0, 1], [1, 0]):
        heard = []
        # It is for something else that the first one is asked for first.
        figures[0].canvas.draw_idle()
        kinds = ["figure_leave", "figure_enter"]
        for kind, n in zip(kinds, order, strict=True):
            figures[n].canvas.mpl_connect(f"{kind}_event", heard.append)
            viewers[n].pointer(kind, 1, 1)
        figures[1].canvas.flush_events()
        assert [event.canvas.figure for event in heard] == [figures[n] for n in order]


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


def test_a_request_from_a_thread_wakes_a_loop(plt):
    """Row E10: the loop waits for nothing; a thread asks for a draw: it comes."""
    fig = plt.figure()
    plt.show(block=False)
    pump.turn()
    fig.canvas.mpl_connect("draw_event", lambda event: fig.canvas.stop_event_loop())
    thread = threading.Timer(0.02, fig.canvas.draw_idle)
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


# -- other threads ---------------------------------------------------------------


def test_one_figure_is_drawn_at_a_time(plt):
    """The layout of texts in matplotlib is not made for two threads."""
    inside = []
    most = []

    class Slow(Artist):
        def draw(self, renderer):
            inside.append(1)
            time.sleep(0.03)  # long enough for the other thread to come in
            most.append(len(inside))
            inside.pop()

    figures = [plt.figure(), plt.figure()]
    for fig in figures:
        fig.add_artist(Slow())

    def work(canvas):
        for _ in range(3):
            canvas.draw()

    workers = [threading.Thread(target=work, args=(f.canvas,)) for f in figures]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(most) == 6
    assert max(most) == 1


def test_no_thread_draws_while_the_figure_is_being_saved(plt):
    """Saving borrows the canvas, in another size: what is drawn then is no frame."""
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.draw()
    saving, drawn_at = threading.Event(), []

    class Slow(Artist):
        def draw(self, renderer):
            drawn_at.append(self.figure.dpi)
            saving.set()
            time.sleep(0.05)  # long enough for the other thread to come in

    fig.add_artist(Slow())

    def work():
        assert saving.wait(60)
        fig.canvas.draw()

    worker = threading.Thread(target=work)
    worker.start()
    fig.savefig(io.BytesIO(), dpi=30)
    worker.join()
    assert drawn_at == [30, 100]
    fig.canvas.flush_events()
    assert {update.width for update in viewer.updates} == {640}
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()


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

    waiting_since = None

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
