"""Fixtures for every test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.process import FigureProcess

StartFigure = Callable[..., FigureProcess]


@pytest.fixture
def start_figure(tmp_path: Path) -> Iterator[StartFigure]:
    """Start figure scripts: ``start_figure(source, *args, rc=..., env=...)``."""
    processes: list[FigureProcess] = []

    def start(script: str, *args: str, **options: object) -> FigureProcess:
        folder = tmp_path / f"figure{len(processes)}"
        process = FigureProcess(script, folder, *args, **options)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.close()
