"""What browsers may say: `webagg.stream.protocol`."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webagg.stream import protocol
from webagg.stream.protocol import ProtocolError, check

KINDS = sorted({**protocol.INPUT, **protocol.CONNECTION})
POINTER = {"type": "motion_notify", "x": 1, "y": 2.5}
HELLO = {"type": "hello", "protocol": 1, "device_pixel_ratio": 1.5}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**300, max_value=10**320),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["kA", "ctrl+kA", "ctrl", "x" * 1000, "\ud800"]),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
names = sorted({name for fields in protocol.FIELDS.values() for name in fields})
messages = st.builds(
    lambda kind, fields: {"type": kind, **fields},
    st.sampled_from(KINDS) | values,
    st.dictionaries(st.sampled_from(names) | st.text(max_size=5), values, max_size=8),
)


@given(values | messages)
def test_nothing_but_protocol_errors(content):
    """Whatever JSON comes: a checked message, or an error that can be shown."""
    try:
        message = check(content)
    except ProtocolError as error:
        told = json.dumps({"message": str(error)})
        if len(told) > 1000:
            raise AssertionError("a long message is echoed") from error
    else:
        assert message["type"] in KINDS
        assert message.keys() == {"type", *protocol.FIELDS[message["type"]]}
        numbers = [v for v in message.values() if isinstance(v, float)]
        assert all(math.isfinite(number) for number in numbers)


def test_numbers_of_too_many_digits():
    with pytest.raises(ProtocolError, match="too many digits"):
        check({**POINTER, "x": 10**5000})


def test_deeply_nested_values():
    value = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(ProtocolError, match="must be a number"):
        check({**POINTER, "x": value})


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_has_a_shortest_form(kind):
    required = {
        "x": 1,
        "y": 1,
        "step": 1,
        "key": "ka",
        "name": "home",
        "protocol": 1,
        "device_pixel_ratio": 1,
        "value": True,
    }
    fields = {
        name: required[name]
        for name, field in protocol.FIELDS[kind].items()
        if field.default is ...
    }
    message = check({"type": kind, **fields})
    assert message["seq"] == 0
    for name in fields:
        with pytest.raises(ProtocolError, match=f"{kind}: {name} is missing"):
            check({"type": kind, **{n: v for n, v in fields.items() if n != name}})


def test_unknown_fields_are_left_out():
    assert "more" not in check({**POINTER, "more": 1})


def test_the_original_is_not_changed():
    original = {**POINTER, "modifiers": ["ctrl"]}
    copy = dict(original)
    check(original)
    assert original == copy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "must be a JSON object, not None"),
        ([1], "must be a JSON object"),
        ({}, "unknown message type None"),
        ({"type": "nonsense"}, "unknown message type 'nonsense'; known are"),
        ({"type": ["ack"]}, "unknown message type"),
        ({**POINTER, "x": "1"}, "motion_notify: x must be a number, not '1'"),
        ({**POINTER, "x": True}, "must be a number, not True"),
        ({**POINTER, "x": math.nan}, "must be from -1e+06 to 1e+06, not nan"),
        ({**POINTER, "y": -math.inf}, "must be from"),
        ({**POINTER, "y": 10**400}, "must be from"),
        ({**POINTER, "buttons": 1.5}, "must be a whole number, not 1.5"),
        ({**POINTER, "buttons": -1}, "must be from 0 to 65535, not -1"),
        ({**POINTER, "modifiers": "ctrl"}, "must be a list of some of"),
        ({**POINTER, "modifiers": ["hyper"]}, "must be a list of some of"),
        ({**POINTER, "modifiers": [[]]}, "must be a list of some of"),
        ({"type": "key_press", "key": "A"}, "must be 'k' and a DOM key"),
        ({"type": "key_press", "key": "k"}, "must be 'k' and a DOM key"),
        ({"type": "key_press", "key": "hyper+kA"}, "must be 'k' and a DOM key"),
        ({"type": "key_press", "key": "ctrlkA"}, "must be 'k' and a DOM key"),
        ({"type": "key_press", "key": 5}, "must be a text"),
        ({"type": "key_press", "key": "k" * 999}, "at most 256 characters"),
        ({"type": "visible", "value": 1}, "must be true or false, not 1"),
        ({"type": "resize", "width": -1}, "must be from 0 to 32000"),
        ({**HELLO, "device_pixel_ratio": 0}, "must be from 0.05 to 16"),
        ({**HELLO, "device_pixel_ratio": None}, "must be a number, not None"),
        ({**HELLO, "session": 5}, "must be a text"),
        ({**HELLO, "last_frame": -1}, "must be from 0"),
        ({"type": "subplots", "left": "wide"}, "must be a number"),
    ],
)
def test_errors_say_what_was_given_and_what_is_allowed(content, said):
    with pytest.raises(ProtocolError) as info:
        check(content)
    assert said in str(info.value)


@pytest.mark.parametrize(
    ("content", "name", "value"),
    [
        (POINTER, "y", 2.5),
        (POINTER, "modifiers", []),
        ({**POINTER, "buttons": 3.0}, "buttons", 3),
        ({**POINTER, "guiEvent": "text"}, "guiEvent", None),
        ({**POINTER, "guiEvent": {"a": 1}}, "guiEvent", {"a": 1}),
        ({**POINTER, "viewer": "abc"}, "viewer", "abc"),
        ({"type": "resize"}, "width", 800),
        ({"type": "key_press", "key": "ctrl+shift+kArrowLeft"}, "modifiers", None),
        ({"type": "key_press", "key": "kk"}, "key", "kk"),
        ({"type": "key_press", "key": "k+"}, "key", "k+"),
        (HELLO, "width", None),
        (HELLO, "visible", True),
        (HELLO, "page", None),
        ({"type": "ack"}, "frame_id", None),
        ({"type": "subplots", "left": 0.1}, "right", None),
        ({"type": "set_dpi_ratio", "dpi_ratio": 2}, "dpi_ratio", 2),
    ],
)
def test_fields_and_their_defaults(content, name, value):
    assert check(content)[name] == value
