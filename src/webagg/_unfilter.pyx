# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Undoing PNG's filters (RFC 2083, section 6), to read what was written."""

from libc.stdint cimport uint8_t

import numpy as np


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
