"""Every row of the contract has a test, or says why not; listed tests exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from contract.rows import ROWS

TESTS = Path(__file__).resolve().parents[1]

# How many rows there are under each letter; they are numbered without gaps.
NUMBERS = {
    "S": 5,
    "L": 17,
    "E": 10,
    "T": 4,
    "X": 8,
    "K": 6,
    "M": 8,
    "Z": 6,
    "B": 3,
    "U": 7,
    "H": 6,
    "C": 3,
}


@cache
def named_in(path: Path) -> set[str]:
    """Return the names of the tests in a file, read without running it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        return set(re.findall(r'^\s*(?:test|it)\(\s*"([^"]+)"', text, re.MULTILINE))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, functions) and node.name.startswith("test_")
    }


def test_all_rows_are_here():
    expected = [
        f"{letter}{n + 1}" for letter in NUMBERS for n in range(NUMBERS[letter])
    ]
    assert list(ROWS) == expected


@pytest.mark.parametrize("name", ROWS)
def test_row_is_covered(name):
    row = ROWS[name]
    assert row.promise
    assert bool(row.tests) != bool(row.reason), "tests, or a reason why there are none"
    for listed in row.tests:
        path, _, test = listed.partition("::")
        assert (TESTS.parent / path).is_file(), f"{listed}: no such file"
        assert test in named_in(TESTS.parent / path), f"{listed}: no such test"


def test_every_row_is_in_the_table_or_has_a_reason():
    """Neither is forgotten when docs/contract.md is made."""
    table = (TESTS.parent / "docs" / "contract.md").read_text(encoding="utf-8")
    asked = re.findall(r"^\| ([A-Z]\d+) \|", table, re.MULTILINE)
    excused = re.findall(r"^- ([A-Z]\d+): .+\. \S.+\.$", table, re.MULTILINE)
    assert sorted(asked + excused) == sorted(ROWS)


def test_the_check_notices_what_is_missing():
    assert "test_row_is_covered" in named_in(Path(__file__))
    assert "test_row_is_not_covered" not in named_in(Path(__file__))
    titles = named_in(TESTS / "js" / "pointer.test.js")
    assert "two quick taps are a double click" in titles
    assert "nonsense" not in titles
