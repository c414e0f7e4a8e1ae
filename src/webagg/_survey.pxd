"""How a PNG is best coded, as the other compiled modules see it."""

from webagg._scanlines cimport Image


cdef void choose(Image *image, bint opaque) noexcept nogil
