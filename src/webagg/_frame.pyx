# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Arrays that are frames, and their memory."""

import numpy as np

from cpython.buffer cimport (
    PyBUF_FORMAT,
    PyBUF_STRIDES,
    PyBUF_WRITABLE,
    PyBuffer_Release,
    PyObject_GetBuffer,
)
from libc.stdint cimport uint8_t


cdef object _ndarray = np.ndarray


cdef enum:
    MOST = 65535  # pixels a side


def check_rgba(object rgba, str name="rgba"):
    """Return `rgba` if it is a frame this package can read, else raise."""
    cdef object strides
    if not isinstance(rgba, np.ndarray):
        raise TypeError(
            f"{name} must be a numpy array of shape (height, width, 4) and dtype "
            f"uint8, got {type(rgba).__name__}"
        )
    if rgba.dtype != np.uint8:
        raise TypeError(f"{name} must have dtype uint8, got {rgba.dtype}")
    if rgba.ndim != 3 or rgba.shape[2] != 4:
        raise ValueError(
            f"{name} must have shape (height, width, 4), got {rgba.shape}"
        )
    if rgba.shape[0] < 1 or rgba.shape[1] < 1:
        raise ValueError(f"{name} must have at least one pixel, got {rgba.shape}")
    if max(rgba.shape[:2]) > MOST:
        raise ValueError(
            f"{name} must be at most {MOST} pixels high and wide, got {rgba.shape}"
        )
    strides = rgba.strides
    if strides[2] != 1 or (rgba.shape[1] > 1 and strides[1] != 4):
        raise ValueError(
            f"{name} must be C-contiguous or have strided rows (strides (n, 4, 1)), "
            f"got strides {strides}"
        )
    return rgba


cdef bint usable(const Py_buffer *view) noexcept:
    """Whether memory is what `check_rgba` asks for."""
    return (
        view.format != NULL
        and view.format[0] == b"B"
        and view.format[1] == 0
        and view.ndim == 3
        and view.shape[2] == 4
        and 1 <= view.shape[0] <= MOST
        and 1 <= view.shape[1] <= MOST
        and view.strides[2] == 1
        and (view.shape[1] == 1 or view.strides[1] == 4)
    )


cdef int open_frame(Frame *frame, object rgba, str name, bint writable) except -1:
    """Hold an array's memory, or raise as `check_rgba` does.

    The memory's own description is enough to see whether all is well. An array's
    attributes are looked at if it is not: that takes longer, most of all after a
    drawing, when nothing of theirs is left in the caches.
    """
    cdef Py_buffer *view = &frame.view
    cdef int flags = PyBUF_STRIDES | PyBUF_FORMAT
    if not isinstance(rgba, _ndarray):
        check_rgba(rgba, name)
    if writable and not rgba.flags.writeable:
        check_rgba(rgba, name)
        raise ValueError(f"{name} must be writable, got a read-only array")
    try:
        PyObject_GetBuffer(rgba, view, flags | (PyBUF_WRITABLE if writable else 0))
    except (BufferError, ValueError):
        # Of a dtype that has no buffer.
        check_rgba(rgba, name)
        raise
    if not usable(view):
        PyBuffer_Release(view)
        check_rgba(rgba, name)
        raise BufferError(f"{name} has another buffer than it says")
    frame.pixels = <uint8_t *> view.buf
    frame.pitch = view.strides[0]
    frame.height = view.shape[0]
    frame.width = view.shape[1]
    return 0


cdef void close_frame(Frame *frame) noexcept:
    """Let go of an array's memory."""
    PyBuffer_Release(&frame.view)
