# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""RGBA frames, and what changed between them, to PNG."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from webagg._diff cimport TILE_C, Damage, find_damage
from webagg._frame cimport Frame, close_frame, open_frame
from webagg._kernels cimport WA_SLACK, Workspace, all_opaque, give, take
from webagg._picture cimport Picture
from webagg._pngfile cimport encode_pixels


cdef bint frame_opaque(const Frame *frame) noexcept nogil:
    cdef Py_ssize_t y
    for y in range(frame.height):
        if not all_opaque(frame.pixels + y * frame.pitch, frame.width):
            return False
    return True


cdef bytes encode_frame(const Frame *frame):
    """Encode all of a frame."""
    cdef Workspace space = take()
    try:
        if frame_opaque(frame):
            return encode_pixels(space, frame, NULL, True)
        return encode_drawn(space, frame)
    finally:
        give(space)


cdef bytes encode_drawn(Workspace space, const Frame *frame):
    """Encode a frame that is not opaque: a difference, or a picture with holes."""
    cdef Frame nothing
    cdef Damage damage
    nothing = frame[0]
    nothing.pixels = <uint8_t *> space.block(9, 4 * frame.width + WA_SLACK)
    nothing.pitch = 0  # all its rows are the same
    memset(nothing.pixels, 0, 4 * frame.width + WA_SLACK)
    allocate(space, &damage, frame.width, frame.height)
    compare(space, frame, &nothing, False, &damage)
    if damage.alpha != 255:
        return encode_pixels(space, frame, NULL, False)
    damage.bare = True
    return encode_damage(space, frame, &damage)


def encode_png(rgba):
    """Encode a frame as a lossless PNG.

    Parameters
    ----------
    rgba : ndarray
        (height, width, 4) uint8, C-contiguous or with strided rows.

    Returns
    -------
    bytes
        A PNG of kind indexed, RGB, RGBA or grey and alpha, whichever the pixels
        allow.

    Raises
    ------
    TypeError, ValueError
        If `rgba` is not such an array.
    """
    cdef Frame frame
    open_frame(&frame, rgba, "rgba", False)
    try:
        return encode_frame(&frame)
    finally:
        close_frame(&frame)


def diff_png(current, previous, *, bint update=False):
    """Encode what changed from one frame to the next, for matplotlib's protocol.

    Parameters
    ----------
    current, previous : ndarray
        (height, width, 4) uint8, C-contiguous or with strided rows.
    update : bool, optional
        Make `previous` equal to `current`, for the next time: what changed is copied
        while it is compared, which takes less time than copying all of it.

    Returns
    -------
    mode : {"diff", "full"}
        "diff": unchanged pixels are transparent, and drawing the picture over
        `previous` gives `current`. "full": all pixels are there, because the sizes
        differ or a changed pixel is not opaque.
    png : bytes
        A PNG of the size of `current`.

    Raises
    ------
    TypeError, ValueError
        If one is not such an array, or `previous` cannot be updated: it is read-only
        or has another size.
    """
    cdef Frame new, old
    open_frame(&new, current, "current", False)
    try:
        open_frame(&old, previous, "previous", update)
        try:
            if new.width == old.width and new.height == old.height:
                return diff_frames(&new, &old, update)
            if update:
                raise ValueError(
                    f"previous must have the shape of current, {current.shape}, to be "
                    f"updated, got {previous.shape}"
                )
            return "full", encode_frame(&new)
        finally:
            close_frame(&old)
    finally:
        close_frame(&new)


cdef int compare(
    Workspace space, const Frame *new, const Frame *old, bint update, Damage *damage
) except 0:
    """Find the damage, and what coding it wants to know."""
    damage.costs = <uint32_t *> space.block(8, new.height * sizeof(uint32_t))
    cdef Workspace other = take()
    with nogil:
        find_damage(new, old, update, damage, NULL, space.colours, other.colours)
    give(other)
    return 1


cdef tuple diff_frames(const Frame *new, const Frame *old, bint update):
    """Encode what changed between frames of one size."""
    cdef Damage damage
    cdef Workspace space = take()
    try:
        allocate(space, &damage, new.width, new.height)
        compare(space, new, old, update, &damage)
        if damage.alpha != 255:
            return "full", encode_pixels(space, new, NULL, frame_opaque(new))
        return "diff", encode_damage(space, new, &damage)
    finally:
        give(space)


