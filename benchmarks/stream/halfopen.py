"""A connection that looks open although nothing passes any more."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from harness.chromium import ChromiumView, launch_chromium
from harness.link import Link, LinkProxy
from harness.process import FigureProcess

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
fig, ax = plt.subplots()
rng = np.random.default_rng(1)
image = ax.imshow(rng.random((700, 700)))
def step():
    image.set_data(rng.random((700, 700)))
    fig.canvas.draw_idle()
timer = fig.canvas.new_timer(interval=200)
timer.add_callback(step)
if {animated}:
    timer.start()
plt.show()
"""
SAYS_LOST = """() => [...document.querySelectorAll("[role=status]:not([hidden])")].some(
    (element) => /lost|reconnect/i.test(element.textContent))"""

ACKNOWLEDGED = (
    "sum(v['frames_acknowledged'] for v in fig.canvas.manager.viewer_stats())"
)


def halfopen() -> None:
    """Print how soon each side notices, at rest and while large frames are sent."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for animated in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                _one(browser, Path(folder), animated)
        browser.close()


def _one(browser: object, folder: Path, animated: bool) -> None:
    process = FigureProcess(SCRIPT.replace("{animated}", str(animated)), folder)
    parts = urlsplit(process.url)
    proxy = LinkProxy(parts.port or 80, Link())
    try:
        view = ChromiumView(browser)
        view.open(parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl())
        view.wait_for_figures(1)
        process.wait_until(f"{ACKNOWLEDGED} > {2 * animated}")
        proxy.frozen = True
        start = time.monotonic()
        noticed: dict[str, float] = {}
        while len(noticed) < 2 and time.monotonic() - start < 90:
            if "page" not in noticed and view.evaluate(SAYS_LOST):
                noticed["page"] = time.monotonic() - start
            if "server" not in noticed and not process.run_aside(
                "len(fig.canvas.manager.viewers)"
            ):
                noticed["server"] = time.monotonic() - start
            time.sleep(0.2)
        what = "large frames" if animated else "rest"
        print(f"{what}: { ({name: round(s, 1) for name, s in noticed.items()}) } s")
        proxy.frozen = False
        proxy.cut()
        process.run("timer.stop()")
        view.wait_for_same_pixels(process)
        view.close()
    finally:
        proxy.close()
        process.close()
