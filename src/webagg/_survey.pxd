"""How a PNG is best coded, as the other compiled modules see it."""

from webagg._scanlines cimport Image


cdef void choose(Image *image, Image *other, bint opaque) noexcept nogil
cdef Py_ssize_t all_marked(const Image *image) noexcept nogil
cdef Py_ssize_t marked_pixels(const Image *image, Py_ssize_t y) noexcept nogil
