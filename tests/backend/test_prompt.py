"""Rows H1 and H2: figures stay alive while Python's own prompts wait."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.terminal import Terminal

PROMPTS = ["this", "newer_basic", "newer"]

# A figure whose timer counts, and says so when asked.
FIGURE = """
import matplotlib.pyplot as plt
from webagg.backend.eventloop import pump
plt.ion()
fig = plt.figure()
ticks = 0
announce = []
def tick():
    global ticks
    ticks += 1
    if announce and ticks >= announce[0]:
        del announce[0]
        print("<" "ticked>")
timer = fig.canvas.new_timer(interval=5, callbacks=[(tick, (), {})])
timer.start()
"""


def more_ticks(terminal: Terminal, number: int) -> None:
    """Wait, without pressing a key, until the timer has ticked that often."""
    terminal.run(f"announce.append(ticks + {number})")
    terminal.wait_for("<ticked>")


def write_figure(terminal: Terminal, folder: Path) -> None:
    (folder / "live.py").write_text(FIGURE)
    terminal.wait_for(">>> ")
    terminal.run(f"exec(open({str(folder / 'live.py')!r}).read())")


@pytest.fixture(params=PROMPTS)
def terminal(request, start_terminal, tmp_path) -> Terminal:
    """A prompt beside which a figure lives."""
    if request.param == "this":
        started = start_terminal(sys.executable, env={"PYTHON_BASIC_REPL": "1"})
    else:
        python = request.getfixturevalue("newer_python")
        basic = "1" if request.param == "newer_basic" else None
        started = start_terminal(python, env={"PYTHON_BASIC_REPL": basic})
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
        more_ticks(terminal, 5)
        terminal.type("half a line")
        terminal.wait_for("line")
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


def test_exit_in_a_callback(terminal):
    terminal.run("import sys")
    terminal.enter("pump.call_soon(lambda: sys.exit(7))")
    status = terminal.wait_for_end()
    # Some versions of the newer prompt turn every status into 1.
    assert status in ({1, 7} if terminal.own_prompt else {7}), terminal.child.before


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
        ("answer = input('name' '? ')", "name[?] ", "somebody"),
        ("import pdb; pdb.set_trace()", "[(]Pdb[)] ", "continue"),
        ("import code; code.interact('', local={'exit': 1})", ">>> ", "\x04"),
    ],
    ids=["input", "pdb", "interact"],
)
def test_other_prompts(terminal, statement, prompt, leave):
    terminal.run("announce[:] = [ticks + 50 * i for i in range(1, 200)]")
    terminal.enter(statement)
    terminal.wait_for(prompt)
    for _ in range(5):
        terminal.wait_for("<ticked>")
    terminal.run("announce.clear()") if leave == "\x04" else None
    terminal.enter(leave)
    terminal.run("del announce[:]")


def test_earlier_hook_keeps_working(start_terminal, tmp_path):
    terminal = start_terminal(sys.executable)
    terminal.wait_for(">>> ")
    terminal.run("import ctypes; calls = []")
    terminal.run(
        "earlier = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: calls.append(1) or 0)"
    )
    terminal.run(
        "ctypes.c_void_p.in_dll(ctypes.pythonapi, 'PyOS_InputHook').value = "
        "ctypes.cast(earlier, ctypes.c_void_p).value"
    )
    terminal.run(f"exec({FIGURE!r})")
    terminal.run("timer.stop(); calls.clear()")
    terminal.run("seen = fig.canvas.new_timer(interval=10)")
    # Nothing to do for us, and no key.
    terminal.run("check = lambda: len(calls) > 20 and (print('<' 'called>'), 0)[1]")
    more = "[f() for f in [lambda: calls.append(2)]]"
    assert terminal.value(more) == [None]
    terminal.run(f"earlier_calls = len(calls); exec({LATER!r})")
    terminal.wait_for("<called>")


LATER = """
import threading, time
def watch():
    while calls.count(1) < 30:
        time.sleep(0.01)
    print("<" "called>", flush=True)
threading.Thread(target=watch, daemon=True).start()
"""
