"""Rectangles of a frame, as the other compiled modules see them."""

from libc.stdint cimport int32_t, uint64_t


cdef struct Box:
    int32_t x
    int32_t y
    int32_t width
    int32_t height


cdef Py_ssize_t find_boxes(
    const uint64_t[:, ::1] stamps, uint64_t base, Py_ssize_t width, Py_ssize_t height,
    Box *boxes, int32_t *open_,
) noexcept nogil
