"""Text messages: the only place that knows what a browser may say, and how.

The messages are documented in ARCHITECTURE.md, "Wire".
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from typing import Any

VERSION = 1

Message = dict[str, Any]
"""A checked message: a known type, known fields only, each of its type."""

Check = Callable[[Any], Any]

_MAX_TEXT = 256  # characters of a name or key
_MAX_COORDINATE = 1e6  # pixels
_MAX_SIZE = 32_000  # CSS pixels; Agg takes less than 2**16 device pixels
_MAX_RATIO = 16
_MAX_STEP = 1e4  # wheel notches
_PREFIXES = {"ctrl", "alt", "shift", "meta"}


class ProtocolError(ValueError):
    """A message that cannot be understood; says what was wrong and allowed."""


def _number(low: float, high: float) -> Check:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ProtocolError(f"must be a number, not {_shown(value)}")
        # Not a number lies in no range.
        if not low <= value <= high:
            raise ProtocolError(
                f"must be from {low:g} to {high:g}, not {_shown(value)}"
            )
        return value

    return check


def _integer(low: int, high: int) -> Check:
    number = _number(low, high)

    def check(value: Any) -> int:
        if int(number(value)) != value:
            raise ProtocolError(f"must be a whole number, not {value!r}")
        return int(value)

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise ProtocolError(
            f"must be a text of at most {_MAX_TEXT} characters, not {_shown(value)}"
        )
    return value


def _key(value: Any) -> str:
    text = _text(value)
    prefix, separator, key = text.partition("k")
    held = prefix.split("+")
    if not separator or not key or held.pop() or set(held) - _PREFIXES:
        raise ProtocolError(
            "must be 'k' and a DOM key, behind 'ctrl+', 'alt+', 'shift+' or 'meta+'"
            f" for what is held, not {_shown(text)}"
        )
    return text


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ProtocolError(f"must be true or false, not {_shown(value)}")
    return value


def _modifiers(value: Any) -> list[str]:
    known = {"ctrl", "alt", "shift", "meta", "super", "cmd"}
    if not isinstance(value, list) or not all(
        isinstance(name, str) and name in known for name in value
    ):
        raise ProtocolError(
            f"must be a list of some of {sorted(known)}, not {_shown(value)}"
        )
    return value


def _gui_event(value: Any) -> Any:
    return value if isinstance(value, dict) else None


def _or_null(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _shown(value: Any) -> str:
    try:
        text = reprlib.repr(value)
    except ValueError:
        text = "a number of too many digits"
    return text if len(text) <= 60 else text[:57] + "..."


class _Field:
    """A field's check and its value where it is left out (... = required)."""

    def __init__(self, check: Check, default: Any = ...) -> None:
        self.check = check
        self.default = default


_COORDINATE = _number(-_MAX_COORDINATE, _MAX_COORDINATE)
_COUNT = _integer(0, 2**53)
_LENGTH = _number(0, _MAX_SIZE)
_RATIO = _number(0.05, _MAX_RATIO)
_MARGIN = _number(-10, 10)
_MILLISECONDS = _number(0, 1e9)

_POINTER = {
    "x": _Field(_COORDINATE),
    "y": _Field(_COORDINATE),
    "button": _Field(_integer(-1, 15), 0),
    "buttons": _Field(_integer(0, 2**16 - 1), 0),
    "modifiers": _Field(_modifiers, []),
    "guiEvent": _Field(_gui_event, None),
}
_KEY = {
    "key": _Field(_key),
    "modifiers": _Field(_or_null(_modifiers), None),
    "guiEvent": _Field(_gui_event, None),
}

# What the browser may send. Input goes through the queue to matplotlib on the
# main thread; the rest is about the connection and is answered at once.
INPUT: dict[str, dict[str, _Field]] = {
    "button_press": _POINTER,
    "button_release": _POINTER,
    "dblclick": _POINTER,
    "motion_notify": _POINTER,
    "figure_enter": _POINTER,
    "figure_leave": _POINTER,
    "scroll": {**_POINTER, "step": _Field(_number(-_MAX_STEP, _MAX_STEP))},
    "key_press": _KEY,
    "key_release": _KEY,
    "toolbar_button": {"name": _Field(_text)},
    "tool_trigger": {"name": _Field(_text)},
    "resize": {"width": _Field(_LENGTH, 800), "height": _Field(_LENGTH, 800)},
    "set_device_pixel_ratio": {"device_pixel_ratio": _Field(_RATIO, 1)},
    "set_dpi_ratio": {"dpi_ratio": _Field(_RATIO, 1)},
    "refresh": {},
    "draw": {},
    "send_image_mode": {},
    "close": {},
    "help": {},
    "subplots": {
        "reset": _Field(_flag, False),
        **{
            name: _Field(_or_null(_MARGIN), None)
            for name in ("left", "right", "bottom", "top", "wspace", "hspace")
        },
    },
}
CONNECTION: dict[str, dict[str, _Field]] = {
    "hello": {
        "protocol": _Field(_integer(1, 1000)),
        "device_pixel_ratio": _Field(_RATIO),
        "width": _Field(_or_null(_LENGTH), None),
        "height": _Field(_or_null(_LENGTH), None),
        "last_frame": _Field(_or_null(_COUNT), None),
        "session": _Field(_or_null(_text), None),
        "mac": _Field(_flag, False),
        "visible": _Field(_flag, True),
        "page": _Field(_or_null(_text), None),
        "inflates": _Field(_flag, True),
    },
    "ack": {
        "frame_id": _Field(_or_null(_COUNT), None),
        "decode_ms": _Field(_MILLISECONDS, 0),
        "paint_ms": _Field(_MILLISECONDS, 0),
    },
    "key_frame": {},
    "ping": {},
    "stats": {},
    "visible": {"value": _Field(_flag)},
    "supports_binary": {"value": _Field(_flag)},
}
_COMMON = {"viewer": _Field(_or_null(_text), None), "seq": _Field(_COUNT, 0)}
FIELDS = {kind: {**own, **_COMMON} for kind, own in {**INPUT, **CONNECTION}.items()}
"""What each message may say, by its type."""


def check(content: object) -> Message:
    """Return *content* with all fields checked and the missing ones filled in.

    Parameters
    ----------
    content : object
        A decoded JSON value from a browser.

    Returns
    -------
    dict
        A new object with ``type`` and exactly the fields of that type.

    Raises
    ------
    ProtocolError
        If it is no object, of unknown type, or a field is missing or wrong.
    """
    if not isinstance(content, Mapping):
        raise ProtocolError(f"a message must be a JSON object, not {_shown(content)}")
    kind = content.get("type")
    fields = FIELDS.get(kind) if isinstance(kind, str) else None
    if fields is None:
        raise ProtocolError(
            f"unknown message type {_shown(kind)}; "
            f"known are {', '.join(sorted(FIELDS))}"
        )
    message: Message = {"type": kind}
    for name, field in fields.items():
        if name in content:
            try:
                message[name] = field.check(content[name])
            except ProtocolError as error:
                raise ProtocolError(f"{kind}: {name} {error}") from None
        elif field.default is ...:
            raise ProtocolError(f"{kind}: {name} is missing")
        else:
            message[name] = field.default
    return message
