"""A figure script running in a process of its own, watched and steered by a test."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import numpy as np

TESTS = Path(__file__).resolve().parent.parent
TIMEOUT = float(os.environ.get("WEBAGG_TEST_TIMEOUT", "60"))
"""Seconds until a condition that does not come true fails the test."""

# Agg's buffer of a figure as the backend has it when nothing waits to be drawn.
SETTLED = """
import hashlib as _hashlib
import numpy as _np
from matplotlib._pylab_helpers import Gcf as _Gcf
_canvas = _Gcf.figs[{num}].canvas
_canvas.flush_events()
_drawn = hasattr(_canvas, "renderer")
_buffer = _np.array(_canvas.buffer_rgba() if _drawn else [[[0] * 4]], _np.uint8)
"""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def from_json(value: Any) -> Any:
    """Undo `harness.child.to_json`."""
    if isinstance(value, dict) and "base64" in value:
        data = base64.b64decode(value["base64"])
        if "shape" not in value:
            return data
        return np.frombuffer(data, value["dtype"]).reshape(value["shape"])
    if isinstance(value, dict):
        return {key: from_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value


class FigureProcess:
    """Runs a script with `harness.child`.

    Parameters
    ----------
    script : str
        Source text of the script.
    folder : Path
        Where the script and its matplotlibrc are written.
    *args : str
        Arguments of the script.
    rc : dict
        rcParams of the process, besides a free port and no browser.
    env : dict
        Changes to the environment; None removes a variable.

    Attributes
    ----------
    may_fail : bool
        Whether a traceback in the output is expected.
    """

    may_fail = False

    def __init__(
        self,
        script: str,
        folder: Path,
        *args: str,
        rc: dict[str, object] | None = None,
        env: dict[str, str | None] | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "script.py"
        path.write_text(script)
        settings = {
            "webagg.port": free_port(),
            "webagg.open_in_browser": False,
            **(rc or {}),
        }
        lines = [f"{name}: {value}\n" for name, value in settings.items()]
        (folder / "matplotlibrc").write_text("".join(lines))
        ours, theirs = socket.socketpair()
        environment: dict[str, str | None] = {
            **os.environ,
            "MATPLOTLIBRC": str(folder / "matplotlibrc"),
            "PYTHONPATH": str(TESTS),
            "PYTHONUNBUFFERED": "1",
            "WEBAGG_TEST_CONTROL": str(theirs.fileno()),
            "DISPLAY": None,
            "MPLBACKEND": None,
            "WEBAGG_TOKEN": None,
            **(env or {}),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "harness.child", str(path), *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env={k: v for k, v in environment.items() if v is not None},
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        ours.settimeout(TIMEOUT)
        self._control = ours
        self._replies = ours.makefile("rb")
        self._last_id = 0
        self._output: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read_output, daemon=True)
        self._reader.start()

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self._output.append(line)
                self._changed.notify_all()
        with self._changed:
            self._output.append("")  # The end: wakes those who wait for more.
            self._changed.notify_all()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def output(self) -> str:
        """All that the process has printed until now, stderr included."""
        with self._changed:
            return "".join(self._output)

    def wait_for_output(self, pattern: str, timeout: float = TIMEOUT) -> re.Match[str]:
        """Wait until the regular expression `pattern` is found in the output."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                text = "".join(self._output)
                if found := re.search(pattern, text):
                    return found
                ended = bool(self._output) and self._output[-1] == ""
                left = deadline - time.monotonic()
                if ended or left <= 0:
                    why = "the process ended" if ended else f"{timeout} s passed"
                    raise AssertionError(
                        f"{why} before {pattern!r} was printed. Output:\n{text}"
                    )
                self._changed.wait(left)

    @property
    def url(self) -> str:
        """The printed address of the page, token included."""
        return self.wait_for_output(r"visit (https?://\S+)")[1]

    def page(self, path: str = "") -> str:
        """Return the address of another page, such as "1" for figure 1, with token."""
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{path}"))

    def wait_until(self, code: str, timeout: float = TIMEOUT) -> Any:
        """Wait until `code` on the main thread gives something true; return that."""
        deadline = time.monotonic() + timeout
        while not (value := self.run(code)):
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"{timeout} s passed before {code!r} was true (last: {value!r}). "
                    f"Output:\n{self.output}"
                )
            time.sleep(0.02)
        return value

    def run(self, code: str) -> Any:
        """Run `code` on the script's main thread, in its namespace; return its value.

        Waits until the event loop of the script gets round to it.
        """
        return self._request(code, "main")

    def run_aside(self, code: str) -> Any:
        """Run `code` on another thread of the process, at once."""
        return self._request(code, "aside")

    def _request(self, code: str, where: str) -> Any:
        self._last_id += 1
        request = {"id": self._last_id, "code": code, "where": where}
        try:
            self._control.sendall(json.dumps(request).encode() + b"\n")
            reply = json.loads(self._replies.readline() or b"{}")
        except (OSError, ValueError) as error:
            reply = {"error": f"no answer: {error!r}"}
        if reply.get("id") != self._last_id or "error" in reply:
            reason = reply.get("error", "the process ended")
            raise AssertionError(
                f"Running {code!r} in the figure process failed:\n{reason}\n"
                f"Its output:\n{self.output}"
            )
        return from_json(reply["value"])

    def buffer(self, num: int = 1) -> np.ndarray:
        """Return figure `num`'s Agg buffer, (height, width, 4) uint8, up to date."""
        array = self.run(SETTLED.format(num=num) + "_buffer")
        assert isinstance(array, np.ndarray)
        return array

    def digest(self, num: int = 1) -> list[object]:
        """Return width, height and SHA-256 of what `buffer` returns."""
        code = "[*_buffer.shape[1::-1], _hashlib.sha256(_buffer.tobytes()).hexdigest()]"
        digest = self.run(SETTLED.format(num=num) + code)
        assert isinstance(digest, list)
        return digest

    def interrupt(self) -> None:
        """Send what Ctrl+C sends."""
        self._process.send_signal(signal.SIGINT)

    def wait(self, timeout: float = TIMEOUT) -> int:
        """Wait for the end of the process; return its exit status."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"still running after {timeout} s. Output:\n{self.output}"
            ) from None
        self._reader.join(timeout)
        return status

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process, however it feels about it."""
        self._process.kill()
        self._process.wait()
        self._reader.join(TIMEOUT)
        self._replies.close()
        self._control.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
