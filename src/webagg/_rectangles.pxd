"""Coding the pixels of rectangles, as the other compiled modules see it."""

from libc.stdint cimport uint8_t, uint32_t

from webagg._boxes cimport Box
from webagg._kernels cimport wa_colours, wa_deflate, wa_kernels


cdef enum:
    # The index that stands for a literal colour.
    ESCAPE = 255


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
    # Rectangles to be coded, all of them or a share, and how.
    const uint8_t *pixels
    Py_ssize_t pitch
    Box *boxes
    Py_ssize_t n_boxes
    Py_ssize_t area
    Py_ssize_t longest  # pixels in a row of the widest one
    bint opaque  # whether all pixels are known to be
    bint small
    int format
    int flags
    int effort  # how to look for matches of indices
    bint noisy
    wa_deflate *d
    const wa_kernels *k
    wa_colours *colours
    uint8_t *rows
    uint8_t *indices
    bint shared  # the colours may not change: others use them, too
    bint continued  # the first rectangle is the lower part of one
    bint last  # the stream ends here
    # What came out: the literal colours, where their bytes start in the output, and
    # whether all could be coded.
    uint32_t literals
    size_t cut
    bint done


cdef inline const uint8_t *row_of(
    const Job *job, const Box *box, Py_ssize_t y
) noexcept nogil:
    return job.pixels + (box.y + y) * job.pitch + 4 * box.x


cdef inline Py_ssize_t area_of(const Box *box) noexcept nogil:
    """Return a rectangle's pixels, which may be more than 32 bits count."""
    return <Py_ssize_t> box.width * box.height


cdef bint is_opaque(const Job *job) noexcept nogil
cdef void code_rectangles(void *job) noexcept nogil
