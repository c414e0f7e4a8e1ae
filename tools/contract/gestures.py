"""Take gestures apart: each becomes moves, presses, releases and keys."""

import itertools
from collections.abc import Iterable, Iterator

from probe import Gesture

STEPS = 6
"""Moves of a drag from one place to the next."""


def simple(gestures: Iterable[Gesture]) -> Iterator[Gesture]:
    """Yield ``move x y``, ``press b``, ``release b``, ``double b``, ``down key``...

    ``click x y [button]``, ``drag (x, y)...``, ``keys name...`` are taken apart;
    others are passed on as they are.
    """
    for name, *args in gestures:
        if name == "click":
            button = args[2] if len(args) > 2 else 1
            yield ("move", args[0], args[1])
            yield ("press", button)
            yield ("release", button)
        elif name == "double":
            yield ("move", args[0], args[1])
            yield from (("press", 1), ("release", 1), ("double", 1), ("release", 1))
        elif name == "drag":
            yield ("move", *args[0])
            yield ("press", 1)
            for (x0, y0), (x1, y1) in itertools.pairwise(args):
                for n in range(1, STEPS + 1):
                    part = n / STEPS
                    yield ("move", x0 + (x1 - x0) * part, y0 + (y1 - y0) * part)
            yield ("release", 1)
        elif name == "keys":
            for key in args:
                yield ("down", key)
                yield ("up", key)
        else:
            yield (name, *args)
