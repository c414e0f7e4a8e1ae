# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Rectangles of a frame to one update, as ARCHITECTURE.md lays it out."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from webagg._boxes cimport Box, find_boxes
from webagg._kernels cimport (
    all_opaque,
    WA_REPEATS,
    WA_GREEDY,
    WA_SLACK,
    WA_THOROUGH,
    Workspace,
    colours_clear,
    colours_keep,
    entropy,
    finish,
    forget,
    kernels,
    reserve,
    reset,
    sample_row,
    wa_choice,
    wa_colours,
    wa_deflate,
    wa_kernels,
    wa_sample,
    wa_span,
)

from webagg._kernels import _give, _take

cdef enum:
    HEADER = 52
    PIECE = 16
    ESCAPE = 255
    # Enough pixels to tell drawings from pictures.
    SAMPLE = 8000

cdef enum Format:
    RGBA
    RGB
    INDEX
    MIXED

cdef enum Flag:
    KEY_FRAME = 1
    FILTERED = 2
    GREEN = 4


cdef struct Job:
    const uint8_t *pixels
    Py_ssize_t pitch
    Box *boxes
    Py_ssize_t n_boxes
    Py_ssize_t area
    bint small
    wa_deflate *d
    const wa_kernels *k
    wa_colours *colours
    uint8_t *rows
    uint8_t *indices
    int flags
    int format
    uint32_t literals
    bint noisy


cdef inline const uint8_t *row_of(
    const Job *job, const Box *box, Py_ssize_t y
) noexcept nogil:
    return job.pixels + (box.y + y) * job.pitch + 4 * box.x


