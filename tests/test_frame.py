"""Frames: what is told from an array's attributes and from its memory is the same."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.frames import make_frame, strided
from webagg import encode_png
from webagg._frame import check_rgba


def outcome(function, array):
    try:
        function(array)
    except (TypeError, ValueError) as error:
        return type(error), str(error)
    return None


def test_a_frame_is_returned_as_it_is():
    frame = strided(make_frame(1, 5, 7, "few"), 3)
    assert check_rgba(frame) is frame


DTYPES = (
    "u1",
    "u1",
    "i1",
    "?",
    "u2",
    "f8",
    "c8",
    "S1",
    "U1",
    "V1",
    "O",
    "M8[s]",
    "u1,u1",
)
SHAPES = st.one_of(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.just(4)),
    st.lists(st.integers(0, 5), max_size=4).map(tuple),
)


@given(
    st.builds(np.zeros, SHAPES, st.sampled_from(DTYPES)),
    st.sampled_from([(), (..., slice(None, None, -1)), (slice(None, None, 2),)]),
)
@example(np.zeros((3, 6, 4), np.uint8), (slice(None), slice(None, None, 2)))
@example(np.zeros((3, 1, 4), np.uint8), (slice(None), slice(None, None, 2)))
@example(np.zeros((3, 3, 4), np.uint8), (slice(None, None, -1),))
@example(np.broadcast_to(np.uint8(9), (3, 3, 4)), ())
@example(np.zeros((3, 3, 4), np.int8), ())
@example(np.zeros((3, 3, 4), np.bool_), ())
@example(np.zeros((65536, 1, 4), np.uint8), ())
@example(np.ma.masked_array(np.zeros((3, 3, 4), np.uint8)), ())
@example(np.zeros((2, 2, 4), np.uint8).tolist(), ())
def test_what_is_encoded_is_what_is_checked(array, index):
    if index and not isinstance(array, list):
        try:
            array = array[index]
        except IndexError:
            return
    assert outcome(encode_png, array) == outcome(check_rgba, array)


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_memory_that_is_not_rows_is_refused(order):
    frame = np.zeros((4, 4, 4), np.uint8, order="F" if order == "columns" else "C")
    if order == "rows":
        encode_png(frame)
    else:
        with pytest.raises(ValueError, match="strides"):
            encode_png(frame)
