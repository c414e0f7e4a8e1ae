"""Plays gestures in a page of Chromium, whichever client shows the figure there."""

import base64
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

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

    def leave(self) -> None:
        self.page.goto("about:blank")

    def only(self, path: str) -> None:
        """Go to the page of one figure."""
        parts = urlsplit(self.page.url)
        self.page.goto(urlunsplit(parts._replace(path=f"/{path}")))
        self.wait()

    def second(self, ratio: float) -> None:
        """Look at the same page with another browser, on another screen."""
        browser = self.page.context.browser
        assert browser is not None
        state = self.page.context.storage_state()
        other = browser.new_context(device_scale_factor=ratio, storage_state=state)
        page = other.new_page()
        page.goto(self.page.url)
        page.locator(self.canvas).first.wait_for(timeout=5000)
        time.sleep(1)

    def lose(self, key: str) -> None:
        """Another window takes the keyboard; the key goes up there."""
        self.page.evaluate("""() => {
            window.dispatchEvent(new Event("blur"));
            document.activeElement?.dispatchEvent(new FocusEvent("blur"));
            const keep = (event) => event.stopImmediatePropagation();
            window.addEventListener("keyup", keep, {capture: true, once: true});
        }""")
        self.page.keyboard.up(key)

    def touch(self, *places: tuple[float, float]) -> None:
        """Draw a line with one finger."""
        left, top, width, height = self.box().values()
        for n, (x, y) in enumerate(places):
            point = {"x": left + x * width, "y": top + y * height}
            kind = "touchMove" if n else "touchStart"
            self.cdp.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]}
            )
            time.sleep(0.1)
        self.cdp.send(
            "Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}
        )

    def download(self, key: str, suffix: str) -> None:
        """Check that a key makes the page, or one it opens, download a file."""
        names: list[str] = []

        def listen(page: Page) -> None:
            page.on("download", lambda file: names.append(file.suggested_filename))

        listen(self.page)
        self.page.context.on("page", listen)
        self.page.keyboard.press(key)
        deadline = time.monotonic() + PATIENCE
        while not names and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)  # Playwright tells of events meanwhile
        others = len(self.page.context.pages) > 1
        note = "a tab with the picture" if others else "nothing"
        self._check(bool(names) and names[0].endswith(suffix), str(names or note))

    def says(self, word: str) -> None:
        """Check that the page has a word."""
        text = self.frame.locator("body").inner_text()
        self._check(word in text.lower(), f"the page does not say {word}")

    def fullscreen(self) -> None:
        """Check that the page fills the screen."""
        shown = self.page.evaluate("() => document.fullscreenElement !== null")
        self._check(shown, "not full screen")

    def margins(self) -> None:
        """Check that there are sliders for all margins."""
        count = self.frame.locator("input[type=range]:visible").count()
        self._check(count >= 6, f"{count} sliders")

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
        if not buffer.exists():
            self._check(False, "the program does not come so far")
            return
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
