"""Sockets that are used without giving Python's lock away."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from webagg import _sockets

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two ends of a connection, blocking ones."""
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_bytes_come_as_they_were_sent(pair: Pair) -> None:
    one, other = pair
    buffer = bytearray(8)
    assert _sockets.send(one, b"hello") == 5
    assert _sockets.receive(other, buffer) == 5
    assert buffer == b"hello\0\0\0"


def test_more_than_the_buffer_takes_stays_for_the_next_time(pair: Pair) -> None:
    one, other = pair
    buffer = bytearray(3)
    _sockets.send(one, memoryview(b"hello"))
    assert _sockets.receive(other, memoryview(buffer)) == 3
    assert _sockets.receive(other, buffer) == 2
    assert buffer == b"lol"


def test_nothing_is_waited_for(pair: Pair) -> None:
    one, other = pair
    with pytest.raises(BlockingIOError):
        _sockets.receive(other, bytearray(8))
    block = bytes(1 << 20)
    assert _sockets.send(one, block) < len(block)
    with pytest.raises(BlockingIOError):
        _sockets.send(one, block)


def test_an_end_that_is_closed_sends_nothing_more(pair: Pair) -> None:
    one, other = pair
    one.close()
    assert _sockets.receive(other, bytearray(8)) == 0
    with pytest.raises(BrokenPipeError):
        _sockets.send(other, b"hello")


def test_a_closed_socket_is_an_error(pair: Pair) -> None:
    one, _ = pair
    one.close()
    with pytest.raises(OSError, match="descriptor"):
        _sockets.receive(one, bytearray(8))
    with pytest.raises(OSError, match="descriptor"):
        _sockets.send(one, b"hello")


def test_an_empty_buffer_has_no_room(pair: Pair) -> None:
    one, other = pair
    assert _sockets.send(one, b"") == 0
    with pytest.raises(ValueError, match="room for a byte, got an empty one"):
        _sockets.receive(other, bytearray())


@pytest.mark.parametrize("call", [_sockets.send, _sockets.receive])
def test_what_is_no_buffer_is_refused(
    pair: Pair, call: Callable[[socket.socket, object], int]
) -> None:
    with pytest.raises(TypeError):
        call(pair[0], 5)


@pytest.mark.skipif(sys.platform == "win32", reason="Python's own calls serve there")
def test_no_other_thread_gets_its_turn(pair: Pair) -> None:
    one, other = pair
    begin, began = threading.Event(), threading.Event()

    def run() -> None:
        begin.wait()
        began.set()

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=run)
    thread.start()
    # From here on the lock changes hands only where it is given away.
    sys.setswitchinterval(100)
    try:
        begin.set()
        for _ in range(1000):
            _sockets.send(one, b"hello")
            _sockets.receive(other, bytearray(8))
        assert not began.is_set()
        while not began.is_set():
            time.sleep(0)
    finally:
        sys.setswitchinterval(interval)
        thread.join()
