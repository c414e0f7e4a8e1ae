"""Rows X4 to X8: exits and signals while a loop runs, each in a process of its own."""

import signal
import subprocess
import sys
import textwrap

import pytest

TIMEOUT = 60
WAITS = ["plt.show()", "plt.pause(3600)", "plt.ginput(timeout=0)"]
PRELUDE = """
import asyncio, os, signal, sys, threading, time
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
from webagg.backend import presenter
sys.path.insert(0, {tests!r})
from harness.viewers import FakePresenter
presenter.use(FakePresenter)
fig = plt.figure()
def once(function, milliseconds=20):
    timer = fig.canvas.new_timer(milliseconds, [(function, (), {{}})])
    timer.single_shot = True
    timer.start()
    return timer
def kill(number=signal.SIGINT):
    # From another thread, so that the loop is waiting when the signal comes.
    threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
fig.canvas.mpl_connect("close_event", lambda event: print("closed", flush=True))
"""


@pytest.fixture
def run(request):
    """Run the rest of a script; return its exit status, output and errors."""
    tests = str(request.path.parents[1])

    def run(script):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                PRELUDE.format(tests=tests) + textwrap.dedent(script),
            ],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            env=None,
            check=False,
        )
        return done.returncode, done.stdout.split(), done.stderr

    return run


@pytest.mark.parametrize(
    "wait", ["plt.show()", "plt.pause(3600)", "plt.ginput(timeout=0)"]
)
def test_exit_in_a_callback(run, wait):
    """Row X4: it leaves the loop with its code, and the handlers as they were."""
    status, output, _ = run(f"""
        timer = once(lambda: sys.exit(3))
        try:
            {wait}
        finally:
            print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
            print(signal.set_wakeup_fd(-1))
    """)
    assert status == 3
    assert output[:2] == ["True", "-1"]


@pytest.mark.parametrize("wait", ["plt.show()", "plt.pause(3600)"])
def test_keyboard_interrupt_in_a_callback(run, wait):
    status, output, errors = run(f"""
        def fail():
            raise KeyboardInterrupt("mine")
        timer = once(fail)
        try:
            {wait}
        except KeyboardInterrupt as error:
            print(error, plt.get_fignums())
    """)
    assert (status, output[:2]) == (0, ["mine", "[1]"])
    assert errors == ""


def test_ctrl_c_in_show(run):
    """Row X5: the figures are closed, show returns, the script goes on."""
    status, output, errors = run("""
        other = plt.figure()
        far = fig.canvas.new_timer(interval=3_600_000)
        far.start()
        kill()
        plt.show()
        print(plt.get_fignums(), presenter.presenter().blocks)
    """)
    assert (status, errors) == (0, "")
    assert "".join(output) == "closed[][(True,False),(False,True)]"


def test_ctrl_c_again_while_show_ends(run):
    """Shells and impatient people send it more than once: it is being obeyed."""
    status, output, errors = run("""
        fig.canvas.mpl_connect("close_event", lambda event: os.kill(os.getpid(), 2))
        kill()
        plt.show()
        print(plt.get_fignums(), signal.getsignal(2) is signal.default_int_handler)
    """)
    assert (status, output, errors) == (0, ["closed", "[]", "True"], "")


def test_ctrl_c_while_show_starts(run):
    """People press it when they see the address, the loop may not run yet."""
    status, output, errors = run("""
        presenter.presenter().present = lambda manager: os.kill(os.getpid(), 2)
        plt.show()
        print(plt.get_fignums())
    """)
    assert (status, output, errors) == (0, ["closed", "[]"], "")


def test_ctrl_c_while_a_show_that_does_not_block_starts(run):
    status, output, _ = run("""
        presenter.presenter().present = lambda manager: os.kill(os.getpid(), 2)
        try:
            plt.show(block=False)
        except KeyboardInterrupt:
            print(plt.get_fignums())
    """)
    assert (status, output) == (0, ["[1]", "closed"])


