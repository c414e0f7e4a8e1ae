"""Real Chromium, driven with Playwright."""

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from harness.process import TIMEOUT
from harness.view import View

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Fonts and colours as they are, on every machine.
    "--force-color-profile=srgb",
    # A page that a test answers itself comes from no address; Chromium would keep it
    # from the server on this machine.
    "--disable-features=LocalNetworkAccessChecks",
    "--hide-scrollbars",
]


def launch_chromium(
    playwright: Playwright, ratio: float = 1, size: tuple[int, int] = (1200, 1000)
) -> Browser:
    """Start headless Chromium with `ratio` device pixels to a CSS pixel.

    `size` is the window's width and height in CSS pixels.

    Raises
    ------
    RuntimeError
        Chromium is not installed.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError(
            "Chromium is not installed; these tests need it. "
            "On Debian: apt-get install chromium"
        )
    return playwright.chromium.launch(
        executable_path=path,
        args=[
            *FLAGS,
            f"--force-device-scale-factor={ratio}",
            f"--window-size={size[0]},{size[1]}",
        ],
    )


class ChromiumView(View):
    """A tab of Chromium.

    The page is not emulated: its size and pixel ratio are those of the window.

    Attributes
    ----------
    page : Page
        Playwright's page, for what `View` does not offer.
    uncaught : list of str
        Errors that the page's scripts did not catch.
    """

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(
            no_viewport=True, accept_downloads=True, **options
        )
        self.context.set_default_timeout(TIMEOUT * 1000)
        self.page: Page = self.context.new_page()
        self._console: list[str] = []
        self.uncaught: list[str] = []
        self.page.on("pageerror", lambda error: self.uncaught.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self._console.append(message.text) if message.type == "error" else None
            ),
        )

    @property
    def errors(self) -> list[str]:
        """What was uncaught, and what else the console calls an error."""
        return [*self.uncaught, *self._console]

    def open(self, url: str) -> None:
        self.page.goto(url)

    def evaluate(self, function: str, *args: object) -> Any:
        return self.page.evaluate(f"(args) => ({function})(...args)", list(args))

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y)

    def press(self) -> None:
        self.page.mouse.down()

    def release(self) -> None:
        self.page.mouse.up()

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=path)

    def close(self) -> None:
        """Close the tab and what it stored."""
        self.context.close()
