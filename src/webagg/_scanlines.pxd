"""Coding the rows of a PNG, as the other compiled modules see it."""

from libc.stdint cimport uint8_t, uint32_t

from webagg._diff cimport Damage
from webagg._kernels cimport wa_colours, wa_deflate, wa_drawing, wa_kernels, wa_span


cdef enum:
    # Unchanged pixels between changed ones this near are drawn again, as they are.
    GAP = 16
    # What a match can reach, and how much more is kept before it is moved.
    WINDOW = 32768
    HISTORY = 32768 + 262144


cdef enum Kind:
    INDEX
    RGB
    RGBA
    GREY  # and alpha: all 256 of them, and unchanged pixels


cdef enum:
    # How rows are coded: filtered, by runs of zeros; as they are, by matches of pixels;
    # filtered, by runs of zeros and matches.
    FILTERED = 0
    DRAWN = 1
    MATCHED = 2
    # Filtered, by matches of bytes wherever they begin: for slopes, whose residuals are
    # few but of which no two rows are alike.
    SMOOTH = 3
    # As they are, by matches of pixels looked for where bands begin: for slopes in RGB.
    BANDED = 4


cdef struct Image:
    # What is to be encoded, and how.
    const uint8_t *pixels
    Py_ssize_t pitch
    Py_ssize_t width
    Py_ssize_t height
    const Damage *damage  # NULL: all pixels
    Damage rest  # what `damage` points at in a part of an image
    Kind kind
    int way  # one of the above
    uint32_t key  # the colour of unchanged pixels, as in memory
    int gap
    Py_ssize_t marked  # how many pixels changed
    uint32_t *costs  # of each row, about: how long it takes to code
    bint continued  # there are rows above, which are not looked at
    size_t chunk  # where in the output the chunk of the rows starts
    uint32_t crc  # of it
    wa_deflate *d
    const wa_kernels *k
    wa_colours *colours
    wa_span *spans
    uint8_t *rows
    uint8_t *history  # room for HISTORY bytes and a row
    wa_drawing drawing


cdef void code_rows(Image *image) noexcept nogil

cdef size_t spans_of(
    const Image *image, Py_ssize_t y, int gap, wa_span *spans
) noexcept nogil


cdef inline unsigned step_of(const Image *image) noexcept nogil:
    """Return the bytes of a pixel."""
    if image.kind == INDEX:
        return 1
    return 2 if image.kind == GREY else 3 if image.kind == RGB else 4
