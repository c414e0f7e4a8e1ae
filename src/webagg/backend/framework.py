"""The name under which matplotlib and IPython know this backend."""

from __future__ import annotations

import sys

NAME = "fastwebagg"
"""Entry point and GUI framework name; ``webagg`` belongs to matplotlib."""


class InteractiveFramework:
    """``required_interactive_framework``: a name for IPython, none for pyplot.

    pyplot refuses backends of a named framework on machines without a display or
    while another toolkit runs; IPython enables an input hook for named ones only.
    """

    def __get__(self, instance: object, owner: type) -> str | None:
        caller = sys._getframe(1).f_globals.get("__name__")
        return None if caller == "matplotlib.pyplot" else NAME
