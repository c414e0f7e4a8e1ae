"""Run probes as scripts: under QtAgg, matplotlib's WebAgg and webagg."""

import json
import time
from pathlib import Path

from outcome import Outcome, outcome, read_results
from page_player import PagePlayer
from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError
from probe import Probe

from harness.chromium import ChromiumView
from harness.process import TESTS, FigureProcess

HERE = Path(__file__).resolve().parent
PATIENCE = 8.0
"""Seconds after which what has not happened does not happen."""

NAMES = {"qt": "qtagg", "webagg-mpl": "webagg", "webagg": "module://webagg"}
CANVAS = {"webagg-mpl": "canvas.mpl-canvas", "webagg": "canvas[role=img]"}

HEAD = """
import os, sys, time
import matplotlib
import matplotlib.pyplot as plt
from probing import *
"""


def run(probe: Probe, backend: str, folder: Path, browser: Browser) -> Outcome:
    """Run `probe` in a process of its own; `browser` has the probe's density."""
    qt = backend == "qt"
    start = "import qt_player\n" if qt and probe.head else ""
    env: dict[str, str | None] = {
        "MPLBACKEND": NAMES[backend],
        "PYTHONPATH": f"{TESTS}:{HERE}",
        "PROBE_RESULT": str(folder / "result.jsonl"),
        "PROBE_GESTURES": json.dumps(probe.gestures),
    }
    if qt:
        env |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(probe.ratio)}
    rc = {"savefig.directory": str(folder), **probe.rc}
    process = FigureProcess(start + HEAD + probe.script, folder, env=env, rc=rc)
    more = ""
    try:
        if qt or not probe.looked_at:
            if probe.interrupt:
                _wait_until_ready(folder)
                time.sleep(1)
                process.interrupt()
        else:
            more = _look(probe, backend, folder, browser, process)
        _wait_for_results(probe, folder, process)
        if probe.exit_status is not None:
            more = _exit_status(probe, process)
        return outcome(folder, process.output, more)
    finally:
        process.close()


def _look(
    probe: Probe, backend: str, folder: Path, browser: Browser, process: FigureProcess
) -> str:
    view = None
    try:
        _wait_until_ready(folder)
        url = process.wait_for_output(r"visit (https?://\S+)", timeout=6)[1]
        view = ChromiumView(browser)
        view.context.set_default_timeout(5000)
        view.open(url)
        player = PagePlayer(view.page, view.page, CANVAS[backend], folder)
        player.wait()
        player.play(probe.gestures)
    except AssertionError:
        return "no page is served"
    except BrowserError:
        return "the page does not have it"
    finally:
        if view is not None:
            view.close()
    return ""


def _wait_until_ready(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (folder / "result.ready").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _wait_for_results(probe: Probe, folder: Path, process: FigureProcess) -> None:
    wanted = 1 + probe.script.count("supports_blit")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if len(read_results(folder)) >= wanted or not process.running:
            time.sleep(0.1)
            return
        time.sleep(0.02)


def _exit_status(probe: Probe, process: FigureProcess) -> str:
    try:
        status = process.wait(PATIENCE)
    except AssertionError:
        return "the program does not end"
    return "" if status == probe.exit_status else f"exit status {status}"
