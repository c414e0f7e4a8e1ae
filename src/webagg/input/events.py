"""From checked input messages to matplotlib events."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from matplotlib.backend_bases import (
    Event,
    FigureCanvasBase,
    KeyEvent,
    LocationEvent,
    MouseButton,
    MouseEvent,
)

from webagg.input.keys import key_name, modifier_names, split_stock_key

if TYPE_CHECKING:
    from webagg.stream.protocol import Message

# Bits of DOM `MouseEvent.buttons`, which count the right button before the middle.
_BUTTON_BITS = (
    (1, MouseButton.LEFT),
    (2, MouseButton.RIGHT),
    (4, MouseButton.MIDDLE),
    (8, MouseButton.BACK),
    (16, MouseButton.FORWARD),
)
# DOM `MouseEvent.button` counts from 0, with back and forward as 3 and 4.
_BUTTONS = {
    0: MouseButton.LEFT,
    1: MouseButton.MIDDLE,
    2: MouseButton.RIGHT,
    3: MouseButton.BACK,
    4: MouseButton.FORWARD,
}
# matplotlib before 3.10 knows no `buttons`.
_HAS_BUTTONS = "buttons" in inspect.signature(MouseEvent).parameters

# matplotlib's stubs know whole pixels only; its events take fractions.
_LocationEvent: Callable[..., LocationEvent] = LocationEvent
_MouseEvent: Callable[..., MouseEvent] = MouseEvent
_KeyEvent: Callable[..., KeyEvent] = KeyEvent

POINTER_TYPES = frozenset(
    {
        "button_press",
        "button_release",
        "dblclick",
        "motion_notify",
        "scroll",
        "figure_enter",
        "figure_leave",
    }
)


def process(event: Event) -> None:
    """Hand *event* to matplotlib, as every backend does."""
    send: Callable[[], None] = event._process  # type: ignore[attr-defined]
    send()


def pointer_event(
    canvas: FigureCanvasBase, message: Message, mac: bool = False
) -> LocationEvent | None:
    """Return the event of a pointer message; None for buttons without a name.

    Parameters
    ----------
    canvas : FigureCanvasBase
        Where it happened.
    message : dict
        Checked message; x, y in device pixels from the top left corner.
    mac : bool
        Whether the meta key is the command key.
    """
    kind = message["type"]
    x, y = position(canvas, message)
    options: dict[str, Any] = {
        "modifiers": modifier_names(message["modifiers"], mac),
        "guiEvent": message["guiEvent"],
    }
    if kind in ("figure_enter", "figure_leave"):
        return _LocationEvent(f"{kind}_event", canvas, x, y, **options)
    if kind == "motion_notify":
        if _HAS_BUTTONS:
            held = message["buttons"]
            options["buttons"] = [b for bit, b in _BUTTON_BITS if held & bit]
        return _MouseEvent("motion_notify_event", canvas, x, y, **options)
    if kind == "scroll":
        if message["step"] == 0:
            return None
        # A whole number of notches is a float as well: programs print it.
        options["step"] = float(message["step"])
        return _MouseEvent("scroll_event", canvas, x, y, **options)
    button = _BUTTONS.get(message["button"])
    if button is None:
        return None
    if kind == "button_release":
        return _MouseEvent("button_release_event", canvas, x, y, button, **options)
    options["dblclick"] = kind == "dblclick"
    return _MouseEvent("button_press_event", canvas, x, y, button, **options)


def position(canvas: FigureCanvasBase, message: Message) -> tuple[float, float]:
    """Return a message's position in device pixels from the bottom left corner."""
    height = canvas.get_width_height(physical=True)[1]
    return message["x"], height - message["y"]


def key_event(
    canvas: FigureCanvasBase,
    message: Message,
    xy: tuple[float | None, float | None],
    mac: bool = False,
) -> KeyEvent:
    """Return the event of a key message at the pointer's last position *xy*.

    Raises
    ------
    ValueError
        If ``key`` is not in matplotlib's form.
    """
    key, modifiers = split_stock_key(message["key"])
    if message["modifiers"] is not None:
        modifiers = message["modifiers"]
    return _KeyEvent(
        f"{message['type']}_event",
        canvas,
        key_name(key, modifiers, mac),
        *xy,
        guiEvent=message["guiEvent"],
    )
