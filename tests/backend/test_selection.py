"""Rows S1, S2, S4, S5 and L17: how the backend is chosen, beside others."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import matplotlib as mpl
import pytest

import webagg

TIMEOUT = 60

keeps_figures = pytest.mark.skipif(
    mpl.__version_info__ < (3, 10), reason="matplotlib closes them itself before 3.10"
)


def run(script, **env):
    """Run a script; return what it printed. Fails unless it ends with status 0."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "MPLBACKEND")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        env={**kept, **{k: v for k, v in env.items() if v is not None}},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


DISPLAYS = pytest.mark.parametrize("display", [None, ":77"], ids=["none", "invalid"])
CHECK = """
fig = plt.figure()
print(type(fig.canvas).__module__.split(".")[0], plt.get_backend())
"""


@DISPLAYS
@pytest.mark.parametrize(
    ("how", "name"),
    [
        ("use", "module://webagg"),
        ("use", "fastwebagg"),
        ("environment", "module://webagg"),
        ("environment", "fastwebagg"),
        # matplotlib looks for entry points in the other two ways only.
        ("switch", "module://webagg"),
    ],
)
def test_by_name(display, how, name):
    """Rows S1 and S2."""
    begin = {
        "use": f"import matplotlib; matplotlib.use({name!r})\n",
        "environment": "",
        "switch": "",
    }[how]
    switch = f"plt.switch_backend({name!r})\n" if how == "switch" else ""
    script = f"{begin}import matplotlib.pyplot as plt\n{switch}{CHECK}"
    env = {"MPLBACKEND": name} if how == "environment" else {}
    assert run(script, DISPLAY=display, **env) == [f"webagg {name}"]


def test_other_names_still_resolve():
    """Row S2: an entry point must not take the name of a built-in backend."""
    assert run("""
        from matplotlib.backends.registry import backend_registry as r
        for name in ("agg", "webagg", "fastwebagg", "inline"):
            print(*r.resolve_backend(name))
        print(r.resolve_gui_or_backend("fastwebagg"))
    """) == [
        "agg None",
        "webagg webagg",
        "fastwebagg fastwebagg",
        "inline None",
        "('fastwebagg', 'fastwebagg')",
    ]


def test_framework_is_named_to_all_but_pyplot():
    """Row S3, the part without IPython."""
    canvas = webagg.FigureCanvas
    assert canvas.required_interactive_framework == "fastwebagg"
    asked = "FigureCanvas.required_interactive_framework"
    scope = {"FigureCanvas": canvas, "__name__": "matplotlib.pyplot"}
    assert eval(asked, scope) is None


@keeps_figures
def test_figures_of_other_backends_stay():
    assert run("""
        import matplotlib.pyplot as plt
        plt.switch_backend("agg")
        first = plt.figure()
        plt.switch_backend("module://webagg")
        second = plt.figure()
        print(plt.get_fignums(), type(first.canvas).__name__)
    """) == ["[1, 2] FigureCanvasAgg"]


def test_beside_a_qt_application():
    """Row S1: an application of another toolkit runs already."""
    pytest.importorskip("PySide6", reason="no Qt here to be chosen")
    assert run(
        f"""
        from PySide6.QtWidgets import QApplication
        app = QApplication([])
        import matplotlib
        matplotlib.use("module://webagg")
        import matplotlib.pyplot as plt
        {CHECK.replace(chr(10), chr(10) + " " * 8)}
        """,
        QT_QPA_PLATFORM="offscreen",
    ) == ["webagg module://webagg"]


def test_a_foreign_toolkit_does_not_matter():
    """The same without Qt: pyplot believes that another framework runs."""
    assert run(f"""
        import matplotlib
        from matplotlib import cbook
        cbook._get_running_interactive_framework = lambda: "qt"
        import matplotlib.pyplot as plt
        plt.switch_backend("module://webagg")
        {CHECK.replace(chr(10), chr(10) + " " * 8)}
    """) == ["webagg module://webagg"]


