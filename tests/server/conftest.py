"""A server of this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harness.clients import TOKEN, RecordingManager
from webagg.backend.figures import figures
from webagg.server.application import WebAggApplication


@pytest.fixture
def add_figure() -> Iterator[Callable[[int], RecordingManager]]:
    """Make a figure with a number, listed until the test ends."""
    made: list[RecordingManager] = []

    def add(num: int) -> RecordingManager:
        made.append(RecordingManager(num))
        figures.add(made[-1])
        return made[-1]

    yield add
    for manager in made:
        figures.remove(manager)


@pytest.fixture
def serve() -> Iterator[Callable[..., type[WebAggApplication]]]:
    """Start the server: ``serve(token=..., ...)``, on any free port."""

    def start(**options: Any) -> type[WebAggApplication]:
        WebAggApplication.initialize(**{"port": 0, "token": TOKEN, **options})
        return WebAggApplication

    yield start
    WebAggApplication.stop()
