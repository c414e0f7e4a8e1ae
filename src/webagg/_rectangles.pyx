# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The pixels of rectangles to DEFLATE's symbols, as ARCHITECTURE.md lays them out."""

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcmp, memcpy, memset

from webagg._boxes cimport Box
from webagg._kernels cimport (
    WA_GREEDY,
    WA_REPEATS,
    WA_SLACK,
    all_opaque,
    finish,
    forget,
    pause,
    wa_choice,
    wa_deflate,
    wa_kernels,
    wa_span,
)


cdef int effort_for(const uint8_t *literals, size_t n) noexcept nogil:
    """How to look for matches of literal pixels, by how often one equals that before.

    -1 is not at all: most are edges, of which no two are alike.
    """
    cdef size_t i = 1, looked = 0, same = 0
    while i < n:
        looked += 1
        same += memcmp(literals + 3 * i, literals + 3 * i - 3, 3) == 0
        i += 7
    if 10 * same < looked:
        return -1
    return WA_REPEATS if 5 * same < 2 * looked else WA_GREEDY


cdef bint code_mixed(Job *job) noexcept nogil:
    """Code indices, then literal colours; False if some cannot be literal."""
    cdef uint8_t *to = job.indices
    cdef uint8_t *first = job.indices + job.area + WA_SLACK
    cdef uint8_t *literals = first
    cdef uint8_t *before
    cdef const uint8_t *row
    cdef bint copied = False
    cdef Py_ssize_t i, y, at = 0
    cdef const Box *box
    cdef wa_deflate *d = job.d
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        for y in range(box.height):
            row = row_of(job, box, y)
            before = literals
            if y and copied and memcmp(row, row - job.pitch, 4 * box.width) == 0:
                memcpy(to, to - box.width, box.width)
            elif not job.k.map(
                job.colours, to, row, box.width, ESCAPE, job.shared, &literals
            ):
                return False
            # A row with literals cannot be repeated without repeating them.
            copied = literals == before
            to += box.width
    job.literals = <uint32_t> ((literals - first) // 3)
    cdef int effort = job.effort
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        y = at + area_of(box)
        job.k.add_matches(d, job.indices, at, y, y, box.width, 1, effort)
        at = y
    if job.shared:
        # The other share's indices come between these and the literals.
        pause(d)
        job.cut = d.n_out
    if job.literals:
        # Another kind of bytes: a block, with codes, of its own.
        job.k.write_block(d, 0)
        forget(d)
        if not job.small:
            effort = effort_for(first, job.literals)
        if effort >= 0:
            job.k.add_matches(
                d, first, 0, 3 * job.literals, 3 * job.literals, 0, 3, effort
            )
        else:
            job.k.add_literals(d, first, 0, 3 * job.literals)
    return True


cdef bint is_opaque(const Job *job) noexcept nogil:
    """Whether all pixels are, not only those that were looked at to choose."""
    cdef Py_ssize_t i, y
    cdef const Box *box
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        for y in range(box.height):
            if not all_opaque(row_of(job, box, y), box.width):
                return False
    return True


cdef void code_filtered(Job *job, unsigned step) noexcept nogil:
    """Code residuals of the filter that leaves least, row by row."""
    cdef wa_deflate *d = job.d
    cdef const wa_kernels *k = job.k
    cdef size_t room, n
    cdef Py_ssize_t i, y
    cdef const Box *box
    cdef wa_span span
    cdef wa_choice choice
    cdef uint8_t *row
    cdef uint8_t *above
    cdef uint8_t *swap
    cdef uint8_t *residuals[5]
    cdef int kind, chosen
    room = job.longest * step + 2 * WA_SLACK
    row = job.rows + WA_SLACK
    above = row + room
    memset(job.rows, 0, 2 * room)
    for kind in range(5):
        residuals[kind] = above + (kind + 1) * room
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        n = box.width * step
        memset(above, 0, n)
        if i == 0 and job.continued:
            pack(job, above, row_of(job, box, -1), box.width, step)
        span.from_ = 0
        span.to = box.width
        choice.kind = 2
        choice.age = choice.streak = 0
        # Paeth packs best, but a page takes longer to undo it than to inflate.
        choice.barred = 0 if job.small else 1 << 4
        for y in range(box.height):
            pack(job, row, row_of(job, box, y), box.width, step)
            if job.flags & FILTERED:
                chosen = k.filter_best(residuals, row, above, &span, 1, step, &choice)
                (residuals[chosen] - 1)[0] = <uint8_t> chosen
                k.add_residuals(d, residuals[chosen] - 1, n + 1)
            else:
                k.add_residuals(d, row, n)
            swap = row
            row = above
            above = swap


cdef void pack(
    const Job *job, uint8_t *row, const uint8_t *pixels, size_t n, unsigned step
) noexcept nogil:
    """Write n pixels as samples."""
    if step == 4:
        memcpy(row, pixels, 4 * n)
    elif job.flags & GREEN:
        job.k.pack_green(row, pixels, n)
    else:
        job.k.pack_rgb(row, pixels, n)


cdef void code_rectangles(void *share) noexcept nogil:
    """Code the pixels of a job's rectangles in the format that was chosen."""
    cdef Job *job = <Job *> share
    job.literals = 0
    job.done = True
    if job.format == MIXED:
        job.done = code_mixed(job)
    else:
        code_filtered(job, 4 if job.format == RGBA else 3)
    if job.last:
        finish(job.d)
    else:
        pause(job.d)
    if job.format != MIXED:
        job.cut = job.d.n_out
