"""Row H4: a live figure in a real JupyterLab, reached through its server only."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from harness.lab import JupyterLab

CELLS = [
    "%matplotlib fastwebagg\n"
    "import matplotlib.pyplot as plt\n"
    "fig, ax = plt.subplots()\n"
    "ax.plot([1, 3, 2])\n"
    "before = ax.get_xlim()",
    "print('moved' if ax.get_xlim() != before else 'still', plt.ginput(1, 0.01))",
]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab with a notebook of `CELLS`; yield the notebook's address."""
    started = JupyterLab(tmp_path)
    yield started.write("figure", CELLS)
    started.close()


def run_cell(page: Page, number: int) -> None:
    """Click into a cell and run it."""
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").nth(number).click()
    page.keyboard.press("Shift+Enter")


def test_panning_in_jupyterlab(lab, open_chromium):
    view = open_chromium(lab)
    page = view.page
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_cell(page, 0)
    frame = page.frame_locator(".jp-OutputArea iframe")
    canvas = frame.get_by_role("img", name="Figure 1")
    canvas.wait_for()

    address = page.locator(".jp-OutputArea iframe").get_attribute("src")
    assert address is not None
    assert address.startswith("/hub/proxy/")
    shown = page.frames[-1].url
    assert urlsplit(shown).netloc == urlsplit(lab).netloc

    frame.get_by_role("button", name="Pan").click()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 30, steps=5)
    page.mouse.up()

    run_cell(page, 1)
    page.locator(".jp-OutputArea-output", has_text="moved []").wait_for()
    assert view.uncaught == []
