"""Named keys: the browser's name, and matplotlib's."""

NAMED_KEYS = {
    "Enter": "enter",
    "Tab": "tab",
    "Backspace": "backspace",
    "Delete": "delete",
    "Insert": "insert",
    "Escape": "escape",
    "Home": "home",
    "End": "end",
    "PageUp": "pageup",
    "PageDown": "pagedown",
    "ArrowLeft": "left",
    "ArrowRight": "right",
    "ArrowUp": "up",
    "ArrowDown": "down",
    "CapsLock": "caps_lock",
    "Pause": "pause",
    **{f"F{number}": f"f{number}" for number in range(1, 13)},
}
