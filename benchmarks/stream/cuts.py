"""A drag during which the connection is cut again and again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from harness.chromium import ChromiumView, launch_chromium
from harness.link import Link, LinkProxy
from harness.process import FigureProcess
from harness.view import READ_CANVAS

SCRIPT = """
import hashlib
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
from webagg.stream.stream import FrameStream
from webagg.stream.viewers import Viewers

drawn, updates = {}, []
publish, update_since = Viewers.publish, FrameStream.update_since
def noted(self, rgba, *args):
    height, width = rgba.shape[:2]
    digest = hashlib.sha256(rgba.tobytes()).hexdigest()
    drawn[f"{width} {height} {digest}"] = len(drawn)
    return publish(self, rgba, *args)
def counted(self, frame_id, effort="fast"):
    update = update_since(self, frame_id, effort)
    if update is not None:
        updates.append((frame_id, len(update)))
    return update
Viewers.publish, FrameStream.update_since = noted, counted
fig, ax = plt.subplots()
ax.plot(np.sin(np.linspace(0, 20, 500)))
fig.canvas.toolbar.pan()
plt.show()
"""


def cuts(count: int) -> None:
    """Print how soon the page shows a frame drawn after each cut."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process = FigureProcess(SCRIPT, Path(folder))
        parts = urlsplit(process.url)
        proxy = LinkProxy(parts.port or 80, Link())
        browser = launch_chromium(playwright)
        try:
            view = ChromiumView(browser)
            view.open(parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl())
            view.wait_for_same_pixels(process)
            process.run("updates.clear()")
            times = [_one(view, process, proxy) for _ in range(count)]
            view.release()
            view.wait_for_same_pixels(process)
            updates = process.run("updates")
        finally:
            proxy.close()
            process.close()
            browser.close()
    sizes = sorted(size for _, size in updates)
    print(f"{count} cuts, {proxy.accepted} connections")
    print(
        f"new frame shown after: median {median(times) * 1e3:.0f} ms,"
        f" worst {max(times) * 1e3:.0f} ms"
    )
    print(
        f"{len(updates)} updates, {sum(base is None for base, _ in updates)} key"
        f" frames, {sizes[0] / 1e3:.1f} to {sizes[-1] / 1e3:.1f} kB"
    )


def _one(view: ChromiumView, process: FigureProcess, proxy: LinkProxy) -> float:
    """Cut during a drag; return the seconds until a frame drawn later is shown."""
    x, y = view.at(0.5, 0.5)
    view.move(x, y)
    view.press()
    for step in range(5):
        view.move(x + 3 * step, y)
    newest = process.run("len(drawn)")
    proxy.cut()
    start = time.monotonic()
    step = 5
    while True:
        view.move(x + 3 * step % 90, y + step % 7)
        step += 1
        width, height, digest = view.evaluate(READ_CANVAS, view.figures, 0, True)
        shown = process.run_aside(f"drawn.get('{width} {height} {digest}', -1)")
        if shown >= newest:
            break
        if time.monotonic() - start > 10:
            raise AssertionError(f"no new frame after 10 s:\n{process.output}")
    passed = time.monotonic() - start
    view.release()
    return passed
