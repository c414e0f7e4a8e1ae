"""pyplot without a server; prompts on pseudo-terminals, in this Python and a newer."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import pytest
from matplotlib import pyplot

from harness.terminal import Terminal
from harness.viewers import FakePresenter
from webagg.backend import presenter as presenter_module
from webagg.backend.eventloop import pump
from webagg.backend.figures import figures

ROOT = Path(__file__).resolve().parents[2]
NEWER = (3, 13)
"""From here on Python has a prompt of its own, besides readline's."""

StartTerminal = Callable[..., Terminal]


@pytest.fixture
def start_terminal(tmp_path: Path) -> Iterator[StartTerminal]:
    """Start programs on pseudo-terminals: ``start_terminal(*command, env=...)``."""
    terminals: list[Terminal] = []

    def start(*command: str, env: dict[str, str | None] | None = None) -> Terminal:
        folder = tmp_path / f"terminal{len(terminals)}"
        folder.mkdir()
        terminals.append(Terminal(*command, folder=folder, env=env))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def presenter(monkeypatch: pytest.MonkeyPatch) -> FakePresenter:
    """Show figures nowhere; return what remembers which."""
    fake = FakePresenter()
    monkeypatch.setattr(presenter_module, "_presenter", fake)
    return fake


@pytest.fixture
def plt(presenter: FakePresenter) -> Iterator[ModuleType]:
    """Return pyplot on webagg, not interactive, with default rcParams."""
    with mpl.rc_context():
        mpl.rcdefaults()
        pyplot.switch_backend("module://webagg")
        pyplot.ioff()
        yield pyplot
        pyplot.close("all")
        for manager in figures.all():
            manager.destroy()
        pump.turn()


def is_newer(python: str) -> bool:
    code = f"import sys; sys.exit(sys.version_info < {NEWER})"
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0


@pytest.fixture(scope="session")
def newer_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a Python of 3.13 or later that has webagg.

    It is this one, or that named by ``WEBAGG_NEWER_PYTHON``, or a new environment
    of one that is found.
    """
    if sys.version_info >= NEWER:
        return sys.executable
    if named := os.environ.get("WEBAGG_NEWER_PYTHON"):
        return named
    names = [f"python3.{minor}" for minor in range(NEWER[1], NEWER[1] + 3)]
    found = [path for name in names if (path := shutil.which(name)) and is_newer(path)]
    if not found:
        pytest.skip(f"none of {', '.join(names)} is installed")
    if not (ROOT / "setup.py").exists():
        pytest.skip("the sources are needed to build webagg for a newer Python")
    folder = tmp_path_factory.mktemp("newer")
    subprocess.run([found[0], "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", str(ROOT)]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"webagg cannot be installed in {found[0]}: {done.stderr[-500:]}")
    return python
