"""Starting and asking the process with the figure."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any


class FigureProcess:
    """``stream.figure`` in a process of its own.

    Parameters
    ----------
    interval : int
        Milliseconds between two steps of its animation.

    Attributes
    ----------
    port : int
        Of the server, on 127.0.0.1.
    token : str
        What lets in.
    """

    def __init__(self, interval: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "stream.figure", str(interval), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=Path(__file__).resolve().parent.parent,
        )
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        for text in self._process.stdout:
            if found := re.search(r"token=(\S+)", text):
                self.token = found[1]
                break
        self._process.stdout.readline()  # Press Ctrl+C ...

    @property
    def path(self) -> str:
        """The address of the figure's socket, without host and port."""
        identity = self.ask("plt.gcf().canvas.manager.id")
        return f"/1/ws?token={self.token}&id={identity}"

    @property
    def url(self) -> str:
        """The address of the figure's page."""
        return f"http://127.0.0.1:{self.port}/1?token={self.token}"

    def ask(self, expression: str) -> Any:
        """Return the value of a Python expression in the process."""
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        self._process.stdin.write(expression + "\n")
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
