"""The layers of ARCHITECTURE.md: imports go downwards only."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import webagg

# The sources; in a test of the wheel, the modules as installed.
PACKAGE = Path(webagg.__file__).parent
ROOT = PACKAGE.parent

ARCHITECTURE = Path(__file__).parent.parent / "ARCHITECTURE.md"


def read_layers() -> dict[str, int]:
    """Return each part's layer, from the table in ARCHITECTURE.md."""
    # In the table's order, which is that of the compiled modules.
    layers: dict[str, int] = {}
    rows = re.findall(r"^\| (\d) \| ([^|]*) \|", ARCHITECTURE.read_text(), re.MULTILINE)
    for layer, folders in rows:
        for name in re.findall(r"`(\w+)(?:\.py|/)?`", folders):
            layers[name] = int(layer)
    return layers


LAYERS = read_layers()
TOP, BOTTOM = max(LAYERS.values()), min(LAYERS.values())

# Which parts may know of which of the big libraries.
USERS = {
    "tornado": {"server", *(name for name in LAYERS if LAYERS[name] == TOP)},
    "matplotlib": {name for name in LAYERS if LAYERS[name] >= LAYERS["input"]},
}


def part_of(path: Path) -> str:
    """Return the part of the package (a key of LAYERS) that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].partition(".")[0]


def name_of(path: Path) -> str:
    """Return the dotted name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_module(name: str) -> bool:
    """Return whether `name` is a module or package of webagg."""
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or any(path.parent.glob(f"{path.name}.*"))


def python_imports(text: str, name: str, is_package: bool) -> Iterator[str]:
    """Yield the dotted names that Python source imports anywhere in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = name.split(".")
                drop = node.level - is_package
                parents = parents[: len(parents) - drop]
                base = ".".join([*parents, base] if base else parents)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                inside = base.partition(".")[0] == "webagg" and is_module(whole)
                yield whole if inside else base


def cython_imports(text: str) -> Iterator[str]:
    """Yield the dotted names that Cython source imports."""
    pattern = r"^\s*(?:from\s+([\w.]+)\s+c?import\s+(\w+)|c?import\s+([\w.]+))"
    for base, name, whole in re.findall(pattern, text, re.MULTILINE):
        yield whole or (f"{base}.{name}" if base in ("webagg", ".") else base)


def imports_of(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return python_imports(text, name_of(path), path.name == "__init__.py")
    return cython_imports(text)


SOURCES = sorted(
    path for pattern in ("*.py", "*.pyx", "*.pxd") for path in PACKAGE.rglob(pattern)
)


def test_every_part_has_a_layer():
    assert {part_of(path) for path in SOURCES} <= LAYERS.keys()
    assert [LAYERS[part] for part in ("bench", "server", "backend", "input")] == [
        5, 4, 3, 2,
    ]  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_go_down(path):
    part = part_of(path)
    for imported in imports_of(path):
        package, _, rest = imported.partition(".")
        if package in USERS:
            assert part in USERS[package], f"{part} must not know {package}"
        if package != "webagg":
            continue
        target = rest.partition(".")[0] or "__init__"
        if target not in LAYERS:  # A name of the package's own.
            target = "__init__"
        # What wires everything may know itself; kernels may share declarations.
        within = LAYERS[target] == LAYERS[part] and LAYERS[part] in (TOP, BOTTOM)
        down = LAYERS[target] < LAYERS[part]
        assert target == part or down or within, (
            f"{part} (layer {LAYERS[part]}) imports {imported}"
        )


COMPILED = [name for name in LAYERS if LAYERS[name] == BOTTOM and name != "_native"]


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if part_of(path) in COMPILED],
    ids=lambda p: p.name,
)
def test_compiled_modules_know_those_before_them_only(path):
    known = COMPILED[: COMPILED.index(part_of(path)) + 1]
    for imported in imports_of(path):
        package, _, rest = imported.partition(".")
        if package == "webagg":
            assert rest.partition(".")[0] in known, f"{path.name} imports {imported}"


def test_every_compiled_module_is_in_its_place():
    assert COMPILED[0] == "_kernels"
    # A wheel has no sources: there what was compiled is looked at.
    files = list(PACKAGE.glob("*.pyx")) or [
        path for path in PACKAGE.iterdir() if path.suffix in {".so", ".pyd"}
    ]
    assert {part_of(path) for path in files} == set(COMPILED)


def test_nothing_of_matplotlibs_own_backend():
    for path in SOURCES:
        if part_of(path) == "bench":  # It measures that backend.
            continue
        found = [name for name in imports_of(path) if "backend_webagg" in name]
        assert not found, f"{path} imports {found}"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_import_is_light():
    """Importing, drawing and saving start nothing and need no server."""
    code = """
import io, sys, threading
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 2])
fig.canvas.draw()
fig.savefig(io.BytesIO())
heavy = {"tornado", "matplotlib.backends.backend_webagg",
         "matplotlib.backends.backend_webagg_core"}
print(sorted(heavy & sys.modules.keys()), threading.active_count())
"""
    assert run(code) == "[] 1"


def test_rules_are_enforced():
    """The checks above notice what they are there to notice."""
    found = list(
        python_imports(
            "from webagg import server\nfrom ..server import x\nimport tornado.web",
            "webagg.backend.canvas",
            False,
        )
    )
    assert {name.partition(".")[2].partition(".")[0] for name in found} >= {"server"}
    assert "tornado.web" in found
    assert list(cython_imports("from webagg cimport _diff\ncimport numpy")) == [
        "webagg._diff",
        "numpy",
    ]
