"""Rows H1 and H2: figures stay alive while Python's own prompts wait."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.terminal import TICKING, TIMEOUT, Terminal

PROMPTS = ["this", "newer_basic", "newer"]

# A figure whose timer counts, and says so when asked.
FIGURE = f"""
import matplotlib.pyplot as plt
from webagg.backend.eventloop import pump
plt.ion()
fig = plt.figure()
{TICKING}"""


def more_ticks(terminal: Terminal, number: int) -> None:
    """Wait, without pressing a key, until the timer has ticked that often."""
    terminal.run(f"announce.append(ticks + {number})")
    terminal.wait_for("<ticked>")


def write_figure(terminal: Terminal, folder: Path) -> None:
    (folder / "live.py").write_text(FIGURE)
    terminal.wait_for(">>> ")
    terminal.run(f"exec(open({str(folder / 'live.py')!r}).read())")


@pytest.fixture(params=PROMPTS)
def start_prompt(request, start_terminal) -> Callable[[], Terminal]:
    """Start a prompt: readline's of this Python, and both of a newer one."""
    if request.param == "this":
        command, basic = sys.executable, "1"
    else:
        command = request.getfixturevalue("newer_python")
        basic = "1" if request.param == "newer_basic" else None
    return lambda: start_terminal(command, env={"PYTHON_BASIC_REPL": basic})


@pytest.fixture
def terminal(start_prompt, tmp_path) -> Terminal:
    """Start a prompt beside which a figure lives."""
    started = start_prompt()
    write_figure(started, tmp_path)
    return started


def test_figures_do_not_wait_for_the_prompt(terminal):
    """The prompt asks ten times a second; figures run on between."""
    terminal.run("from webagg.backend.prompt import Prompt; turn = Prompt.turn")
    terminal.run("results = []")
    terminal.run("Prompt.turn = lambda *a: (results.append(turn(*a)), results[-1])[1]")
    terminal.run("announce.append(ticks + 100); results.clear()")
    terminal.wait_for("<ticked>")
    kept, given = terminal.value(
        "(sum(r is not None for r in results), results.count(None))"
    )
    # Each key that was typed above gave the prompt its turn, too.
    assert kept > given


def test_typing(terminal):
    more_ticks(terminal, 10)
    left = "\x1bOD"
    terminal.type("print('<<', 1234" + left * 2 + "9" + "\x05" + ", '>>')")
    terminal.enter("")
    assert terminal.wait_for(r"<< \d+ >>") == "<< 12934 >>"


def test_pasted_text(terminal):
    """It arrives at once, and more of it than one read of the prompt."""
    lines = [f"pasted_{i} = {i}\r" for i in range(300)]
    terminal.type("".join(lines) + "print('<' '<', pasted_299, '>' '>')\r")
    assert terminal.wait_for(r"<< \d+ >>") == "<< 299 >>"
    assert terminal.value("sum(v for k, v in globals().items() if 'pasted' in k)") == (
        sum(range(300))
    )
    more_ticks(terminal, 10)


def test_ctrl_c_gives_a_new_prompt(terminal):
    for _ in range(5):
        terminal.run("announce.append(ticks + 100)")
        terminal.type("half a line")
        # Long after the last key: the hook waits, not the prompt.
        terminal.wait_for("<ticked>")
        terminal.interrupt()
        terminal.wait_for("KeyboardInterrupt")
        terminal.wait_for(">>> ")
    # One key, one interrupt.
    terminal.run("import time; time.sleep(0.1)")
    assert "KeyboardInterrupt" not in terminal.child.before
    more_ticks(terminal, 10)


def test_ctrl_c_in_a_callback(terminal):
    """What is interrupted is the callback; the prompt tells so, and goes on."""
    terminal.run("stuck = [True]")
    terminal.enter(
        "pump.call_soon(lambda: (print('<' 'stuck>'), [0 for _ in iter(bool, 1)]))"
    )
    terminal.wait_for("<stuck>")
    terminal.interrupt()
    terminal.wait_for("KeyboardInterrupt")
    terminal.wait_for(">>> ")
    assert terminal.value("1 + 1") == 2
    more_ticks(terminal, 10)


def test_exception_in_a_callback(terminal):
    terminal.enter("pump.call_soon(lambda: 1 / 0)")
    terminal.wait_for("ZeroDivisionError")
    assert terminal.value("1 + 1") == 2
    more_ticks(terminal, 10)


def test_exit_in_a_callback(terminal, start_prompt):
    """The program ends as if the exit had been typed."""
    terminal.run("import sys")
    terminal.enter("pump.call_soon(lambda: sys.exit(7))")
    typed = start_prompt()
    typed.wait_for(">>> ")
    typed.enter("import sys; sys.exit(7)")
    assert terminal.wait_for_end() == typed.wait_for_end()


def test_own_signal_handler_is_called_once(terminal):
    terminal.run("import signal; calls = []")
    terminal.run("signal.signal(signal.SIGINT, lambda *a: calls.append(a[0]))")
    more_ticks(terminal, 10)
    terminal.interrupt()
    more_ticks(terminal, 10)
    assert terminal.value("calls") == [2]


