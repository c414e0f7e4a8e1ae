"""Frames in, updates out: the newest frame of a figure and what changed when."""

from __future__ import annotations

import operator
import threading
from typing import Literal

import numpy as np
import numpy.typing as npt

from webagg._frame import check_rgba
from webagg._picture import TILE, Picture
from webagg._png import encode_since
from webagg._update import encode_update
from webagg.stream.update import stored

__all__ = ["Effort", "FrameStream"]

Region = tuple[int, int, int, int]
Pixels = npt.NDArray[np.uint8]
Effort = Literal["fast", "small", "stored"]
EFFORTS = ("fast", "small", "stored")
# Viewers on slow links have old frames; more different ones at once are rare.
CACHE_SIZE = 16


def check_region(region: object) -> Region:
    """Return *region* as four ints, else raise TypeError."""
    try:
        left, top, right, bottom = map(operator.index, region)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise TypeError(
            f"region must be four ints (left, top, right, bottom), got {region!r}"
        ) from None
    return left, top, right, bottom


def _with_region(
    picture: Picture, rgba: Pixels, region: Region, top: int, bottom: int
) -> Pixels:
    """Return rows of the picture in which the region is that of a frame."""
    left, upper, right, lower = region
    height, width = rgba.shape[:2]
    if not (0 <= left < right <= width and 0 <= upper < lower <= height):
        raise ValueError(
            f"region must be (left, top, right, bottom) within {width} x {height}"
            f" pixels and not empty, got {region}"
        )
    rows = picture.pixels[top:bottom].copy()
    rows[upper - top : lower - top, left:right] = rgba[upper:lower, left:right]
    return rows


