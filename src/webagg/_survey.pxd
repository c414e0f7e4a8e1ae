"""How a PNG is best coded, as the other compiled modules see it."""

from webagg._kernels cimport wa_colours
from webagg._scanlines cimport Image


cdef void choose(Image *image, bint opaque, wa_colours *some) noexcept nogil
