"""Damage as the other compiled modules see it."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from webagg._frame cimport Frame
from webagg._judge cimport Findings
from webagg._kernels cimport wa_colours


cdef enum:
    TILE_C = 16  # pixels a side of the squares for which changes are remembered


cdef struct Damage:
    # One mask word per 64 pixels of a row: set bits differ. Valid where rows[y] is 1.
    uint64_t *mask
    uint8_t *rows
    size_t words
    # AND of the changed pixels' alpha; 255 if all are opaque.
    uint8_t alpha
    # Whether the whole frame is known to be opaque.
    bint opaque
    # Whether pixels that are not marked are transparent black, and are to remain that.
    bint bare
    # What coding as PNG wants to know of the changed pixels, if `costs` is not NULL: of
    # each row about how long it takes, and what was found in them.
    uint32_t *costs
    Findings found


cdef struct Stamps:
    # The frame in which each tile changed last, `columns` a row, and the new one.
    uint64_t *tiles
    Py_ssize_t columns
    uint64_t frame_id


# `stamps` may be NULL; `first` and `second` are the memory of two judges, for costs and
# findings, or NULL if there are no costs.
cdef bint find_damage(
    const Frame *current, const Frame *previous, bint copy, Damage *damage,
    const Stamps *stamps, wa_colours *first, wa_colours *second,
) noexcept nogil
