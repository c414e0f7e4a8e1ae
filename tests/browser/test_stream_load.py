"""The measurements of ``benchmarks/stream``, each for a moment."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("many --viewers 4 --deaf 1 --seconds 2", r"a viewer that never reads got \d"),
        ("slow --seconds 3 --ratio 1", r"shown [1-9]\d*\.\d/s"),
        ("cuts --count 2", r"new frame shown after: median [1-9]\d* ms"),
        ("busy --seconds 1", r"busy 80 of 100 ms: .* painted [1-9]\d*\.\d/s"),
    ],
)
def test_it_measures(command, told):
    run = subprocess.run(
        [sys.executable, "-m", "stream", *command.split()],
        cwd=BENCHMARKS,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert re.search(told, run.stdout), run.stdout
