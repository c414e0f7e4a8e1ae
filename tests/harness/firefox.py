"""Real Firefox, driven over WebDriver BiDi without any driver program."""

import asyncio
import base64
import json
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

from harness.process import TIMEOUT
from harness.view import View

KEYS = {
    "Enter": "\ue007",
    "Tab": "\ue004",
    "Escape": "\ue00c",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Home": "\ue011",
    "Backspace": "\ue003",
}
"""WebDriver's codes for named keys."""


class FirefoxView(View):
    """Headless Firefox with one tab and `ratio` device pixels to a CSS pixel.

    Raises
    ------
    RuntimeError
        Firefox is not installed, or does not start.
    """

    def __init__(self, ratio: float = 1) -> None:
        path = shutil.which("firefox-esr") or shutil.which("firefox")
        if path is None:
            raise RuntimeError(
                "Firefox is not installed; these tests need it. "
                "On Debian: apt-get install firefox-esr"
            )
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        preferences = {
            "layout.css.devPixelsPerPx": str(ratio),
            "browser.shell.checkDefaultBrowser": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "network.captive-portal-service.enabled": False,
            "network.connectivity-service.enabled": False,
            # How long a page waits for the worker of a canvas that it reads. A worker
            # that opens a socket waits for the page meanwhile, and what is read is
            # blank: better soon than after 10 seconds.
            "gfx.offscreencanvas.snapshot-timeout-ms": 500,
        }
        Path(self._profile.name, "user.js").write_text(
            "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n"
                    for k, v in preferences.items())
        )  # fmt: skip
        self._process = subprocess.Popen(
            [
                path, "--headless", "--no-remote", "--profile", self._profile.name,
                "--remote-debugging-port=0", "--width=1200", "--height=1000",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        # The loop has its own thread: another may be running on this one.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._socket: WebSocketClientConnection | None = None
        self._last_id = 0
        try:
            address = self._wait_for_address()
            self._socket = self._wait(self._connect(f"{address}/session"))
            self._call("session.new", capabilities={})
            tree = self._call("browsingContext.getTree")
            self._context = tree["contexts"][0]["context"]
        except BaseException:
            self.close()
            raise

    def _wait_for_address(self) -> str:
        assert self._process.stderr is not None
        said = ""
        for line in self._process.stderr:
            said += line
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                # Somebody must read what Firefox prints, or it will block.
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return found[1]
        raise RuntimeError(f"Firefox ended before it could be driven:\n{said}")

    async def _connect(self, url: str) -> WebSocketClientConnection:
        return await websocket_connect(url, max_message_size=1 << 28)

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(TIMEOUT)

    async def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._socket is not None
        await self._socket.write_message(json.dumps(request))
        while True:
            text = await self._socket.read_message()
            if text is None:
                raise RuntimeError(f"Firefox closed the connection at {request}")
            reply: dict[str, Any] = json.loads(text)
            if reply.get("id") == request["id"]:
                return reply

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        self._last_id += 1
        request = {"id": self._last_id, "method": method, "params": params}
        reply = self._wait(self._exchange(request))
        if reply["type"] == "error":
            raise RuntimeError(f"{method}: {reply['error']}: {reply['message']}")
        result: dict[str, Any] = reply["result"]
        return result

    def open(self, url: str) -> None:
        self._call(
            "browsingContext.navigate", context=self._context, url=url, wait="complete"
        )

    def evaluate(self, function: str, *args: object) -> Any:
        values = ", ".join(json.dumps(arg) for arg in args)
        done = self._call(
            "script.evaluate",
            expression=f"Promise.resolve(({function})({values})).then("
            "(value) => JSON.stringify(value ?? null))",
            target={"context": self._context},
            awaitPromise=True,
        )
        if done["type"] == "exception":
            raise RuntimeError(done["exceptionDetails"]["text"])
        return json.loads(done["result"]["value"])

    def _pointer(self, *actions: dict[str, Any]) -> None:
        source = {"type": "pointer", "id": "mouse", "actions": list(actions)}
        self._call("input.performActions", context=self._context, actions=[source])

    def move(self, x: float, y: float) -> None:
        self._pointer({"type": "pointerMove", "x": round(x), "y": round(y)})

    def press(self) -> None:
        self._pointer({"type": "pointerDown", "button": 0})

    def release(self) -> None:
        self._pointer({"type": "pointerUp", "button": 0})

    def key(self, name: str) -> None:
        value = KEYS.get(name, name)
        actions = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._call("input.performActions", context=self._context, actions=[source])

    def screenshot(self, path: Path) -> None:
        done = self._call("browsingContext.captureScreenshot", context=self._context)
        path.write_bytes(base64.b64decode(done["data"]))

    def close(self) -> None:
        """End Firefox and remove its profile."""
        if self._socket is not None:
            self._loop.call_soon_threadsafe(self._socket.close)
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT)
        self._loop.close()
        self._profile.cleanup()
