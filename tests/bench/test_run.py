"""Measuring: what is counted, and that a wrong output stops it."""

import pytest

from webagg.bench.paths import BASELINE, PATHS, Output
from webagg.bench.run import Timings, measure
from webagg.bench.scenes import SCENES
from webagg.bench.verify import WrongOutput


def test_cost_is_the_mean_over_frames_of_the_best_round():
    timings = Timings()
    for index, times in {0: [9e6], 1: [4e6, 2e6, 6e6], 2: [8e6, 10e6, 9e6]}.items():
        for ns in times:
            timings.add(index, int(ns), 100 * index)
    cost = timings.cost([1, 2])
    assert cost.ms == pytest.approx(5)
    assert cost.median_ms == pytest.approx(6.5)
    assert cost.size == 150


def test_a_result_has_every_path_and_its_ratios():
    rounds = []
    result = measure(
        SCENES["marker_move"],
        0.5,
        rounds=2,
        frames=3,
        on_round=lambda: rounds.append(None),
    )
    assert len(rounds) == 2
    assert list(result.changes) == list(result.whole) == list(PATHS)
    assert (result.width, result.height) == (320, 240)
    assert result.verified == 2 * 3 * len(PATHS)
    assert 0 < result.changed < 0.1
    assert result.speed_up(BASELINE) == 1
    assert result.byte_ratio(BASELINE) == 1
    theirs, ours = result.changes[BASELINE], result.changes["fast"]
    assert result.byte_ratio("fast") == ours.size / theirs.size
    assert result.speed_up("fast") == theirs.ms / ours.ms
    # A marker that moves is a small part of the picture.
    assert ours.size < result.whole["fast"].size


class WrongNow:
    """A path whose outputs are right but for one bit of one frame."""

    def __init__(self, at):
        self.path = PATHS["diff_png"].make()
        self.at = at
        self.count = 0

    def first(self, frame):
        return self.path.first(frame)

    def next(self, frame):
        output = self.path.next(frame)
        self.count += 1
        if self.count == self.at:
            payload = bytearray(output.payload)
            payload[-20] ^= 1
            return Output(output.kind, bytes(payload))
        return output


def test_a_wrong_output_stops_the_run():
    from webagg.bench.paths import PathKind

    kinds = [PATHS[BASELINE], PathKind("wrong", "", "", lambda: WrongNow(2))]
    with pytest.raises(WrongOutput) as error:
        measure(SCENES["line_anim"], 0.5, rounds=1, frames=4, paths=kinds)
    assert error.value.__notes__ == ["path wrong, frame 2"]


def test_rounds_are_left_out_when_time_is_over():
    calls = []
    result = measure(
        SCENES["marker_move"],
        0.5,
        rounds=4,
        frames=2,
        seconds=0,
        on_round=lambda: calls.append(None),
    )
    assert result.rounds == 2
    assert len(calls) == 4
    assert result.verified == 2 * 2 * len(PATHS)


def test_rounds_are_checked():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        measure(SCENES["line_anim"], 1, rounds=0)
