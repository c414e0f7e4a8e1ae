# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What changed between two RGBA frames."""

import numpy as np

from libc.stdint cimport uint8_t, uint64_t

from webagg._kernels cimport each, kernels, wa_kernels


cdef enum:
    # Pixels from which on two threads compare, and what they share out.
    MANY = 400000
    STRIPS = 16


TILE = TILE_C


def check_rgba(object rgba, str name="rgba"):
    """Return `rgba` if it is a frame this package can read, else raise."""
    cdef object strides
    if not isinstance(rgba, np.ndarray):
        raise TypeError(
            f"{name} must be a numpy array of shape (height, width, 4) and dtype "
            f"uint8, got {type(rgba).__name__}"
        )
    if rgba.dtype != np.uint8:
        raise TypeError(f"{name} must have dtype uint8, got {rgba.dtype}")
    if rgba.ndim != 3 or rgba.shape[2] != 4:
        raise ValueError(
            f"{name} must have shape (height, width, 4), got {rgba.shape}"
        )
    if rgba.shape[0] < 1 or rgba.shape[1] < 1:
        raise ValueError(f"{name} must have at least one pixel, got {rgba.shape}")
    if max(rgba.shape[:2]) > 65535:
        raise ValueError(
            f"{name} must be at most 65535 pixels high and wide, got {rgba.shape}"
        )
    strides = rgba.strides
    if strides[2] != 1 or (rgba.shape[1] > 1 and strides[1] != 4):
        raise ValueError(
            f"{name} must be C-contiguous or have strided rows (strides (n, 4, 1)), "
            f"got strides {strides}"
        )
    return rgba


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
    uint8_t alpha[STRIPS]
    bint differs[STRIPS]


cdef void compare(void *comparison, size_t strip) noexcept nogil:
    """Compare the rows of one strip."""
    cdef Comparison *c = <Comparison *> comparison
    cdef const wa_kernels *k = kernels()
    cdef Py_ssize_t y, first = strip * c.height // STRIPS
    c.alpha[strip] = 255
    c.differs[strip] = False
    for y in range(first, (strip + 1) * c.height // STRIPS):
        c.damage.rows[y] = k.diff_row(
            c.current + y * c.pitch,
            c.previous + y * c.previous_pitch,
            c.width,
            c.copy,
            c.damage.mask + y * c.damage.words,
            &c.alpha[strip],
        )
        c.differs[strip] |= c.damage.rows[y]


cdef bint find_damage(
    const uint8_t *current,
    Py_ssize_t pitch,
    uint8_t *previous,
    Py_ssize_t previous_pitch,
    Py_ssize_t width,
    Py_ssize_t height,
    bint copy,
    Damage *damage,
) noexcept nogil:
    """Mark the pixels that differ, and copy them if asked; return whether any does."""
    cdef Comparison c
    cdef size_t strip
    cdef bint differs = False
    c.current = current
    c.pitch = pitch
    c.previous = previous
    c.previous_pitch = previous_pitch
    c.width = width
    c.height = height
    c.copy = copy
    c.damage = damage
    if width * height < MANY:
        for strip in range(STRIPS):
            compare(&c, strip)
    else:
        # Memory, not the processor, is what is waited for: two cores get more of it.
        each(compare, &c, STRIPS)
    damage.alpha = 255
    for strip in range(STRIPS):
        damage.alpha &= c.alpha[strip]
        differs |= c.differs[strip]
    return differs


def copy_damage(
    const uint8_t[:, :, :] current,
    uint8_t[:, :, ::1] previous,
    uint64_t[:, ::1] mask,
    uint8_t[::1] rows,
    uint64_t[:, ::1] stamps,
    uint64_t frame_id,
):
    """Copy what differs into `previous` and stamp its tiles.

    Returns
    -------
    changed : bool
        Whether anything differs.
    opaque : bool
        Whether all that differs is opaque.
    """
    cdef Damage damage
    cdef Py_ssize_t y, x, first, last
    cdef uint64_t bits
    cdef bint changed
    damage.mask = &mask[0, 0]
    damage.rows = &rows[0]
    damage.words = mask.shape[1]
    with nogil:
        changed = find_damage(
            &current[0, 0, 0], current.strides[0], &previous[0, 0, 0],
            previous.strides[0], current.shape[1], current.shape[0], True, &damage,
        )
        first = 0 if changed else current.shape[0]
        while first < current.shape[0]:
            last = min(first + TILE_C, current.shape[0])
            for x in range(mask.shape[1]):
                bits = 0
                for y in range(first, last):
                    # Words of rows without damage are zeros.
                    bits |= mask[y, x]
                if bits:
                    stamp(&stamps[first // TILE_C, x * (64 // TILE_C)], bits, frame_id)
            first = last
    return bool(changed), damage.alpha == 255


cdef inline void stamp(
    uint64_t *tiles, uint64_t bits, uint64_t frame_id
) noexcept nogil:
    """Stamp the tiles of 64 columns in which a bit is set."""
    while bits:
        if bits & ((<uint64_t> 1 << TILE_C) - 1):
            tiles[0] = frame_id
        bits >>= TILE_C
        tiles += 1
