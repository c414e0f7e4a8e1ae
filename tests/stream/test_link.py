"""The link's estimate, against links whose truth is known."""

import random

import pytest

from webagg.stream.link import Link


class Way:
    """A first-in-first-out link with one viewer behind it; time is simulated."""

    def __init__(self, bandwidth, round_trip, page=0.002, seed=0):
        self.seconds_per_byte = 8 / bandwidth
        self.round_trip = round_trip
        self.page = page
        self.random = random.Random(seed)
        self.free_at = self.page_free_at = self.now = 0.0
        self.pending = []
        self.link = Link()
        self.link.greeted(0.0, round_trip)
        self.frame_id = 0

    def send(self, size):
        self.frame_id += 1
        self.link.sent(self.frame_id, size, self.now)
        self.free_at = max(self.free_at, self.now) + size * self.seconds_per_byte
        arrived = self.free_at + self.round_trip / 2
        self.page_free_at = max(self.page_free_at, arrived) + self.page
        jitter = self.random.uniform(0, 0.001)
        self.pending.append(
            (self.page_free_at + self.round_trip / 2 + jitter, self.frame_id)
        )

    def wait(self):
        """Go on until the oldest update is acknowledged."""
        due, frame_id = self.pending.pop(0)
        self.now = max(self.now, due)
        self.link.acknowledged(frame_id, self.now, self.page)

    def animate(self, frames, window, size):
        for _ in range(frames):
            while len(self.pending) >= window:
                self.wait()
            self.send(round(size * self.random.uniform(0.8, 1.2)))
        while self.pending:
            self.wait()


@pytest.mark.parametrize("round_trip", [0, 0.05, 0.2])
@pytest.mark.parametrize("bandwidth", [1e6, 2e6, 20e6])
def test_finds_throughput_and_delay(bandwidth, round_trip):
    way = Way(bandwidth, round_trip)
    # Enough in flight to keep the link busy.
    way.animate(60, 16, 20_000)
    assert way.link.throughput == pytest.approx(bandwidth / 8, rel=0.25)
    way.animate(40, 1, 20_000)
    assert way.link.throughput == pytest.approx(bandwidth / 8, rel=0.4)
    assert way.link.delay == pytest.approx(round_trip, abs=0.03)


@pytest.mark.parametrize("round_trip", [0, 0.05, 0.2])
@pytest.mark.parametrize(("bandwidth", "slow"), [(1e6, True), (2e6, True),
                                                 (100e6, False)])  # fmt: skip
def test_tells_slow_from_far(bandwidth, round_trip, slow):
    """A long way to a fast link is no reason to squeeze bytes."""
    way = Way(bandwidth, round_trip)
    way.animate(60, 4, 15_000)
    assert way.link.is_slow == slow


def test_large_updates_on_a_fast_link_are_not_squeezed():
    way = Way(160e6, 0.0)
    way.animate(40, 2, 2_000_000)  # 0.1 s each
    assert not way.link.is_slow


def test_slow_page_is_no_slow_link():
    way = Way(1e9, 0.01, page=0.08)
    way.animate(50, 3, 200_000)
    assert not way.link.is_slow


def test_stays_slow_while_small_updates_just_fit():
    way = Way(4e6, 0.0)
    way.animate(40, 2, 20_000)  # 40 ms each
    assert way.link.is_slow
    way.animate(40, 2, 8_000)  # 16 ms each, as they are small now
    assert way.link.is_slow
    way.animate(40, 2, 1_000)
    assert not way.link.is_slow


def test_notices_that_the_link_changed():
    way = Way(100e6, 0.0)
    way.animate(40, 2, 20_000)
    assert not way.link.is_slow
    way.seconds_per_byte = 8 / 1e6
    way.animate(12, 2, 20_000)
    assert way.link.is_slow


def test_a_burst_of_acknowledgements_is_an_outlier():
    way = Way(1e6, 0.0)
    way.animate(30, 2, 20_000)
    before = way.link.throughput
    for _ in range(4):
        way.send(20_000)
    way.now = 60.0  # a stall, after which all come at once
    while way.pending:
        way.wait()
    assert way.link.throughput == pytest.approx(before, rel=0.3)


@pytest.mark.parametrize("round_trip", [0, 0.05, 0.2])
@pytest.mark.parametrize("window", [1, 2, 4])
def test_foretells_when_the_link_is_free_and_an_answer_comes(round_trip, window):
    way = Way(1e6, round_trip)
    way.animate(60, window, 15_000)
    for _ in range(window):
        way.send(15_000)
    assert way.link.answered_at == pytest.approx(way.pending[0][0], abs=0.03)
    assert way.link.free_at == pytest.approx(way.free_at, abs=0.03)
    way.wait()
    if way.pending:
        assert way.link.answered_at == pytest.approx(way.pending[0][0], abs=0.03)
    way.link.reset()
    assert way.link.answered_at == float("inf")


def test_keeps_up_with_a_link_whose_updates_are_paced():
    """Each is sent when the link is free, before the one before it is acknowledged."""
    way = Way(1e6, 0.1)
    way.animate(20, 2, 15_000)
    assert way.link.is_paced
    for bandwidth in (2e6, 1e6, 0.5e6):
        way.seconds_per_byte = 8 / bandwidth
        for _ in range(30):
            way.send(15_000)
            while way.pending and way.pending[0][0] <= way.link.free_at:
                way.wait()
            way.now = max(way.now, way.link.free_at)
        assert way.link.throughput == pytest.approx(bandwidth / 8, rel=0.3)


@pytest.mark.parametrize(("bandwidth", "paced"), [(1e6, True), (10e6, False),
                                                  (1e9, False)])  # fmt: skip
def test_paces_what_occupies_the_link_for_long(bandwidth, paced):
    way = Way(bandwidth, 0.02)
    way.animate(40, 2, 15_000)
    assert way.link.is_paced == paced


def test_large_updates_on_a_fast_link_are_not_paced():
    way = Way(160e6, 0.0)
    way.animate(40, 2, 2_000_000)
    assert not way.link.is_paced


def test_a_greeting_tells_the_delay_so_that_one_update_tells_the_throughput():
    way = Way(1e6, 0.1)
    way.animate(1, 1, 15_000)
    assert way.link.throughput == pytest.approx(1e6 / 8, rel=0.1)
    assert way.link.is_slow


def test_ignores_what_was_not_sent():
    link = Link()
    link.acknowledged(7, 1.0, 0.0)
    assert link.throughput is None
    assert link.delay == link.transfer_time == 0
    link.sent(1, 1000, 0.0)
    link.reset()
    link.acknowledged(1, 1.0, 0.0)
    assert link.throughput is None
