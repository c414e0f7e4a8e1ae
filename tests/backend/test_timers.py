"""Rows T1 to T4: timers."""

import gc
import itertools
import threading
import weakref

import pytest

from harness.viewers import Clock
from webagg.backend import timers as timers_module
from webagg.backend.eventloop import pump
from webagg.backend.timers import TimerAsyncio, TimerQueue, TimerTornado, TimerWebAgg


@pytest.fixture
def clock(monkeypatch):
    """Let time stand still until a test moves it, for the timers of this test."""
    clock = Clock()
    monkeypatch.setattr(timers_module, "timers", TimerQueue())
    monkeypatch.setattr(timers_module, "time", clock)
    return clock


class Ticks:
    """A callback that notes when it was called."""

    def __init__(self, clock):
        self.clock = clock
        self.times = []
        self.start = clock.now

    def __call__(self):
        self.times.append(round((self.clock.now - self.start) * 1000))


def run(clock, milliseconds):
    """Let time pass, a millisecond at a time."""
    for _ in range(milliseconds):
        # A little more: sums of floats must not decide what is due.
        clock.now += 0.001 + 1e-7
        timers_module.timers.run_due()


@pytest.fixture
def ticks(clock):
    return Ticks(clock)


def make(ticks, interval):
    return TimerWebAgg(interval=interval, callbacks=[(ticks, (), {})])


