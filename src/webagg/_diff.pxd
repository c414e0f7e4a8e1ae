"""Damage as the other compiled modules see it."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from webagg._frame cimport Frame


cdef enum:
    TILE_C = 16  # pixels a side of the squares for which changes are remembered
    # What a row takes to code, in pixels; and how much longer than others those take
    # that are unlike the one after them.
    ROW_COST = 200
    STEP_COST = 16
    # One row in so many is looked at for them.
    STEP_ROWS = 4


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
    # each row about how long it takes, and which keys (stock.h) there are.
    uint32_t *costs
    size_t marked
    uint8_t keys[257]


cdef bint find_damage(
    const Frame *current, const Frame *previous, bint copy, Damage *damage
) noexcept nogil


cdef class Marks:
    cdef uint64_t[:, ::1] masks
    cdef uint8_t[::1] rows
    cdef uint32_t[::1] costs
    cdef Damage damage  # which points at these