def encode_since(Picture picture not None, uint64_t base, bint marked):
    """Encode what changed after a frame, for matplotlib's protocol.

    Parameters
    ----------
    picture : Picture
        The newest frame.
    base : int
        Number of the frame to start from; 0 for all of the newest one.
    marked : bool
        Whether the pixels that changed after `base` are those that are marked.

    Returns
    -------
    (str, bytes)
        As for `diff_png`.
    """
    cdef Damage damage
    cdef Workspace space
    cdef Frame frame
    cdef bint opaque
    frame.pixels = &picture.memory[0, 0, 0]
    frame.pitch = picture.memory.strides[0]
    frame.width = picture.memory.shape[1]
    frame.height = picture.memory.shape[0]
    if base == 0:
        return "full", encode_frame(&frame)
    space = take()
    try:
        if marked:
            damage = picture.damage
            opaque = damage.alpha == 255
        else:
            allocate(space, &damage, frame.width, frame.height)
            with nogil:
                mark_tiles(picture.stamps, base, frame.width, frame.height, &damage)
                opaque = picture.opaque or damage_opaque(
                    frame.pixels, frame.width, frame.height, &damage
                )
        if not opaque:
            return "full", encode_pixels(space, &frame, NULL, frame_opaque(&frame))
        damage.opaque = picture.opaque
        return "diff", encode_damage(space, &frame, &damage)
    finally:
        give(space)


cdef void mark_tiles(
    const uint64_t[:, ::1] stamps, uint64_t base, Py_ssize_t width, Py_ssize_t height,
    Damage *damage,
) noexcept nogil:
    """Mark all pixels of the tiles that changed after `base`."""
    cdef Py_ssize_t x, y, column, last
    cdef uint64_t *row
    for y in range(height):
        row = damage.mask + y * damage.words
        damage.rows[y] = 0
        memset(row, 0, 8 * damage.words)
        for column in range(stamps.shape[1]):
            if stamps[y // TILE_C, column] > base:
                damage.rows[y] = 1
                last = min((column + 1) * TILE_C, width)
                for x in range(column * TILE_C, last):
                    row[x // 64] |= <uint64_t> 1 << (x % 64)


cdef bytes encode_damage(Workspace space, const Frame *frame, const Damage *damage):
    """Encode what is marked, all of it opaque."""
    cdef bint whole = all_marked(damage, frame.width, frame.height)
    # Where nothing is left out, a palette needs no place for it.
    return encode_pixels(space, frame, NULL if whole else damage, True)


cdef bint all_marked(
    const Damage *damage, Py_ssize_t width, Py_ssize_t height
) noexcept nogil:
    """Whether every pixel is marked."""
    cdef Py_ssize_t y, word
    cdef uint64_t rest = ~<uint64_t> 0 >> (-width & 63), all
    for y in range(height):
        if not damage.rows[y]:
            return False
        for word in range(<Py_ssize_t> damage.words):
            all = rest if word + 1 == <Py_ssize_t> damage.words else ~<uint64_t> 0
            if damage.mask[y * damage.words + word] != all:
                return False
    return True


cdef bint damage_opaque(
    const uint8_t *pixels, Py_ssize_t width, Py_ssize_t height, const Damage *damage
) noexcept nogil:
    """Whether all marked pixels are opaque."""
    cdef Py_ssize_t y, word
    cdef uint64_t bits
    cdef const uint8_t *piece
    for y in range(height):
        if not damage.rows[y]:
            continue
        for word in range(<Py_ssize_t> damage.words):
            bits = damage.mask[y * damage.words + word]
            piece = pixels + 4 * (y * width + 64 * word)
            if bits == 0 or all_opaque(piece, min(64, width - 64 * word)):
                continue
            while bits:
                if bits & 1 and piece[3] != 255:
                    return False
                bits >>= 1
                piece += 4
    return True


cdef int allocate(
    Workspace space, Damage *damage, Py_ssize_t width, Py_ssize_t height
) except 0:
    damage.words = (width + 63) // 64
    damage.mask = <uint64_t *> space.block(0, height * damage.words * 8)
    damage.rows = <uint8_t *> space.block(1, height)
    damage.costs = NULL
    damage.alpha = 255
    damage.opaque = damage.bare = False
    return 1