class FrameStream:
    """The newest frame of one figure, and when each part of it changed.

    Any thread may call any method. Encoded messages are shared by all viewers that
    have the same frame.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # One message is encoded at a time, outside the lock: who asks for the same then
        # finds it done, and who pushes a frame does not wait. `_lent` says that the
        # picture is being read, and must stay as it is.
        self._encoding = threading.Lock()
        self._lent = False
        self._picture: Picture | None = None
        self._spare: Picture | None = None
        self._frame_id = 0
        # The first frame of the present size; older ones have nothing in common.
        self._first_id = 0
        # The frame after which the marked pixels changed, if that is not None.
        self._marked_since: int | None = None
        # The last frame that was taken as PNG: who takes one wants the next, too.
        self._png_id = 0
        self._cache: dict[tuple[int, str], object] = {}

    @property
    def frame_id(self) -> int:
        """Number of the newest frame; 0 before the first."""
        return self._frame_id

    @property
    def shape(self) -> tuple[int, int, int] | None:
        """(height, width, 4) of the newest frame; None before the first."""
        picture = self._picture
        return None if picture is None else picture.shape

    def push(self, rgba: Pixels, region: Region | None = None) -> int:
        """Take a new frame.

        Parameters
        ----------
        rgba : ndarray
            (height, width, 4) uint8, C-contiguous or with strided rows. It is copied.
        region : (left, top, right, bottom), optional
            Take only this part of it, in pixels from the top left; the rest of the
            frame stays as it was. Ignored where the size is new.

        Returns
        -------
        int
            The frame's number: that of the frame before if nothing changed.

        Raises
        ------
        TypeError, ValueError
            If `rgba` is not such an array, or `region` not four ints that lie in it.
        """
        if region is not None:
            check_rgba(rgba)
            region = check_region(region)
        with self._lock:
            picture = self._picture
            if picture is None or not picture.fits(rgba):
                return self._begin(check_rgba(rgba))
            if self._lent:
                picture = self._leave_picture(picture)
            top, bottom = 0, picture.shape[0]
            if region is not None:
                # Whole rows of tiles: what lies outside the region equals itself.
                top = region[1] // TILE * TILE
                bottom = min(-(-region[3] // TILE) * TILE, bottom)
                rgba = _with_region(picture, rgba, region, top, bottom)
            newest = self._frame_id + 1
            self._marked_since = None
            judge = self._png_id == self._frame_id
            if picture.renew(rgba, top, bottom, newest, judge):
                self._marked_since = self._frame_id
                self._frame_id = newest
                self._cache.clear()
            return self._frame_id

    def _begin(self, rgba: Pixels) -> int:
        """Take the first frame of a size."""
        self._frame_id += 1
        self._first_id = self._frame_id
        self._picture = Picture(*rgba.shape[:2])
        self._picture.begin(rgba, self._frame_id)
        self._spare = None
        self._lent = False
        self._marked_since = None
        self._cache.clear()
        return self._frame_id

    def _leave_picture(self, picture: Picture) -> Picture:
        """Leave the picture to who reads it; go on with another of the same content."""
        spare = self._spare
        if spare is None:
            spare = Picture(*picture.shape[:2])
        spare.become(picture)
        self._spare, self._picture = picture, spare
        self._lent = False
        return spare

    def update_since(
        self, frame_id: int | None, effort: Effort = "fast"
    ) -> bytes | None:
        """Encode what a viewer lacks for our own client.

        Parameters
        ----------
        frame_id : int or None
            The frame the viewer shows. None, a number that was never given and one
            from before a change of size give the whole frame (a key frame).
        effort : {"fast", "small", "stored"}
            "fast" shows soonest on a fast link, "small" has the fewest bytes, "stored"
            is not compressed, for who cannot inflate.

        Returns
        -------
        bytes or None
            One update, see `decode_update`; None if nothing is lacking.
        """
        if effort not in EFFORTS:
            raise ValueError(
                f"effort must be 'fast', 'small' or 'stored', got {effort!r}"
            )
        return self._message(frame_id, effort)  # type: ignore[return-value]

    def png_since(self, frame_id: int | None) -> tuple[str, bytes] | None:
        """Encode what a viewer lacks for matplotlib's own client.

        Parameters
        ----------
        frame_id : int or None
            As for `update_since`.

        Returns
        -------
        (str, bytes) or None
            Image mode, "full" or "diff", and a PNG of the frame's size; None if
            nothing is lacking.
        """
        return self._message(frame_id, "png")  # type: ignore[return-value]

    def _message(self, frame_id: int | None, kind: str) -> object:
        """Return the message from a frame to the newest one, encoded now or before."""
        with self._encoding:
            with self._lock:
                base = self._base(frame_id)
                newest = self._frame_id
                picture = self._picture
                if picture is None or base == newest:
                    return None
                if kind == "png":
                    self._png_id = newest
                if (base, kind) in self._cache:
                    return self._cache[base, kind]
                marked = base == self._marked_since
                self._lent = True
            try:
                message: bytes | tuple[str, bytes] | None = None
                if kind == "png":
                    message = encode_since(picture, base, marked)
                else:
                    message = encode_update(picture, newest, base, kind == "small")
                    if kind == "stored":
                        message = stored(message)
            finally:
                with self._lock:
                    self._lent = False
                    if message is not None and newest == self._frame_id:
                        self._remember((base, kind), message)
            return message

    def follows(self, frame_id: int | None) -> bool:
        """Return whether an update from *frame_id* need not be a whole picture."""
        return self._base(frame_id) != 0

    def _base(self, frame_id: int | None) -> int:
        """Return the frame to start from: 0 if that is none."""
        if frame_id is None:
            return 0
        if type(frame_id) is not int:
            number = isinstance(frame_id, (int, np.integer))
            if isinstance(frame_id, bool) or not number:
                raise TypeError(
                    f"frame_id must be an int or None, got {type(frame_id).__name__}"
                )
            frame_id = int(frame_id)
        return frame_id if 0 < self._first_id <= frame_id <= self._frame_id else 0

    def _remember(self, key: tuple[int, str], message: object) -> None:
        while len(self._cache) >= CACHE_SIZE:
            del self._cache[next(iter(self._cache))]
        self._cache[key] = message
