"""Keys and buttons that pages hold down, let go of when a page leaves with them.

matplotlib remembers what is down until it hears of the release: who reloads a page
with Ctrl+R would find that the wheel zooms.
"""

from __future__ import annotations

from collections.abc import Callable

from webagg.backend.timers import TimerWebAgg
from webagg.stream.protocol import Message
from webagg.stream.viewer import Viewer

PATIENCE_MS = 10_000
"""How long a page that was merely lost may take to come back and release itself."""

_RELEASE_OF = {
    "key_press": "key_release",
    "button_press": "button_release",
    "dblclick": "button_release",
}
_RELEASES = set(_RELEASE_OF.values())


class Held:
    """What the viewers of one figure hold down; used on the main thread but for `lost`.

    As in matplotlib, a key or button is down once for the whole figure: whoever
    releases it releases it.
    """

    def __init__(self) -> None:
        self._down: dict[tuple[str, object], tuple[Viewer, Message]] = {}
        self._waiting: dict[Viewer, TimerWebAgg] = {}

    def note(self, viewer: Viewer | None, message: Message) -> None:
        """Note that *message* of *viewer* was handled."""
        kind = message["type"]
        release = _RELEASE_OF.get(kind)
        if release is not None and viewer is not None:
            down = {**message, "type": release, "seq": 0, "guiEvent": None}
            self._down[_name(down)] = viewer, down
        elif kind in _RELEASES:
            self._down.pop(_name(message), None)

    def let_go(self, viewer: Viewer | None) -> list[Message]:
        """Return the releases that *viewer* owes, the newest press first."""
        owed = [down for who, down in self._down.values() if who is viewer]
        for message in owed:
            del self._down[_name(message)]
        return owed[::-1]

    def lost(self, viewer: Viewer, let_go: Callable[[], object]) -> None:
        """Call *let_go* after a while; any thread."""

        def act() -> None:
            del self._waiting[viewer]
            let_go()

        timer = TimerWebAgg(interval=PATIENCE_MS, callbacks=[(act, (), {})])
        timer.single_shot = True
        self._waiting[viewer] = timer
        timer.start()


def _name(release: Message) -> tuple[str, object]:
    """Return what is released; a letter is the same key with shift and without."""
    kind = release["type"]
    if kind == "button_release":
        return kind, release["button"]
    return kind, release["key"].partition("k")[2].lower()
