"""Row H6: show() off the main thread."""

import subprocess
import sys

from harness.terminal import TIMEOUT

SCRIPT = """
import threading
import matplotlib
matplotlib.rcParams.update({"webagg.port": 0, "webagg.open_in_browser": False})
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
from webagg import WebAggApplication

def work(**options):
    try:
        plt.show(**options)
    except Exception as error:
        print(type(error).__name__, error)
    print("started", WebAggApplication.initialized, "threads", threading.active_count())

def in_worker(**options):
    worker = threading.Thread(target=work, kwargs=options)
    worker.start()
    worker.join()

in_worker()
fig = plt.figure()
in_worker()
in_worker(block=True)
in_worker(block=False)
plt.close(fig)
plt.show()
"""


def test_one_clear_error_or_it_works():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=TIMEOUT
    )
    error = (
        "RuntimeError plt.show() waits on the main thread only; "
        "use plt.show(block=False) in other threads"
    )
    assert done.stderr == ""
    assert [line for line in done.stdout.splitlines() if "visit" not in line] == [
        "started False threads 2",
        error,
        "started False threads 2",
        error,
        "started False threads 2",
        "started True threads 3",
    ]
