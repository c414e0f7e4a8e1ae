"""What coding as PNG wants to know, as the other compiled modules see it."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from webagg._kernels cimport wa_colours


cdef enum:
    # What a row takes to code, in pixels; and how much longer than others those take
    # that are unlike the one after them.
    ROW_COST = 200
    STEP_COST = 16
    # One row in so many is looked at for them.
    STEP_ROWS = 4
    # As many as a palette has, beside the one that stands for what is not marked.
    FEW_COLOURS = 255
    # Greys, and (1, 0, 0).
    KEYS = 257


cdef struct Findings:
    # Of the marked pixels how many there are, which colours they have, sorted, or -1 if
    # these are more than FEW_COLOURS; then, which keys (stock.h).
    size_t marked
    int n_colours
    uint32_t colours[FEW_COLOURS]
    uint8_t keys[KEYS]


cdef struct Judge:
    # What one thread has found. While colours are few, keys are among them.
    wa_colours *colours
    bint few
    size_t marked
    uint8_t keys[KEYS]


cdef void begin(Judge *judge, wa_colours *colours) noexcept nogil
cdef uint32_t judge_row(
    Judge *judge, const uint8_t *row, const uint64_t *mask, const uint8_t *above,
    const uint64_t *marked, size_t width, bint sampled,
) noexcept nogil
cdef void conclude(Judge *judges, Findings *findings) noexcept nogil
