"""The server's thread, its end, and forks."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from webagg.server.thread import ServerThread


def test_runs_what_it_is_given():
    thread = ServerThread()
    assert thread.daemon
    assert not thread.serving

    async def where():
        return threading.current_thread()

    thread.start()
    assert thread.complete(where(), 10) is thread
    assert thread.serving
    done = threading.Event()
    thread.call(done.set)
    assert done.wait(10)
    thread.stop()
    assert not thread.is_alive()
    assert thread.loop.is_closed()


def test_after_the_end_calls_do_nothing():
    thread = ServerThread()
    thread.start()
    thread.stop()
    thread.stop()
    thread.call(lambda: pytest.fail("called"))

    async def never():
        pytest.fail("ran")

    assert thread.complete(never(), 1) is None


def test_what_takes_too_long_is_given_up():
    thread = ServerThread()
    thread.start()
    assert thread.complete(asyncio.sleep(60, "late"), 0.05) is None
    thread.stop()
    assert not thread.is_alive()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="POSIX only")
def test_signals_are_left_to_the_main_thread():
    thread = ServerThread()

    async def blocked():
        return signal.pthread_sigmask(signal.SIG_BLOCK, ())

    thread.start()
    mask = thread.complete(blocked(), 10)
    thread.stop()
    assert signal.SIGINT in mask
    assert signal.SIGSEGV not in mask
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def run_script(text: str) -> subprocess.CompletedProcess[str]:
    """Run a script with every warning shown."""
    return subprocess.run(
        [sys.executable, "-W", "default", "-c", textwrap.dedent(text)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "MPLBACKEND": "module://webagg", "WEBAGG_TOKEN": "t"},
    )


COMMON = """
import os, socket, sys, urllib.request
import matplotlib
matplotlib.rcParams.update({"webagg.port": 0, "webagg.open_in_browser": False})
import matplotlib.pyplot as plt

def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.status
"""


def test_the_end_of_a_program_is_quiet():
    ended = run_script(
        COMMON
        + """
plt.plot([1, 2])
plt.show(block=False)
from webagg import WebAggApplication
print(get(WebAggApplication.url()))
sys.exit(3)
"""
    )
    assert ended.returncode == 3
    assert ended.stdout.splitlines()[-1] == "200"
    assert ended.stderr == ""


def test_deaf_clients_do_not_hold_up_the_end():
    ended = run_script(
        COMMON
        + """
plt.plot([1, 2])
plt.show(block=False)
from webagg import WebAggApplication
clients = []
upgrade = "Upgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
for path, extra in (("/1/ws", upgrade), ("/ws", upgrade), ("/", "")):
    client = socket.create_connection(("127.0.0.1", WebAggApplication.port))
    client.sendall(
        f"GET {path}?token=t HTTP/1.1\\r\\nHost: localhost\\r\\n{extra}"
        "Sec-WebSocket-Version: 13\\r\\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\\r\\n\\r\\n".encode()
    )
    assert client.recv(10) == b"HTTP/1.1 " + (b"1" if extra else b"2")
    clients.append(client)
while WebAggApplication.pages() < 2:
    plt.pause(0.01)
import atexit

@atexit.register
def close():  # registered last, so called before the server stops
    atexit.unregister(WebAggApplication.stop)
    WebAggApplication.stop()
    received = b""
    while data := clients[0].recv(100_000):
        received += data
    assert b'{"type": "closed", "reason": "exit"}' in received
    for client in clients:
        client.close()
    print("all closed")
"""
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "all closed"


def test_nothing_starts_before_a_figure_is_shown():
    ended = run_script(
        COMMON
        + """
import threading
plt.plot([1, 2])
plt.savefig(os.devnull, format="png")
assert threading.active_count() == 1, threading.enumerate()
assert not any(name.startswith("tornado") for name in sys.modules)
"""
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX only")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_lets_go_of_the_server_and_can_start_its_own():
    ended = run_script(
        COMMON
        + """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads, 3.12 on
from webagg import WebAggApplication
plt.plot([1, 2])
plt.show(block=False)
url = WebAggApplication.url()
kept = socket.create_connection(("127.0.0.1", WebAggApplication.port))
kept.sendall(b"GET /?token=t HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
assert kept.recv(15) == b"HTTP/1.1 200 OK"

def listening():
    found = 0
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():
        try:
            with socket.socket(fileno=os.dup(int(name))) as each:
                found += each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        except OSError:
            pass
    return found

assert listening() == 1
sys.stdout.flush()
child = os.fork()
if child == 0:
    assert not WebAggApplication.initialized
    assert listening() == 0
    assert WebAggApplication.pages() == 0
    plt.figure()
    plt.show(block=False)
    assert WebAggApplication.url() != url
    assert get(WebAggApplication.url()) == 200
    assert get(url) == 200
    plt.close("all")
    kept.close()
    print("child done")
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert get(url) == 200
kept.settimeout(20)
kept.recv(100_000)
kept.sendall(b"GET /1?token=t HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
assert kept.recv(15) == b"HTTP/1.1 200 OK"
kept.close()
print("parent done")
"""
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert "child done" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "parent done"
