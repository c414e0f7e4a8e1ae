"""Encoding in many threads at once and in forked children: the same bytes as alone."""

import hashlib
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from harness.frames import Frame
from harness.pairs import PAIRS
from webagg._png import diff_png, encode_png
from webagg.stream.stream import FrameStream

NAMES = ("indexed", "drawn_gaps", "filtered", "steps", "translucent_below")


def messages(old: Frame, new: Frame) -> Iterator[bytes]:
    """Yield all that is made of a pair of frames."""
    yield encode_png(new)
    yield diff_png(new, old)[1]
    stream = FrameStream()
    first = stream.push(old)
    stream.push(new)
    for effort in ("fast", "small"):
        yield stream.update_since(first, effort)
    yield stream.png_since(first)[1]


def digest(name: str) -> str:
    total = hashlib.sha256()
    for message in messages(*PAIRS[name]()):
        total.update(message)
    return total.hexdigest()


@pytest.fixture(scope="module")
def alone() -> dict[str, str]:
    return {name: digest(name) for name in NAMES}


def test_many_threads(alone):
    pairs = {name: PAIRS[name]() for name in NAMES}
    wrong = []
    start = threading.Barrier(6)

    def encode(turn: int) -> None:
        start.wait(60)
        for i in range(len(NAMES)):
            name = NAMES[(turn + i) % len(NAMES)]
            total = hashlib.sha256()
            for message in messages(*pairs[name]):
                total.update(message)
            if total.hexdigest() != alone[name]:
                wrong.append(name)

    threads = [threading.Thread(target=encode, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    assert not wrong


def digest_of_child(name: str) -> str:
    """Fork, and return what the child says; it has a minute."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, digest(name).encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], 60)
        if not ready:
            os.kill(child, signal.SIGKILL)
        return os.read(reading, 100).decode() if ready else "nothing"
    finally:
        os.close(reading)
        os.waitpid(child, 0)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_forked_children_encode(alone):
    for name in NAMES:
        assert digest_of_child(name) == alone[name]
        assert digest(name) == alone[name]


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_forks_while_other_threads_encode(alone):
    """Whatever the second thread does at the moment of the fork, the child has none."""
    done = threading.Event()
    old, new = PAIRS["drawn"]()

    def encode() -> None:
        while not done.is_set():
            for _ in messages(old, new):
                pass

    threads = [threading.Thread(target=encode) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(15):
            name = NAMES[turn % len(NAMES)]
            assert digest_of_child(name) == alone[name]
    finally:
        done.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


GENERATIONS = """
import os, sys
from harness.pairs import PAIRS
from webagg._png import diff_png
old, new = PAIRS["drawn"]()
for generation in range(4):
    print(len(diff_png(new, old)[1]), flush=True)
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        break
"""


def test_children_of_children_encode_and_exit_as_usual():
    # With no _exit: what Python does at its end must not wait for the second thread.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GENERATIONS],
        cwd=os.path.dirname(__file__),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    sizes = done.stdout.split()
    assert len(sizes) == 4
    assert len(set(sizes)) == 1
