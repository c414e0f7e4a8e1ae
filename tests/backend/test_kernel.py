"""Row H4: figures in a notebook's kernel, without a notebook."""

import ast
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from jupyter_client.manager import KernelManager

from harness.terminal import TIMEOUT
from webagg.backend.framework import NAME


class Kernel:
    """A kernel, and what its cells show."""

    def __init__(self, folder: Path, **env: str) -> None:
        (folder / "matplotlibrc").write_text(
            "webagg.port: 0\nwebagg.open_in_browser: True\n"
        )
        environment = {
            **os.environ,
            "MATPLOTLIBRC": str(folder / "matplotlibrc"),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_RUNTIME_DIR": str(folder),
            # It notes that somebody opened it.
            "BROWSER": f"touch {folder / 'opened'} %s",
            **env,
        }
        environment.pop("DISPLAY", None)
        environment.pop("MPLBACKEND", None)
        self.folder = folder
        # Of every cell, by its message: the contents of what it shows.
        self.shown: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self._manager = KernelManager()
        self._manager.kernel_spec.argv[0] = sys.executable
        self._manager.start_kernel(env=environment, cwd=str(folder))
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=TIMEOUT)

    def _read(self, deadline: float) -> tuple[str, str, dict[str, Any]]:
        message = self._client.get_iopub_msg(timeout=deadline - time.monotonic())
        cell = message["parent_header"].get("msg_id", "")
        shown = message["msg_type"], message["content"]
        self.shown.setdefault(cell, []).append(shown)
        return cell, *shown

    def start(self, code: str) -> str:
        """Execute a cell, without waiting; return its id."""
        return str(self._client.execute(code))

    def finish(self, cell: str) -> None:
        """Wait until a cell has been executed."""
        deadline = time.monotonic() + TIMEOUT
        state = None
        while state != (cell, "status", "idle"):
            found, kind, content = self._read(deadline)
            state = found, kind, content.get("execution_state")

    def run(self, code: str) -> str:
        """Execute a cell and wait until it is done; fail if it raises."""
        cell = self.start(code)
        self.finish(cell)
        errors = [c["traceback"] for kind, c in self.shown[cell] if kind == "error"]
        assert not errors, "\n".join(errors[0])
        # Magics that refuse their argument are no errors to the kernel.
        assert "UsageError" not in self.text(cell), self.text(cell)
        return cell

    def text(self, cell: str) -> str:
        """Return what a cell has printed until now."""
        return "".join(
            content["text"]
            for kind, content in self.shown.get(cell, [])
            if kind == "stream"
        )

    def wait_for_text(self, cell: str, text: str) -> None:
        """Wait until *text* is printed in a cell."""
        deadline = time.monotonic() + TIMEOUT
        while text not in self.text(cell):
            self._read(deadline)

    def displays(self, cell: str) -> list[dict[str, str]]:
        """Return what a cell displays, by MIME type."""
        return [c["data"] for kind, c in self.shown[cell] if kind == "display_data"]

    def value(self, expression: str) -> Any:
        """Return the value of an expression, a literal."""
        return ast.literal_eval(self.text(self.run(f"print(repr({expression}))")))

    def wait_until(self, expression: str) -> None:
        """Wait, in cells that do nothing else, until an expression is true."""
        deadline = time.monotonic() + TIMEOUT
        while not self.value(f"bool({expression})"):
            assert time.monotonic() < deadline, f"never true: {expression}"
            time.sleep(0.02)

    def interrupt(self) -> None:
        """Do what the notebook's stop button does."""
        self._manager.interrupt_kernel()

    def close(self) -> None:
        """End the kernel."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


@pytest.fixture
def start_kernel(tmp_path: Path) -> Iterator[Any]:
    kernels: list[Kernel] = []

    def start(**env: str) -> Kernel:
        kernels.append(Kernel(tmp_path, **env))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.close()


@pytest.fixture
def kernel(start_kernel) -> Kernel:
    """Start a kernel with a figure, in the cell `kernel.first`."""
    started = start_kernel()
    started.run(f"%matplotlib {NAME}")
    started.first = started.run(FIGURE)
    return started


FIGURE = """
import asyncio, threading, time
import matplotlib.pyplot as plt
from webagg.backend.eventloop import pump
fig = plt.figure()
threads = []
timer = fig.canvas.new_timer(interval=5)
timer.add_callback(lambda: threads.append(threading.current_thread().name))
timer.start()
"""


@pytest.mark.parametrize(
    "choose",
    [
        f"%matplotlib {NAME}",
        "import matplotlib; matplotlib.use('module://webagg')",
        "import webagg",
    ],
)
def test_names_are_accepted(start_kernel, choose):
    kernel = start_kernel()
    kernel.run(choose)
    kernel.run(f"%gui {NAME}")
    kernel.run(f"%matplotlib {NAME}")
    kernel.run(f"%matplotlib {NAME}")


def test_alive_between_cells(kernel):
    kernel.wait_until("len(threads) > 20")
    assert kernel.value("set(threads)") == {"MainThread"}


def test_alive_during_await(kernel):
    cell = kernel.run("""
