"""Run a user's script with a control channel: ``python -m harness.child SCRIPT ARGS``.

The script is run as `python SCRIPT ARGS` would run it.  Beside it a thread reads
requests from the socket whose number is in ``WEBAGG_TEST_CONTROL``: JSON lines
``{"id", "code", "where"}``.  The code is run in the script's own namespace, on the
main thread (``where`` "main": so only while its event loop runs) or on the control
thread ("aside"), and the value of its last expression goes back as ``{"id", "value"}``,
a failure as ``{"id", "error"}``.
"""

import ast
import base64
import json
import os
import socket
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any


def to_json(value: Any) -> Any:
    """Bytes travel as base64, arrays and other buffers as their shape and bytes."""
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode()}
    if hasattr(value, "__array_interface__"):
        if not value.shape:
            return value.item()
        data = base64.b64encode(value.tobytes()).decode()
        return {"base64": data, "shape": value.shape, "dtype": value.dtype.str}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    return value


def evaluate(code: str, namespace: dict[str, Any]) -> Any:
    """Run `code`; return the value of its last statement if that is an expression."""
    tree = ast.parse(code, "<control>")
    last = (
        tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    )
    exec(compile(tree, "<control>", "exec"), namespace)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "<control>", "eval"), namespace)


def call_on_main(function: Callable[[], None]) -> None:
    """Have the event loop on the main thread call `function` soon."""
    while True:
        loop = sys.modules.get("webagg.backend.eventloop")
        if loop is not None and hasattr(loop, "pump"):
            loop.pump.call_soon(function)
            return
        # Another backend: matplotlib's own means.
        helpers = sys.modules.get("matplotlib._pylab_helpers")
        # The script may be in the middle of importing it.
        gcf = getattr(helpers, "Gcf", None)
        managers = gcf.get_all_fig_managers() if gcf else []
        if managers:
            break
        time.sleep(0.01)  # The script has not come so far.
    timer = managers[0].canvas.new_timer(interval=1)
    timer.single_shot = True

    def once() -> None:
        alive.discard(timer)
        function()

    alive.add(timer)
    timer.add_callback(once)
    timer.start()


# A timer stops when nobody refers to it.
alive: set[Any] = set()


class Control(threading.Thread):
    """Answers requests for as long as the socket is open."""

    def __init__(self, connection: socket.socket, namespace: dict[str, Any]) -> None:
        super().__init__(name="test control", daemon=True)
        self._connection = connection
        self._namespace = namespace
        self._sending = threading.Lock()

    def run(self) -> None:
        """Read requests until the other side closes."""
        with self._connection.makefile("rb") as lines:
            for line in lines:
                request = json.loads(line)
                if request["where"] == "main":
                    try:
                        call_on_main(lambda request=request: self._answer(request))
                    except Exception:
                        self._send(id=request["id"], error=traceback.format_exc())
                else:
                    self._answer(request)

    def _answer(self, request: dict[str, Any]) -> None:
        try:
            value = to_json(evaluate(request["code"], self._namespace))
            json.dumps(value)
        except Exception:
            self._send(id=request["id"], error=traceback.format_exc())
        else:
            self._send(id=request["id"], value=value)

    def _send(self, **reply: Any) -> None:
        with self._sending:
            self._connection.sendall(json.dumps(reply).encode() + b"\n")


def main() -> None:
    """Start the control thread, then become the script."""
    sys.argv.pop(0)
    path = Path(sys.argv[0])
    module = types.ModuleType("__main__")
    module.__file__ = str(path)
    sys.modules["__main__"] = module
    sys.path[0] = str(path.parent)
    number = int(os.environ.pop("WEBAGG_TEST_CONTROL"))
    Control(socket.socket(fileno=number), module.__dict__).start()
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)


if __name__ == "__main__":
    main()
