"""A prompt on a pseudo-terminal, typed into by a test."""

import ast
import os
import sys
import time
from pathlib import Path
from typing import Any

import pexpect

TIMEOUT = 60.0
"""Seconds until a prompt that does not answer fails the test."""
TICKING = """
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
"""Has a timer of the figure ``fig`` count, and say so when asked (`announce`)."""


class Terminal:
    """A program on a pseudo-terminal.

    Parameters
    ----------
    *command : str
        The program and its arguments; the default is this Python.
    folder : Path
        Where it runs, and where its matplotlibrc is written.
    env : dict
        Changes to the environment; None removes a variable.
    """

    def __init__(
        self, *command: str, folder: Path, env: dict[str, str | None] | None = None
    ) -> None:
        settings = "webagg.port: 0\nwebagg.open_in_browser: False\n"
        (folder / "matplotlibrc").write_text(settings)
        environment: dict[str, str | None] = {
            **os.environ,
            "MATPLOTLIBRC": str(folder / "matplotlibrc"),
            "MPLBACKEND": "module://webagg",
            "IPYTHONDIR": str(folder / "ipython"),
            "PYTHON_HISTORY": str(folder / "history"),
            "HOME": str(folder),
            # The pseudo-terminal does not answer questions about the cursor.
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "TERM": "xterm",
            "DISPLAY": None,
            "PYTHONSTARTUP": None,
            "PYTHON_BASIC_REPL": None,
            **(env or {}),
        }
        program, *arguments = command or (sys.executable,)
        self.child = pexpect.spawn(
            program,
            arguments,
            env={k: v for k, v in environment.items() if v is not None},
            cwd=str(folder),
            encoding="utf-8",
            timeout=TIMEOUT,
            dimensions=(40, 240),
        )

    def type(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys)

    def enter(self, line: str) -> None:
        """Type a line and press Enter."""
        self.child.send(f"{line}\r")

    def wait_for(self, pattern: Any) -> str:
        """Wait until a regular expression is found in the output; return the find.

        The search goes on behind what was found before.
        """
        try:
            self.child.expect(pattern)
        except pexpect.ExceptionPexpect as error:
            raise AssertionError(
                f"{type(error).__name__} before {pattern!r}. Output: "
                f"{self.child.before!r}"
            ) from None
        return str(self.child.after)

    def run(self, statement: str) -> None:
        """Enter a statement and wait until it has been executed."""
        self.enter(f"{statement}; print('<' '<done>>')")
        self.wait_for("<<done>>")

    def value(self, expression: str) -> Any:
        """Return the value of an expression, a literal."""
        self.enter(f"print('<' '<', repr({expression}), '>' '>')")
        return ast.literal_eval(self.wait_for(r"<< (?s:.*?) >>")[2:-2].strip())

    def wait_until(self, expression: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + TIMEOUT
        while not self.value(f"bool({expression})"):
            assert time.monotonic() < deadline, f"never true: {expression}"
            time.sleep(0.05)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.child.sendintr()

    def wait_for_end(self) -> int:
        """Wait until the program ends; return its exit status, or minus its signal."""
        self.wait_for(pexpect.EOF)
        self.child.close()
        if self.child.exitstatus is None:
            return -int(self.child.signalstatus)
        return int(self.child.exitstatus)

    def close(self) -> None:
        """End the program, however it feels about it."""
        self.child.close(force=True)
