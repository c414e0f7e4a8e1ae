"""How a PNG is best coded, as the other compiled modules see it."""

from webagg._scanlines cimport Image


cdef void choose(Image *image, Image *other, bint opaque) noexcept nogil
