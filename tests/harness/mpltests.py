"""matplotlib's own tests, loaded from the installed matplotlib and pointed at webagg.

Its tests package cannot be imported from a wheel (it wants baseline images), so one
file is read, changed in a few named places and loaded from a temporary copy: a real
file, because some of its tests run their functions in other processes.
"""

import atexit
import importlib.util
import re
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import matplotlib as mpl

FOLDER = Path(tempfile.mkdtemp(prefix="webagg-mpl-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def load(name: str, changes: dict[str, str], optional: dict[str, str]) -> ModuleType:
    """Load matplotlib's test file `name`, changed, as a module.

    Parameters
    ----------
    name : str
        Such as ``"test_backend_webagg.py"``.
    changes : dict
        Regular expression -> replacement. Each must be found.
    optional : dict
        The same, for text that only some versions of matplotlib have.

    Raises
    ------
    LookupError
        Something to change was not found: read what this version says instead.
    """
    path = Path(mpl.__file__).parent / "tests" / name
    text = path.read_text(encoding="utf-8")
    for pattern, replacement in {**changes, **optional}.items():
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        if not count and pattern not in optional:
            raise LookupError(f"{path} (matplotlib {mpl.__version__}): no {pattern!r}")
    copy = FOLDER / f"mpl_{name}"
    copy.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(copy.stem, copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[copy.stem] = module
    spec.loader.exec_module(module)
    return module
