"""Compiled extensions of webagg; everything else is in pyproject.toml.

``WEBAGG_DEBUG=1`` builds with bounds checks, assertions and line tracing.
"""

import os
import sys

from Cython.Build import cythonize
from setuptools import Extension, setup

DEBUG = os.environ.get("WEBAGG_DEBUG") == "1"

if sys.platform == "win32":
    optimize = ["/Od"] if DEBUG else ["/O2"]
else:
    optimize = ["-O0", "-g"] if DEBUG else ["-O3"]

extensions = [
    Extension(
        f"webagg.{name}",
        [f"src/webagg/{name}.pyx"],
        include_dirs=["src/webagg/_native"],
        extra_compile_args=optimize,
    )
    for name in ("_diff", "_png")
]

setup(ext_modules=cythonize(extensions))
