"""A JupyterLab of its own, with notebooks written by a test."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from harness.process import TIMEOUT, free_port

TOKEN = "notebook"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class JupyterLab:
    """A JupyterLab behind the base path ``/hub/``, as on a hub.

    Parameters
    ----------
    folder : Path
        For its files; its notebooks are in ``home`` within.
    **env : str
        Changes to its environment.
    """

    def __init__(self, folder: Path, **env: str) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        (folder / "matplotlibrc").write_text("webagg.port: 0\n")
        port = free_port()
        options = {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "allow_root": True,
            "root_dir": self.home,
            "base_url": "/hub/",
        }
        self._log = folder / "log"
        self._server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter", "lab"),
                *(f"--ServerApp.{name}={value}" for name, value in options.items()),
                f"--IdentityProvider.token={TOKEN}",
                "--LabApp.news_url=",
            ],
            env={
                **{k: v for k, v in os.environ.items() if k != "DISPLAY"},
                "HOME": str(self.home),
                "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                "MATPLOTLIBRC": str(folder / "matplotlibrc"),
                **env,
            },
            stdout=subprocess.DEVNULL,
            stderr=self._log.open("w"),
        )
        self._origin = f"http://localhost:{port}/hub/"
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + TIMEOUT
        while True:
            try:
                urlopen(f"{self._origin}api?token={TOKEN}").close()
                return
            except URLError:
                log = self._log.read_text()
                assert self._server.poll() is None, log
                assert time.monotonic() < deadline, log
                time.sleep(0.1)

    def write(self, name: str, cells: list[str]) -> str:
        """Write a notebook; return the address at which it opens."""
        notebook = {
            "cells": [_cell(source) for source in cells],
            "metadata": {"kernelspec": KERNEL},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.home / f"{name}.ipynb").write_text(json.dumps(notebook))
        # A workspace of its own: notebooks opened before stay out of the page.
        place = f"lab/workspaces/{name}/tree/{name}.ipynb"
        return f"{self._origin}{place}?token={TOKEN}"

    def close(self) -> None:
        """End it, and its kernels."""
        self._server.terminate()
        self._server.wait(TIMEOUT)


def _cell(source: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": str(abs(hash(source))),
        "metadata": {},
        "outputs": [],
        "source": source,
    }