cdef void choose(Job *job) noexcept nogil:
    """Decide on the pixel format by some of the rows; collect colours on the way."""
    cdef wa_sample s
    cdef Py_ssize_t i, x, y, n, turn = 0
    cdef Py_ssize_t step = PIECE * (1 + job.area // SAMPLE) + 5
    cdef const Box *box
    cdef uint32_t kept = 0, j
    cdef double drawn, plain, green
    memset(&s, 0, sizeof(s))
    s.opaque = 255
    colours_clear(job.colours, 15)
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        for y in range(box.height):
            # Pieces of rows, each time from another place.
            x = turn
            while x < box.width:
                n = min(PIECE, box.width - x)
                if n > 1:
                    sample_row(
                        &s, job.colours, row_of(job, box, y) + 4 * x,
                        row_of(job, box, y - 1) + 4 * x if y else NULL, n,
                    )
                x += step
            turn = x - box.width
    cdef uint32_t total = s.flat + s.seen + s.fresh
    colours_keep(job.colours, ESCAPE)
    for j in range(job.colours.n):
        kept += job.colours.count[j]
    # Bits: an index that cannot be copied takes about nine, a literal 22 more.
    plain = entropy(s.residuals)
    green = entropy(s.greens)
    drawn = 9.0 * (s.seen + s.fresh) + 0.3 * s.flat + 22.0 * (total - kept)
    job.flags = 0
    job.noisy = min(plain, green) >= 18.0 * total
    plain += 0.5 * s.flat
    green += 0.5 * s.flat
    if (
        drawn <= min(plain, green)
        or s.opaque != 255
        or (total - kept) * 40 <= total
    ):
        job.format = MIXED
    else:
        job.format = RGB
        job.flags = FILTERED
        if green < plain:
            job.flags |= GREEN


cdef bint repetitive(const uint8_t *literals, size_t n) noexcept nogil:
    """Whether an eighth of literal pixels, of those looked at, equal the one before."""
    cdef size_t i = 1, looked = 0, same = 0
    while i < n:
        looked += 1
        same += memcmp(literals + 3 * i, literals + 3 * i - 3, 3) == 0
        i += 7
    return 8 * same >= looked


cdef int code_mixed(Job *job) noexcept nogil:
    """Code indices, then literal colours; 0 if some cannot be literal."""
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
                job.colours, to, row, box.width, ESCAPE, &literals
            ):
                return 0
            # A row with literals cannot be repeated without repeating them.
            copied = literals == before
            to += box.width
    job.literals = <uint32_t> ((literals - first) // 3)
    cdef int effort = WA_THOROUGH if job.small else WA_REPEATS
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        y = at + box.width * box.height
        job.k.add_matches(d, job.indices, at, y, y, box.width, 1, effort)
        at = y
    if job.literals:
        # Another kind of bytes: a block, with codes, of its own.
        job.k.write_block(d, 0)
        forget(d)
        if job.small or repetitive(first, job.literals):
            job.k.add_matches(
                d, first, 0, 3 * job.literals, 3 * job.literals, 0, 3,
                WA_THOROUGH if job.small else WA_GREEDY,
            )
        else:
            job.k.add_literals(d, first, 0, 3 * job.literals)
    return 1


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
    cdef size_t room = 0, n
    cdef Py_ssize_t i, y
    cdef const Box *box
    cdef wa_span span
    cdef wa_choice choice
    cdef uint8_t *row
    cdef uint8_t *above
    cdef uint8_t *swap
    cdef uint8_t *residuals[5]
    cdef int kind, chosen
    for i in range(job.n_boxes):
        room = max(room, job.boxes[i].width * step + 2 * WA_SLACK)
    row = job.rows + WA_SLACK
    above = row + room
    memset(job.rows, 0, 2 * room)
    for kind in range(5):
        residuals[kind] = above + (kind + 1) * room
    for i in range(job.n_boxes):
        box = &job.boxes[i]
        n = box.width * step
        memset(above, 0, n)
        span.from_ = 0
        span.to = box.width
        choice.kind = 2
        choice.age = choice.streak = 0
        # Paeth packs best, but a page takes longer to undo it than to inflate.
        choice.barred = 0 if job.small else 1 << 4
        for y in range(box.height):
            if step == 4:
                memcpy(row, row_of(job, box, y), n)
            elif job.flags & GREEN:
                k.pack_green(row, row_of(job, box, y), box.width)
            else:
                k.pack_rgb(row, row_of(job, box, y), box.width)
            if job.flags & FILTERED:
                chosen = k.filter_best(residuals, row, above, &span, 1, step, &choice)
                (residuals[chosen] - 1)[0] = <uint8_t> chosen
                k.add_residuals(d, residuals[chosen] - 1, n + 1)
            else:
                k.add_residuals(d, row, n)
            swap = row
            row = above
            above = swap


cdef inline void put32(uint8_t *p, uint32_t v) noexcept nogil:
    p[0] = <uint8_t> v
    p[1] = <uint8_t> (v >> 8)
    p[2] = <uint8_t> (v >> 16)
    p[3] = <uint8_t> (v >> 24)


cdef inline void put64(uint8_t *p, uint64_t v) noexcept nogil:
    put32(p, <uint32_t> v)
    put32(p + 4, <uint32_t> (v >> 32))


cdef int encode(
    Job *job, uint64_t frame_id, uint64_t base, Py_ssize_t width, Py_ssize_t height
) noexcept nogil:
    """Write the update to the encoder's output; 0 if memory ran out."""
    cdef wa_deflate *d = job.d
    cdef Py_ssize_t i
    cdef Py_ssize_t rows = 0
    cdef size_t start = HEADER + 16 * job.n_boxes
    cdef uint8_t *out
    for i in range(job.n_boxes):
        rows += job.boxes[i].height
    reset(d)
    if not reserve(d, start + 4 * 256 + 64):
        return 0
    choose(job)
    # The palette is complete only when all pixels were seen: leave room for all of it.
    d.n_out = start + 4 * 256
    if job.format == MIXED:
        if not code_mixed(job):
            job.format = RGBA
            # A filter byte a row is too much where rows are short and nothing helps.
            job.flags = 0 if job.noisy and 100 * rows > job.area else FILTERED
            code_filtered(job, 4)
    elif is_opaque(job):
        code_filtered(job, 3)
    else:
        job.format = RGBA
        job.flags = 0 if job.noisy and 100 * rows > job.area else FILTERED
        code_filtered(job, 4)
    finish(d)
    if d.failed:
        return 0
    out = d.out
    cdef uint32_t colours = job.colours.n if job.format == MIXED else 0
    if job.format == MIXED and job.literals == 0:
        job.format = INDEX
    memcpy(out, b"WAGG", 4)
    out[4] = 1
    out[5] = 1
    out[6] = job.format
    out[7] = job.flags | (0 if base else KEY_FRAME)
    put64(out + 8, frame_id)
    put64(out + 16, base)
    put64(out + 24, 0)
    put32(out + 32, <uint32_t> width)
    put32(out + 36, <uint32_t> height)
    put32(out + 40, <uint32_t> job.n_boxes)
    put32(out + 44, colours)
    put32(out + 48, job.literals)
    for i in range(job.n_boxes):
        put32(out + HEADER + 16 * i, job.boxes[i].x)
        put32(out + HEADER + 16 * i + 4, job.boxes[i].y)
        put32(out + HEADER + 16 * i + 8, job.boxes[i].width)
        put32(out + HEADER + 16 * i + 12, job.boxes[i].height)
    if colours:
        for i in range(colours):
            put32(out + start + 4 * i, job.colours.colour[i])
    return <int> (start + 4 * colours)


def encode_update(
    const uint8_t[:, :, ::1] pixels, const uint64_t[:, ::1] stamps, uint64_t frame_id,
    uint64_t base, bint small,
):
    """Encode the tiles of a frame that changed after another.

    Parameters
    ----------
    pixels : ndarray
        (height, width, 4) uint8, the newest frame.
    stamps : ndarray
        uint64, the frame in which each tile last changed.
    frame_id : int
        Number of the newest frame.
    base : int
        Number of the frame to start from; 0 for all of the newest one.
    small : bool
        Take more time for fewer bytes.

    Returns
    -------
    bytes
    """
    cdef Py_ssize_t height = pixels.shape[0], width = pixels.shape[1], i
    cdef Workspace space = _take()
    cdef Job job
    cdef int payload
    try:
        job.pixels = &pixels[0, 0, 0]
        job.pitch = 4 * width
        job.d = &space.deflate
        job.k = kernels()
        job.colours = space.colours
        job.small = small
        job.literals = 0
        job.boxes = <Box *> space.block(
            0, (stamps.shape[0] * stamps.shape[1] + 1) * sizeof(Box)
        )
        if base:
            job.n_boxes = find_boxes(
                stamps, base, width, height, job.boxes,
                <int32_t *> space.block(1, stamps.shape[1] * sizeof(int32_t)),
            )
        else:
            job.boxes[0].x = job.boxes[0].y = 0
            job.boxes[0].width = <int32_t> width
            job.boxes[0].height = <int32_t> height
            job.n_boxes = 1
        job.area = 0
        for i in range(job.n_boxes):
            job.area += <Py_ssize_t> job.boxes[i].width * job.boxes[i].height
        job.rows = <uint8_t *> space.block(2, 8 * (4 * width + 2 * WA_SLACK))
        job.indices = <uint8_t *> space.block(3, 4 * job.area + 2 * WA_SLACK)
        with nogil:
            payload = encode(&job, frame_id, base, width, height)
        if not payload:
            raise MemoryError
        return join_parts(&job, payload)
    finally:
        _give(space)


cdef bytes join_parts(const Job *job, Py_ssize_t payload):
    """Return header, boxes, palette and payload without the gap between them."""
    cdef const uint8_t *out = job.d.out
    cdef Py_ssize_t start = HEADER + 16 * job.n_boxes + 4 * 256
    cdef Py_ssize_t size = job.d.n_out - start
    cdef bytes message = PyBytes_FromStringAndSize(NULL, payload + size)
    cdef char *to = message
    memcpy(to, out, payload)
    memcpy(to + payload, out + start, size)
    return message
