"""The changed pixels of a picture, as the other compiled modules see them."""

from libc.stdint cimport uint32_t

from webagg._scanlines cimport Image


cdef enum:
    # Fewer changed pixels are not worth looking at closely, nor a second thread. From
    # here on `other` has memory: the MANY of _pngfile must not be more.
    FEW = 30000


cdef Py_ssize_t marked_pixels(const Image *image, Py_ssize_t y) noexcept nogil
cdef void count_marked(Image *image) noexcept nogil
cdef Py_ssize_t lower_half(const Image *image) noexcept nogil
cdef bint few_colours(Image *image, const Image *other, unsigned most) noexcept nogil
cdef bint is_grey(const Image *image, int step) noexcept nogil
cdef bint find_keys(const Image *image, uint32_t *dark, uint32_t *grey) noexcept nogil
