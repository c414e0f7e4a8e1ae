"""Names of keys: from the DOM's to matplotlib's."""

from __future__ import annotations

from collections.abc import Sequence

# DOM `KeyboardEvent.key` (W3C UI Events) -> matplotlib
_NAMED = {
    "Alt": "alt",
    "AltGraph": "alt",
    "ArrowDown": "down",
    "ArrowLeft": "left",
    "ArrowRight": "right",
    "ArrowUp": "up",
    "Backspace": "backspace",
    "CapsLock": "caps_lock",
    "Control": "control",
    "Dead": "dead",
    "Delete": "delete",
    "End": "end",
    "Enter": "enter",
    "Escape": "escape",
    "Home": "home",
    "Insert": "insert",
    "Meta": "super",
    "NumLock": "num_lock",
    "OS": "super",
    "PageDown": "pagedown",
    "PageUp": "pageup",
    "Pause": "pause",
    "ScrollLock": "scroll_lock",
    "Select": "select",
    "Shift": "shift",
    "Super": "super",
    "Tab": "tab",
    **{f"F{n}": f"f{n}" for n in range(1, 13)},
}
_ORDER = ("ctrl", "alt", "shift", "super", "cmd")
_OWN_KEY = {
    "control": "ctrl",
    "alt": "alt",
    "shift": "shift",
    "super": "super",
    "cmd": "cmd",
}


def modifier_names(modifiers: Sequence[str], mac: bool = False) -> list[str]:
    """Return DOM modifiers under matplotlib's names, in matplotlib's order."""
    meta = "cmd" if mac else "super"
    names = {meta if name == "meta" else name for name in modifiers}
    return [name for name in _ORDER if name in names]


def key_name(key: str, modifiers: Sequence[str], mac: bool = False) -> str:
    """Return matplotlib's name of a key press, such as ``"ctrl+shift+left"``.

    Parameters
    ----------
    key : str
        DOM ``KeyboardEvent.key``.
    modifiers : sequence of str
        Held modifiers, some of "ctrl", "alt", "shift", "meta".
    mac : bool, default: False
        Call the meta key "cmd" instead of "super".
    """
    name = _NAMED.get(key, key)
    if name == "super" and mac:
        name = "cmd"
    held = [m for m in modifier_names(modifiers, mac) if m != _OWN_KEY.get(name)]
    if len(name) == 1:
        # Shift made the character; it is no modifier of it.
        held = [m for m in held if m != "shift"]
    return "+".join([*held, name])


def split_stock_key(text: str) -> tuple[str, list[str]]:
    """Take matplotlib's client's ``"ctrl+kA"`` apart: DOM key, modifiers.

    Raises
    ------
    ValueError
        If the text has another form.
    """
    prefix, separator, key = text.partition("k")
    modifiers = [name for name in prefix.split("+") if name]
    if not separator or not key or set(modifiers) - {"ctrl", "alt", "shift", "meta"}:
        raise ValueError(
            f"a key must be 'k' and a DOM key behind modifiers such as 'ctrl+',"
            f" not {text!r}"
        )
    return key, modifiers
