# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What changed between two RGBA frames."""

import numpy as np

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from webagg._frame cimport Frame, close_frame, open_frame
from webagg._judge cimport STEP_ROWS, Judge, begin, conclude, judge_row
from webagg._kernels cimport Workspace, each, kernels, wa_colours, wa_kernels

from webagg._kernels import _give, _take


cdef enum:
    # Pixels from which on two threads compare, and what they share out.
    MANY = 400000
    STRIPS = 16


TILE = TILE_C


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
    uint64_t *stamps  # of the tiles, `columns` a row, or NULL
    Py_ssize_t columns
    uint64_t frame_id
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


cdef void stamp_row(Comparison *c, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
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
                c.stamps + first // TILE_C * c.columns + x * (64 // TILE_C),
                bits, c.frame_id,
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
    wa_colours *first, wa_colours *second,
) noexcept nogil:
    """Mark the pixels that differ, and copy them if asked; return whether any does."""
    cdef Comparison c
    c.current = current.pixels
    c.pitch = current.pitch
    c.previous = previous.pixels
    c.previous_pitch = previous.pitch
    c.width = current.width
    c.height = current.height
    c.copy = copy
    c.damage = damage
    c.stamps = NULL
    begin(&c.judges[0], first)
    begin(&c.judges[1], second)
    return run(&c)


cdef class Marks:
    """The pixels that a frame changed, and what encoding them wants to know.

    Parameters
    ----------
    height, width : int
        Pixels of the frame, at least 1 each.

    Attributes
    ----------
    opaque : bool
        Whether all marked pixels are.
    whole : bool
        Whether all pixels that were compared are.
    """

    def __cinit__(self, Py_ssize_t height, Py_ssize_t width):
        if height < 1 or width < 1:
            raise ValueError(
                f"height and width must be at least 1, got {height} and {width}"
            )
        self.masks = np.zeros((height, (width + 63) // 64), np.uint64)
        self.rows = np.zeros(height, np.uint8)
        self.costs = np.zeros(height, np.uint32)
        self.damage.mask = &self.masks[0, 0]
        self.damage.rows = &self.rows[0]
        self.damage.words = self.masks.shape[1]
        self.damage.alpha = 255
        self.damage.costs = NULL
        self.damage.found.marked = 0

    @property
    def opaque(self):
        return self.damage.alpha == 255

    @property
    def whole(self):
        return bool(self.damage.opaque)

    def pixels(self, Py_ssize_t width):
        """Return what is marked as an array of bool, (height, width)."""
        cdef object masks = np.asarray(self.masks).astype("<u8").view(np.uint8)
        bits = np.unpackbits(masks, axis=1, bitorder="little")[:, :width]
        return bits.astype(bool) & np.asarray(self.rows).astype(bool)[:, None]


def copy_damage(
    object current,
    uint8_t[:, :, ::1] previous,
    Marks marks,
    Py_ssize_t top,
    uint64_t[:, ::1] stamps,
    uint64_t frame_id,
    bint judge,
):
    """Copy what differs into `previous`, mark it and stamp its tiles.

    Parameters
    ----------
    current : ndarray
        (rows, width, 4) uint8: a new frame, or some whole rows of tiles of it.
    previous : ndarray
        The same rows of the frame before, C-contiguous; changed in place.
    marks : Marks
        Gets what differs, and nothing in other rows.
    top : int
        The first of the rows, counted in the frame.
    stamps : ndarray
        uint64, of the rows' tiles: the frame in which each changed last.
    frame_id : int
        Number of the new frame.
    judge : bool
        Whether to look for what coding as PNG wants to know, too.

    Returns
    -------
    bool
        Whether anything differs.

    Raises
    ------
    TypeError, ValueError
        If `current` is not such an array, or the sizes do not fit together.
    """
    cdef Frame frame
    cdef Damage part = marks.damage
    cdef Comparison c
    cdef bint changed
    cdef Workspace mine = None, other = None
    cdef Py_ssize_t bottom = top + previous.shape[0], height = marks.rows.shape[0]
    open_frame(&frame, current, "rgba", False)
    try:
        if (
            frame.height != previous.shape[0]
            or frame.width != previous.shape[1]
            or previous.shape[2] != 4
            or not 0 <= top < bottom <= height
            or part.words != <size_t> (frame.width + 63) // 64
            or stamps.shape[0] != (frame.height + TILE_C - 1) // TILE_C
            or stamps.shape[1] != (frame.width + TILE_C - 1) // TILE_C
        ):
            raise ValueError(
                f"the sizes of frames, marks and stamps do not fit together: "
                f"{frame.height} x {frame.width} pixels, {previous.shape[0]} x "
                f"{previous.shape[1]} from row {top} of {height}, "
                f"{stamps.shape[0]} x {stamps.shape[1]} stamps"
            )
        memset(part.rows, 0, top)
        memset(part.rows + bottom, 0, height - bottom)
        memset(&marks.costs[0], 0, height * sizeof(uint32_t))
        part.mask += top * part.words
        part.rows += top
        part.costs = &marks.costs[top] if judge else NULL
        c.current = frame.pixels
        c.pitch = frame.pitch
        c.previous = &previous[0, 0, 0]
        c.previous_pitch = previous.strides[0]
        c.width = frame.width
        c.height = frame.height
        c.copy = True
        c.damage = &part
        c.stamps = &stamps[0, 0]
        c.columns = stamps.shape[1]
        c.frame_id = frame_id
        if judge:
            mine = _take()
            other = _take()
            begin(&c.judges[0], mine.colours)
            begin(&c.judges[1], other.colours)
        with nogil:
            changed = run(&c)
    finally:
        close_frame(&frame)
        if mine is not None:
            _give(mine)
        if other is not None:
            _give(other)
    part.mask = marks.damage.mask
    part.rows = marks.damage.rows
    part.costs = &marks.costs[0] if judge else NULL
    marks.damage = part
    return bool(changed)
