# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""RGBA frames to PNG (RFC 2083)."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from webagg._diff cimport TILE_C, Damage, find_damage
from webagg._kernels cimport (
    WA_PAIR_BITS,
    WA_SINGLE_BITS,
    WA_SLACK,
    Workspace,
    all_opaque,
    append,
    both,
    finish,
    kernels,
    pause,
    reserve,
    reset,
    wa_deflate,
    wa_drawing,
    wa_kernels,
    wa_origin,
    wa_pair,
    wa_single,
    wa_span,
)
from webagg._scanlines cimport INDEX, RGB, WINDOW, Image, code_rows, step_of
from webagg._survey cimport choose, marked_pixels

import numpy as np

from webagg._diff import check_rgba
from webagg._kernels import _give, _take


cdef enum:
    # Changed pixels from which on two threads code a half each.
    MANY = 20000


cdef inline void put32(uint8_t *p, uint32_t v) noexcept nogil:
    p[0] = <uint8_t> (v >> 24)
    p[1] = <uint8_t> (v >> 16)
    p[2] = <uint8_t> (v >> 8)
    p[3] = <uint8_t> v


cdef size_t chunk(
    const wa_kernels *k, uint8_t *out, size_t at, const char *name, size_t n
) noexcept nogil:
    """Close the chunk whose data, of n bytes, starts at out[at + 8]."""
    put32(out + at, <uint32_t> n)
    memcpy(out + at + 4, name, 4)
    put32(out + at + 8 + n, k.crc(0, out + at + 4, 4 + n))
    return at + 12 + n


cdef void code_last(Image *image) noexcept nogil:
    code_rows(image)
    finish(image.d)


cdef void code_part(void *part) noexcept nogil:
    """Code the rows of the upper part or the lower one, which is a stream's end."""
    cdef Image *image = <Image *> part
    code_rows(image)
    if image.continued:
        finish(image.d)
    else:
        pause(image.d)


cdef void split(Image *image, Image *below) noexcept nogil:
    """Leave the upper part to `image` and the rest, with half the changes, to `below`."""
    cdef Py_ssize_t y = 0, n = 0
    while y + 1 < image.height and 2 * n < image.marked:
        n += marked_pixels(image, y)
        y += 1
    below.pixels = image.pixels + y * image.pitch
    below.pitch = image.pitch
    below.width = image.width
    below.height = image.height - y
    below.damage = NULL
    if image.damage != NULL:
        below.rest = image.damage[0]
        below.rest.mask += y * image.damage.words
        below.rest.rows += y
        below.damage = &below.rest
    below.kind = image.kind
    below.way = image.way
    below.key = image.key
    below.gap = image.gap
    below.colours = image.colours
    below.continued = True
    image.height = y
    reset(below.d)


cdef int encode(Image *image, Image *below) noexcept nogil:
    """Write the whole file to the encoder's output; 0 if memory ran out.

    `below` has the memory for coding a part of the rows at the same time, or no encoder.
    """
    cdef wa_deflate *d = image.d
    cdef const wa_kernels *k = image.k
    cdef size_t at = 8, data, i
    cdef uint8_t *out
    cdef unsigned n = image.colours.n if image.kind == INDEX else 0
    cdef unsigned hole = 1 if image.damage != NULL else 0
    cdef uint32_t opaque = 0
    reset(d)
    if not reserve(d, 4096):
        return 0
    out = d.out
    memcpy(out, b"\x89PNG\r\n\x1a\n", 8)
    put32(out + 16, <uint32_t> image.width)
    put32(out + 20, <uint32_t> image.height)
    out[24] = 8
    out[25] = 3 if image.kind == INDEX else 2 if image.kind == RGB else 6
    out[26] = out[27] = out[28] = 0
    at = chunk(k, out, at, b"IHDR", 13)
    if image.kind == INDEX:
        memset(out + at + 8, 0, 3)
        for i in range(n):
            out[at + 8 + 3 * (i + hole)] = <uint8_t> image.colours.colour[i]
            out[at + 9 + 3 * (i + hole)] = <uint8_t> (image.colours.colour[i] >> 8)
            out[at + 10 + 3 * (i + hole)] = <uint8_t> (image.colours.colour[i] >> 16)
        at = chunk(k, out, at, b"PLTE", 3 * (n + hole))
        for i in range(n):
            out[at + 8 + i + hole] = <uint8_t> (image.colours.colour[i] >> 24)
            if out[at + 8 + i + hole] != 255:
                opaque = <uint32_t> (i + hole + 1)
        if hole:
            out[at + 8] = 0
            opaque = max(opaque, 1)
        if opaque:
            at = chunk(k, out, at, b"tRNS", opaque)
    elif image.kind == RGB and hole:
        for i in range(3):
            out[at + 8 + 2 * i] = 0
            out[at + 9 + 2 * i] = (<const uint8_t *> &image.key)[i]
        at = chunk(k, out, at, b"tRNS", 6)
    data = at
    out[at + 8] = 0x78
    out[at + 9] = 0x01
    d.n_out = at + 10
    if below.d == NULL:
        code_last(image)
    else:
        split(image, below)
        both(code_part, image, below)
        append(d, below.d, below.height * (1 + image.width * step_of(image)))
    if d.failed or not reserve(d, 64):
        return 0
    put32(d.out + d.n_out, d.adler_b << 16 | d.adler_a)
    at = chunk(k, d.out, data, b"IDAT", d.n_out + 4 - data - 8)
    d.n_out = chunk(k, d.out, at, b"IEND", 0)
    return 1


