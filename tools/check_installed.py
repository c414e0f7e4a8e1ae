"""Check an installed webagg as a user meets it, away from its sources."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np

CHECKOUT = Path(__file__).resolve().parent.parent


def check_selection(name: str) -> None:
    """Select the backend by `name` in a new process and make a figure."""
    code = (
        f"import matplotlib; matplotlib.use({name!r}); "
        "from matplotlib import pyplot as plt; fig = plt.figure(); "
        "print(type(fig.canvas).__module__)"
    )
    module = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()
    if not module.startswith("webagg"):
        raise SystemExit(f"matplotlib.use({name!r}) made a canvas of {module}")


def main() -> None:
    """Run the checks; leave with a message at the first failure."""
    import webagg

    where = Path(webagg.__file__).resolve()
    if where.is_relative_to(CHECKOUT):
        raise SystemExit(f"tested the checkout ({where}), not the installed package")
    for folder, pattern in (("js", "*.js"), ("css", "*.css"), ("templates", "*.html")):
        if not list(where.parent.joinpath("web", folder).glob(pattern)):
            raise SystemExit(f"the wheel has no web/{folder}/{pattern}")
    points = importlib.metadata.entry_points(group="matplotlib.backend")
    if "fastwebagg" not in points.names:
        raise SystemExit(f"entry point fastwebagg is missing; found {points.names}")
    check_selection("fastwebagg")
    check_selection("module://webagg")
    png = webagg.encode_png(np.zeros((2, 3, 4), np.uint8))
    if not png.startswith(b"\x89PNG"):
        raise SystemExit(f"encode_png gave {png[:8]!r}")
    print(f"webagg {importlib.metadata.version('webagg')} on", end=" ")
    print(f"matplotlib {mpl.__version__}, numpy {np.__version__}: installed and found")


if __name__ == "__main__":
    main()
