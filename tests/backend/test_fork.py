"""Row L16: forked children leave the parent's pages alone and can show their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.terminal import TIMEOUT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

# A parent with a page (a socket in its own process stands for it).
PARENT = """
import os, sys
import matplotlib
matplotlib.rcParams.update({"webagg.port": 0, "webagg.open_in_browser": False})
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
from webagg.backend.figures import figures

class Page:
    def send_json(self, content):
        os.write(2, f"PAGE {os.getpid()} {content['type']}\\n".encode())
    def send_binary(self, blob):
        pass

fig = plt.figure()
fig.canvas.mpl_connect("close_event", lambda e: print("CLOSE", os.getpid(), flush=True))
plt.show(block=False)
fig.canvas.manager.add_web_socket(Page())
print("PARENT", os.getpid(), flush=True)
"""


def run(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    script = tmp_path / "forks.py"
    script.write_text(PARENT + code)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=TIMEOUT
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


def parent_of(done: subprocess.CompletedProcess[str]) -> str:
    found = re.search(r"PARENT (\d+)", done.stdout)
    assert found
    return found[1]


CHILDREN = {
    "exit": """
if os.fork() == 0:
    sys.exit()
os.wait()
""",
    "close": """
if os.fork() == 0:
    fig.gca().plot([1, 2])
    fig.canvas.draw()
    fig.savefig(os.devnull, format="png")
    plt.close("all")
    sys.exit()
os.wait()
""",
    "multiprocessing": """
import multiprocessing
def work():
    fig.canvas.draw_idle()
    fig.canvas.flush_events()
child = multiprocessing.get_context("fork").Process(target=work)
child.start()
child.join()
""",
}


@pytest.mark.parametrize("name", CHILDREN)
def test_pages_hear_of_the_parent_only(tmp_path, name):
    done = run(tmp_path, CHILDREN[name])
    parent = parent_of(done)
    assert set(re.findall(r"PAGE (\d+)", done.stderr)) == {parent}
    # One close, in the process whose window it is.
    assert re.findall(r"CLOSE (\d+)", done.stdout) == [parent]


def test_child_shows_its_own(tmp_path):
    """On a server of its own, while the parent's goes on."""
    code = """
from urllib.request import urlopen
from webagg import WebAggApplication
before = WebAggApplication.url()
if os.fork() == 0:
    assert not figures.all()
    own = plt.figure()
    closed = []
    own.canvas.mpl_connect("close_event", closed.append)
    timer = own.canvas.new_timer(interval=10)
    timer.single_shot = True
    served = []
    @timer.add_callback
    def look():
        served.append(urlopen(WebAggApplication.url(f"/{own.number}")).status)
        plt.close(own)
        plt.close(fig)
    timer.start()
    own.show()
    plt.show()
    print("CHILD", served, len(closed), WebAggApplication.url() != before, flush=True)
    sys.exit()
_, status = os.wait()
print("STATUS", status, urlopen(before).status)
"""
    done = run(tmp_path, code)
    assert "CHILD [200] 1 True" in done.stdout
    assert "STATUS 0 200" in done.stdout


def test_prompt_of_a_child(start_terminal, tmp_path):
    """The hook that the child inherits rests until it shows a figure."""
    script = tmp_path / "forks.py"
    script.write_text(
        PARENT
        + """
timer = fig.canvas.new_timer(interval=5)
timer.add_callback(lambda: turns.append(os.getpid()))
turns = []
timer.start()
if os.fork() == 0:
    input("child? ")
    assert not turns
    def tick():
        turns.append(1)
        if len(turns) == 50:
            print("<" "ticked>", flush=True)
    own = plt.figure()
    own.show()
    timer = own.canvas.new_timer(interval=5, callbacks=[(tick, (), {})])
    timer.start()
    input("again? ")
    os._exit(3)
print("STATUS", os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""
    )
    terminal = start_terminal(sys.executable, str(script))
    terminal.wait_for("child[?]")
    terminal.enter("")
    terminal.wait_for("again[?]")
    terminal.wait_for("<ticked>")
    terminal.enter("")
    terminal.wait_for("STATUS 3")
