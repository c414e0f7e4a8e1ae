# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What changed between two RGBA frames."""

from libc.stdint cimport uint8_t, uint64_t

from webagg._frame cimport Frame
from webagg._judge cimport STEP_ROWS, Judge, begin, conclude, judge_row
from webagg._kernels cimport each, kernels, wa_colours, wa_kernels


cdef enum:
    # Pixels from which on two threads compare, and what they share out.
    MANY = 400000
    STRIPS = 16


cdef struct Comparison:
    # Two frames, and what each strip of rows gave.
    const uint8_t *current
    Py_ssize_t pitch
    uint8_t *previous
    Py_ssize_t previous_pitch
    Py_ssize_t width
    Py_ssize_t height
    bint copy
    Damage *damage
    const Stamps *stamps  # or NULL
    uint8_t alpha[STRIPS][2]
    bint differs[STRIPS]
    Judge judges[2]  # one for each thread


cdef inline Py_ssize_t strip_start(const Comparison *c, size_t strip) noexcept nogil:
    """Return a strip's first row, which is one of tiles."""
    if strip == STRIPS:
        return c.height
    return <Py_ssize_t> strip * c.height // STRIPS // TILE_C * TILE_C


cdef void compare(void *comparison, size_t strip, int who) noexcept nogil:
    """Compare the rows of one strip; the who-th judge looks at them."""
    cdef Comparison *c = <Comparison *> comparison
    cdef const wa_kernels *k = kernels()
    cdef Py_ssize_t y, first = strip_start(c, strip), last = strip_start(c, strip + 1)
    c.alpha[strip][0] = c.alpha[strip][1] = 255
    c.differs[strip] = False
    for y in range(first, last):
        c.damage.rows[y] = k.diff_row(
            c.current + y * c.pitch,
            c.previous + y * c.previous_pitch,
            c.width,
            c.copy,
            c.damage.mask + y * c.damage.words,
            c.alpha[strip],
        )
        c.differs[strip] |= c.damage.rows[y]
        if c.damage.costs != NULL:
            judge(c, &c.judges[who], y, y > first)
    if c.differs[strip] and c.stamps != NULL:
        y = first
        while y < last:
            stamp_row(c, y, min(y + TILE_C, last))
            y += TILE_C


cdef void judge(
    const Comparison *c, Judge *judge, Py_ssize_t y, bint knows_above
) noexcept nogil:
    """Look at a row now, while it is near."""
    cdef const uint8_t *row = c.current + y * c.pitch
    cdef const uint64_t *mask = c.damage.mask + y * c.damage.words
    c.damage.costs[y] = 0
    if c.damage.rows[y]:
        knows_above = knows_above and c.damage.rows[y - 1]
        c.damage.costs[y] = judge_row(
            judge, row, mask, row - c.pitch if knows_above else NULL,
            mask - c.damage.words if knows_above else NULL, c.width,
            y % STEP_ROWS == 0,
        )


cdef void stamp_row(
    const Comparison *c, Py_ssize_t first, Py_ssize_t last
) noexcept nogil:
    """Stamp a row of tiles where pixels changed."""
    cdef Py_ssize_t x, y
    cdef uint64_t bits
    for x in range(<Py_ssize_t> c.damage.words):
        bits = 0
        for y in range(first, last):
            # Words of rows without damage are zeros.
            bits |= c.damage.mask[y * c.damage.words + x]
        if bits:
            stamp(
                c.stamps.tiles + first // TILE_C * c.stamps.columns
                + x * (64 // TILE_C),
                bits, c.stamps.frame_id,
            )


cdef inline void stamp(
    uint64_t *tiles, uint64_t bits, uint64_t frame_id
) noexcept nogil:
    """Stamp the tiles of 64 columns in which a bit is set."""
    while bits:
        if bits & ((<uint64_t> 1 << TILE_C) - 1):
            tiles[0] = frame_id
        bits >>= TILE_C
        tiles += 1


cdef bint run(Comparison *c) noexcept nogil:
    """Compare everything; return whether anything differs."""
    cdef size_t strip
    cdef bint differs = False
    cdef uint8_t whole = 255
    if c.width * c.height < MANY:
        for strip in range(STRIPS):
            compare(c, strip, 0)
    else:
        # Memory, not the processor, is what is waited for: two cores get more of it.
        each(compare, c, STRIPS)
    c.damage.alpha = 255
    for strip in range(STRIPS):
        c.damage.alpha &= c.alpha[strip][0]
        whole &= c.alpha[strip][1]
        differs |= c.differs[strip]
    c.damage.opaque = whole == 255
    c.damage.bare = False
    if c.damage.costs != NULL:
        conclude(c.judges, &c.damage.found)
    return differs


cdef bint find_damage(
    const Frame *current, const Frame *previous, bint copy, Damage *damage,
    const Stamps *stamps, wa_colours *first, wa_colours *second,
) noexcept nogil:
    """Mark the pixels that differ, copy and stamp them; return whether any does."""
    cdef Comparison c
    c.current = current.pixels
    c.pitch = current.pitch
    c.previous = previous.pixels
    c.previous_pitch = previous.pitch
    c.width = current.width
    c.height = current.height
    c.copy = copy
    c.damage = damage
    c.stamps = stamps
    if damage.costs != NULL:
        begin(&c.judges[0], first)
        begin(&c.judges[1], second)
    return run(&c)
