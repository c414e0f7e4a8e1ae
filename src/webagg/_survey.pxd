"""How a PNG is best coded, as the other compiled modules see it."""

from webagg._scanlines cimport Image


cdef void choose(Image *image, Image *other, bint opaque) noexcept nogil
cdef void count_marked(Image *image) noexcept nogil
cdef Py_ssize_t lower_half(const Image *image) noexcept nogil
