# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What changed between two RGBA frames."""

import numpy as np

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from webagg._frame cimport Frame, close_frame, open_frame
from webagg._kernels cimport each, kernels, wa_kernels


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
    size_t marked[STRIPS]
    uint8_t keys[STRIPS][257]


cdef inline Py_ssize_t strip_start(const Comparison *c, size_t strip) noexcept nogil:
    """Return a strip's first row, which is one of tiles."""
    if strip == STRIPS:
        return c.height
    return <Py_ssize_t> strip * c.height // STRIPS // TILE_C * TILE_C


cdef void compare(void *comparison, size_t strip) noexcept nogil:
    """Compare the rows of one strip."""
    cdef Comparison *c = <Comparison *> comparison
    cdef const wa_kernels *k = kernels()
    cdef Py_ssize_t y, last = strip_start(c, strip + 1)
    c.alpha[strip][0] = c.alpha[strip][1] = 255
    c.differs[strip] = False
    if c.damage.costs != NULL:
        c.marked[strip] = 0
        memset(c.keys[strip], 0, 257)
    for y in range(strip_start(c, strip), last):
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
            # Now, while the row is near.
            judge_row(
                c.damage, y, c.current + y * c.pitch, c.width, c.keys[strip],
                &c.marked[strip],
            )
    if c.differs[strip] and c.stamps != NULL:
        y = strip_start(c, strip)
        while y < last:
            stamp_row(c, y, min(y + TILE_C, last))
            y += TILE_C


cdef void judge_row(
    Damage *damage, Py_ssize_t y, const uint8_t *row, Py_ssize_t width, uint8_t *keys,
    size_t *marked,
) noexcept nogil:
    """Say about how long a row takes; see which keys it has and how much changed."""
    cdef size_t steps = 0, n
    damage.costs[y] = 0
    if damage.rows[y]:
        n = kernels().mark_keys(
            keys, damage.mask + y * damage.words, row, width,
            &steps if y % STEP_ROWS == 0 else NULL,
        )
        damage.costs[y] = <uint32_t> (
            ROW_COST + n + STEP_ROWS * STEP_COST * steps
        )
        marked[0] += n


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
    cdef size_t strip, i
    cdef bint differs = False
    cdef uint8_t whole = 255
    if c.width * c.height < MANY:
        for strip in range(STRIPS):
            compare(c, strip)
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
        c.damage.marked = 0
        memset(c.damage.keys, 0, 257)
        for strip in range(STRIPS):
            c.damage.marked += c.marked[strip]
            for i in range(257):
                c.damage.keys[i] |= c.keys[strip][i]
    return differs


cdef bint find_damage(
    const Frame *current, const Frame *previous, bint copy, Damage *damage
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
        self.damage.marked = 0

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
        with nogil:
            changed = run(&c)
    finally:
        close_frame(&frame)
    part.mask = marks.damage.mask
    part.rows = marks.damage.rows
    part.costs = &marks.costs[0] if judge else NULL
    marks.damage = part
    return bool(changed)
