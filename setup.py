"""Compiled extensions of webagg; everything else is in pyproject.toml.

``WEBAGG_DEBUG=1`` builds with bounds checks, assertions and line tracing.
"""

import os

from Cython.Build import cythonize
from setuptools import Extension, setup

DEBUG = os.environ.get("WEBAGG_DEBUG") == "1"

extensions = [
    Extension(
        f"webagg.{name}",
        [f"src/webagg/{name}.pyx"],
        extra_compile_args=["-O0", "-g"] if DEBUG else ["-O3"],
    )
    for name in ("_diff", "_png")
]

setup(ext_modules=cythonize(extensions))
