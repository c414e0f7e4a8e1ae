"""Arithmetic of reports, against numbers done by hand."""

import json

import pytest

from harness.bench_results import report, result
from webagg.bench.summary import geometric_mean, mean_of


def test_geometric_mean():
    assert geometric_mean([2, 8]) == pytest.approx(4)
    assert geometric_mean([0.5, 2, 1]) == pytest.approx(1)
    with pytest.raises(ValueError, match="at least one"):
        geometric_mean([])
    with pytest.raises(ValueError, match="positive numbers"):
        geometric_mean([1, 0])


def test_mean_of_scenes():
    results = [result("a", 20, 10, 1000, 500), result("b", 80, 10, 1000, 2000)]
    mean = mean_of(results, "diff_png")
    assert mean.speed_up == pytest.approx(4)  # of 2 and 8
    assert mean.byte_ratio == pytest.approx(1)  # of 0.5 and 2
    assert mean.worst_speed_up == pytest.approx(2)
    assert mean.worst_byte_ratio == pytest.approx(2)
    assert mean.whole_speed_up == pytest.approx(4)
    assert mean.whole_byte_ratio == pytest.approx(1)


def test_json_has_everything():
    content = report(
        result("a", 20, 10, 1000, 500), result("a", 90, 10, 1000, 500, density=4.0)
    ).as_dict()
    content = json.loads(json.dumps(content))
    assert content["machine"]["cpu"] == "A processor"
    assert content["results"][0]["rounds"] == 5
    fast = content["results"][0]["changes"]["fast"]
    assert fast == {
        "ms": 10,
        "median_ms": 10,
        "size": 500,
        "speed_up": 2,
        "byte_ratio": 0.5,
    }
    means = content["geometric_means"]
    assert [mean["density"] for mean in means] == [2, 4]
    assert means[1]["small"]["speed_up"] == pytest.approx(9)
