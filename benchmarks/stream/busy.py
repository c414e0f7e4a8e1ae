"""A page whose own script keeps it busy: frames painted and shown meanwhile."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from harness.chromium import ChromiumView, launch_chromium
from harness.process import FigureProcess

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
fig = plt.figure(figsize=(4, 3))
ax = fig.add_axes([0, 0, 1, 1])
ax.axis("off")
x = np.linspace(0, 10, 200)
line, = ax.plot(x, np.sin(x))
count = 0
def step():
    global count
    count += 1
    line.set_ydata(np.sin(x + count / 10))
    fig.canvas.draw_idle()
timer = fig.canvas.new_timer(interval=5)
timer.add_callback(step)
timer.start()
plt.show()
"""
BUSY = """(milliseconds) => {
    const spin = () => {
        const end = performance.now() + milliseconds;
        while (performance.now() < end);
    };
    clearInterval(globalThis.spinning);
    if (milliseconds) globalThis.spinning = setInterval(spin, 100);
}"""
ACKNOWLEDGED = (
    "sum(v['frames_acknowledged'] for v in fig.canvas.manager.viewer_stats())"
)
# What Chromium notes whenever it has put together a new picture of its window.
REFRESH = "DirectRenderer::DrawFrame"


def busy(seconds: float) -> None:
    """Print frames a second while the page is idle and while it is busy, in turn."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process = FigureProcess(SCRIPT, Path(folder))
        browser = launch_chromium(playwright)
        try:
            view = ChromiumView(browser)
            view.open(process.url)
            view.wait_for_figures(1)
            process.wait_until(f"{ACKNOWLEDGED} > 5")
            for milliseconds in (0, 80, 0, 80):
                view.evaluate(BUSY, milliseconds)
                time.sleep(0.5)
                painted, drawn = _counts(process)
                browser.start_tracing(categories=["viz"])
                start = time.monotonic()
                time.sleep(seconds)
                passed = time.monotonic() - start
                after = _counts(process)
                events = json.loads(browser.stop_tracing())["traceEvents"]
                shown = sum(
                    event["name"] == REFRESH and event["ph"] in "XB" for event in events
                )
                print(
                    f"busy {milliseconds} of 100 ms: drawn"
                    f" {(after[1] - drawn) / passed:.1f}/s,"
                    f" painted {(after[0] - painted) / passed:.1f}/s,"
                    f" screen refreshed {shown / passed:.1f}/s",
                    flush=True,
                )
        finally:
            process.close()
            browser.close()


def _counts(process: FigureProcess) -> tuple[int, int]:
    painted, drawn = process.run_aside(
        f"{ACKNOWLEDGED}, fig.canvas.manager.viewers.stream.frame_id"
    )
    return painted, drawn
