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
from matplotlib.figure import Figure

from harness.loops import settle
from harness.terminal import Terminal
from harness.viewers import FakePresenter, NativeViewer
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


@pytest.fixture
def show_with(plt: ModuleType) -> Callable[..., tuple[Figure, NativeViewer]]:
    """Show a figure with a toolbar, and look at it: ``show_with("toolmanager")``."""

    def start(toolbar: str = "toolbar2") -> tuple[Figure, NativeViewer]:
        plt.rcParams["toolbar"] = toolbar
        fig, ax = plt.subplots()
        ax.set_position((0.1, 0.1, 0.8, 0.8))
        ax.plot([0, 1], [0, 1])
        plt.show(block=False)
        viewer = NativeViewer(fig.canvas.manager)
        settle(fig)
        return fig, viewer

    return start


def newer_pythons() -> list[str]:
    """Return the Pythons of 3.13 or later on the path and among pyenv's and uv's."""
    names = [f"python3.{minor}" for minor in range(NEWER[1], NEWER[1] + 3)]
    found = [path for name in names if (path := shutil.which(name))]
    data = Path(os.environ.get("XDG_DATA_HOME", "~/.local/share")).expanduser()
    folders = [
        Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR", data / "uv" / "python")),
    ]
    for folder in folders:
        found += [str(path) for name in names for path in folder.glob(f"*/bin/{name}")]
    return [path for path in found if is_newer(path)]


def is_newer(python: str) -> bool:
    code = f"import sys, venv; sys.exit(sys.version_info < {NEWER})"
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
    found = newer_pythons()
    if not found:
        pytest.skip(
            "no Python of 3.13 or later is on the path, or was installed by pyenv or"
            " uv; no package index has one, and neither has Debian before 13"
        )
    if not (ROOT / "setup.py").exists():
        pytest.skip("the sources are needed to build webagg for a newer Python")
    folder = tmp_path_factory.mktemp("newer")
    subprocess.run([found[0], "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", str(ROOT)]
    done = subprocess.run(install, capture_output=True, text=True)
    assert done.returncode == 0, f"webagg for {found[0]}: {done.stderr[-2000:]}"
    return python
