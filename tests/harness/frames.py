"""Frames to encode: what plots are made of, noise, and everything in between."""

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

Frame = npt.NDArray[np.uint8]


def make_frame(
    seed: int, height: int, width: int, kind: str, opaque: bool = True
) -> Frame:
    """Draw a frame of one kind: few colours, a gradient, noise, text-like, black."""
    rng = np.random.default_rng(seed)
    frame = np.full((height, width, 4), 255, np.uint8)
    y, x = np.mgrid[:height, :width]
    if kind == "few":
        colours = rng.integers(0, 256, (7, 4), dtype=np.uint8)
        frame[:] = (
            colours[rng.integers(0, 7, (height // 5 + 1, width // 9 + 1))]
            .repeat(5, axis=0)
            .repeat(9, axis=1)[:height, :width]
        )
    elif kind == "many":
        colours = rng.integers(0, 256, (700, 4), dtype=np.uint8)
        frame[:] = colours[rng.integers(0, 700, (height, width))]
        frame[rng.random((height, width)) < 0.6] = 255
    elif kind == "gradient":
        for channel in range(3):
            frame[..., channel] = x * (channel + 1) // 3 + y * 2
    elif kind == "noise":
        frame[:] = rng.integers(0, 256, frame.shape, dtype=np.uint8)
    elif kind == "dark":
        frame[..., :3] = rng.integers(0, 2, (height, width, 3), dtype=np.uint8)
    elif kind == "lines":
        middle = (rng.random() + np.sin(x[0] / 9.0)) * height / 3
        shade = np.clip(np.abs(y - middle) * 90, 0, 255).astype(np.uint8)
        frame[..., :3] = np.maximum(
            shade[..., None], np.array([30, 120, 180], np.uint8)
        )
    if opaque:
        frame[..., 3] = 255
    elif kind not in ("few", "many", "noise"):
        frame[..., 3] = rng.choice(np.array([0, 128, 255], np.uint8), (height, width))
    return frame


KINDS = ("few", "many", "gradient", "noise", "dark", "lines", "white")


def frames(
    max_side: int = 90, opaque: st.SearchStrategy[bool] | None = None
) -> st.SearchStrategy[Frame]:
    return st.builds(
        make_frame,
        st.integers(0, 2**32 - 1),
        st.integers(1, max_side),
        st.integers(1, max_side),
        st.sampled_from(KINDS),
        st.booleans() if opaque is None else opaque,
    )


def change(frame: Frame, seed: int, how: str) -> Frame:
    """Return a frame that differs nowhere, in a spot, a box, here and there, or all."""
    rng = np.random.default_rng(seed)
    height, width = frame.shape[:2]
    changed = frame.copy()
    kind = str(rng.choice(KINDS))
    other = make_frame(seed, height, width, kind, bool(rng.integers(0, 4)))
    if how == "spot":
        y, x = rng.integers(0, height), rng.integers(0, width)
        changed[y, x] = other[y, x]
    elif how == "box":
        top, left = rng.integers(0, height), rng.integers(0, width)
        bottom, right = rng.integers(top, height) + 1, rng.integers(left, width) + 1
        changed[top:bottom, left:right] = other[top:bottom, left:right]
    elif how == "scattered":
        where = rng.random((height, width)) < rng.random()
        changed[where] = other[where]
    elif how == "all":
        changed = other
    return changed


def strided(frame: Frame, padding: int) -> Frame:
    """Return the same pixels in rows that are farther apart, not to be written to."""
    height, width = frame.shape[:2]
    room = np.zeros((height, 4 * width + padding), np.uint8)
    view = np.lib.stride_tricks.as_strided(
        room, (height, width, 4), (room.strides[0], 4, 1)
    )
    view[:] = frame
    view.flags.writeable = False
    return view


CHANGES = ("nothing", "spot", "box", "scattered", "all")


def changes() -> st.SearchStrategy[tuple[int, str]]:
    return st.tuples(st.integers(0, 2**32 - 1), st.sampled_from(CHANGES))
