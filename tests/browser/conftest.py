"""Fixtures for tests in real browsers.

A missing browser is a failure, never a skip: what these tests check is not checked
anywhere else.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from harness.chromium import ChromiumView, launch_chromium
from harness.firefox import FirefoxView
from harness.process import FigureProcess
from harness.view import View

OpenChromium = Callable[..., ChromiumView]


# Not longer than a module: while it lives, Playwright's event loop counts as running
# on this thread, and other tests could not run theirs.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium_at(playwright: Playwright) -> Iterator[Callable[[float], Browser]]:
    """Return Chromium at a device pixel ratio, started once: ``chromium_at(1.5)``."""
    browsers: dict[float, Browser] = {}

    def get(ratio: float) -> Browser:
        if ratio not in browsers:
            browsers[ratio] = launch_chromium(playwright, ratio)
        return browsers[ratio]

    yield get
    for browser in browsers.values():
        browser.close()


@pytest.fixture
def open_chromium(chromium_at: Callable[[float], Browser]) -> Iterator[OpenChromium]:
    """Open a page in Chromium: ``open_chromium(url, ratio=2, color_scheme="dark")``.

    An error that the page's scripts do not catch fails the test.
    """
    views: list[ChromiumView] = []

    def open_(url: str, ratio: float = 1, **options: object) -> ChromiumView:
        view = ChromiumView(chromium_at(ratio), **options)
        views.append(view)
        view.open(url)
        return view

    yield open_
    for view in views:
        view.close()
    assert not [error for view in views for error in view.uncaught]


@pytest.fixture
def show_in_chromium(
    start_figure: Callable[..., FigureProcess], open_chromium: OpenChromium
) -> Callable[..., tuple[FigureProcess, ChromiumView]]:
    """Run a script, look at its figure: ``process, view = show_in_chromium(SCRIPT)``.

    More arguments are those of `start_figure`. The page shows the figure's pixels.
    """

    def show(script: str, **options: object) -> tuple[FigureProcess, ChromiumView]:
        process = start_figure(script, **options)
        view = open_chromium(process.url)
        view.wait_for_same_pixels(process)
        return process, view

    return show


@pytest.fixture(scope="module")
def firefox_at() -> Iterator[Callable[[float], FirefoxView]]:
    """Return Firefox at a device pixel ratio, started once: ``firefox_at(1.5)``."""
    views: dict[float, FirefoxView] = {}

    def get(ratio: float) -> FirefoxView:
        if ratio not in views:
            views[ratio] = FirefoxView(ratio)
        return views[ratio]

    yield get
    for view in views.values():
        view.close()


@pytest.fixture(params=["chromium", "firefox"])
def open_page(request: pytest.FixtureRequest) -> Iterator[Callable[..., View]]:
    """Open a page in either browser: ``open_page(url, ratio=1.5)``."""
    if request.param == "chromium":
        yield request.getfixturevalue("open_chromium")
        return
    used: list[FirefoxView] = []

    def open_(url: str, ratio: float = 1) -> View:
        view: FirefoxView = request.getfixturevalue("firefox_at")(ratio)
        used.append(view)
        view.open(url)
        return view

    yield open_
    for view in used:
        view.open("about:blank")