count = len(threads)
while len(threads) < count + 20:
    await asyncio.sleep(0.01)
print(set(threads[count:]))
""")
    assert kernel.text(cell) == "{'MainThread'}\n"


def test_other_tasks_run_on(kernel):
    kernel.run("""
turns = []
async def other():
    while True:
        turns.append(len(threads))
        await asyncio.sleep(0.01)
task = asyncio.create_task(other())
""")
    kernel.wait_until("len(turns) > 10 and turns[-1] > turns[0]")


@pytest.mark.parametrize(
    "blocking",
    [
        "plt.pause(0.2)",
        "assert plt.ginput(1, timeout=0.2) == []",
        "assert plt.waitforbuttonpress(0.2) is None",
        "fig.canvas.start_event_loop(0.2)",
        "pump.call_soon(lambda: plt.close(fig)); plt.show(block=True)",
    ],
)
def test_blocking_calls_in_a_cell(kernel, blocking):
    """They run the loop themselves, and leave the kernel's as it was."""
    cell = kernel.run(f"count = len(threads)\n{blocking}\nprint(len(threads) > count)")
    assert kernel.text(cell).endswith("True\n")
    kernel.run("count = len(threads)")
    kernel.wait_until("len(threads) > count")


def test_ginput_gets_clicks(kernel):
    kernel.run("""
def page():
    where = {"x": 320, "y": 240, "button": 0, "buttons": 1, "modifiers": []}
    manager = fig.canvas.manager
    manager.handle_message(None, {"type": "button_press", **where})
    manager.handle_message(None, {"type": "button_release", **where, "buttons": 0})
axes = fig.add_axes([0, 0, 1, 1])
timer.add_callback(page)
""")
    cell = kernel.run("print(len(plt.ginput(1)))")
    assert kernel.text(cell) == "1\n"


def test_show_does_not_block(kernel):
    kernel.run("plt.show()")


def test_stopping_a_cell(kernel):
    cell = kernel.start("print('waits', flush=True)\nplt.pause(1000)")
    kernel.wait_for_text(cell, "waits")
    kernel.interrupt()
    kernel.finish(cell)
    assert [c["ename"] for kind, c in kernel.shown[cell] if kind == "error"] == [
        "KeyboardInterrupt"
    ]
    assert kernel.value("plt.get_fignums()") == [1]


KEYS = """
def press(figure):
    message = {"type": "key_press", "key": "ka"}
    manager = figure.canvas.manager
    threading.Thread(target=manager.handle_message, args=(None, message)).start()
"""


def test_callbacks_print_in_the_cell_of_their_figure(kernel):
    second = kernel.run("other = plt.figure()")
    kernel.run(KEYS)
    for figure, name, cell in (
        ("fig", "first", kernel.first),
        ("other", "second", second),
    ):
        kernel.run(
            f"{figure}.canvas.mpl_connect("
            f"'key_press_event', lambda event: print('{name}', event.key))"
        )
        kernel.run(f"press({figure})")
        kernel.wait_for_text(cell, f"{name} a")
    assert "second" not in kernel.text(kernel.first)


def test_tracebacks_reach_the_cell_of_their_figure(kernel):
    kernel.run(KEYS)
    kernel.run("fig.canvas.mpl_connect('key_press_event', lambda event: 1 / 0)")
    kernel.run("press(fig)")
    kernel.wait_for_text(kernel.first, "ZeroDivisionError")
    kernel.wait_until("len(threads) > 20")


def test_timers_print_in_the_cell_that_made_them(kernel):
    cell = kernel.run("""
once = fig.canvas.new_timer(interval=50)
once.single_shot = True
once.add_callback(print, "ticked")
once.start()
""")
    kernel.run("1")
    kernel.wait_for_text(cell, "ticked")


