"""A picture to the chunks of a PNG, as the other compiled modules see it."""

from libc.stdint cimport uint8_t

from webagg._diff cimport Damage
from webagg._kernels cimport Workspace


# `damage` is what is to be drawn, NULL for all; `opaque` whether that is without alpha.
cdef bytes encode_pixels(
    Workspace space, const uint8_t[:, :, :] rgba, const Damage *damage, bint opaque
)
