"""Whole test files of matplotlib, run on webagg and on Agg: the same tests pass.

Row C2 of the contract. The files are copied from the installed matplotlib while the
test runs, because its tests package cannot be imported from a wheel.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

FILES = [
    "test_backend_bases.py",
    "test_backend_tools.py",
    "test_widgets.py",
    "test_animation.py",
    "test_pyplot.py",
    "test_offsetbox.py",
]
TIMEOUT = 600
# matplotlib's own conftest, every test on one backend, and a record of how each ended.
CONFTEST = """
import json
import os

import matplotlib
import pytest
from matplotlib.testing.conftest import *

outcomes = {}
backends = set()


@pytest.fixture(autouse=True)
def note_backend(mpl_test_settings):
    backends.add(matplotlib.get_backend())


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("backend") is None:
            item.add_marker(pytest.mark.backend(os.environ["BACKEND_UNDER_TEST"]))


def pytest_runtest_logreport(report):
    worst = {"passed": 0, "skipped": 1, "failed": 2}
    before = outcomes.get(report.nodeid, "passed")
    outcomes[report.nodeid] = max(before, report.outcome, key=worst.get)


def pytest_sessionfinish():
    with open("outcomes.json", "w") as file:
        json.dump({"outcomes": outcomes, "backends": sorted(backends)}, file)
"""


def outcomes(backend: str, folder: Path) -> dict[str, str]:
    """Run the files on a backend; return how each test ended."""
    folder.mkdir()
    for name in FILES:
        shutil.copy(Path(mpl.__file__).parent / "tests" / name, folder)
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text("[pytest]\n")
    env = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
    env.pop("MPLBACKEND", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**env, "BACKEND_UNDER_TEST": backend},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    try:
        found = json.loads((folder / "outcomes.json").read_text())
    except FileNotFoundError:
        pytest.fail(f"matplotlib's tests did not run on {backend}:\n{done.stdout}")
    assert backend in found["backends"]
    return found["outcomes"]


def passed(all_outcomes: dict[str, str]) -> set[str]:
    return {name for name, outcome in all_outcomes.items() if outcome == "passed"}


@pytest.mark.skipif(
    mpl.__version_info__ < (3, 10),
    reason="its test settings hide the backend before 3.10",
)
def test_same_passes_as_agg(tmp_path):
    agg = outcomes("agg", tmp_path / "agg")
    ours = outcomes("module://webagg", tmp_path / "webagg")
    assert ours.keys() == agg.keys()
    # Those that fail on both want baseline images, which wheels do not have.
    assert len(passed(agg)) > 0.9 * len(agg)
    assert sorted(passed(agg) ^ passed(ours)) == []
