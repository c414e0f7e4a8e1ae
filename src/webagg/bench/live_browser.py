"""A headless Chromium for ``--live``, spoken to without a word more than needed.

Tools that drive browsers listen to what the browser loads. Then every frame is copied,
as text, through three more processes, which takes longer than the frame itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tornado.websocket import WebSocketClientConnection, websocket_connect

from webagg.bench.live_result import LiveError

__all__ = ["BROWSERS", "DENSITY", "Page", "find_browser", "open_page"]

DENSITY = 2
FLAGS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--window-size=1200,1000",
    f"--force-device-scale-factor={DENSITY}",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 30.0


def find_browser() -> str | None:
    """Return the path of a Chromium; None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class Page:
    """A page of the browser.

    Parameters
    ----------
    connection : WebSocketClientConnection
        To the page's end of the DevTools protocol.
    """

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self._connection = connection
        self._sent = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and return its result.

        Raises
        ------
        LiveError
            If it fails.
        """
        self._sent += 1
        future = asyncio.get_running_loop().create_future()
        self._waiting[self._sent] = future
        message = {"id": self._sent, "method": method, "params": parameters}
        await self._connection.write_message(json.dumps(message))
        answer: dict[str, Any] = await future
        if "error" in answer:
            raise LiveError(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result

    async def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        result = await self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True
        )
        if details := result.get("exceptionDetails"):
            error = details.get("exception", {}).get("description", details["text"])
            raise LiveError(f"the page's script failed: {error}")
        return result["result"].get("value")

    async def close(self) -> None:
        """Let go of the page."""
        self._reader.cancel()
        self._connection.close()

    async def _read(self) -> None:
        while (message := await self._connection.read_message()) is not None:
            answer = json.loads(message)
            # Events have no id.
            if future := self._waiting.pop(answer.get("id"), None):
                future.set_result(answer)
        for future in self._waiting.values():
            future.set_exception(LiveError("the browser is gone"))


@contextlib.asynccontextmanager
async def open_page() -> AsyncIterator[Page]:
    """Start the browser; give its page, which is empty."""
    flags = list(FLAGS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium's sandbox refuses to run as root.
        flags.append("--no-sandbox")
    executable = find_browser()
    assert executable is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [executable, *flags, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            page = Page(await websocket_connect(await _address(Path(profile), process)))
            yield page
            await page.close()
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the browser; return the address of its page's DevTools."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise LiveError("the browser ended at once")
        await asyncio.sleep(0.1)
        with contextlib.suppress(OSError, ValueError, StopIteration):
            port = (profile / "DevToolsActivePort").read_text().split()[0]
            with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
                targets = json.load(answer)
            page = next(target for target in targets if target["type"] == "page")
            return str(page["webSocketDebuggerUrl"])
    raise LiveError(f"no browser after {START_SECONDS:g} s")
