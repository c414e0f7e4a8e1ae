"""Who gives the pump its turns while the program waits for its user."""

from __future__ import annotations

import os

from webagg import _inputhook
from webagg.backend import ipython
from webagg.backend.eventloop import pump
from webagg.backend.prompt import STDIN, Prompt

_prompt = Prompt()


def attach() -> None:
    """Take turns wherever this process waits: in a loop, or beside a prompt.

    Called whenever a figure is shown, because prompts come and go.
    """
    pump.attach()
    ipython.register()
    ipython.enable()
    if os.isatty(STDIN):
        _inputhook.install(_prompt)
        pump.observe(ipython.adopt_prompt)


# Names must be known before %matplotlib asks for the hook of this backend.
ipython.register()
