"""How many updates may be on their way: `webagg.stream.window`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webagg.stream.window import HIGHEST, LOWEST, START, Window


def drive(window, loop_time_of, updates, interval=0.001):
    """Send whenever the window is open; acknowledge in order; return sizes over time.

    `loop_time_of` gets how many are in flight and returns seconds.
    """
    now, frame, due, sizes = 0.0, 0, [], []
    while frame < updates:
        while due and due[0][0] <= now:
            window.acknowledged(due.pop(0)[1], now)
        if window.is_open:
            frame += 1
            window.sent(frame, now)
            arrival = now + loop_time_of(window.in_flight)
            due.append((max(arrival, due[-1][0] if due else 0.0), frame))
        else:
            window.limit()
        sizes.append(window.size)
        now += interval
    return sizes


def test_starts_with_two():
    window = Window()
    assert window.size == START == 2
    assert window.is_open
    window.sent(1, 0.0)
    assert window.is_open
    window.sent(2, 0.0)
    assert not window.is_open
    assert window.in_flight == 2


def test_one_acknowledgement_tells_a_slow_link():
    window = Window()
    window.sent(1, 0.0)
    window.acknowledged(1, 0.15, transfer_time=0.13, is_paced=True)
    assert window.size == 1


def test_an_acknowledgement_covers_all_before():
    window = Window()
    window.sent(1, 1.0)
    window.sent(5, 2.0)
    assert window.oldest() == (1, 1.0)
    assert window.acknowledged(5, 2.5) == pytest.approx(0.5)
    assert window.in_flight == 0
    assert window.oldest() is None


@pytest.mark.parametrize("frame_id", [0, 2, 99])
def test_what_was_not_sent_is_ignored(frame_id):
    window = Window()
    window.sent(1, 0.0)
    assert window.acknowledged(frame_id, 1.0) is None
    assert window.in_flight == 1


def test_grows_on_a_long_way_without_a_queue():
    """Updates that do not wait for each other: more of them may be on their way."""
    sizes = drive(Window(), lambda in_flight: 0.05, 600)
    assert max(sizes) > 8
    assert max(sizes) <= HIGHEST


def test_stays_small_where_updates_queue():
    """Each one more in flight takes as much longer: a window of many only delays."""
    sizes = drive(Window(), lambda in_flight: 0.03 * in_flight, 300)
    assert max(sizes[len(sizes) // 2 :]) <= 4


def test_shrinks_when_the_way_becomes_slow():
    window = Window()
    drive(window, lambda in_flight: 0.05, 600)
    big = window.size
    window.reset()
    drive(window, lambda in_flight: 0.05 * in_flight, 300)
    assert window.size < big


@pytest.mark.parametrize(("transfer_time", "round_trip", "size"),
                         [(0.1, 0.02, 1), (0.1, 0.15, 2), (0.04, 0.2, 5)])  # fmt: skip
def test_paced_it_covers_the_way_and_no_more(transfer_time, round_trip, size):
    """The link is kept busy by sending as soon as it is free."""
    window = Window()
    now, free_at, due = 0.0, 0.0, []
    for frame in range(1, 200):
        while due and due[0][0] <= now:
            at, number = due.pop(0)
            window.acknowledged(number, at, transfer_time, is_paced=True)
        window.limit()
        if window.in_flight <= window.size:
            window.sent(frame, now)
            free_at = max(free_at, now) + transfer_time
            due.append((free_at + round_trip, frame))
        now = max(
            now + 0.001, free_at if window.in_flight <= window.size else due[0][0]
        )
    assert window.size == size


def test_does_not_grow_without_need():
    window = Window()
    for frame in range(1, 200):
        window.sent(frame, frame * 1.0)
        window.acknowledged(frame, frame + 0.01)
    assert window.size == START


def test_keeps_below_the_highest():
    sizes = drive(Window(2), lambda in_flight: 0.05, 200)
    assert max(sizes) <= 2


def test_reset_forgets_what_is_in_flight():
    window = Window()
    window.sent(1, 0.0)
    window.sent(2, 0.0)
    window.reset()
    assert window.is_open
    assert window.acknowledged(1, 1.0) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 5)), max_size=300))
def test_any_history_leaves_a_sound_window(steps):
    window = Window()
    now, frame = 0.0, 0
    for action, passed in steps:
        now += passed
        if action == 0 and window.is_open:
            frame += 1
            window.sent(frame, now)
        elif action == 1 and window.oldest() is not None:
            window.acknowledged(window.oldest()[0], now)
        elif action == 2:
            window.acknowledged(frame, now)
        elif action == 3:
            window.limit()
        assert LOWEST <= window.size <= HIGHEST
        assert window.is_open == (window.in_flight < window.size)
        assert 0 <= window.in_flight <= HIGHEST
