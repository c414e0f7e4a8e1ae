"""The checks of matplotlib's test_backends_interactive.py, run against webagg.

Row C1 of the contract: they pass without a display and without a browser.
"""

import inspect
import json
import signal

import matplotlib as mpl
import pytest

from harness.mpltests import load
from harness.process import free_port

BACKEND = "module://webagg"

mpl_tests = load(
    "test_backends_interactive.py",
    {
        # The name of a figure's canvas' module.
        r'type\(fig\.canvas\)\.__module__ == f"matplotlib\.backends\.backend_'
        r'\{backend\}"$': 'type(fig.canvas).__module__.startswith("webagg")',
        # We have no interactive framework that would exclude others.
        r'not backend\.startswith\(\("gtk", "web"\)\)': (
            'not backend.startswith(("gtk", "web", "module"))'
        ),
        # No plugin of pytest that runs tests again.
        r"^@pytest\.mark\.flaky\(.*\)\n": "",
    },
    # Until matplotlib 3.10 test_webagg says it in the environment.
    {
        r'"MPLBACKEND": "webagg"': f'"MPLBACKEND": "{BACKEND}"',
        r'"backend": "webagg"': f'"backend": "{BACKEND}"',
    },
)
TIMEOUT = 60
# Until matplotlib 3.10 it does not read the printed address, so it knows no token.
READS_ADDRESS = "visit (http" in inspect.getsource(mpl_tests.test_webagg)


@pytest.fixture(autouse=True)
def headless(monkeypatch, tmp_path):
    """No display, and a port of one's own: the checks allow no second try."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WEBAGG_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    port = free_port()
    (tmp_path / "matplotlibrc").write_text(f"webagg.port: {port}\n")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path))
    monkeypatch.setitem(mpl.rcParams, "webagg.port", port)


def run(function, *args):
    return mpl_tests._run_helper(
        function, *args, timeout=TIMEOUT, extra_env={"MPLBACKEND": BACKEND}
    )


@pytest.mark.parametrize("token", [None, ""] if READS_ADDRESS else [""])
def test_webagg(token, monkeypatch):
    if token is not None:
        monkeypatch.setenv("WEBAGG_TOKEN", token)
    mpl_tests.test_webagg()


@pytest.mark.parametrize("toolbar", ["toolbar2", "toolmanager"])
def test_interactive_backend(toolbar):
    done = run(mpl_tests._test_interactive_impl, json.dumps({"toolbar": toolbar}))
    assert done.stdout.count("CloseEvent") == 1


def test_interactive_thread_safety():
    done = run(mpl_tests._test_thread_impl)
    assert done.stdout.count("CloseEvent") == 1


def test_blitting_events():
    done = run(mpl_tests._test_number_of_draws_script)
    assert 0 < done.stdout.count("DrawEvent") < 5


def test_interactive_timers():
    run(mpl_tests._impl_test_interactive_timers)


def start(function, target, kwargs):
    """Start one of the signal checks.

    Ctrl+C in show closes the figures and show returns, as matplotlib's WebAgg does;
    elsewhere it raises KeyboardInterrupt, as in a desktop window.
    """
    source = inspect.getsource(function)
    if target == "show":
        ending = "    except KeyboardInterrupt:\n        print('SUCCESS', flush=True)\n"
        assert source.endswith(ending)
        source = source.removesuffix(ending) + (
            "    finally:\n"
            "        print('LEFT', plt.get_fignums(), flush=True)\n"
            "    print('SUCCESS', flush=True)\n"
        )
    source += f"\n{function.__name__}({BACKEND!r}, {target!r}, {kwargs!r})"
    python = [mpl_tests.sys.executable, "-c", source]
    return mpl_tests._WaitForStringPopen(python)


def finish(process, target):
    """Check that the process ended as it should after Ctrl+C."""
    output, _ = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0
    assert "SUCCESS" in output
    if target == "show":
        assert "LEFT []" in output


TARGETS = pytest.mark.parametrize(
    ("target", "kwargs"), [("show", {"block": True}), ("pause", {"interval": 10})]
)


@TARGETS
def test_sigint(target, kwargs):
    with start(mpl_tests._test_sigint_impl, target, kwargs) as process:
        try:
            process.wait_for("DRAW")
            finish(process, target)
        finally:
            process.kill()


@TARGETS
def test_other_signal_before_sigint(target, kwargs):
    function = mpl_tests._test_other_signal_before_sigint_impl
    with start(function, target, kwargs) as process:
        try:
            process.wait_for("DRAW")
            process.send_signal(signal.SIGUSR1)
            process.wait_for("SIGUSR1")
            process.send_signal(signal.SIGINT)
            finish(process, target)
        finally:
            process.kill()
