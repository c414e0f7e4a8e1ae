# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Rectangles of a frame to one update, as ARCHITECTURE.md lays it out."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from webagg._boxes cimport Box, find_boxes
from webagg._choice cimport choose
from webagg._kernels cimport (
    WA_SLACK,
    Workspace,
    both,
    give,
    kernels,
    reset,
    take,
)
from webagg._picture cimport Picture
from webagg._rectangles cimport (
    FILTERED,
    INDEX,
    KEY_FRAME,
    MIXED,
    RGB,
    RGBA,
    Job,
    area_of,
    code_rectangles,
    is_opaque,
)


cdef enum:
    HEADER = 52
    # Pixels from which on two threads code a half each.
    MANY = 20000


cdef inline void put32(uint8_t *p, uint32_t v) noexcept nogil:
    p[0] = <uint8_t> v
    p[1] = <uint8_t> (v >> 8)
    p[2] = <uint8_t> (v >> 16)
    p[3] = <uint8_t> (v >> 24)


cdef inline void put64(uint8_t *p, uint64_t v) noexcept nogil:
    put32(p, <uint32_t> v)
    put32(p + 4, <uint32_t> (v >> 32))


cdef void code(Job *job, Job *below) noexcept nogil:
    """Code all rectangles, half of them by another thread if that has an encoder."""
    cdef Py_ssize_t rows = 0, i
    choose(job)
    if job.format == RGB and not (job.opaque or is_opaque(job)):
        job.format = RGBA
        job.flags = FILTERED
    job.shared = job.continued = False
    job.last = True
    if below.d != NULL:
        share(job, below)
    code_both(job, below)
    if job.done and (below.d == NULL or below.done):
        return
    # Translucent colours outside the palette.
    for i in range(job.n_boxes):
        rows += job.boxes[i].height
    job.format = below.format = RGBA
    # A filter byte a row is too much where rows are short and nothing helps.
    job.flags = below.flags = 0 if job.noisy and 100 * rows > job.area else FILTERED
    code_both(job, below)


cdef void code_both(Job *job, Job *below) noexcept nogil:
    reset(job.d)
    if below.d == NULL:
        code_rectangles(job)
        return
    reset(below.d)
    both(code_rectangles, job, below)


