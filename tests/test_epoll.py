"""Linux's epoll, used without giving Python's lock away unless it has to wait."""

import os
import socket
import threading
from collections.abc import Iterator

import pytest

from webagg import _epoll

if not _epoll.AVAILABLE:
    pytest.skip("there is no epoll on this system", allow_module_level=True)

Pair = tuple[socket.socket, socket.socket]
READ, WRITE = _epoll.READ, _epoll.WRITE


@pytest.fixture
def epoll() -> Iterator[_epoll.Epoll]:
    """Watches nothing yet."""
    epoll = _epoll.Epoll()
    yield epoll
    epoll.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two ends of a connection."""
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_what_is_ready_is_told_while_it_is(epoll: _epoll.Epoll, pair: Pair) -> None:
    one, other = pair
    fd = other.fileno()
    epoll.watch(fd, 0, READ)
    assert epoll.wait(0) == []
    one.send(b"hello")
    assert epoll.wait(0) == epoll.wait(-1) == [(fd, READ)]
    other.recv(8)
    assert epoll.wait(0) == []


def test_only_what_is_asked_for_is_told(epoll: _epoll.Epoll, pair: Pair) -> None:
    one, other = pair
    fd = other.fileno()
    one.send(b"hello")
    epoll.watch(fd, 0, WRITE)
    assert epoll.wait(0) == [(fd, WRITE)]
    epoll.watch(fd, WRITE, READ | WRITE)
    assert epoll.wait(0) == [(fd, READ | WRITE)]
    epoll.watch(fd, READ | WRITE, 0)
    assert epoll.wait(0) == []


def test_an_end_that_is_gone_is_told_to_whoever_waits(
    epoll: _epoll.Epoll, pair: Pair
) -> None:
    one, other = pair
    epoll.watch(other.fileno(), 0, WRITE)
    one.close()
    assert epoll.wait(0) == [(other.fileno(), READ | WRITE)]


def test_it_waits_for_as_long_as_it_is_told(epoll: _epoll.Epoll, pair: Pair) -> None:
    one, other = pair
    epoll.watch(other.fileno(), 0, READ)
    assert epoll.wait(20) == []
    # Only while this thread waits without the lock can the other one run.
    timer = threading.Timer(0.02, one.send, [b"hello"])
    timer.start()
    assert epoll.wait(-1) == [(other.fileno(), READ)]
    timer.join()


def test_many_at_once(epoll: _epoll.Epoll) -> None:
    pairs = [socket.socketpair() for _ in range(100)]
    for one, other in pairs:
        epoll.watch(other.fileno(), 0, READ)
        one.send(b"hello")
    seen = {fd for _ in range(2) for fd, _ in epoll.wait(0)}
    assert seen == {other.fileno() for _, other in pairs}
    for one, other in pairs:
        one.close()
        other.close()


def test_what_cannot_be_watched_is_an_error(epoll: _epoll.Epoll, pair: Pair) -> None:
    fd = pair[0].fileno()
    epoll.watch(fd, 0, READ)
    with pytest.raises(FileExistsError):
        epoll.watch(fd, 0, READ)
    pair[0].close()
    # Its end took it out already.
    epoll.watch(fd, READ, 0)
    with pytest.raises(OSError, match="descriptor"):
        epoll.watch(fd, 0, READ)


def test_closed_it_watches_nothing() -> None:
    before = os.listdir("/proc/self/fd")
    epoll = _epoll.Epoll()
    epoll.close()
    epoll.close()
    assert os.listdir("/proc/self/fd") == before
    with pytest.raises(OSError, match="descriptor"):
        epoll.wait(0)
