# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""A picture to the chunks of a PNG (RFC 2083), by one thread or two."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from webagg._diff cimport Damage
from webagg._frame cimport Frame
from webagg._kernels cimport (
    WA_PAIR_BITS,
    WA_SINGLE_BITS,
    WA_SLACK,
    Workspace,
    both,
    finish,
    give,
    kernels,
    pause,
    reserve,
    reset,
    take,
    wa_adler_join,
    wa_adler_value,
    wa_deflate,
    wa_drawing,
    wa_kernels,
    wa_origin,
    wa_pair,
    wa_single,
    wa_span,
)
from webagg._scanlines cimport (
    HISTORY,
    INDEX,
    RGB,
    WINDOW,
    Image,
    code_rows,
    step_of,
)
from webagg._marked cimport count_marked, lower_half
from webagg._survey cimport choose


cdef enum:
    # Changed pixels from which on two threads code a half each.
    MANY = 6000


# By kind: indexed, RGB, RGBA, grey and alpha (RFC 2083, section 4.1.1).
cdef uint8_t[4] COLOUR_TYPES = [3, 2, 6, 4]


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


cdef void begin_data(Image *image) noexcept nogil:
    """Leave room for the head of a chunk, here and now."""
    cdef wa_deflate *d = image.d
    image.chunk = d.n_out
    if reserve(d, 64):
        memcpy(d.out + d.n_out + 4, b"IDAT", 4)
        d.n_out += 8


cdef void sum_data(Image *image) noexcept nogil:
    """Compute the checksum of the chunk so far."""
    cdef wa_deflate *d = image.d
    if not d.failed:
        image.crc = image.k.crc(
            0, d.out + image.chunk + 4, d.n_out - image.chunk - 4
        )


cdef void end_data(Image *image) noexcept nogil:
    cdef wa_deflate *d = image.d
    put32(d.out + image.chunk, <uint32_t> (d.n_out - image.chunk - 8))
    put32(d.out + d.n_out, image.crc)
    d.n_out += 4


cdef void code_last(Image *image) noexcept nogil:
    """Code rows that are a stream's end."""
    code_rows(image)
    finish(image.d)
    sum_data(image)


cdef void code_part(void *part) noexcept nogil:
    """Code the rows of the upper part or the lower one, each for a chunk of its own."""
    cdef Image *image = <Image *> part
    if image.continued:
        code_last(image)
        return
    code_rows(image)
    pause(image.d)
    sum_data(image)


cdef void split(Image *image, Image *below) noexcept nogil:
    """Leave the upper half of the work to `image` and the rest to `below`."""
    cdef Py_ssize_t y = lower_half(image)
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
    begin_data(below)


cdef int encode(Image *image, Image *below) noexcept nogil:
    """Write the file to the encoder's output; 0 if memory ran out.

    `below` has the memory for coding some rows at the same time, or no encoder. If it
    has one, what it wrote is the file's second half.
    """
    cdef Image *last = image
    cdef wa_deflate *d = image.d
    cdef const wa_kernels *k = image.k
    cdef size_t at = 8, i
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
    out[25] = COLOUR_TYPES[<int> image.kind]
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
    d.n_out = at
    begin_data(image)
    d.out[d.n_out] = 0x78
    d.out[d.n_out + 1] = 0x01
    d.n_out += 2
    if below.d == NULL:
        code_last(image)
    else:
        split(image, below)
        both(code_part, image, below)
        wa_adler_join(
            &d.adler, &below.d.adler, below.height * (1 + image.width * step_of(image))
        )
        last = below
    if d.failed or last.d.failed or not (reserve(d, 64) and reserve(last.d, 64)):
        return 0
    put32(last.d.out + last.d.n_out, wa_adler_value(&d.adler))
    last.crc = k.crc(last.crc, last.d.out + last.d.n_out, 4)
    last.d.n_out += 4
    end_data(last)
    if below.d != NULL:
        end_data(image)
    last.d.n_out = chunk(k, last.d.out, last.d.n_out, b"IEND", 0)
    return 1


cdef bytes encode_pixels(
    Workspace space, const Frame *frame, const Damage *damage, bint opaque
):
    cdef Image image, below
    cdef Workspace other = None
    image.pixels = frame.pixels
    image.pitch = frame.pitch
    image.width = frame.width
    image.height = frame.height
    image.damage = damage
    equip(space, &image)
    image.costs = <uint32_t *> space.block(8, image.height * sizeof(uint32_t))
    below.d = NULL
    cdef int done
    count_marked(&image)
    if image.marked >= MANY:
        other = take()
        below.width = image.width
        equip(other, &below)
    try:
        with nogil:
            choose(&image, &below, opaque)
            if image.height == 1:
                below.d = NULL  # there are no halves
            done = encode(&image, &below)
        if not done:
            raise MemoryError
        return file_of(&image, &below)
    finally:
        if other is not None:
            give(other)


cdef bytes file_of(const Image *image, const Image *below):
    """Return what two encoders, or one, wrote."""
    cdef size_t rest = below.d.n_out if below.d != NULL else 0
    cdef bytes png = PyBytes_FromStringAndSize(NULL, image.d.n_out + rest)
    cdef char *out = png
    memcpy(out, image.d.out, image.d.n_out)
    if rest:
        memcpy(out + image.d.n_out, below.d.out, rest)
    return png


cdef int equip(Workspace space, Image *image) except 0:
    """Give an image the memory that coding its rows needs."""
    cdef size_t width = image.width
    image.d = &space.deflate
    image.k = kernels()
    image.colours = space.colours
    image.spans = <wa_span *> space.block(2, 4 * (width + 4) * sizeof(wa_span))
    image.rows = <uint8_t *> space.block(3, 9 * (4 * width + 2 * WA_SLACK))
    image.history = <uint8_t *> space.block(4, HISTORY + 8 * width)
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