cdef void share(Job *job, Job *below) noexcept nogil:
    """Leave the first half of the pixels to `job` and the others to `below`."""
    cdef Py_ssize_t i = 0, area = 0, height, rest
    cdef Box *box
    while 2 * (area + area_of(&job.boxes[i])) < job.area:
        area += area_of(&job.boxes[i])
        i += 1
    box = &job.boxes[i]
    height = min(max((job.area // 2 - area) // box.width, 1), box.height)
    area += height * box.width
    rest = box.height - height
    below.pixels = job.pixels
    below.pitch = job.pitch
    below.small = job.small
    below.format = job.format
    below.flags = job.flags
    below.effort = job.effort
    below.noisy = job.noisy
    below.colours = job.colours
    below.longest = job.longest
    below.area = job.area - area
    below.n_boxes = job.n_boxes - i - 1
    memcpy(below.boxes + 1, box + 1, below.n_boxes * sizeof(Box))
    below.boxes[0] = box[0]
    below.boxes[0].y += height
    below.boxes[0].height = rest
    if rest:
        below.n_boxes += 1
    else:
        below.boxes += 1
    below.continued = rest > 0
    box.height = height
    job.n_boxes = i + 1
    job.area = area
    job.last = False
    below.last = True
    job.shared = below.shared = True


def encode_update(
    Picture picture not None, uint64_t frame_id, uint64_t base, bint small
):
    """Encode the tiles of a frame that changed after another.

    Parameters
    ----------
    picture : Picture
        The newest frame.
    frame_id : int
        Its number.
    base : int
        Number of the frame to start from; 0 for all of the newest one.
    small : bool
        Take more time for fewer bytes.

    Returns
    -------
    bytes
    """
    cdef Py_ssize_t height = picture.memory.shape[0], width = picture.memory.shape[1]
    cdef Py_ssize_t i, n
    cdef Workspace space = take(), other = None
    cdef Job job, below
    cdef Box *boxes
    cdef bytes head
    try:
        boxes = <Box *> space.block(
            0, (picture.stamps.shape[0] * picture.stamps.shape[1] + 1) * sizeof(Box)
        )
        if base:
            n = find_boxes(
                picture.stamps, base, width, height, boxes,
                <int32_t *> space.block(1, picture.stamps.shape[1] * sizeof(int32_t)),
            )
        else:
            boxes[0].x = boxes[0].y = 0
            boxes[0].width = <int32_t> width
            boxes[0].height = <int32_t> height
            n = 1
        head = rectangles(boxes, n)
        job.pixels = &picture.memory[0, 0, 0]
        job.pitch = 4 * width
        job.small = small
        job.opaque = picture.opaque
        job.boxes = boxes
        job.n_boxes = n
        job.area = job.longest = 0
        for i in range(n):
            job.area += area_of(&boxes[i])
            job.longest = max(job.longest, boxes[i].width)
        equip(space, &job)
        below.d = NULL
        if job.area >= MANY:
            other = take()
            below.area = job.area
            below.longest = job.longest
            equip(other, &below)
            below.boxes = <Box *> other.block(0, (n + 1) * sizeof(Box))
        with nogil:
            code(&job, &below)
        if job.d.failed or (below.d != NULL and below.d.failed):
            raise MemoryError
        return message(&job, &below, frame_id, base, width, height, head)
    finally:
        give(space)
        if other is not None:
            give(other)


cdef int equip(Workspace space, Job *job) except 0:
    """Give a job the memory that coding needs."""
    job.d = &space.deflate
    job.k = kernels()
    job.colours = space.colours
    job.rows = <uint8_t *> space.block(2, 8 * (4 * job.longest + 2 * WA_SLACK))
    job.indices = <uint8_t *> space.block(3, 4 * job.area + 2 * WA_SLACK)
    return 1


cdef bytes rectangles(const Box *boxes, Py_ssize_t n):
    """Return the part of the header that lists the rectangles."""
    cdef bytes part = PyBytes_FromStringAndSize(NULL, 16 * n)
    cdef uint8_t *to = <uint8_t *> <char *> part
    cdef Py_ssize_t i
    for i in range(n):
        put32(to + 16 * i, boxes[i].x)
        put32(to + 16 * i + 4, boxes[i].y)
        put32(to + 16 * i + 8, boxes[i].width)
        put32(to + 16 * i + 12, boxes[i].height)
    return part


cdef bytes message(
    const Job *job, const Job *below, uint64_t frame_id, uint64_t base,
    Py_ssize_t width, Py_ssize_t height, bytes head,
):
    """Return header, rectangles, palette and payload."""
    cdef uint32_t literals = job.literals, colours = 0, i
    cdef size_t size = job.d.n_out, start
    cdef int format = job.format
    if below.d != NULL:
        size += below.d.n_out
        literals += below.literals
    if format == MIXED:
        colours = job.colours.n
        if literals == 0:
            format = INDEX
    start = HEADER + len(head) + 4 * colours
    cdef bytes whole = PyBytes_FromStringAndSize(NULL, start + size)
    cdef uint8_t *out = <uint8_t *> <char *> whole
    memcpy(out, b"WAGG", 4)
    out[4] = 1
    out[5] = 1
    out[6] = format
    out[7] = job.flags | (0 if base else KEY_FRAME)
    put64(out + 8, frame_id)
    put64(out + 16, base)
    put64(out + 24, 0)
    put32(out + 32, <uint32_t> width)
    put32(out + 36, <uint32_t> height)
    put32(out + 40, <uint32_t> (len(head) // 16))
    put32(out + 44, colours)
    put32(out + 48, literals)
    memcpy(out + HEADER, <const char *> head, len(head))
    for i in range(colours):
        put32(out + HEADER + len(head) + 4 * i, job.colours.colour[i])
    out += start
    if below.d == NULL:
        memcpy(out, job.d.out, size)
        return whole
    # Indices of both halves, then literals of both.
    memcpy(out, job.d.out, job.cut)
    out += job.cut
    memcpy(out, below.d.out, below.cut)
    out += below.cut
    memcpy(out, job.d.out + job.cut, job.d.n_out - job.cut)
    out += job.d.n_out - job.cut
    memcpy(out, below.d.out + below.cut, below.d.n_out - below.cut)
    return whole
