"""The command as a user types it."""

import json

import pytest

from webagg.bench.cli import main
from webagg.bench.paths import PATHS
from webagg.bench.scenes import MEASURED, SCENES
from webagg.bench.verify import WrongOutput

FAST = ["--quick", "--density", "0.5"]


def test_quick_measures_the_six_scenes(capsys, tmp_path):
    file = tmp_path / "figures.json"
    chart = tmp_path / "chart.png"
    assert main([*FAST, "--json", str(file), "--plot", str(chart)]) == 0
    output = capsys.readouterr().out
    for scene in MEASURED:
        assert scene in output
    assert "geometric mean" in output
    content = json.loads(file.read_text())
    assert [result["scene"] for result in content["results"]] == list(MEASURED)
    assert chart.stat().st_size > 10_000


def test_scenes_and_densities_can_be_chosen(capsys):
    scenes = ["--scene", "line_anim,marker_move", "--scene", "histogram"]
    assert main(["--quick", "--density", "0.5,1", *scenes, "--json", "-"]) == 0
    content = json.loads(capsys.readouterr().out)
    cases = [(result["scene"], result["density"]) for result in content["results"]]
    names = ["line_anim", "marker_move", "histogram"]
    assert cases == [(name, density) for density in (0.5, 1) for name in names]
    assert set(content["results"][0]["changes"]) == set(PATHS)


def test_markdown(capsys):
    assert main([*FAST, "--scene", "line_anim", "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("| scene |")


def test_list(capsys):
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(SCENES)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--scene", "lines"], "no scene lines; there are line_pan"),
        (["--density", "0"], "over 0 and up to 8, got '0'"),
        (["--density", "two"], "got 'two'"),
        (["--rounds", "0"], "from 1, got '0'"),
        (["--guard", "/nonexistent.json"], "nonexistent"),
    ],
)
def test_bad_arguments(capsys, arguments, message):
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    assert message in capsys.readouterr().err


def test_a_wrong_output_fails_and_says_where(capsys, monkeypatch):
    def wrong(*_):
        raise WrongOutput("3 wrong pixels")

    monkeypatch.setattr("webagg.bench.run.verify", wrong)
    assert main([*FAST, "--scene", "line_anim"]) == 1
    error = capsys.readouterr().err
    assert "path matplotlib, frame 0, scene line_anim, density 0.5" in error
    assert "3 wrong pixels" in error


def test_guard_round_trip(capsys, tmp_path):
    path = tmp_path / "ratios.json"
    assert main([*FAST, "--scene", "line_anim", "--update-guard", str(path)]) == 0
    content = json.loads(path.read_text())
    assert content["density"] == 0.5
    for ratios in content["ratios"].values():
        for ratio in ratios.values():
            # What every machine reaches, so that the next call passes.
            ratio["speed_up"] = 1e-6
    path.write_text(json.dumps(content))
    assert main(["--quick", "--guard", str(path)]) == 0
    assert "1 scenes against" in capsys.readouterr().out
    content["ratios"]["line_anim"]["fast"]["byte_ratio"] /= 2
    path.write_text(json.dumps(content))
    assert main(["--quick", "--guard", str(path)]) == 1
    assert "line_anim, fast: byte_ratio" in capsys.readouterr().out


def test_compare(capsys):
    assert main([*FAST, "--scene", "line_anim", "--compare"]) == 0
    assert "encoders against others" in capsys.readouterr().out
