"""A progress bar for the one who waits."""

from __future__ import annotations

import shutil
import time
from typing import TextIO

__all__ = ["Progress"]

BAR_WIDTH = 24


class Progress:
    """Shows how far a run has come, on a terminal as a bar, else as a line a scene.

    Parameters
    ----------
    total : int
        Steps in all.
    stream : file
        Where to write, usually standard error.
    """

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total = total
        self._stream = stream
        self._terminal = stream.isatty()
        self._done = 0
        self._label = ""
        self._start = time.monotonic()

    def label(self, label: str) -> None:
        """Say what is being done now."""
        self._label = label
        if self._terminal:
            self._draw()
        else:
            share = 100 * self._done // max(self._total, 1)
            self._stream.write(f"{share:3d} % {label}\n")
            self._stream.flush()

    def advance(self) -> None:
        """Count one step."""
        self._done += 1
        if self._terminal:
            self._draw()

    def close(self) -> None:
        """Remove the bar."""
        if self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self) -> None:
        share = self._done / max(self._total, 1)
        filled = round(BAR_WIDTH * share)
        elapsed = time.monotonic() - self._start
        left = f", {elapsed / share - elapsed:.0f} s left" if share > 0.1 else ""
        line = (
            f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {100 * share:3.0f} % "
            f"{self._label}{left}"
        )
        columns = shutil.get_terminal_size().columns
        self._stream.write(f"\r\x1b[K{line[: columns - 1]}")
        self._stream.flush()
