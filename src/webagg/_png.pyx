# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""RGBA frames to PNG (RFC 2083)."""

import struct
import zlib

import numpy as np

from webagg._diff import check_rgba


def _chunk(bytes kind, bytes data):
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
    )


def encode_png(rgba):
    """Encode a frame as a lossless PNG."""
    check_rgba(rgba)
    height, width = rgba.shape[:2]
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 1:] = rgba.reshape(height, 4 * width)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(rows, 1))
        + _chunk(b"IEND", b"")
    )


def diff_png(current, previous):
    """Encode what changed from one frame to the next, for matplotlib's protocol."""
    check_rgba(current, "current")
    check_rgba(previous, "previous")
    if current.shape != previous.shape:
        return "full", encode_png(current)
    changed = (current != previous).any(axis=2)
    if (current[..., 3][changed] != 255).any():
        return "full", encode_png(current)
    return "diff", encode_png(np.where(changed[..., None], current, np.uint8(0)))


def unfilter(rows, unsigned int bpp):
    """Undo the PNG filters of rows that start with a filter type byte."""
    cdef const unsigned char[:, ::1] source = rows
    out = np.zeros((rows.shape[0] + 1, rows.shape[1] - 1 + bpp), np.uint8)
    cdef unsigned char[:, ::1] target = out
    cdef Py_ssize_t y, i, n = source.shape[1] - 1
    cdef int kind, a, b, c, p, pa, pb, pc
    for y in range(source.shape[0]):
        kind = source[y, 0]
        if kind > 4:
            raise ValueError(f"unknown PNG filter type {kind}; 0 to 4 exist")
        for i in range(n):
            a = target[y + 1, i]
            b = target[y, i + bpp]
            c = target[y, i]
            if kind == 0:
                p = 0
            elif kind == 1:
                p = a
            elif kind == 2:
                p = b
            elif kind == 3:
                p = (a + b) >> 1
            else:
                p = a + b - c
                pa = abs(p - a)
                pb = abs(p - b)
                pc = abs(p - c)
                p = a if pa <= pb and pa <= pc else b if pb <= pc else c
            target[y + 1, i + bpp] = <unsigned char>((source[y, i + 1] + p) & 255)
    return out[1:, bpp:]
