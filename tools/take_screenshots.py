"""Take pictures of the pages, to look at and for the README.

.venv/bin/python tools/take_screenshots.py FOLDER
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness.chromium import ChromiumView, launch_chromium  # noqa: E402
from harness.process import FigureProcess  # noqa: E402

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(1)
t = np.linspace(0, 10, 500)
fig, ax = plt.subplots(num="Damped oscillations", layout="constrained")
for damping in (0.1, 0.2, 0.4, 0.8):
    ax.plot(t, np.exp(-damping * t) * np.cos(3 * t), label=f"{damping:.1f} / s")
ax.legend(title="damping")
ax.set(xlabel="time in s", ylabel="displacement in mm")
ax.grid(alpha=0.3)

fig, ax = plt.subplots(num="Two populations", layout="constrained")
x, y = rng.normal(size=(2, 3000))
x[1500:] += 3
ax.hexbin(x, y, gridsize=40, cmap="viridis", mincnt=1)
ax.set(xlabel="first component", ylabel="second component")
plt.show()
"""


def main(folder: Path) -> None:
    """Write the pages of one and of all figures, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        process = FigureProcess(SCRIPT, Path(scratch))
        browser = launch_chromium(playwright, ratio=1.5, size=(1400, 760))
        for scheme in ("light", "dark"):
            for name, url, count in (
                ("all", process.url, 2),
                ("single", process.page("1"), 1),
            ):
                view = ChromiumView(browser, color_scheme=scheme)
                view.open(url)
                view.wait_for_figures(count)
                for index in range(count):
                    view.wait_for_same_pixels(process, num=index + 1, index=index)
                view.screenshot(folder / f"{name}-{scheme}.png")
                view.close()
        browser.close()
        process.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
