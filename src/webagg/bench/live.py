"""The whole path, from the mouse to the screen: a drag in a real browser."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from webagg.bench.live_browser import BROWSERS, Page, find_browser, open_page
from webagg.bench.live_figure import ALONE_SECONDS
from webagg.bench.live_probe import READ_NUMBER, START, STOP, WATCH_PAINTING
from webagg.bench.live_result import LiveError, LiveResult, Log, sum_up

__all__ = ["LIVE_SCENES", "SERVERS", "missing", "run_live"]

LIVE_SCENES = ("line_pan", "image_pan", "scatter_pan")
DRAG_SECONDS = 3.0
MOVES_PER_SECOND = 60
REACH_PX = 120
# After the drag: time for the last frame, and then for Agg alone.
REST_SECONDS = 1.0
START_SECONDS = 30.0


@dataclass(frozen=True)
class Server:
    """One of the two servers.

    Attributes
    ----------
    name : str
        As in reports.
    backend : str
        Value of MPLBACKEND.
    canvas : str
        Selects the figure's canvas in its page.
    """

    name: str
    backend: str
    canvas: str


SERVERS = (
    Server("matplotlib", "webagg", "canvas.mpl-canvas"),
    Server("webagg", "module://webagg", "canvas[role=img]"),
)


def missing() -> str | None:
    """Return why the measurement cannot be made here; None if it can."""
    if find_browser() is None:
        return f"no browser: none of {', '.join(BROWSERS)} is on the path"
    return None


def run_live(
    scenes: Sequence[str] = LIVE_SCENES,
    on_step: Callable[[str], None] = lambda label: None,
) -> list[LiveResult]:
    """Drag each scene for three seconds, under matplotlib's server and then ours.

    Parameters
    ----------
    scenes : sequence of str
        Names of scenes whose axes can be panned.
    on_step : callable
        Called with a label before each drag.

    Returns
    -------
    list of LiveResult

    Raises
    ------
    LiveError
        If a server does not start or a page shows no frames.
    """
    return asyncio.run(_run_all(scenes, on_step))


async def _run_all(
    scenes: Sequence[str], on_step: Callable[[str], None]
) -> list[LiveResult]:
    results = []
    async with open_page() as page:
        # Workers are started by a script of ours, which policies of pages forbid.
        await page.send("Page.setBypassCSP", enabled=True)
        await page.send(
            "Page.addScriptToEvaluateOnNewDocument",
            source=READ_NUMBER + WATCH_PAINTING,
        )
        for scene in scenes:
            for server in SERVERS:
                on_step(f"{scene}, {server.name}")
                with tempfile.TemporaryDirectory() as folder:
                    log = Path(folder) / "draws"
                    with _serve(server, scene, log) as (process, url):
                        painted = await _drag(page, url, server)
                        process.send_signal(signal.SIGUSR1)
                        await asyncio.sleep(ALONE_SECONDS + REST_SECONDS)
                        await page.send("Page.navigate", url="about:blank")
                    noted = Log.read(log)
                results.append(sum_up(scene, server.name, painted, noted))
    return results


@contextlib.contextmanager
def _serve(
    server: Server, scene: str, log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run the figure's program; give its process and the address of its page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    output = log.with_suffix(".txt")
    with output.open("w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "webagg.bench.live_figure", scene, log, str(port)],
            env={
                **os.environ,
                "MPLBACKEND": server.backend,
                "PYTHONUNBUFFERED": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process, _figure_page(_wait_for_url(process, output))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_url(process: subprocess.Popen[bytes], output: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        text = output.read_text(encoding="utf-8", errors="replace")
        if found := re.search(r"visit (https?://\S+)\s", text):
            return found[1]
        if process.poll() is not None:
            raise LiveError(f"the server ended before it printed its URL:\n{text}")
        time.sleep(0.05)
    raise LiveError(f"no URL after {START_SECONDS:g} s; the server printed:\n{text}")


def _figure_page(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/1"))


async def _drag(page: Page, url: str, server: Server) -> dict[str, Any]:
    """Open the figure's page, drag, and return what the probe saw."""
    await page.send("Page.enable")
    await page.send("Page.navigate", url=url)
    await _wait_for_frame(page, server)
    x, y = await page.evaluate(
        f"(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])"
        f"(document.querySelector('{server.canvas}').getBoundingClientRect())"
    )
    await _mouse(page, "mouseMoved", x, y)
    await _mouse(page, "mousePressed", x, y)
    await page.evaluate(f"({START})()")
    start = time.time()
    end = await _move_about(page, x, y)
    await asyncio.sleep(REST_SECONDS)
    seen: dict[str, Any] = await page.evaluate(f"({STOP})()")
    seen["start"], seen["end"] = 1e3 * start, 1e3 * end
    await _mouse(page, "mouseReleased", x, y)
    return seen


async def _wait_for_frame(page: Page, server: Server) -> None:
    """Wait until the page shows a number that has stayed for a while."""
    canvas = f"document.querySelector('{server.canvas}')"
    read = f"globalThis.benchNumber && {canvas} ? benchNumber({canvas}) : null"
    deadline = time.monotonic() + START_SECONDS
    before = None
    while time.monotonic() < deadline:
        now = await page.evaluate(read)
        if now is not None and now == before:
            return
        before = now
        await asyncio.sleep(0.5)
    raise LiveError(f"{server.name}'s page showed no frame in {START_SECONDS:g} s")


async def _move_about(page: Page, x: float, y: float) -> float:
    """Move the mouse to and fro as a hand does, whether or not the page keeps up.

    Returns when the last move went out, in seconds since 1970.
    """
    count = round(DRAG_SECONDS * MOVES_PER_SECOND)
    start = time.monotonic()
    moves = []
    for tick in range(1, count + 1):
        await asyncio.sleep(max(0, start + tick / MOVES_PER_SECOND - time.monotonic()))
        # A triangle: REACH_PX to one side, to the other, and back, in two seconds.
        phase = tick / MOVES_PER_SECOND / 2 % 1
        offset = REACH_PX * (1 - 4 * abs((phase + 0.75) % 1 - 0.5))
        moves.append(
            asyncio.create_task(_mouse(page, "mouseMoved", x + offset, y, buttons=1))
        )
    end = time.time()
    await asyncio.gather(*moves)
    return end


async def _mouse(page: Page, kind: str, x: float, y: float, buttons: int = 0) -> None:
    held = kind == "mousePressed" or buttons
    await page.send(
        "Input.dispatchMouseEvent",
        type=kind,
        x=x,
        y=y,
        button="none" if kind == "mouseMoved" and not buttons else "left",
        buttons=int(bool(held)),
        clickCount=0 if kind == "mouseMoved" else 1,
    )