@pytest.mark.parametrize(
    "wait", ["plt.pause(3600)", "plt.ginput(timeout=0)", "plt.waitforbuttonpress()"]
)
def test_ctrl_c_elsewhere(run, wait):
    """Row X6: KeyboardInterrupt; the figures stay and work."""
    status, output, errors = run(f"""
        draws = []
        fig.canvas.mpl_connect("draw_event", draws.append)
        for _ in range(2):
            kill()
            try:
                {wait}
            except KeyboardInterrupt:
                print("interrupted")
        before = len(draws)
        fig.text(0.5, 0.5, "x")
        plt.pause(0.01)
        print(plt.get_fignums(), len(draws) - before)
    """)
    assert (status, errors) == (0, "")
    assert output == ["interrupted", "interrupted", "[1]", "1", "closed"]


def test_ctrl_c_in_a_pause_within_show(run):
    """A callback that pauses in a loop is left, and show ends as it does."""
    status, output, errors = run("""
        def forever():
            while True:
                plt.pause(0.05)
        timer = once(forever)
        kill()
        plt.show()
        print(plt.get_fignums())
    """)
    assert (status, output, errors) == (0, ["closed", "[]"], "")


def test_ctrl_c_in_a_pause_within_a_pause(run):
    status, output, _ = run("""
        other = plt.figure()
        def nested():
            other.canvas.start_event_loop(3600)
            print("not reached")
        timer = once(nested)
        kill()
        try:
            fig.canvas.start_event_loop(3600)
        except KeyboardInterrupt:
            print("interrupted")
        print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    """)
    assert (status, output) == (0, ["interrupted", "True", "closed"])


@pytest.mark.parametrize(
    ("wait", "fignums"), [("plt.show()", "[]"), ("plt.pause(3600)", "[1]")]
)
def test_own_handler_that_returns(run, wait, fignums):
    """Row X7: called once, with its arguments, and the loop ends."""
    status, output, errors = run(f"""
        calls = []
        def handler(number, frame):
            calls.append((number, frame is None or hasattr(frame, "f_code")))
        signal.signal(signal.SIGINT, handler)
        kill()
        {wait}
        print(calls == [(signal.SIGINT, True)], plt.get_fignums())
        print(signal.getsignal(signal.SIGINT) is handler)
    """)
    assert (status, errors) == (0, "")
    assert [word for word in output if word != "closed"] == ["True", fignums, "True"]


@pytest.mark.parametrize("wait", ["plt.show()", "plt.pause(3600)"])
def test_ignored_stays_ignored(run, wait):
    status, output, _ = run(f"""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        kill()
        timer = once(lambda: plt.close(fig), 200)
        {wait}
        print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
    """)
    assert (status, output) == (0, ["closed", "True"])


@pytest.mark.parametrize("wait", ["plt.show()", "plt.pause(3600)"])
def test_default_action_is_not_replaced(run, wait):
    status, output, _ = run(f"""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        kill()
        {wait}
        print("not reached")
    """)
    assert (status, output) == (-signal.SIGINT, [])


def test_handler_of_asyncio_run(run):
    """It raises nothing by itself: it cancels the task that blocks in show."""
    status, output, errors = run("""
        async def main():
            kill()
            plt.show()
            print("show returned")
            await asyncio.sleep(3600)
        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            print("interrupted", plt.get_fignums())
    """)
    assert (status, errors) == (0, "")
    assert output == ["closed", "show", "returned", "interrupted", "[]"]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_handlers_of_an_asyncio_loop_get_their_signals(run, name):
    """Asyncio learns of signals through a descriptor that our loop takes over."""
    status, output, errors = run(f"""
        async def main():
            called = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.{name}, called.set)
            kill(signal.{name})
            timer = once(lambda: plt.close(fig), 200)
            plt.pause(3600)
            await asyncio.wait_for(called.wait(), 10)
            print("called")
        asyncio.run(main())
    """)
    assert (status, errors) == (0, "")
    assert "called" in output


@pytest.mark.parametrize("wait", ["plt.show()", "plt.pause(3600)"])
def test_other_signals(run, wait):
    """Row X8: handled promptly, the loop goes on, a later Ctrl-C works."""
    status, output, errors = run(f"""
        def handler(number, frame):
            print("USR1", flush=True)
            kill()
        signal.signal(signal.SIGUSR1, handler)
        kill(signal.SIGUSR1)
        try:
            {wait}
        except KeyboardInterrupt:
            print("interrupted")
    """)
    assert (status, errors) == (0, "")
    ending = ["closed"] if wait == "plt.show()" else ["interrupted", "closed"]
    assert output == ["USR1", *ending]
