"""Row H4: a live figure in a real JupyterLab, reached through its server only."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from harness.process import TIMEOUT, free_port

TOKEN = "notebook"
CELLS = [
    "%matplotlib fastwebagg\n"
    "import matplotlib.pyplot as plt\n"
    "fig, ax = plt.subplots()\n"
    "ax.plot([1, 3, 2])\n"
    "before = ax.get_xlim()",
    "print('moved' if ax.get_xlim() != before else 'still', plt.ginput(1, 0.01))",
]


def cell(source: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": str(abs(hash(source))),
        "metadata": {},
        "outputs": [],
        "source": source,
    }


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab with a notebook of `CELLS`; yield the notebook's address."""
    home = tmp_path / "home"
    home.mkdir()
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [cell(source) for source in CELLS],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (home / "figure.ipynb").write_text(json.dumps(notebook))
    (tmp_path / "matplotlibrc").write_text("webagg.port: 0\n")
    port = free_port()
    options = {
        "ip": "127.0.0.1",
        "port": port,
        "port_retries": 0,
        "open_browser": False,
        "allow_root": True,
        "root_dir": home,
        "base_url": "/hub/",
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "lab"),
            *(f"--ServerApp.{name}={value}" for name, value in options.items()),
            f"--IdentityProvider.token={TOKEN}",
            "--LabApp.news_url=",
        ],
        env={
            **{k: v for k, v in os.environ.items() if k != "DISPLAY"},
            "HOME": str(home),
            "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
            "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        },
        stdout=subprocess.DEVNULL,
        stderr=(tmp_path / "log").open("w"),
    )
    origin = f"http://localhost:{port}/hub/"
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            urlopen(f"{origin}api?token={TOKEN}").close()
            break
        except URLError:
            log = (tmp_path / "log").read_text()
            assert server.poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.1)
    yield f"{origin}lab/tree/figure.ipynb?token={TOKEN}"
    server.terminate()
    server.wait(TIMEOUT)


def run_cell(page: Page, number: int) -> None:
    """Click into a cell and run it."""
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").nth(number).click()
    page.keyboard.press("Shift+Enter")


def test_panning_in_jupyterlab(lab, open_chromium):
    view = open_chromium(lab)
    page = view.page
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_cell(page, 0)
    frame = page.frame_locator(".jp-OutputArea iframe")
    canvas = frame.get_by_role("img", name="Figure 1")
    canvas.wait_for()

    address = page.locator(".jp-OutputArea iframe").get_attribute("src")
    assert address is not None
    assert address.startswith("/hub/proxy/")
    shown = page.frames[-1].url
    assert urlsplit(shown).netloc == urlsplit(lab).netloc

    frame.get_by_role("button", name="Pan").click()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 30, steps=5)
    page.mouse.up()

    run_cell(page, 1)
    page.locator(".jp-OutputArea-output", has_text="moved []").wait_for()
    assert view.uncaught == []
