"""Compiled extensions of webagg; everything else is in pyproject.toml.

``WEBAGG_DEBUG=1`` builds with bounds checks, assertions and line tracing.
"""

import os
import sys
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

DEBUG = os.environ.get("WEBAGG_DEBUG") == "1"

if sys.platform == "win32":
    optimize = ["/Od"] if DEBUG else ["/O2"]
else:
    optimize = ["-O0", "-g"] if DEBUG else ["-O3"]

NATIVE = "src/webagg/_native"
# Only _kernels holds the C code; the others reach it through its .pxd.
CORE = sorted(str(path) for path in Path(NATIVE).glob("*.c"))

extensions = [
    Extension(
        f"webagg.{path.stem}",
        [str(path), *(CORE if path.stem == "_kernels" else [])],
        depends=sorted(str(header) for header in Path(NATIVE).glob("*.h")),
        include_dirs=[NATIVE],
        extra_compile_args=optimize,
    )
    for path in sorted(Path("src/webagg").glob("_*.pyx"))
]

setup(ext_modules=cythonize(extensions, include_path=["src"]))
