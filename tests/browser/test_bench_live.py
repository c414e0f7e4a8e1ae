"""The live benchmark, for a moment: both servers, a real drag in Chromium."""

import json

from webagg.bench import live
from webagg.bench.cli import main


def test_a_drag_under_both_servers(monkeypatch, capsys):
    monkeypatch.setattr(live, "DRAG_SECONDS", 1.0)
    assert live.missing() is None
    assert main(["--live", "--scene", "line_pan", "--json", "-"]) == 0
    theirs, ours = json.loads(capsys.readouterr().out)["live"]
    assert (theirs["server"], ours["server"]) == ("matplotlib", "webagg")
    for result in (theirs, ours):
        assert result["painted_fps"] > 0
        assert result["drawn_fps"] > 0
        assert result["agg_fps"] > 0
        assert result["ready_to_painted_ms"] > 0
        assert result["frame_kb"] > 1
        assert result["longest_stall_ms"] > 0