@pytest.mark.parametrize(
    ("statement", "prompt", "leave"),
    [
        ("answer = input('name' '? ')", "name[?] ", "you\r"),
        ("import pdb; pdb.set_trace()", "[(]Pdb[)] ", "continue\r"),
        ("import code; code.interact('', local=globals())", ">>> ", "\x04"),
    ],
    ids=["input", "pdb", "interact"],
)
def test_other_prompts(terminal, statement, prompt, leave):
    terminal.run("announce[:] = [ticks + 50 * i for i in range(1, 200)]")
    terminal.enter(statement)
    terminal.wait_for(prompt)
    for _ in range(5):
        terminal.wait_for("<ticked>")
    terminal.type(leave)
    terminal.run("announce.clear()")


def test_earlier_hook_keeps_working(start_terminal, tmp_path):
    """Called though no key is pressed and no figure has anything to do."""
    terminal = start_terminal(sys.executable, env={"PYTHON_BASIC_REPL": "1"})
    terminal.wait_for(">>> ")
    (tmp_path / "earlier.py").write_text(EARLIER)
    terminal.run(f"exec(open({str(tmp_path / 'earlier.py')!r}).read())")
    write_figure(terminal, tmp_path)
    more_ticks(terminal, 20)
    terminal.run("timer.stop(); wanted.append(len(calls) + 20)")
    terminal.wait_for("<called>")


EARLIER = """
import ctypes
calls = []
wanted = []
@ctypes.CFUNCTYPE(ctypes.c_int)
def earlier():
    calls.append(1)
    if wanted and len(calls) >= wanted[0]:
        del wanted[0]
        print("<" "called>")
    return 0
hook = ctypes.c_void_p.in_dll(ctypes.pythonapi, "PyOS_InputHook")
hook.value = ctypes.cast(earlier, ctypes.c_void_p).value
"""


def test_input_without_readline(start_terminal, tmp_path):
    """There the hook is called once a line, and has to wait itself."""
    script = tmp_path / "asks.py"
    script.write_text(
        FIGURE
        + "import sys\n"
        + "announce[:] = [20, 40, 60]\n"
        + "name = input('name? ')\n"
        + "print('<' 'hello', name, 'readline' in sys.modules)\n"
    )
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("name[?] ")
    for _ in range(3):
        terminal.wait_for("<ticked>")
    terminal.enter("you")
    terminal.wait_for("<hello you False")
    assert terminal.wait_for_end() == 0


def test_ctrl_c_without_readline(start_terminal, tmp_path):
    script = tmp_path / "asks.py"
    script.write_text(FIGURE + "announce[:] = [20]\ninput('name? ')\n")
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("<ticked>")
    terminal.interrupt()
    terminal.wait_for("KeyboardInterrupt")
    assert terminal.wait_for_end() == -signal.SIGINT


def test_signals_without_readline_do_not_stop_figures(start_terminal, tmp_path):
    """Their handlers run at once, and the hook goes on: it is called once a line."""
    script = tmp_path / "asks.py"
    script.write_text(
        FIGURE
        + "import signal\n"
        + "def handler(*arguments):\n"
        + "    print('<' 'signal>')\n"
        + "    announce[:] = [ticks + 20, ticks + 40]\n"
        + "signal.signal(signal.SIGUSR1, handler)\n"
        + "announce[:] = [20]\n"
        + "input('name? ')\n"
    )
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("<ticked>")
    terminal.child.kill(signal.SIGUSR1)
    terminal.wait_for("<signal>")
    for _ in range(2):
        terminal.wait_for("<ticked>")


def test_prompt_in_a_worker_is_left_alone(start_terminal, tmp_path):
    """Callbacks belong to the main thread."""
    script = tmp_path / "worker.py"
    script.write_text(
        FIGURE
        + "import threading\n"
        + "threads = set()\n"
        + "def note():\n"
        + "    threads.add(threading.current_thread().name)\n"
        + "timer.add_callback(note)\n"
        + "worker = threading.Thread(target=input, args=('name? ',))\n"
        + "worker.start()\n"
        + "worker.join()\n"
        + "print('<' 'before', threads)\n"
        + "announce[:] = [20]\n"
        + "plt.pause(0.5)\n"
        + "print('<' 'after', threads)\n"
    )
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("name[?] ")
    terminal.enter("x")
    terminal.wait_for("<before set[(][)]")
    terminal.wait_for("<after {'MainThread'}")


def test_prompt_in_a_callback_of_show(start_terminal, tmp_path):
    """The loop that runs already is not entered a second time."""
    script = tmp_path / "nested.py"
    script.write_text(
        FIGURE
        + "inside = []\n"
        + "def ask():\n"
        + "    before = ticks\n"
        + "    input('name? ')\n"
        + "    print('<' 'ticks', ticks - before)\n"
        + "    plt.close('all')\n"
        + "pump.call_soon(ask)\n"
        + "plt.show(block=True)\n"
        + "print('<' 'closed>')\n"
    )
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("name[?] ")
    terminal.enter("x")
    terminal.wait_for("<ticks 0")
    terminal.wait_for("<closed>")
    assert terminal.wait_for_end() == 0


def test_piped_input_is_not_waited_for(tmp_path):
    """A file of commands is read to its end, with figures shown."""
    done = subprocess.run(
        [sys.executable, "-i"],
        input=FIGURE + "\nprint('<' 'end>')\n",
        env={
            **os.environ,
            "MPLBACKEND": "module://webagg",
            "MATPLOTLIBRC": write_settings(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert "<end>" in done.stdout, done.stderr


def write_settings(folder: Path) -> str:
    path = folder / "matplotlibrc"
    path.write_text("webagg.port: 0\nwebagg.open_in_browser: False\n")
    return str(path)
