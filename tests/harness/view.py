"""What a test does with a page that shows figures, whichever browser it is in."""

import base64
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np

from harness.canvas import READ_CANVAS
from harness.pixels import assert_same_pixels, describe_difference
from harness.process import TIMEOUT, FigureProcess

BOX = """(selector, index) => {
    const element = document.querySelectorAll(selector)[index];
    if (!element) return null;
    element.scrollIntoView({block: "nearest", inline: "nearest"});
    const {x, y, width, height} = element.getBoundingClientRect();
    return [x, y, width, height];
}"""

# A simple reading of the accessible name; Chromium's own is used by test_accessible.
FIND_BUTTON = """(name, panel) => {
    const named = (element) =>
        (element.getAttribute("aria-label") ?? element.textContent).trim() === name;
    const buttons = [...document.querySelectorAll("button")].filter(named);
    const button = buttons[panel];
    if (!button) return null;
    button.scrollIntoView({block: "nearest", inline: "nearest"});
    const {x, y, width, height} = button.getBoundingClientRect();
    return [x, y, width, height];
}"""


class View(ABC):
    """One page in one browser.

    Pointer positions are CSS pixels from the top left corner of the page's view.
    `index` counts the figures in the page from 0.

    Attributes
    ----------
    figures : str
        Selects the figures' canvases, in the order in which they stand in the page.
    """

    figures = "canvas[role=img]"

    @abstractmethod
    def open(self, url: str) -> None:
        """Load `url` and wait until it has loaded."""

    @abstractmethod
    def evaluate(self, function: str, *args: object) -> Any:
        """Call a JavaScript function, given as text, in the page; return its value."""

    @abstractmethod
    def move(self, x: float, y: float) -> None:
        """Move the mouse."""

    @abstractmethod
    def press(self) -> None:
        """Press the left mouse button."""

    @abstractmethod
    def release(self) -> None:
        """Release the left mouse button."""

    @abstractmethod
    def key(self, name: str) -> None:
        """Press and release a key, named as in the DOM."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """Write a PNG of what the page shows."""

    def wait_until(self, function: str, *args: object, timeout: float = TIMEOUT) -> Any:
        """Wait until a JavaScript function returns something true; return that."""
        deadline = time.monotonic() + timeout
        while not (value := self.evaluate(function, *args)):
            if time.monotonic() > deadline:
                text = self.evaluate("() => document.body.innerText")
                raise AssertionError(
                    f"{timeout} s passed before {function} {args} was true "
                    f"(last: {value!r}). The page says:\n{text}"
                )
            time.sleep(0.02)
        return value

    def wait_for_figures(self, count: int) -> None:
        """Wait until the page has exactly `count` figures."""
        self.wait_until(
            "(selector, n) => document.querySelectorAll(selector).length === n",
            self.figures,
            count,
        )

    def pixels(self, index: int = 0) -> np.ndarray | None:
        """Return what a figure's canvas shows, (height, width, 4) uint8.

        None if there is no such figure, or nothing in it.
        """
        read = self.evaluate(READ_CANVAS, self.figures, index, False)
        if read is None:
            return None
        width, height, data = read
        array = np.frombuffer(base64.b64decode(data), np.uint8)
        return array.reshape(height, width, 4)

    def wait_for_picture(self, expected: np.ndarray, index: int = 0) -> None:
        """Wait until a canvas shows `expected`, (height, width, 4) uint8.

        What is read may be blank for a moment: see `FirefoxView` on sockets.
        """
        deadline = time.monotonic() + TIMEOUT
        while (actual := self.pixels(index)) is None or (
            describe_difference(expected, actual) is not None
        ):
            if time.monotonic() > deadline:
                assert actual is not None, f"the page shows no figure number {index}"
                assert_same_pixels(expected, actual)
            time.sleep(0.02)

    def wait_for_same_pixels(
        self,
        process: FigureProcess,
        num: int = 1,
        index: int = 0,
        timeout: float = TIMEOUT,
    ) -> None:
        """Wait until a canvas shows exactly Agg's buffer of figure `num`.

        Fails with a description of the difference when that does not happen.
        """
        deadline = time.monotonic() + timeout
        while True:
            # Digests: moving whole pictures takes half a second each.
            shown = self.evaluate(READ_CANVAS, self.figures, index, True)
            if shown is not None and shown == process.digest(num):
                return
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        expected, actual = process.buffer(num), self.pixels(index)
        if actual is None:
            raise AssertionError(f"the page shows no figure number {index}")
        try:
            assert_same_pixels(expected, actual)
        except AssertionError as error:
            error.add_note(f"Output of the process:\n{process.output}")
            raise
        raise AssertionError(f"equal only after more than {timeout} s")

    def box(self, index: int = 0) -> tuple[float, float, float, float]:
        """Return x, y, width and height of a figure's canvas."""
        box = self.wait_until(BOX, self.figures, index)
        return box[0], box[1], box[2], box[3]

    def at(self, fx: float, fy: float, index: int = 0) -> tuple[float, float]:
        """Return the place at fractions of a canvas' size, from the top left."""
        x, y, width, height = self.box(index)
        return round(x + fx * width), round(y + fy * height)

    def click_button(self, name: str, panel: int = 0) -> None:
        """Click the toolbar button `name` of a panel with the mouse."""
        x, y, width, height = self.wait_until(FIND_BUTTON, name, panel)
        self.move(x + width / 2, y + height / 2)
        self.press()
        self.release()

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        index: int = 0,
        steps: int = 8,
    ) -> None:
        """Drag from `start` to `end`, fractions of a canvas' width and height."""
        x0, y0 = self.at(*start, index)
        x1, y1 = self.at(*end, index)
        self.move(x0, y0)
        self.press()
        for step in range(1, steps + 1):
            part = step / steps
            self.move(round(x0 + (x1 - x0) * part), round(y0 + (y1 - y0) * part))
        self.release()
