"""Fixtures for every test."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.process import FigureProcess

StartFigure = Callable[..., FigureProcess]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As a shell's background job; the programs under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def start_figure(tmp_path: Path) -> Iterator[StartFigure]:
    """Start figure scripts: ``start_figure(source, *args, rc=..., env=...)``.

    A traceback in what one prints fails the test, unless ``may_fail`` was set on it.
    """
    processes: list[FigureProcess] = []

    def start(script: str, *args: str, **options: object) -> FigureProcess:
        folder = tmp_path / f"figure{len(processes)}"
        process = FigureProcess(script, folder, *args, **options)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.close()
    for process in processes:
        if not process.may_fail:
            assert "Traceback" not in process.output, process.output