cdef bint frame_opaque(const uint8_t[:, :, :] rgba) noexcept nogil:
    cdef Py_ssize_t y
    for y in range(rgba.shape[0]):
        if not all_opaque(&rgba[y, 0, 0], rgba.shape[1]):
            return False
    return True


cdef bytes encode_pixels(
    Workspace space, const uint8_t[:, :, :] rgba, const Damage *damage, bint opaque
):
    cdef Image image, below
    cdef Workspace other = None
    image.pixels = &rgba[0, 0, 0]
    image.pitch = rgba.strides[0]
    image.width = rgba.shape[1]
    image.height = rgba.shape[0]
    image.damage = damage
    equip(space, &image)
    below.d = NULL
    cdef int done
    with nogil:
        choose(&image, opaque)
    if image.marked >= MANY and image.height > 1:
        other = _take()
        below.width = image.width
        equip(other, &below)
    try:
        with nogil:
            done = encode(&image, &below)
    finally:
        if other is not None:
            _give(other)
    if not done:
        raise MemoryError
    return PyBytes_FromStringAndSize(<char *> image.d.out, image.d.n_out)


cdef int equip(Workspace space, Image *image) except 0:
    """Give an image the memory that coding its rows needs."""
    cdef size_t width = image.width
    image.d = &space.deflate
    image.k = kernels()
    image.colours = space.colours
    image.spans = <wa_span *> space.block(2, 4 * (width + 4) * sizeof(wa_span))
    image.rows = <uint8_t *> space.block(3, 9 * (4 * width + 2 * WA_SLACK))
    image.pixels_of_row = <uint8_t *> space.block(4, 4 * width)
    return allocate_drawing(space, image)


cdef int allocate_drawing(Workspace space, Image *image) except 0:
    """Make room for the rows that a match can reach, whatever the kind."""
    cdef wa_drawing *g = &image.drawing
    g.bits = 4
    while (1 << g.bits) < image.width + 8:
        g.bits += 1
    g.rows = 2
    while g.rows < WINDOW // (1 + image.width) + 2 and g.rows < 4096:
        g.rows *= 2
    # Rows are read from the pixel before them to 64 pixels after them.
    g.window = 16 + <uint32_t *> space.block(5, ((<size_t> g.rows << g.bits) + 96) * 4)
    g.pairs = <wa_pair *> space.block(
        6, (sizeof(wa_pair) << WA_PAIR_BITS) + (sizeof(wa_single) << WA_SINGLE_BITS)
    )
    g.singles = <wa_single *> (g.pairs + (1 << WA_PAIR_BITS))
    cdef size_t words = image.width // 64 + 3
    g.like_left = <uint64_t *> space.block(
        7, 24 * words + (image.width + 8) * sizeof(wa_origin)
    )
    g.like_above = g.like_left + words
    g.known = g.like_above + words
    g.origins = <wa_origin *> (g.known + words)
    return 1


def encode_png(rgba):
    """Encode a frame as a lossless PNG.

    Parameters
    ----------
    rgba : ndarray
        (height, width, 4) uint8, C-contiguous or with strided rows.

    Returns
    -------
    bytes
        A PNG of kind indexed, RGB or RGBA, whichever the pixels allow.

    Raises
    ------
    TypeError, ValueError
        If `rgba` is not such an array.
    """
    check_rgba(rgba)
    space = _take()
    try:
        return encode_pixels(space, rgba, NULL, frame_opaque(rgba))
    finally:
        _give(space)


