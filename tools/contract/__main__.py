"""Compare backends row by row: ``python tools/contract [--rows S1 L1] [--write]``.

Every probe is run under QtAgg, matplotlib's WebAgg, ipympl and webagg, in processes,
headless Chromium and JupyterLab. ``make contract`` installs them and writes the table.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "tests")]

import hosts  # noqa: E402
import notebooks  # noqa: E402
import probes_input  # noqa: E402
import probes_loops  # noqa: E402
import probes_pages  # noqa: E402
import probes_windows  # noqa: E402
import processes  # noqa: E402
import table  # noqa: E402
from outcome import Outcome  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from probe import BACKENDS, Probe  # noqa: E402

from harness.chromium import launch_chromium  # noqa: E402

PROBES = (
    *probes_windows.PROBES,
    *probes_loops.PROBES,
    *probes_input.PROBES,
    *probes_pages.PROBES,
)


class Runner:
    """Runs probes; browsers and JupyterLab are started when first needed."""

    def __init__(self, playwright, folder: Path) -> None:
        self.playwright = playwright
        self.folder = folder
        self.browsers: dict[float, Browser] = {}
        self.lab: notebooks.Notebooks | None = None
        self.count = 0

    def browser(self, ratio: float) -> Browser:
        if ratio not in self.browsers:
            size = (1300, 1500)
            self.browsers[ratio] = launch_chromium(self.playwright, ratio, size)
        return self.browsers[ratio]

    def run(self, probe: Probe, backend: str) -> Outcome | None:
        """Run a probe, or return None where it cannot be applied."""
        if backend in probe.without:
            return None
        self.count += 1
        folder = self.folder / f"{self.count}-{probe.row}-{backend}"
        folder.mkdir()
        if backend != "ipympl":
            browser = self.browser(probe.ratio)
            return processes.run(probe, backend, folder, browser)
        if not probe.notebook:
            return None
        if self.lab is None:
            self.lab = notebooks.Notebooks(self.folder / "lab")
        return self.lab.run(probe, folder, self.browser(probe.ratio))

    def close(self) -> None:
        if self.lab is not None:
            self.lab.close()
        for browser in self.browsers.values():
            browser.close()


def load(file: Path | None) -> table.Results:
    """Return the results that `file` keeps."""
    if file is None or not file.exists():
        return {}
    return {
        row: {b: [Outcome(*each) for each in came] for b, came in backends.items()}
        for row, backends in json.loads(file.read_text()).items()
    }


def main() -> None:
    """Run the probes, print and write what came of them."""
    parser = argparse.ArgumentParser(prog="tools/contract", description=__doc__)
    parser.add_argument("--rows", nargs="+", help="only these rows")
    parser.add_argument("--backends", nargs="+", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--write", action="store_true", help="write docs/contract.md")
    parser.add_argument(
        "--results",
        type=Path,
        help="a file that keeps what came of other rows, and gets these",
    )
    options = parser.parse_args()
    results = load(options.results)
    asked = options.rows or [*(probe.row for probe in PROBES), *hosts.CHECKS]
    for row in asked:
        for backend in options.backends:
            results.get(row, {}).pop(backend, None)

    def note(row: str, backend: str, came: Outcome | None) -> None:
        if came is not None:
            results.setdefault(row, {}).setdefault(backend, []).append(came)
            word = "yes" if came.kept else "no"
            print(f"{row:4} {backend:11} {word:4} {came.note}", flush=True)

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        runner = Runner(playwright, Path(name))
        try:
            for probe in PROBES:
                if probe.row in asked:
                    for backend in options.backends:
                        note(probe.row, backend, runner.run(probe, backend))
        finally:
            runner.close()
        for row, check in hosts.CHECKS.items():
            if row in asked:
                for backend in options.backends:
                    folder = Path(name) / f"{row}-{backend}"
                    folder.mkdir()
                    note(row, backend, check(backend, folder))
    if options.results is not None:
        options.results.write_text(json.dumps(results))
    if options.write:
        path = ROOT / "docs" / "contract.md"
        path.write_text(table.text(results))
        print(f"{path} is written")
    broken = [row for row in results if not table.kept(results[row].get("webagg", []))]
    print(json.dumps({"webagg_breaks": broken}))


if __name__ == "__main__":
    main()
