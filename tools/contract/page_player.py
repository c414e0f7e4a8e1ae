"""Plays gestures in a page of Chromium, whichever client shows the figure there."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from gestures import simple
from playwright.sync_api import FloatRect, Frame, Locator, Page
from probe import Gesture

from harness.canvas import READ_PIXELS

BUTTONS = {1: "left", 2: "middle", 3: "right", 8: "back"}
PAUSE = 0.04
"""Seconds between gestures: a user's, not a machine's."""
PATIENCE = 4.0


class PagePlayer:
    """One user with one mouse and one keyboard.

    Parameters
    ----------
    page : Page
        Takes mouse and keys.
    frame : Page or Frame
        Has the figures.
    canvas : str
        Selects the canvases that show figures.
    folder : Path
        Where the script writes its buffer, and the results are.
    """

    def __init__(
        self, page: Page, frame: Page | Frame, canvas: str, folder: Path
    ) -> None:
        self.page = page
        self.frame = frame
        self.canvas = canvas
        self.folder = folder
        self.cdp = page.context.new_cdp_session(page)
        self.at = (0.0, 0.0)

    def play(self, gestures: tuple[Gesture, ...]) -> None:
        """Do all that."""
        for name, *args in simple(gestures):
            getattr(self, name)(*args)
            time.sleep(PAUSE)

    @property
    def figure(self) -> Locator:
        return self.frame.locator(self.canvas).first

    def wait(self) -> None:
        """Wait until there is a figure with a picture."""
        self.figure.wait_for(timeout=8000)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            box = self.figure.bounding_box()
            if box is not None and box["width"] > 50:
                break
            time.sleep(0.05)
        time.sleep(0.4)

    def box(self) -> FloatRect:
        """Return where the figure is; a client may be exchanging its canvas."""
        deadline = time.monotonic() + PATIENCE
        while (box := self.figure.bounding_box()) is None:
            assert time.monotonic() < deadline, "the figure is gone"
            time.sleep(0.05)
        return box

    def move(self, x: float, y: float) -> None:
        box = self.box()
        left, top = round(box["x"]), round(box["y"])
        self.at = left + round(x * box["width"]), top + round(y * box["height"])
        self.page.mouse.move(*self.at)

    def _button(self, kind: str, button: int, count: int = 1) -> None:
        modifiers = getattr(self, "_modifiers", 0)
        x, y = self.at
        if button == 8:
            options: dict[str, Any] = {"x": x, "y": y, "button": "back"}
            self.cdp.send(
                "Input.dispatchMouseEvent",
                {"type": f"mouse{kind}", "clickCount": 1, **options}
                | {"modifiers": modifiers},
            )
        elif kind == "Pressed":
            self.page.mouse.down(button=BUTTONS[button], click_count=count)
        else:
            self.page.mouse.up(button=BUTTONS[button], click_count=count)

    def press(self, button: int) -> None:
        self._button("Pressed", button)

    def double(self, button: int) -> None:
        self._button("Pressed", button, 2)

    def release(self, button: int) -> None:
        self._button("Released", button)

    def down(self, name: str) -> None:
        self.page.keyboard.down(name)

    def up(self, name: str) -> None:
        self.page.keyboard.up(name)

    def repeat(self, name: str, times: int) -> None:
        for _ in range(times + 1):
            self.page.keyboard.down(name)
        self.page.keyboard.up(name)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def flood(self, number: int) -> None:
        """Move the mouse as fast as the browser takes it."""
        self.move(0.3, 0.3)
        x, y = self.at
        for n in range(number):
            self.page.mouse.move(x + n, y)

    def reload(self) -> None:
        self.page.reload()
        self.wait()

    def title(self, name: str) -> None:
        text = self.page.title() + self.frame.locator("body").inner_text()
        self._check(name in text)

    def wheel(self, x: float, y: float, notches: float) -> None:
        self.move(x, y)
        self.page.mouse.wheel(0, -120 * notches)
        time.sleep(0.1)

    def tool(self, text: str) -> None:
        self.move(0.1, 0.1)  # some toolbars appear only then
        names = f'button[title*="{text}"], button:has(img[alt*="{text}"])'
        button = self.frame.locator(names).first
        button.click(timeout=3000)

    def resize(self, dx: int, dy: int) -> None:
        box = self.box()
        handle = self.frame.locator('button[aria-label="Resize"]')
        if handle.count():
            own = handle.first.bounding_box()
            assert own is not None
            x, y = own["x"] + own["width"] / 2, own["y"] + own["height"] / 2
        else:
            # The corner of the canvas' frame, in matplotlib's client and ipympl's.
            x, y = box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=8)
        self.page.mouse.up()
        time.sleep(0.5)

    def close(self) -> None:
        names = 'button[aria-label="Close"], button[title*="Close"]'
        self.frame.locator(names).first.click(timeout=3000)

    def figures(self, number: int) -> None:
        found = self.frame.locator(self.canvas)
        deadline = time.monotonic() + PATIENCE
        while found.count() != number and time.monotonic() < deadline:
            time.sleep(0.05)
        self._check(found.count() == number, f"{found.count()} figures")

    def pixels(self) -> None:
        """Compare what is shown with the buffer that the script wrote."""
        buffer = self.folder / "buffer.npy"
        deadline = time.monotonic() + 10
        while not buffer.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        expected = np.load(buffer)
        width, height, data = self.figure.evaluate(READ_PIXELS)
        shown = np.frombuffer(base64.b64decode(data), np.uint8)
        shown = shown.reshape(height, width, 4)
        wrong = (
            int((shown != expected).any(-1).sum())
            if shown.shape == expected.shape
            else shown.shape
        )
        self._check(wrong == 0, f"{wrong} pixels wrong")

    def cursor(self, name: str) -> None:
        """Check the cursor over the figure."""
        style = "(e) => getComputedStyle(document.elementFromPoint(...e)).cursor"
        shown = self.page.evaluate(style, list(self.at))
        self._check(shown == name, shown)

    def _check(self, ok: bool, note: str = "") -> None:
        with (self.folder / "result.jsonl").open("a") as file:
            file.write(json.dumps({"ok": bool(ok), "note": note}) + "\n")
