"""What came of a probe."""

import json
from pathlib import Path
from typing import NamedTuple


class Outcome(NamedTuple):
    """Whether a promise was kept, and what was seen."""

    kept: bool
    note: str = ""


def read_results(folder: Path) -> list[dict[str, object]]:
    """Return what a script noted with `probing.check`."""
    file = folder / "result.jsonl"
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]


def outcome(folder: Path, output: str, more: str = "") -> Outcome:
    """Sum up: every check must have passed, and there must be one.

    Parameters
    ----------
    folder : Path
        Where the results are.
    output : str
        What was printed; its last error explains why there is no result.
    more : str
        What else went wrong.
    """
    results = read_results(folder)
    kept = bool(results) and all(r["ok"] for r in results) and not more
    notes = [str(r["note"]) for r in results if r["note"] and not r["ok"]]
    if not results:
        errors = [line for line in output.splitlines() if "Error: " in line]
        unexpected = [line for line in errors if "expected" not in line]
        notes.append(unexpected[-1].strip() if unexpected else "nothing within 8 s")
    if more:
        notes.append(more)
    return Outcome(kept, "" if kept else "; ".join(notes)[:160])
