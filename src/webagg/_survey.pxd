"""How a PNG is best coded, as the other compiled modules see it."""

from webagg._scanlines cimport Image


cdef void choose(Image *image, bint opaque) noexcept nogil
cdef Py_ssize_t marked_pixels(const Image *image, Py_ssize_t y) noexcept nogil
