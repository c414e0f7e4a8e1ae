# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What changed between two RGBA frames."""

import numpy as np

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcmp, memcpy


TILE = 32


def check_rgba(object rgba, str name="rgba"):
    """Return `rgba` if it is a frame this package can read, else raise."""
    cdef object strides
    if not isinstance(rgba, np.ndarray):
        raise TypeError(
            f"{name} must be a numpy array of shape (height, width, 4) and dtype "
            f"uint8, got {type(rgba).__name__}"
        )
    if rgba.dtype != np.uint8:
        raise TypeError(f"{name} must have dtype uint8, got {rgba.dtype}")
    if rgba.ndim != 3 or rgba.shape[2] != 4:
        raise ValueError(
            f"{name} must have shape (height, width, 4), got {rgba.shape}"
        )
    if rgba.shape[0] < 1 or rgba.shape[1] < 1:
        raise ValueError(f"{name} must have at least one pixel, got {rgba.shape}")
    if max(rgba.shape[:2]) > 65535:
        raise ValueError(
            f"{name} must be at most 65535 pixels high and wide, got {rgba.shape}"
        )
    strides = rgba.strides
    if strides[2] != 1 or (rgba.shape[1] > 1 and strides[1] != 4):
        raise ValueError(
            f"{name} must be C-contiguous or have strided rows (strides (n, 4, 1)), "
            f"got strides {strides}"
        )
    return rgba


def copy_damage(
    const uint8_t[:, :, :] current,
    uint8_t[:, :, ::1] previous,
    uint64_t[:, ::1] stamps,
    uint64_t frame_id,
):
    """Copy what differs into `previous`, stamp its tiles; return whether any."""
    cdef Py_ssize_t height = current.shape[0], width = current.shape[1]
    cdef Py_ssize_t y, x, n
    cdef bint changed = False
    with nogil:
        for y in range(height):
            x = 0
            while x < width:
                n = min(TILE_C, width - x)
                if memcmp(&current[y, x, 0], &previous[y, x, 0], 4 * n) != 0:
                    memcpy(&previous[y, x, 0], &current[y, x, 0], 4 * n)
                    stamps[y // TILE_C, x // TILE_C] = frame_id
                    changed = True
                x += TILE_C
    return changed

cdef enum:
    TILE_C = 32