def test_ticks_keep_to_multiples_of_the_interval(clock, ticks):
    """Row T1: no drift, though the loop comes late each time."""
    timer = make(ticks, 10)
    timer.start()
    for late in (3, 0, 7, 1, 9, 2):
        clock.now += 0.010 + 1e-7 + late / 1000
        timers_module.timers.run_due()
        clock.now -= late / 1000
    assert [time // 10 for time in ticks.times] == [1, 2, 3, 4, 5, 6]
    assert timers_module.timers.next_deadline() == pytest.approx(ticks.start + 0.07)


def test_late_ticks_are_skipped_not_queued(clock, ticks):
    timer = make(ticks, 10)
    timer.start()
    clock.now += 0.055
    run(clock, 25)
    assert ticks.times == [56, 57, 66, 76]


def test_slow_callbacks_come_back_to_back(clock):
    """A callback of 30 ms on a timer of 20 ms runs every 30 ms."""
    times = []

    def slow():
        times.append(round((clock.now - 1000) * 1000))
        clock.now += 0.030

    timer = TimerWebAgg(interval=20, callbacks=[(slow, (), {})])
    timer.start()
    run(clock, 20)
    while clock.now < 1000.200:
        timers_module.timers.run_due()
        clock.now += 1e-6
    assert [b - a for a, b in itertools.pairwise(times)] == [30] * 5


def test_ticks_do_not_overlap(clock):
    depth, most = [], []

    def nested():
        depth.append(1)
        most.append(len(depth))
        clock.now += 0.05
        timers_module.timers.run_due()
        depth.pop()

    timer = TimerWebAgg(interval=10, callbacks=[(nested, (), {})])
    timer.start()
    run(clock, 30)
    assert len(most) > 1
    assert set(most) == {1}


def test_another_timer_ticks_in_a_loop_within_a_callback(clock, ticks):
    """Two are due at once; the first runs a loop: the second ticks there."""
    seen = []

    def nested():
        clock.now += 0.001
        timers_module.timers.run_due()
        seen.append(list(ticks.times))

    first = TimerWebAgg(interval=10, callbacks=[(nested, (), {})])
    first.single_shot = True
    first.start()
    second = make(ticks, 10)
    second.single_shot = True
    second.start()
    run(clock, 10)
    assert seen == [[11]]


def test_starting_again_counts_from_now(clock, ticks):
    timer = make(ticks, 10)
    timer.start()
    run(clock, 6)
    timer.start()
    run(clock, 9)
    assert ticks.times == []
    run(clock, 1)
    assert ticks.times == [16]


def test_a_new_interval_counts_from_now(clock, ticks):
    timer = make(ticks, 200)
    timer.start()
    run(clock, 50)
    timer.interval = 20
    run(clock, 45)
    assert ticks.times == [70, 90]
    timer.interval = 100
    run(clock, 105)
    assert ticks.times == [70, 90, 195]


def test_a_new_interval_inside_the_callback(clock, ticks):
    timer = make(ticks, 10)

    def change():
        timer.interval = 30 if timer.interval == 10 else 10

    timer.add_callback(change)
    timer.start()
    run(clock, 100)
    assert ticks.times == [10, 40, 50, 80, 90]


def test_a_single_shot_fires_once_for_each_start(clock, ticks):
    timer = make(ticks, 10)
    timer.single_shot = True
    for _ in range(2):
        timer.start()
        run(clock, 50)
    assert ticks.times == [10, 60]


def test_single_shot_set_while_running(clock, ticks):
    timer = make(ticks, 10)
    timer.start()
    run(clock, 25)
    timer.single_shot = True
    run(clock, 50)
    assert ticks.times == [10, 20, 30]


def test_a_single_shot_that_starts_itself(clock, ticks):
    timer = make(ticks, 10)
    timer.single_shot = True
    timer.add_callback(timer.start)
    timer.start()
    run(clock, 30)
    assert ticks.times == [10, 20, 30]


def test_stop_and_stop_inside_the_callback(clock, ticks):
    timer = make(ticks, 10)
    timer.start()
    run(clock, 10)
    timer.stop()
    run(clock, 20)
    timer.add_callback(timer.stop)
    timer.start()
    run(clock, 50)
    assert ticks.times == [10, 40]


@pytest.mark.parametrize(("given", "kept"), [(0.4, 1), (0, 1), (2.9, 2), (16.7, 16)])
def test_intervals_are_whole_milliseconds(given, kept):
    timer = TimerWebAgg(interval=given)
    assert timer.interval == kept
    timer.interval = given
    assert timer.interval == kept


@pytest.mark.parametrize("value", [False, 0])
def test_a_callback_that_returns_nothing_true_is_removed(clock, ticks, value):
    """Row T3."""
    timer = make(ticks, 10)
    called = []
    timer.add_callback(lambda: (called.append(1), value)[1])
    timer.start()
    run(clock, 30)
    assert called == [1]
    assert len(ticks.times) == 3
    timer.remove_callback(ticks)
    run(clock, 20)
    assert timers_module.timers.next_deadline() is None


def test_a_callback_that_raises_is_printed_and_goes_on(clock, ticks, capsys):
    timer = make(ticks, 10)
    timer.add_callback(lambda: 1 / 0)
    timer.start()
    run(clock, 30)
    assert ticks.times == [10, 20, 30]
    assert capsys.readouterr().err.count("ZeroDivisionError") == 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_ctrl_c_leaves_the_turn_but_not_the_timer(clock, ticks, error):
    timer = make(ticks, 10)
    raising = [True]

    def leave():
        if raising:
            raising.pop()
            raise error

    timer.add_callback(leave)
    timer.start()
    with pytest.raises(error):
        run(clock, 10)
    run(clock, 10)
    assert ticks.times == [10, 20]


def test_a_callback_that_removes_itself(clock):
    called = []
    timer = TimerWebAgg(interval=10)

    def once():
        called.append(1)
        timer.remove_callback(once)

    timer.add_callback(once)
    timer.start()
    run(clock, 30)
    assert called == [1]


def test_dropping_the_last_reference_stops(clock, ticks):
    """Row T4."""
    timer = make(ticks, 10)
    timer.start()
    reference = weakref.ref(timer)
    del timer
    gc.collect()
    assert reference() is None
    run(clock, 30)
    assert ticks.times == []
    assert timers_module.timers.next_deadline() is None


def test_started_before_any_loop_and_from_a_thread(plt):
    canvas = plt.figure().canvas
    called = []

    def tick():
        called.append(threading.current_thread())
        canvas.stop_event_loop()

    timer = canvas.new_timer(interval=1, callbacks=[(tick, (), {})])
    thread = threading.Thread(target=timer.start)
    thread.start()
    thread.join()
    canvas.start_event_loop(0)
    assert called == [threading.main_thread()]


def test_a_timer_outlives_its_figure(plt):
    fig, other = plt.figure(), plt.figure()
    called = []

    def tick():
        called.append(1)
        if len(called) == 3:
            other.canvas.stop_event_loop()

    timer = fig.canvas.new_timer(interval=1, callbacks=[(tick, (), {})])
    timer.start()
    plt.close(fig)
    other.canvas.start_event_loop(0)
    assert len(called) == 3


def test_a_timer_started_elsewhere_wakes_the_loop(plt):
    """The loop waits for nothing; a thread starts a timer: the loop ticks."""
    canvas = plt.figure().canvas
    canvas.flush_events()
    timer = canvas.new_timer(interval=1, callbacks=[(canvas.stop_event_loop, (), {})])
    starter = threading.Timer(0.02, timer.start)
    starter.start()
    canvas.start_event_loop(0)
    starter.join()


@pytest.mark.parametrize("kind", [TimerAsyncio, TimerTornado])
def test_matplotlibs_names_are_timers(kind):
    called = []
    timer = kind(interval=1, callbacks=[(called.append, (1,), {})])
    timer.single_shot = True
    timer.start()
    while not called:
        pump.wait(None)
        pump.turn()
    assert called == [1]