def test_no_side_effects():
    """Row S4: nothing starts, listens or is printed until something is shown."""
    assert run("""
        import contextlib, io, os, socket, threading, webbrowser
        webbrowser.open = lambda *args, **kwargs: print("a browser")
        def listening():
            ours = set()
            for name in os.listdir("/proc/self/fd"):
                with contextlib.suppress(FileNotFoundError):
                    ours.add(os.readlink(f"/proc/self/fd/{name}"))
            lines = []
            for table in ("tcp", "tcp6", "udp", "udp6"):
                with contextlib.suppress(FileNotFoundError):
                    lines += open(f"/proc/self/net/{table}").readlines()[1:]
            return [line for line in lines if f"socket:[{line.split()[9]}]" in ours]
        import matplotlib
        matplotlib.use("module://webagg")
        import matplotlib.pyplot as plt
        for number in range(3):
            fig, ax = plt.subplots()
            ax.plot([1, 2])
            fig.savefig(io.BytesIO())
            fig.canvas.draw_idle()
        print(threading.active_count(), len(listening()))
        with socket.create_server(("127.0.0.1", 0)):
            print(len(listening()))
    """) == ["1 0", "1"]


@keeps_figures
def test_show_waits_for_our_own_figures_only():
    """Row S5: each manager is shown, but only ours keep show waiting."""
    assert run(f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from harness.viewers import FakePresenter
        import matplotlib.pyplot as plt
        from matplotlib.backend_bases import FigureManagerBase
        plt.switch_backend("agg")
        foreign = plt.figure().canvas.manager
        foreign.show = lambda: print("foreign shown")
        plt.switch_backend("module://webagg")
        from webagg.backend import presenter
        presenter.use(FakePresenter)
        plt.show()
        print("nothing of ours")
        fig = plt.figure()
        timer = fig.canvas.new_timer(1, [(lambda: plt.close(fig), (), {{}})])
        timer.single_shot = True
        timer.start()
        plt.show()
        print(plt.get_fignums())
    """) == ["foreign shown", "nothing of ours", "foreign shown", "[1]"]


PICKLE = """
import pickle, sys
sys.path.insert(0, {tests!r})
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
from harness.viewers import FakePresenter, NativeViewer
from webagg.backend import presenter
presenter.use(FakePresenter)
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
plt.show(block=False)
NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
fig.canvas.flush_events()
with open({path!r}, "wb") as file:
    pickle.dump(fig, file)
fig.canvas.draw()
"""
UNPICKLE = """
import pickle, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "webagg":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import matplotlib
matplotlib.use({backend!r})
with open({path!r}, "rb") as file:
    fig = pickle.load(file)
print(type(fig.canvas).__name__, fig.dpi)
fig.canvas.mpl_connect("draw_event", lambda event: print("drawn"))
fig.canvas.draw()
"""


@pytest.mark.parametrize("backend", ["agg", "svg"])
def test_figures_travel_without_us(tmp_path, backend):
    """Row L17: pickled while shown, loaded where webagg is not installed."""
    path, tests = str(tmp_path / "fig.pickle"), str(Path(__file__).parents[1])
    assert run(PICKLE.format(path=path, tests=tests)) == []
    loaded = run(UNPICKLE.format(path=path, backend=backend))
    canvas = {"agg": "FigureCanvasAgg", "svg": "FigureCanvasSVG"}[backend]
    assert loaded[0] == f"{canvas} 100.0"
    assert loaded[1:] == (["drawn"] if backend == "agg" else loaded[1:])


def test_figures_travel_to_us(tmp_path):
    """A loaded figure is shown and works like any other."""
    path, tests = str(tmp_path / "fig.pickle"), str(Path(__file__).parents[1])
    run(PICKLE.format(path=path, tests=tests))
    assert run(f"""
        import pickle
        import matplotlib
        matplotlib.use("module://webagg")
        import matplotlib.pyplot as plt
        fig = pickle.load(open({path!r}, "rb"))
        print(type(fig.canvas).__name__, plt.get_fignums(), fig.dpi)
        fig.canvas.mpl_connect("draw_event", lambda event: 1 / 0)
        fig.canvas.mpl_connect("draw_event", lambda event: print("goes on"))
        fig.canvas.draw()
    """) == ["FigureCanvasWebAgg [1] 100.0", "goes on"]
