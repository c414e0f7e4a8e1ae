"""What is made of a drag; the drag itself is in tests/browser/test_bench_live.py."""

import json

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from webagg.bench import live_result
from webagg.bench.cli import main
from webagg.bench.live_figure import BLOCK_POINTS, BLOCKS, MARK, FrameNumber

LOG = live_result.Log(
    {1: 900, 2: 1000, 3: 1100, 4: 1200, 5: 1290, 6: 2500},
    [(70_000, 905), (40_000, 1005), (50_000, 1205), (30_000, 2600)],
    50.0,
)
PAINTED = {"painted": [[2, 1010], [4, 1230], [5, 1295], [6, 2550]], "stall": 12.5}


def test_sum_up():
    result = live_result.sum_up(
        "line_pan", "webagg", {**PAINTED, "start": 1000, "end": 2000}, LOG
    )
    assert result == live_result.LiveResult(
        "line_pan",
        "webagg",
        painted_fps=3,
        drawn_fps=4,
        agg_fps=50,
        last_frame_ms=550,
        ready_to_painted_ms=10,
        worst_ready_to_painted_ms=30,
        frame_kb=30,
        mb_per_second=0.09,
        longest_stall_ms=12.5,
    )


def test_a_page_that_paints_nothing_is_an_error():
    seen = {"painted": [], "stall": 1, "start": 1000, "end": 2000}
    with pytest.raises(
        live_result.LiveError, match="webagg's page painted no new frame"
    ):
        live_result.sum_up("line_pan", "webagg", seen, LOG)


def test_log_is_read(tmp_path):
    path = tmp_path / "log"
    path.write_text("sent 70 1.5\ndrawn 1 2.25\nsent 900 3.0\nalone 30 1500\n")
    assert live_result.Log.read(path) == live_result.Log(
        {1: 2.25}, [(70, 1.5), (900, 3.0)], 20.0
    )


def test_text():
    result = live_result.sum_up(
        "line_pan", "webagg", {**PAINTED, "start": 0, "end": 1300}, LOG
    )
    line = live_result.as_text([result]).splitlines()[-1]
    assert line.split()[:7] == [
        "line_pan",
        "webagg",
        "2.3",
        "3.8",
        "50.0",
        "1250",
        "ms",
    ]
    assert "12 ms" in line


@pytest.mark.parametrize("ratio", [1, 2, 1.5])
def test_frames_carry_their_number(ratio):
    figure = Figure(figsize=(3, 2), dpi=100 * ratio)
    canvas = FigureCanvasAgg(figure)
    number = FrameNumber()
    figure.add_artist(number)
    for expected in (1, 2, 3, 4, 5):
        canvas.draw()
        assert number.number == expected
        pixels = np.asarray(canvas.buffer_rgba())
        side = round(BLOCK_POINTS * ratio)
        row = pixels[-side // 2, side // 2 : BLOCKS * side : side]
        assert (row[:, 3] == 255).all()
        bits = (row[:, 0] > 127).astype(int).tolist()
        assert tuple(bits[: len(MARK)]) == MARK
        assert sum(bit << i for i, bit in enumerate(bits[len(MARK) :])) == expected


def test_without_a_browser_it_is_skipped_and_says_why(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nonexistent")
    reason = "none of chromium"
    assert main(["--live", "--json", "-"]) == 0
    assert reason in json.loads(capsys.readouterr().out)["live"]["skipped"]
    assert main(["--live"]) == 0
    assert f"Skipped the live measurement: {reason}" in _one_line(capsys)


def _one_line(capsys):
    return " ".join(capsys.readouterr().out.split()).replace("no browser: ", "")
