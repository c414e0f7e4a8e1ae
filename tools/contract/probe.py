"""A probe of one row of the contract: a script, what is done to its figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Gesture = tuple[Any, ...]
"""Its name and arguments; places are fractions of the canvas from the top left."""

BACKENDS = ("qt", "webagg-mpl", "ipympl", "webagg")
"""As the columns of the table are ordered."""


@dataclass(frozen=True)
class Probe:
    """What is run under every backend to see whether it keeps a promise.

    Attributes
    ----------
    row : str
        The row of the contract.
    script : str
        Runs after ``import matplotlib.pyplot as plt`` and everything of `probing`.
    gestures : sequence of Gesture
        What the user does once the figure is there; a key 9 ends it.
    looked_at : bool
        Whether a browser has the figure open.
    notebook : bool
        Whether it makes sense in a notebook, where `show` does not block.
    without : sequence of str
        Backends to which it cannot be applied.
    exit_status : int, optional
        What the process must end with.
    interrupt : bool
        Whether the process gets a Ctrl-C.
    ratio : float
        Device pixels of the screen to a logical one.
    rc : dict
        rcParams.
    head : bool
        Whether the toolkit is started first, as on a machine with a display.
    """

    row: str
    script: str
    gestures: tuple[Gesture, ...] = ()
    looked_at: bool = True
    notebook: bool = True
    without: tuple[str, ...] = ()
    exit_status: int | None = None
    interrupt: bool = False
    ratio: float = 1
    rc: Mapping[str, object] = field(default_factory=dict)
    head: bool = True


def alone(row: str, script: str, **more: Any) -> Probe:
    """Return a probe of a script that nobody looks at."""
    return Probe(row, script, looked_at=False, notebook=False, **more)
