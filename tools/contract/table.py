"""The table of docs/contract.md."""

import datetime
import platform
from importlib.metadata import version

from outcome import Outcome
from probe import BACKENDS

from contract.rows import ROWS

Results = dict[str, dict[str, list[Outcome]]]

TITLES = {
    "qt": "QtAgg",
    "webagg-mpl": "matplotlib's WebAgg",
    "ipympl": "ipympl",
    "webagg": "webagg",
}
NOT_ASKED = {
    "L12": "Whether a tab opens and a window comes to the front is up to a desktop, "
    "and the programs run without one.",
    "H2": "The programs run on the Python that is installed, which may be older.",
    "C1": "matplotlib runs them on its own backends; no small program stands for them.",
    "C2": "The same holds for these.",
    "C3": "About Qt's own classes.",
}
"""Why no program asks about a row."""

PACKAGES = ("matplotlib", "PySide6-Essentials", "ipympl", "jupyterlab", "tornado")

INTRODUCTION = """# What a window does, and who does it

Each row is a promise of [the contract](../tests/contract/rows.py), whose files name
the tests of each row. This table is not written by hand: `make contract` runs one or
more small programs for a row under every backend (`tools/contract`), does to their
figures what a user would, and notes what came of it. QtAgg's windows get Qt's events on
its offscreen platform; the pages are in headless Chromium; ipympl is in JupyterLab.

**yes**: kept. **no**: not kept, with what was seen. **part**: by some of the row's
programs. **-**: cannot be asked of this backend in this way, as scripts that wait for
the end of `plt.show()` of ipympl, which lives in notebooks. Rows that no program asks
about are listed below the table, with the reason. A yes is for what was tried; the
tests try more of webagg.
"""


def kept(outcomes: list[Outcome]) -> bool:
    """Whether all of a row's programs found it kept."""
    return all(each.kept for each in outcomes)


def cell(outcomes: list[Outcome]) -> str:
    """Return what stands in a cell of the table."""
    if not outcomes:
        return "-"
    if kept(outcomes):
        return "yes"
    word = "part" if any(each.kept for each in outcomes) else "no"
    notes = "; ".join(each.note for each in outcomes if not each.kept and each.note)
    return f"{word}: {escape(notes)}" if notes else word


def escape(text: str) -> str:
    """Return text that stays within a cell."""
    for old, new in (("|", "\\|"), ("<", "&lt;"), ("\n", " "), ("_", "\\_")):
        text = text.replace(old, new)
    return text if len(text) <= 90 else text[:87] + "..."


def text(results: Results) -> str:
    """Return the whole document."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    day = datetime.date.today().isoformat()
    lines = [
        INTRODUCTION,
        f"Run on {day} with Python {platform.python_version()}, {versions}.\n",
        "| row | promise | " + " | ".join(TITLES[b] for b in BACKENDS) + " |",
        "| --- | --- |" + " --- |" * len(BACKENDS),
    ]
    for name, row in ROWS.items():
        if name in results:
            cells = [cell(results[name].get(backend, [])) for backend in BACKENDS]
            lines.append(f"| {name} | {row.promise} | " + " | ".join(cells) + " |")
    lines += ["", "## Not asked here", "", "Tests of webagg cover these rows too.", ""]
    missing = [name for name in ROWS if name not in results]
    lines += [f"- {n}: {ROWS[n].promise}. {NOT_ASKED[n]}" for n in missing]
    return "\n".join(lines) + "\n"
