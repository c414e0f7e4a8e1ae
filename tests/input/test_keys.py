"""Names of keys: rows K1 and K2, by unit."""

import pytest

from harness.keys import NAMED_KEYS
from webagg.input.keys import key_name, modifier_names, split_stock_key


@pytest.mark.parametrize(
    ("key", "held", "name"),
    [
        ("a", [], "a"),
        ("A", ["shift"], "A"),
        ("!", ["shift"], "!"),
        ("a", ["ctrl"], "ctrl+a"),
        ("A", ["ctrl", "shift"], "ctrl+A"),
        ("d", ["ctrl", "alt"], "ctrl+alt+d"),
        ("d", ["alt", "ctrl"], "ctrl+alt+d"),
        ("ArrowLeft", ["ctrl", "alt", "shift"], "ctrl+alt+shift+left"),
        ("ArrowLeft", ["shift"], "shift+left"),
        ("F5", ["shift"], "shift+f5"),
        ("a", ["meta"], "super+a"),
        ("ArrowUp", ["meta", "shift", "alt", "ctrl"], "ctrl+alt+shift+super+up"),
        ("é", [], "é"),
        ("ß", ["ctrl"], "ctrl+ß"),
        ("€", [], "€"),
        # A modifier alone: the others that are held before it, not itself.
        ("Control", [], "control"),
        ("Control", ["ctrl"], "control"),
        ("Alt", [], "alt"),
        ("Shift", ["shift"], "shift"),
        ("Meta", [], "super"),
        ("Control", ["alt"], "alt+control"),
        ("Control", ["ctrl", "alt"], "alt+control"),
        ("Alt", ["ctrl"], "ctrl+alt"),
        ("Shift", ["ctrl", "alt"], "ctrl+alt+shift"),
        ("+", ["ctrl"], "ctrl++"),
        (" ", [], " "),
        (" ", ["shift"], " "),
    ],
)
def test_names(key, held, name):
    assert key_name(key, held) == name


@pytest.mark.parametrize(
    ("key", "name"),
    {
        **NAMED_KEYS,
        "NumLock": "num_lock",
        "ScrollLock": "scroll_lock",
        **{digit: digit for digit in "0123456789"},
    }.items(),
)
def test_named_keys(key, name):
    assert key_name(key, []) == name
    assert key_name(key, ["ctrl"]) == f"ctrl+{name}"


@pytest.mark.parametrize(
    ("key", "held", "name"),
    [("a", ["meta"], "cmd+a"), ("Meta", [], "cmd"), ("Meta", ["meta"], "cmd")],
)
def test_names_on_a_mac(key, held, name):
    assert key_name(key, held, mac=True) == name


def test_modifiers_in_matplotlibs_order():
    assert modifier_names(["meta", "shift", "alt", "ctrl"]) == [
        "ctrl",
        "alt",
        "shift",
        "super",
    ]
    assert modifier_names(["meta"], mac=True) == ["cmd"]
    assert modifier_names([]) == []


@pytest.mark.parametrize(
    ("text", "key", "held"),
    [
        ("ka", "a", []),
        ("kk", "k", []),
        ("ctrl+kk", "k", ["ctrl"]),
        ("ctrl+alt+shift+kArrowUp", "ArrowUp", ["ctrl", "alt", "shift"]),
        ("kBackspace", "Backspace", []),
        ("k+", "+", []),
    ],
)
def test_keys_of_matplotlibs_client(text, key, held):
    assert split_stock_key(text) == (key, held)


@pytest.mark.parametrize("text", ["", "a", "k", "ctrl+", "hyper+ka", "ctrl+alt"])
def test_other_texts_are_no_keys(text):
    with pytest.raises(ValueError, match="a key must be 'k'"):
        split_stock_key(text)