def test_a_cell_that_waits_gets_what_is_printed_meanwhile(kernel):
    kernel.run(KEYS)
    kernel.run("fig.canvas.mpl_connect('key_press_event', lambda e: print(e.key))")
    cell = kernel.run("press(fig); plt.pause(0.2)")
    assert kernel.text(cell) == "a\n"


# -- what the notebook shows ---------------------------------------------------


def frame(data: dict[str, str]) -> str:
    """Return the address of a displayed frame."""
    found = re.search(r'<iframe src="([^"]+)"', data["text/html"])
    assert found
    return found[1].replace("&amp;", "&")


def test_figure_appears_once_inline(kernel):
    (data,) = kernel.displays(kernel.first)
    url = frame(data)
    with urlopen(url) as answer:
        page = answer.read().decode()
    identity = kernel.value("fig.canvas.manager.id")
    assert f'data-figure-id="{identity}"' in page
    # What front ends without HTML show.
    assert data["text/plain"] == f"Figure 1: {url}"
    again = kernel.run("fig.show(); plt.show(); plt.draw()")
    assert kernel.displays(again) == []
    second = kernel.run("plt.figure()")
    assert len(kernel.displays(second)) == 1


def test_the_address_is_told_once_and_no_browser_opens(kernel):
    assert re.search(r"To view figure, visit http://\S+", kernel.text(kernel.first))
    second = kernel.run("plt.figure()")
    assert "visit" not in kernel.text(second)
    assert not (kernel.folder / "opened").exists()


def test_a_figure_shown_after_gui(start_kernel):
    """The kernel's shell notes the loop, as a terminal's does; it has no prompt."""
    kernel = start_kernel()
    kernel.run(f"%matplotlib {NAME}")
    kernel.run("%gui")
    cell = kernel.run("import matplotlib.pyplot as plt; plt.figure().show()")
    assert len(kernel.displays(cell)) == 1


def test_figures_that_are_not_shown_do_not_appear(start_kernel):
    kernel = start_kernel()
    kernel.run("import matplotlib; matplotlib.use('module://webagg')")
    cell = kernel.run("import matplotlib.pyplot as plt; fig = plt.figure()")
    assert kernel.displays(cell) == []
    cell = kernel.run("plt.show(block=False)")
    assert len(kernel.displays(cell)) == 1


@pytest.fixture
def proxy_package(tmp_path: Path) -> str:
    """Return a folder in which jupyter-server-proxy seems to be installed."""
    package = tmp_path / "packages" / "jupyter_server_proxy"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    return str(package.parent)


def test_on_a_hub(start_kernel, proxy_package):
    """There the browser reaches the hub only, which forwards."""
    kernel = start_kernel(
        PYTHONPATH=proxy_package, JUPYTERHUB_SERVICE_PREFIX="/user/me%40here/"
    )
    kernel.run(f"%matplotlib {NAME}")
    (data,) = kernel.displays(
        kernel.run("import matplotlib.pyplot as plt; plt.figure()")
    )
    port = kernel.value("__import__('webagg').WebAggApplication.port")
    path = frame(data)
    assert path.startswith(f"/user/me%40here/proxy/{port}/t/")
    # The proxy takes its part off, and passes on the name that the browser used.
    url = data["text/plain"].partition(": ")[2]
    assert path.endswith(url.partition(str(port))[2])
    assert f"127.0.0.1:{port}" in url


def test_on_a_notebook_server(start_kernel, proxy_package, tmp_path):
    """Its base URL is in the file by which servers are found."""
    (tmp_path / f"jpserver-{os.getpid()}.json").write_text(
        json.dumps({"base_url": "/base/", "pid": os.getpid()})
    )
    kernel = start_kernel(PYTHONPATH=proxy_package)
    kernel.run(f"%matplotlib {NAME}")
    (data,) = kernel.displays(
        kernel.run("import matplotlib.pyplot as plt; plt.figure()")
    )
    assert re.match(r"/base/proxy/\d+/t/", frame(data))


@pytest.mark.parametrize("content", [None, "{}", "nonsense", "[1]"])
def test_on_an_unknown_server(start_kernel, proxy_package, tmp_path, content):
    if content is not None:
        (tmp_path / f"jpserver-{os.getpid()}.json").write_text(content)
    kernel = start_kernel(PYTHONPATH=proxy_package)
    kernel.run(f"%matplotlib {NAME}")
    (data,) = kernel.displays(
        kernel.run("import matplotlib.pyplot as plt; plt.figure()")
    )
    assert frame(data).startswith("http://127.0.0.1:")
