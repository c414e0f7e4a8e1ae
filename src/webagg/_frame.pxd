"""Frames as the other compiled modules read them."""

from libc.stdint cimport uint8_t


cdef struct Frame:
    # Rows of RGBA pixels, held until it is closed.
    Py_buffer view
    uint8_t *pixels  # not to be written to unless asked for
    Py_ssize_t pitch  # bytes from row to row
    Py_ssize_t width
    Py_ssize_t height


cdef int open_frame(Frame *frame, object rgba, str name, bint writable) except -1
cdef void close_frame(Frame *frame) noexcept
