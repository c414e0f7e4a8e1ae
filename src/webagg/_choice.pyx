# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How an update's pixels are coded: in which format, and how matches are looked for."""

from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.string cimport memset

from webagg._boxes cimport Box
from webagg._kernels cimport (
    WA_GREEDY,
    WA_REPEATS,
    WA_SLACK,
    WA_SLOT_BITS,
    WA_THOROUGH,
    colours_clear,
    colours_keep,
    count_matches,
    entropy,
    reset,
    sample_row,
    wa_sample,
)
from webagg._rectangles cimport (
    ESCAPE,
    FILTERED,
    GREEN,
    MIXED,
    RGB,
    Job,
    area_of,
    code_rectangles,
    row_of,
)


cdef enum:
    PIECE = 16
    # Enough pixels to tell drawings from pictures.
    SAMPLE = 3000
    # Places where indices are coded twice to see how, and how many in each; bytes from
    # which on that is worthwhile.
    PLACES = 2
    TRIED = 3000
    FEW_LITERALS = 64
    # Indices of a match, on average, that are many.
    LONG = 12
    # Where both formats are tried: rows in each place, the part of all pixels that may
    # be looked at, and per cent of the RGB form's bytes from which on indices pay: they
    # take twice the time.
    ROWS = 12
    PART = 16
    PAYS = 90


cdef struct Trial:
    # Indices that were looked at, and about how many bytes they take: by repeats, and
    # by matches that are looked for everywhere; of those, how many and what they cover.
    size_t n
    size_t repeats
    size_t greedy
    size_t matches
    size_t covered


cdef void choose(Job *job) noexcept nogil:
    """Decide on format and effort by some of the pixels; collect colours on the way."""
    cdef wa_sample s
    cdef Trial trial
    cdef uint32_t kept = 0, once = 0, total, j
    cdef double drawn, plain, green
    cdef bint flat
    memset(&s, 0, sizeof(s))
    s.opaque = 255
    colours_clear(job.colours, WA_SLOT_BITS)
    look_at_some(job, &s)
    total = s.flat + s.seen + s.fresh
    colours_keep(job.colours, ESCAPE)
    for j in range(job.colours.n):
        kept += job.colours.count[j]
        if job.colours.count[j] <= 2 * PIECE:
            # In a piece or two: about as many pixels have colours that were not met.
            once += job.colours.count[j]
    # Bits: an index that cannot be copied takes about nine, a literal 22 more.
    plain = entropy(s.residuals)
    green = entropy(s.greens)
    drawn = 9.0 * (s.seen + s.fresh) + 0.3 * s.flat + 22.0 * (total - kept)
    job.noisy = min(plain, green) >= 18.0 * total
    plain += 0.5 * s.flat
    green += 0.5 * s.flat
    # Many flat pieces, each of a colour of its own: cells, unless they are slopes.
    flat = once * 3 > total and s.flat * 10 >= total * 9
    job.format = MIXED
    job.flags = 0
    job.effort = WA_THOROUGH if job.small else WA_REPEATS
    if s.opaque == 255 and drawn > min(plain, green) and (total - kept) * 40 > total:
        job.format = RGB
    elif job.area and (flat or not job.small):
        trial = try_indices(job)
        if is_copied(&trial):
            if not job.small:
                job.effort = WA_GREEDY
        elif flat and s.opaque == 255:
            job.format = RGB
    if job.format == RGB:
        job.flags = FILTERED | (GREEN if green < plain else 0)
        if job.small and not flat and 2 * kept > total and is_smaller_mixed(job):
            job.format = MIXED
            job.flags = 0


