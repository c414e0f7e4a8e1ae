"""Run tests against the compiled core in a folder, and make sure it is that one."""

import sys

import pytest

folder, *paths = sys.argv[1:]
sys.path.insert(0, folder)

from webagg import _kernels  # noqa: E402

if not _kernels.__file__.startswith(folder):
    sys.exit(f"{_kernels.__file__} is not in {folder}")
# Single frames of some tests are large and the sanitizers slow: no deadlines.
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *paths]))
