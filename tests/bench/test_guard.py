"""The guard: falls by a quarter fail, smaller ones and noise do not."""

import pytest

from harness.bench_results import MACHINE, result
from webagg.bench.guard import GUARDED, Guard, falls, guard, ratios_of

GOOD = [result("a", 40, 1, 1000, 500), result("b", 90, 1, 1000, 800)]
COMMITTED = ratios_of(GOOD)


def never(scene):
    pytest.fail(f"{scene} measured again")


def test_ratios_of_results():
    assert COMMITTED["a"]["fast"] == {"speed_up": 40, "byte_ratio": 0.5}
    assert COMMITTED["geometric mean"]["fast"]["speed_up"] == 60
    assert set(COMMITTED["b"]) == set(GUARDED)


def test_the_same_and_a_little_worse_pass():
    assert guard(COMMITTED, GOOD, never) == []
    worse = [result("a", 40, 1.3, 1000, 600), result("b", 90, 1.3, 1000, 1000)]
    assert guard(COMMITTED, worse, never) == []


def test_a_slow_scene_fails_if_it_is_slow_twice():
    slow = [result("a", 40, 1.4, 1000, 500), GOOD[1]]
    repeated = []

    def again(scene):
        repeated.append(scene)
        return slow[0]

    found = guard(COMMITTED, slow, again)
    assert repeated == ["a"]
    assert {(fall.scene, fall.path, fall.quantity) for fall in found} == {
        ("a", path, "speed_up") for path in GUARDED
    }
    assert "speed_up is 28.6, more than 25 % worse than 40" in str(found[0])


def test_a_moment_of_noise_passes():
    slow = [result("a", 40, 4, 1000, 500), GOOD[1]]
    assert guard(COMMITTED, slow, lambda scene: GOOD[0]) == []


def test_more_bytes_fail():
    large = [GOOD[0], result("b", 90, 1, 1000, 1100)]
    found = guard(COMMITTED, large, lambda scene: large[1])
    assert {(fall.scene, fall.quantity) for fall in found} == {("b", "byte_ratio")}


def test_a_scene_that_was_not_measured_is_an_error():
    with pytest.raises(KeyError):
        falls(ratios_of(GOOD[:1]), COMMITTED)


def test_file(tmp_path):
    path = str(tmp_path / "ratios.json")
    Guard(2.0, COMMITTED).save(path, MACHINE)
    assert Guard.load(path) == Guard(2.0, COMMITTED)


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"density": 2, "ratios": {}}', "no JSON"]
)
def test_bad_files(tmp_path, text):
    path = tmp_path / "ratios.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"ratios|nothing|Expecting"):
        Guard.load(str(path))
