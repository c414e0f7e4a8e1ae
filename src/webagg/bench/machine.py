"""Where and with what something was measured."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

__all__ = ["Machine"]

PACKAGES = ("webagg", "matplotlib", "numpy", "pillow")
CPU_FIELDS = ("model name", "Model", "Hardware")


@dataclass(frozen=True)
class Machine:
    """What figures depend on besides the code.

    Attributes
    ----------
    cpu : str
        The processor's own name for itself.
    cores : int
        Processors this process may use.
    system : str
        Operating system and instruction set.
    versions : dict of str to str
        Python and the packages that take part.
    date : str
        Day of the measurement, UTC, ISO 8601.
    """

    cpu: str
    cores: int
    system: str
    versions: dict[str, str]
    date: str

    @classmethod
    def here(cls) -> Machine:
        """Describe this machine now."""
        versions = {"Python": platform.python_version()}
        for package in PACKAGES:
            try:
                versions[package] = metadata.version(package)
            except metadata.PackageNotFoundError:
                # Run from a checkout that is not installed.
                versions[package] = "unknown"
        return cls(
            _cpu(),
            len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1,
            f"{platform.system()} {platform.machine()}",
            versions,
            datetime.now(UTC).date().isoformat(),
        )

    def __str__(self) -> str:
        packages = ", ".join(f"{name} {no}" for name, no in self.versions.items())
        cores = "1 core" if self.cores == 1 else f"{self.cores} cores"
        return f"{self.cpu}, {cores}, {self.system}; {packages}; {self.date}"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() in CPU_FIELDS and value.strip():
            return value.strip()
    return platform.processor() or platform.machine() or "unknown processor"
