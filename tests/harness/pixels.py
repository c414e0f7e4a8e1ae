"""Comparing pictures pixel by pixel, with a report that helps."""

import os
import re
from pathlib import Path

import numpy as np
from PIL import Image

RESULTS = Path(__file__).resolve().parents[2] / "result_images"


def describe_difference(expected: np.ndarray, actual: np.ndarray) -> str | None:
    """Say in words how two (height, width, 4) uint8 pictures differ; None if equal."""
    if expected.shape != actual.shape:
        return f"shape is {actual.shape}, expected {expected.shape}"
    wrong = (expected != actual).any(axis=2)
    if not wrong.any():
        return None
    ys, xs = np.nonzero(wrong)
    x, y = xs[0], ys[0]
    return (
        f"{wrong.sum()} of {wrong.size} pixels are wrong, within "
        f"x {xs.min()}..{xs.max()}, y {ys.min()}..{ys.max()}; the first at ({x}, {y}) "
        f"is {actual[y, x].tolist()}, expected {expected[y, x].tolist()}"
    )


def assert_same_pixels(expected: np.ndarray, actual: np.ndarray) -> None:
    """Fail unless both pictures are equal; leave them in ``result_images`` if not."""
    difference = describe_difference(expected, actual)
    if difference is None:
        return
    test = os.environ.get("PYTEST_CURRENT_TEST", "test").split(" ")[0]
    stem = re.sub(r"[^\w.-]+", "_", test.rpartition("/")[2])
    RESULTS.mkdir(exist_ok=True)
    pictures = {"expected": expected, "actual": actual}
    if expected.shape == actual.shape:
        wrong = (expected != actual).any(axis=2)
        pictures["wrong"] = np.where(wrong, 255, 0).astype(np.uint8)
    for kind, picture in pictures.items():
        Image.fromarray(picture).save(RESULTS / f"{stem}-{kind}.png")
    raise AssertionError(f"{difference} (pictures: {RESULTS}/{stem}-*.png)")
