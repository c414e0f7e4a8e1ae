"""Row H3: figures stay alive while IPython's prompt waits in a terminal."""

import sys

import pytest

from harness.terminal import TICKING, Terminal
from webagg.backend.framework import NAME

IPYTHON = [sys.executable, "-m", "IPython", "--no-banner", "--colors=nocolor"]

FIGURE = f"""
import matplotlib.pyplot as plt
fig = plt.figure()
{TICKING}
fig.show()
"""


@pytest.fixture
def figure(tmp_path) -> str:
    """Return a statement that makes a figure whose timer counts."""
    path = tmp_path / "live.py"
    path.write_text(FIGURE)
    return f"exec(open({str(path)!r}).read())"


def more_ticks(terminal: Terminal, number: int) -> None:
    """Wait, without pressing a key, until the timer has ticked that often."""
    terminal.run(f"announce.append(ticks + {number})")
    terminal.wait_for("<ticked>")


def is_alive(terminal: Terminal) -> None:
    assert terminal.value("get_ipython().active_eventloop") == NAME
    more_ticks(terminal, 50)


@pytest.mark.parametrize(
    ("arguments", "backend", "magic"),
    [
        ([], None, f"%matplotlib {NAME}"),
        ([f"--matplotlib={NAME}"], None, None),
        ([], NAME, None),
        ([], "module://webagg", None),
        ([], None, f"import matplotlib; matplotlib.use('{NAME}')"),
    ],
    ids=["magic", "option", "name", "module", "use"],
)
def test_ways_to_choose(start_terminal, figure, arguments, backend, magic):
    """Headless, and whichever way the backend is chosen."""
    terminal = start_terminal(*IPYTHON, *arguments, env={"MPLBACKEND": backend})
    terminal.wait_for(r"In \[")
    if magic is not None:
        terminal.enter(magic)
    terminal.run(figure)
    is_alive(terminal)


@pytest.fixture
def terminal(start_terminal, figure) -> Terminal:
    """Start IPython with a figure."""
    started = start_terminal(*IPYTHON, env={"MPLBACKEND": None})
    started.wait_for(r"In \[")
    started.enter(f"%matplotlib {NAME}")
    started.run(figure)
    return started


def test_the_hook_stays(terminal):
    terminal.run("plt.ion()")
    terminal.enter(f"%matplotlib {NAME}")
    terminal.run("fig.canvas.draw_idle()")
    is_alive(terminal)
    terminal.enter(f"%gui {NAME}")
    terminal.run("plt.figure()")
    is_alive(terminal)


def test_a_hook_switched_off_stays_off(terminal):
    terminal.enter("%gui")
    terminal.run("plt.figure().show()")
    assert terminal.value("get_ipython().active_eventloop") is None


def test_ctrl_c_in_a_cell(terminal):
    terminal.enter("import time; print('<' 'asleep>'); time.sleep(1000)")
    terminal.wait_for("<asleep>")
    terminal.interrupt()
    terminal.wait_for("KeyboardInterrupt")
    is_alive(terminal)


def test_keys_do_not_wait_for_a_quiet_figure(terminal):
    """The hook returns for a key, though the figure gives it nothing to do."""
    terminal.run("timer.stop()")
    assert terminal.value("1 + 1") == 2


def test_typing_beside_a_busy_figure(terminal):
    more_ticks(terminal, 10)
    terminal.type("print('<<', 1234" + "\x1b[D" * 2 + "9" + "\x05" + ", '>>')")
    terminal.enter("")
    assert terminal.wait_for(r"<< \d+ >>") == "<< 12934 >>"


def test_exceptions_are_printed(terminal):
    terminal.run("from webagg.backend.eventloop import pump")
    terminal.enter("pump.call_soon(lambda: 1 / 0)")
    terminal.wait_for("ZeroDivisionError")
    is_alive(terminal)


def test_input_in_a_cell(terminal):
    """It is Python's own prompt."""
    terminal.run("announce[:] = [ticks + 50 * i for i in range(1, 200)]")
    terminal.enter("x = input('name' '? ')")
    terminal.wait_for("name[?] ")
    for _ in range(3):
        terminal.wait_for("<ticked>")
    terminal.enter("you")
    terminal.run("announce.clear()")
    assert terminal.value("x") == "you"


@pytest.mark.parametrize("first", ["figure", "IPython"])
def test_embedded(start_terminal, tmp_path, first):
    """The figure is there before the prompt; nobody names the backend to it."""
    script = tmp_path / "embeds.py"
    lines = {"figure": FIGURE, "IPython": "import IPython\n"}
    order = [lines[first], *(text for name, text in lines.items() if name != first)]
    script.write_text("".join(order) + "IPython.embed(colors='nocolor')\n")
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for(r"In \[")
    terminal.run("fig.canvas.draw_idle()")
    is_alive(terminal)


@pytest.mark.parametrize("first", ["figure", "IPython"])
def test_embedded_and_not_touched(start_terminal, tmp_path, first):
    """Input from a page reaches a figure that waits at the first prompt."""
    script = tmp_path / "embeds.py"
    lines = {"figure": FIGURE, "IPython": "import IPython\n"}
    order = [lines[first], *(text for name, text in lines.items() if name != first)]
    script.write_text("".join(order) + PAGE + "IPython.embed(colors='nocolor')\n")
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("<moved>")
    is_alive(terminal)


# What the server does with a message from a page, on a thread as the server's.
PAGE = """
import threading, time
def use_page():
    while not IPython.get_ipython():
        time.sleep(0.05)
    time.sleep(1)
    fig.canvas.mpl_connect("key_press_event", lambda event: print("<" "moved>"))
    fig.canvas.manager.handle_message(None, {"type": "key_press", "key": "ka"})
threading.Thread(target=use_page).start()
"""


def test_simple_prompt(start_terminal, figure):
    """That is readline's, and takes no hooks of IPython's."""
    terminal = start_terminal(*IPYTHON, "--simple-prompt")
    terminal.wait_for(r"In \[")
    terminal.run(figure)
    more_ticks(terminal, 50)
    assert "Cannot install" not in terminal.child.before


def test_asyncio_prompt(start_terminal, figure):
    """The user's choice of loop stays, and the pump takes its turns there."""
    terminal = start_terminal(*IPYTHON)
    terminal.wait_for(r"In \[")
    terminal.enter("%gui asyncio")
    terminal.run(figure)
    assert terminal.value("get_ipython().active_eventloop") == "asyncio"
    more_ticks(terminal, 50)