def diff_png(current, previous):
    """Encode what changed from one frame to the next, for matplotlib's protocol.

    Parameters
    ----------
    current, previous : ndarray
        (height, width, 4) uint8, C-contiguous or with strided rows.

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
        If one is not such an array.
    """
    cdef Damage damage
    cdef const uint8_t[:, :, :] new, old
    check_rgba(current, "current")
    check_rgba(previous, "previous")
    if current.shape != previous.shape:
        return "full", encode_png(current)
    new = current
    old = previous
    cdef Workspace space = _take()
    try:
        allocate(space, &damage, new.shape[1], new.shape[0])
        with nogil:
            find_damage(
                &new[0, 0, 0], new.strides[0], <uint8_t *> &old[0, 0, 0],
                old.strides[0], new.shape[1], new.shape[0], False, &damage,
            )
        if damage.alpha != 255:
            return "full", encode_pixels(space, new, NULL, frame_opaque(new))
        return "diff", encode_pixels(space, new, &damage, True)
    finally:
        _give(space)


def encode_since(
    const uint8_t[:, :, ::1] pixels, const uint64_t[:, ::1] stamps, uint64_t base,
    uint64_t[:, ::1] mask, uint8_t[::1] rows,
):
    """Encode what changed after a frame, for matplotlib's protocol.

    Parameters
    ----------
    pixels : ndarray
        (height, width, 4) uint8, the newest frame.
    stamps : ndarray
        uint64, the frame in which each tile last changed.
    base : int
        Number of the frame to start from; 0 for all of the newest one.
    mask, rows : ndarray or None
        The pixels that changed after `base`, as `copy_damage` gives them, if known.

    Returns
    -------
    (str, bytes)
        As for `diff_png`.
    """
    cdef Damage damage
    cdef Workspace space
    cdef bint opaque = False
    if base == 0:
        return "full", encode_png(np.asarray(pixels))
    space = _take()
    try:
        if mask is not None:
            damage.words = mask.shape[1]
            damage.mask = &mask[0, 0]
            damage.rows = &rows[0]
        else:
            allocate(space, &damage, pixels.shape[1], pixels.shape[0])
        with nogil:
            if mask is None:
                mark_tiles(stamps, base, pixels.shape[1], pixels.shape[0], &damage)
            opaque = damage_opaque(
                &pixels[0, 0, 0], pixels.shape[1], pixels.shape[0], &damage
            )
        if not opaque:
            return "full", encode_png(np.asarray(pixels))
        return "diff", encode_pixels(space, pixels, &damage, True)
    finally:
        _give(space)


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
    return 1


def unfilter(const uint8_t[:, ::1] rows, unsigned bpp):
    """Undo the PNG filters of rows that start with a filter type byte.

    Parameters
    ----------
    rows : ndarray
        (height, 1 + n) uint8.
    bpp : int
        Bytes per pixel, 1 to 8.

    Returns
    -------
    ndarray
        (height, n) uint8.

    Raises
    ------
    ValueError
        If a filter type is not one of 0 to 4.
    """
    if not 1 <= bpp <= 8:
        raise ValueError(f"bpp must be from 1 to 8, got {bpp}")
    cdef Py_ssize_t y, i, n = rows.shape[1] - 1
    out = np.zeros((rows.shape[0] + 1, n + bpp), np.uint8)
    cdef uint8_t[:, ::1] target = out
    cdef int kind = 0, a, b, c, pa, pb, pc, p
    with nogil:
        for y in range(rows.shape[0]):
            kind = rows[y, 0]
            if kind > 4:
                break
            for i in range(n):
                a = target[y + 1, i]
                b = target[y, i + bpp]
                c = target[y, i]
                p = 0
                if kind == 1:
                    p = a
                elif kind == 2:
                    p = b
                elif kind == 3:
                    p = (a + b) >> 1
                elif kind == 4:
                    pa = b - c if b > c else c - b
                    pb = a - c if a > c else c - a
                    pc = a + b - 2 * c
                    pc = pc if pc >= 0 else -pc
                    p = a if pa <= pb and pa <= pc else b if pb <= pc else c
                target[y + 1, i + bpp] = <uint8_t> (rows[y, i + 1] + p)
    if kind > 4:
        raise ValueError(f"unknown PNG filter type {kind}; 0 to 4 exist")
    return out[1:, bpp:]
