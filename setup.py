"""Compiled extensions of webagg; everything else is in pyproject.toml.

``WEBAGG_DEBUG=1`` builds with bounds checks, assertions and line tracing.
"""

import glob
import os
import sys

from Cython.Build import cythonize
from setuptools import Extension, setup

DEBUG = os.environ.get("WEBAGG_DEBUG") == "1"

if sys.platform == "win32":
    optimize = ["/Od"] if DEBUG else ["/O2"]
else:
    optimize = ["-O0", "-g"] if DEBUG else ["-O3"]

NATIVE = "src/webagg/_native"
# Only _kernels holds the C code; the others reach it through its .pxd.
sources = {
    "_kernels": [f"{NATIVE}/{name}.c" for name in ("crc", "deflate", "kernels", "pixels")],
    "_diff": [],
    "_png": [],
    "_inputhook": [],
}
extensions = [
    Extension(
        f"webagg.{name}",
        [f"src/webagg/{name}.pyx", *native],
        depends=sorted(glob.glob(f"{NATIVE}/*.h")),
        include_dirs=[NATIVE],
        extra_compile_args=optimize,
    )
    for name, native in sources.items()
]

setup(ext_modules=cythonize(extensions, include_path=["src"]))
