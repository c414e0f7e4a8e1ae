"""Prompts and kernels, with a figure that must not wait for them."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_client.manager import KernelManager
from outcome import Outcome, outcome

from harness.terminal import Terminal

HERE = Path(__file__).resolve().parent

FIGURE = """
import sys; sys.path.insert(0, {here!r})
import probing; probing.use_file({result!r})
import matplotlib.pyplot as plt
plt.ion()
fig = plt.figure()
ticks = []
timer = fig.canvas.new_timer(20)
timer.add_callback(lambda: ticks.append(1))
timer.start()
"""
CHECK = "probing.check(len(ticks) > 25, str(len(ticks)) + ' ticks in 1.5 s')"
PATIENCE = 1.5

MAGIC = {"qt": "qt", "webagg-mpl": "webagg", "ipympl": "widget", "webagg": "fastwebagg"}
MPLBACKEND = {"qt": "qtagg", "webagg-mpl": "webagg", "webagg": "module://webagg"}
OFFSCREEN = "from PySide6.QtWidgets import QApplication; app = QApplication(['probe'])"


def write(folder: Path) -> Path:
    """Write the figure's script; return where."""
    script = folder / "live.py"
    result = str(folder / "result.jsonl")
    script.write_text(FIGURE.format(here=str(HERE), result=result))
    return script


def python(backend: str, folder: Path) -> Outcome | None:
    """Row H1: Python's own prompt waits for a key, and gets none."""
    if backend == "ipympl":
        return None
    env = {"MPLBACKEND": MPLBACKEND[backend]}
    return at_prompt(backend, folder, (sys.executable,), ">>> ", env, [])


def ipython(backend: str, folder: Path) -> Outcome | None:
    """Row H3: IPython's prompt."""
    if backend == "ipympl":
        return None
    command = (sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor")
    first = [f"%matplotlib {MAGIC[backend]}"]
    return at_prompt(backend, folder, command, r"In \[", {"MPLBACKEND": None}, first)


def at_prompt(
    backend: str,
    folder: Path,
    command: tuple[str, ...],
    prompt: str,
    env: dict[str, str | None],
    first: list[str],
) -> Outcome:
    """Enter the lines `first` and the figure's script at a prompt, then let it wait."""
    env = {**env, "QT_QPA_PLATFORM": "offscreen"}
    terminal = Terminal(*command, folder=folder, env=env)
    try:
        terminal.wait_for(prompt)
        if backend == "qt":
            terminal.enter(OFFSCREEN)
        for line in first:
            terminal.enter(line)
            time.sleep(1)
        terminal.enter(f"exec(open({str(write(folder))!r}).read())")
        time.sleep(1)
        terminal.enter("ticks.clear()")
        time.sleep(PATIENCE)
        terminal.enter(CHECK)
        time.sleep(0.5)
        return outcome(folder, "")
    finally:
        terminal.close()


def kernel(backend: str, folder: Path) -> Outcome | None:
    """Row H4: between the cells of a notebook."""
    import os

    (folder / "matplotlibrc").write_text(
        "webagg.port: 0\nwebagg.open_in_browser: False\n"
    )
    env = {
        **{k: v for k, v in os.environ.items() if k not in ("DISPLAY", "MPLBACKEND")},
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "IPYTHONDIR": str(folder / "ipython"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    manager = KernelManager()
    manager.kernel_spec.argv[0] = sys.executable
    manager.start_kernel(env=env, cwd=str(folder))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        if backend == "qt":
            client.execute_interactive(OFFSCREEN, timeout=30)
        cells = [f"%matplotlib {MAGIC[backend]}", write(folder).read_text()]
        quiet: Callable[[object], None] = lambda message: None  # noqa: E731
        for cell in cells:
            client.execute_interactive(cell, timeout=30, output_hook=quiet)
        client.execute_interactive("ticks.clear()", timeout=30)
        time.sleep(PATIENCE)
        client.execute_interactive(CHECK, timeout=30)
        return outcome(folder, "")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


CHECKS = {"H1": python, "H3": ipython, "H4": kernel}
