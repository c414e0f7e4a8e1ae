# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""From tiles that changed to few rectangles."""

from libc.stdint cimport int32_t, uint64_t

from webagg._diff cimport TILE_C


cdef Py_ssize_t find_boxes(
    const uint64_t[:, ::1] stamps, uint64_t base, Py_ssize_t width, Py_ssize_t height,
    Box *boxes, int32_t *open_,
) noexcept nogil:
    """Merge the tiles stamped later than `base`: sideways, then with equal runs below.

    `open_` has room for one number per column of tiles: the box that starts there and
    ended in the row above.
    """
    cdef Py_ssize_t n = 0, row, column, start, columns = stamps.shape[1]
    cdef int32_t tile = TILE_C, i
    for column in range(columns):
        open_[column] = -1
    for row in range(stamps.shape[0]):
        column = 0
        while column < columns:
            if stamps[row, column] <= base:
                column += 1
                continue
            start = column
            while column < columns and stamps[row, column] > base:
                column += 1
            i = open_[start]
            if (
                i >= 0
                and boxes[i].y + boxes[i].height == row * tile
                and boxes[i].width == (column - start) * tile
            ):
                boxes[i].height += tile
            else:
                boxes[n].x = <int32_t> start * tile
                boxes[n].y = <int32_t> row * tile
                boxes[n].width = <int32_t> (column - start) * tile
                boxes[n].height = tile
                open_[start] = <int32_t> n
                n += 1
    for row in range(n):
        boxes[row].width = min(boxes[row].width, <int32_t> width - boxes[row].x)
        boxes[row].height = min(boxes[row].height, <int32_t> height - boxes[row].y)
    return n
