"""A picture to the chunks of a PNG, as the other compiled modules see it."""

from webagg._diff cimport Damage
from webagg._frame cimport Frame
from webagg._kernels cimport Workspace


# `damage` is what is to be drawn, NULL for all; `opaque` whether that is without alpha.
cdef bytes encode_pixels(
    Workspace space, const Frame *frame, const Damage *damage, bint opaque
)
