"""Run probes under ipympl, in a real JupyterLab in Chromium."""

import time
from pathlib import Path

from outcome import Outcome, outcome, read_results
from page_player import PagePlayer
from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError
from probe import Probe
from processes import HERE, PATIENCE

from harness.chromium import ChromiumView
from harness.lab import JupyterLab

CELL = """%matplotlib widget
exec(open({script!r}).read())
"""
HEAD = """
import os, sys, time
sys.path.insert(0, {here!r})
os.chdir({folder!r})
import probing
probing.use_file({result!r})
from probing import *
import matplotlib
import matplotlib.pyplot as plt
matplotlib.rcParams.update({rc!r})
"""
CANVAS = ".jupyter-matplotlib-canvas-div canvas"


class Notebooks:
    """JupyterLab, and a notebook for each probe."""

    def __init__(self, folder: Path) -> None:
        self._lab = JupyterLab(folder)
        self._count = 0

    def run(self, probe: Probe, folder: Path, browser: Browser) -> Outcome:
        """Run a probe in a notebook of its own."""
        self._count += 1
        head = HEAD.format(
            here=str(HERE),
            folder=str(folder),
            result=str(folder / "result.jsonl"),
            rc=dict(probe.rc),
        )
        # A cell of two lines: JupyterLab takes away what it scrolls out of view.
        script = folder / "script.py"
        script.write_text(head + probe.script)
        cells = [CELL.format(script=str(script))]
        url = self._lab.write(f"probe{self._count}", cells)
        view = ChromiumView(browser)
        view.context.set_default_timeout(10000)
        more = ""
        try:
            view.open(url)
            page = view.page
            page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
            page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
            page.keyboard.press("Shift+Enter")
            player = PagePlayer(page, page, CANVAS, folder)
            player.wait()
            player.play(probe.gestures)
        except (BrowserError, AssertionError):
            more = "the page does not have it"
        wanted = 1 + probe.script.count("supports_blit")
        deadline = time.monotonic() + PATIENCE
        while len(read_results(folder)) < wanted and time.monotonic() < deadline:
            time.sleep(0.02)
        printed = view.page.locator(".jp-OutputArea-output").all_inner_texts()
        view.close()
        return outcome(folder, "\n".join(printed), more)

    def close(self) -> None:
        """End JupyterLab."""
        self._lab.close()