cdef void look_at_some(const Job *job, wa_sample *s) noexcept nogil:
    """Sample pieces of the rows, each time from another place."""
    cdef Py_ssize_t i, x, y, n, turn = 0
    cdef Py_ssize_t step = PIECE * (1 + job.area // SAMPLE) + 5
    cdef const Box *box
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        for y in range(box.height):
            x = turn
            while x < box.width:
                n = min(PIECE, box.width - x)
                # The last pixel of a row says little; but something must be looked at,
                # as two threads do not add to the palette and it must not be empty.
                if n > 1 or box.width == 1:
                    sample_row(
                        s, job.colours, row_of(job, box, y) + 4 * x,
                        row_of(job, box, y - 1) + 4 * x if y else NULL, n,
                    )
                x += step
            turn = x - box.width


cdef bint is_copied(const Trial *trial) noexcept nogil:
    """Whether indices are worth looking for elsewhere than before and above.

    They are where that gives long matches in place of many literals, as in patterns and
    slopes: then it takes no more time. And where most would be literals, as in slopes
    that turn: a third more time for half of the bytes.
    """
    if trial.repeats < FEW_LITERALS:
        return False
    if 8 * trial.greedy < 5 * trial.repeats and trial.covered >= LONG * trial.matches:
        return True
    return 2 * trial.repeats > trial.n and 4 * trial.greedy < 3 * trial.repeats


cdef bint is_smaller_mixed(const Job *job) noexcept nogil:
    """Code some rows in the middle of either half in both formats."""
    cdef Box boxes[PLACES]
    cdef Job part = job[0]
    cdef const Box *box
    cdef size_t rgb
    cdef Py_ssize_t row, height
    cdef int place
    part.boxes = boxes
    part.n_boxes = PLACES
    part.area = 0
    for place in range(PLACES):
        box = box_at(job, place, &row)
        height = min(ROWS, box.height, job.area // (PART * box.width))
        if height == 0:
            return False
        boxes[place] = box[0]
        boxes[place].y += <int32_t> min(row, box.height - height)
        boxes[place].height = <int32_t> height
        part.area += area_of(&boxes[place])
    part.continued = False
    part.shared = part.last = True
    reset(job.d)
    code_rectangles(&part)
    rgb = job.d.n_out
    reset(job.d)
    part.format = MIXED
    part.flags = 0
    code_rectangles(&part)
    cdef bint smaller = part.done and 100 * job.d.n_out < PAYS * rgb
    reset(job.d)
    return smaller


cdef const Box *box_at(const Job *job, int place, Py_ssize_t *row) noexcept nogil:
    """Return the rectangle in the middle of a half, and which of its rows that is."""
    cdef Py_ssize_t i = 0, at = 0
    cdef Py_ssize_t share = (2 * place + 1) * job.area // (2 * PLACES)
    while at + area_of(&job.boxes[i]) <= share:
        at += area_of(&job.boxes[i])
        i += 1
    row[0] = (share - at) // job.boxes[i].width
    return &job.boxes[i]


cdef Trial try_indices(const Job *job) noexcept nogil:
    """Code the indices of some rows in the middle of either half."""
    cdef Trial trial
    cdef Py_ssize_t row
    cdef int place
    cdef const Box *box
    memset(&trial, 0, sizeof(trial))
    for place in range(PLACES):
        box = box_at(job, place, &row)
        try_rows(job, box, row, &trial)
    return trial


cdef void try_rows(
    const Job *job, const Box *box, Py_ssize_t first, Trial *trial
) noexcept nogil:
    """Code indices of the rows that follow the first, twice."""
    cdef Py_ssize_t rows = min(box.height, 1 + TRIED // box.width), y
    cdef Py_ssize_t n = min(rows * box.width, 2 * TRIED)
    cdef uint8_t *literals
    cdef size_t matches, unused = 0
    first = min(first, box.height - rows)
    for y in range(rows):
        literals = job.indices + job.area + WA_SLACK
        if not job.k.map(
            job.colours, job.indices + y * box.width, row_of(job, box, first + y),
            box.width, ESCAPE, True, &literals,
        ):
            return  # what is translucent has no index
    trial.n += n
    job.k.add_matches(job.d, job.indices, 0, n, n, box.width, 1, WA_REPEATS)
    trial.repeats += job.d.n_literals + 2 * count_matches(job.d, &unused)
    reset(job.d)
    job.k.add_matches(job.d, job.indices, 0, n, n, box.width, 1, WA_GREEDY)
    matches = count_matches(job.d, &trial.covered)
    trial.matches += matches
    trial.greedy += job.d.n_literals + 2 * matches
    reset(job.d)
