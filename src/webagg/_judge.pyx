# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What coding as PNG wants to know of rows, found out while they are near."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from webagg._kernels cimport (
    colours_clear,
    colours_join,
    colours_sort,
    kernels,
    wa_colours,
)


cdef void begin(Judge *judge, wa_colours *colours) noexcept nogil:
    """Begin to look at rows; `colours` is memory for those that are found."""
    judge.colours = colours
    judge.few = True
    judge.marked = 0
    memset(judge.keys, 0, KEYS)
    colours_clear(colours, 11)


cdef uint32_t judge_row(
    Judge *judge, const uint8_t *row, const uint64_t *mask, const uint8_t *above,
    const uint64_t *marked, size_t width, bint sampled,
) noexcept nogil:
    """Look at a row; return about how long it takes to code.

    Parameters
    ----------
    row, mask
        The pixels of a row, and which of them are marked.
    above, marked
        The same of the row above if this judge has seen it, else NULL.
    width
        Pixels of a row.
    sampled
        Whether this row is looked at more closely, for others, too.
    """
    cdef size_t steps = 0, n = 0
    if judge.few:
        judge.few = kernels().collect(
            judge.colours, mask, row, above, marked, width, FEW_COLOURS, &n,
            &steps if sampled else NULL,
        )
        if not judge.few:
            steps = 0
            mark_colours(judge)
    if not judge.few:
        n = kernels().mark_keys(
            judge.keys, mask, row, width, &steps if sampled else NULL
        )
    judge.marked += n
    return <uint32_t> (ROW_COST + n + STEP_ROWS * STEP_COST * steps)


cdef void mark_colours(Judge *judge) noexcept nogil:
    """Mark which of the colours so far are keys."""
    cdef unsigned i
    cdef uint32_t colour
    cdef uint8_t red
    for i in range(judge.colours.n):
        colour = judge.colours.colour[i] & 0xffffff
        red = <uint8_t> colour
        if colour == red * <uint32_t> 0x010101 and red != 255:
            judge.keys[red] = 1
        if colour == 1:
            judge.keys[256] = 1


cdef void conclude(Judge *judges, Findings *findings) noexcept nogil:
    """Join what two judges have found, whoever of them saw which rows."""
    cdef size_t i
    cdef Judge *first = &judges[0]
    cdef Judge *second = &judges[1]
    findings.marked = first.marked + second.marked
    if first.few and second.few and colours_join(
        first.colours, second.colours, FEW_COLOURS
    ):
        findings.n_colours = <int> first.colours.n
        memcpy(findings.colours, first.colours.colour, 4 * first.colours.n)
        colours_sort(findings.colours, first.colours.n)
        return
    findings.n_colours = -1
    if first.few:
        mark_colours(first)
    if second.few:
        mark_colours(second)
    for i in range(KEYS):
        findings.keys[i] = first.keys[i] | second.keys[i]
