# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The newest frame of a stream, and what changed when."""

import numpy as np

from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memset

from webagg._diff cimport TILE_C, Damage, Stamps, find_damage
from webagg._frame cimport Frame, close_frame, open_frame
from webagg._kernels cimport Workspace, give, take


TILE = TILE_C


cdef class Picture:
    """The newest frame of a stream: its pixels, and the frame each tile changed in.

    All that a frame needs is held here, ready to be used: what has to be looked up is
    no longer in the caches after a drawing.

    Parameters
    ----------
    height, width : int
        Pixels of the frames, at least 1 each.

    Attributes
    ----------
    pixels : ndarray
        (height, width, 4) uint8, C-contiguous; undefined before the first frame.
    shape : (int, int, int)
        That of `pixels`.
    opaque : bool
        Whether all pixels are known to be.
    """

    def __cinit__(self, Py_ssize_t height, Py_ssize_t width):
        if height < 1 or width < 1:
            raise ValueError(
                f"height and width must be at least 1, got {height} and {width}"
            )
        self.shape = (height, width, 4)
        self.pixels = np.empty(self.shape, np.uint8)
        self.memory = self.pixels
        self.stamps = np.zeros((-(-height // TILE), -(-width // TILE)), np.uint64)
        self.masks = np.zeros((height, (width + 63) // 64), np.uint64)
        self.rows = np.zeros(height, np.uint8)
        self.costs = np.zeros(height, np.uint32)
        self.damage.mask = &self.masks[0, 0]
        self.damage.rows = &self.rows[0]
        self.damage.words = self.masks.shape[1]
        self.damage.alpha = 255
        self.damage.costs = NULL
        self.damage.found.marked = 0

    def stamped(self):
        """Return the frame in which each tile changed last, (rows, columns) uint64."""
        return np.array(self.stamps)

    def marked(self):
        """Return which pixels the last frame changed, (height, width) bool."""
        cdef object masks = np.asarray(self.masks).astype("<u8").view(np.uint8)
        bits = np.unpackbits(masks, axis=1, bitorder="little")[:, :self.shape[1]]
        return bits.astype(bool) & np.asarray(self.rows).astype(bool)[:, None]

    def begin(self, object rgba, uint64_t frame_id):
        """Take a first frame: all of it is new.

        Parameters
        ----------
        rgba : ndarray
            (height, width, 4) uint8.
        frame_id : int
            Its number.

        Raises
        ------
        TypeError, ValueError
            If `rgba` is not such an array.
        """
        if not self.fits(rgba):
            raise ValueError(f"rgba must have shape {self.shape}, got {rgba.shape}")
        np.copyto(self.pixels, rgba)
        self.stamps[:, :] = frame_id
        self.opaque = False

    def fits(self, object rgba):
        """Return whether an array is a frame of this size.

        Raises
        ------
        TypeError, ValueError
            If it is no frame at all.
        """
        cdef Frame frame
        open_frame(&frame, rgba, "rgba", False)
        cdef bint same = (
            frame.height == self.memory.shape[0] and frame.width == self.memory.shape[1]
        )
        close_frame(&frame)
        return bool(same)

    def become(self, Picture other not None):
        """Have the pixels and stamps of another picture.

        Raises
        ------
        ValueError
            If that has another size.
        """
        if self.shape != other.shape:
            raise ValueError(
                f"other must have shape {self.shape}, got one of {other.shape}"
            )
        np.copyto(self.pixels, other.pixels)
        self.stamps[:, :] = other.stamps
        self.opaque = other.opaque

    def renew(
        self, object rgba, Py_ssize_t top, Py_ssize_t bottom, uint64_t frame_id,
        bint judge,
    ):
        """Take a frame, or some rows of one: copy, mark and stamp what differs.

        Parameters
        ----------
        rgba : ndarray
            (bottom - top, width, 4) uint8, C-contiguous or with strided rows.
        top, bottom : int
            Where these rows are: whole rows of tiles.
        frame_id : int
            Number of the frame.
        judge : bool
            Whether to look for what coding as PNG wants to know, too.

        Returns
        -------
        bool
            Whether anything differs.

        Raises
        ------
        TypeError, ValueError
            If `rgba` is not such an array, or there are no such rows.
        """
        cdef Frame new, old
        cdef Damage part = self.damage
        cdef Stamps stamps
        cdef Workspace mine = None, other = None
        cdef bint changed
        cdef Py_ssize_t height = self.memory.shape[0], width = self.memory.shape[1]
        open_frame(&new, rgba, "rgba", False)
        try:
            if (
                not 0 <= top < bottom <= height
                or top % TILE_C
                or (bottom % TILE_C and bottom != height)
                or new.height != bottom - top
                or new.width != width
            ):
                raise ValueError(
                    f"rows must be {width} pixels and come in whole tiles of {TILE} "
                    f"within {height}, got {new.height} x {new.width} pixels for rows "
                    f"{top} to {bottom}"
                )
            old.pixels = &self.memory[top, 0, 0]
            old.pitch = 4 * width
            old.width = width
            old.height = bottom - top
            stamps.tiles = &self.stamps[top // TILE_C, 0]
            stamps.columns = self.stamps.shape[1]
            stamps.frame_id = frame_id
            memset(part.rows, 0, top)
            memset(part.rows + bottom, 0, height - bottom)
            part.mask += top * part.words
            part.rows += top
            part.costs = NULL
            if judge:
                memset(&self.costs[0], 0, height * sizeof(uint32_t))
                part.costs = &self.costs[top]
                mine = take()
                other = take()
            with nogil:
                changed = find_damage(
                    &new, &old, True, &part, &stamps,
                    mine.colours if judge else NULL, other.colours if judge else NULL,
                )
        finally:
            close_frame(&new)
            if mine is not None:
                give(mine)
            if other is not None:
                give(other)
        part.mask = self.damage.mask
        part.rows = self.damage.rows
        part.costs = &self.costs[0] if judge else NULL
        self.damage = part
        self.opaque = part.opaque and (self.opaque or bottom - top == height)
        return bool(changed)
