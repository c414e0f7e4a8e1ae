"""What the server's loop waits with."""

import asyncio
import selectors
import socket
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from webagg import _epoll
from webagg.server.selector import KeepingSelector, new_selector

Pair = tuple[socket.socket, socket.socket]
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@pytest.fixture(
    params=[
        selectors.DefaultSelector,
        pytest.param(
            KeepingSelector,
            marks=pytest.mark.skipif(not _epoll.AVAILABLE, reason="Linux only"),
        ),
    ]
)
def selector(request: pytest.FixtureRequest) -> Iterator[selectors.BaseSelector]:
    """Python's own selector and ours: they do the same."""
    with request.param() as selector:
        yield selector


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two ends of a connection."""
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_ours_is_used_where_it_can_be() -> None:
    with new_selector() as selector:
        assert isinstance(selector, KeepingSelector) == _epoll.AVAILABLE


def test_what_is_ready_comes_with_its_data(
    selector: selectors.BaseSelector, pair: Pair
) -> None:
    one, other = pair
    key = selector.register(other, READ, "data")
    assert key == (other, other.fileno(), READ, "data")
    assert selector.select(0) == selector.select(0.01) == []
    one.send(b"hello")
    assert selector.select() == selector.select(-1) == [(key, READ)]


def test_other_events_and_other_data(
    selector: selectors.BaseSelector, pair: Pair
) -> None:
    one, other = pair
    selector.register(other, READ)
    one.send(b"hello")
    both = selector.modify(other.fileno(), READ | WRITE, "both")
    assert selector.select(0) == [(both, READ | WRITE)]
    again = selector.modify(other, READ | WRITE, "again")
    assert selector.select(0) == [(again, READ | WRITE)]
    assert selector.get_key(other) == again
    assert list(selector.get_map().values()) == [again]


def test_what_is_watched_no_more_is_not_told(
    selector: selectors.BaseSelector, pair: Pair
) -> None:
    one, other = pair
    key = selector.register(other, READ)
    one.send(b"hello")
    assert selector.unregister(other) == key
    assert selector.select(0) == []
    assert not selector.get_map()


def test_the_end_of_a_connection_is_told_as_what_is_waited_for(
    selector: selectors.BaseSelector, pair: Pair
) -> None:
    one, other = pair
    key = selector.register(other, READ)
    one.close()
    assert selector.select(0) == [(key, READ)]


def test_a_descriptor_that_was_closed_may_be_another_one(
    selector: selectors.BaseSelector, pair: Pair
) -> None:
    closed = pair[0]
    fd = closed.fileno()
    selector.register(fd, READ)
    closed.close()
    selector.unregister(fd)
    again, partner = socket.socketpair()
    with again, partner:
        key = selector.register(again, READ)
        partner.send(b"hello")
        assert selector.select(0) == [(key, READ)]


def test_mistakes_are_errors(selector: selectors.BaseSelector, pair: Pair) -> None:
    one, other = pair
    selector.register(one, READ)
    with pytest.raises(KeyError):
        selector.register(one.fileno(), READ)
    for events in (0, 8):
        with pytest.raises(ValueError, match=str(events)):
            selector.register(other, events)
    for call in (selector.unregister, selector.get_key):
        with pytest.raises(KeyError):
            call(other)
    with pytest.raises(KeyError):
        selector.modify(other, READ)
    with pytest.raises(ValueError, match="-1"):
        selector.register(-1, READ)


def test_a_loop_reads_and_writes_with_it(
    selector: selectors.BaseSelector, pair: Pair
) -> None:
    content = bytes(range(256)) * 4096

    async def pass_on() -> bytes:
        reader, back = await asyncio.open_connection(sock=pair[0])
        _, writer = await asyncio.open_connection(sock=pair[1])
        writer.write(content)
        read = await reader.readexactly(len(content))
        writer.close()
        back.close()
        return read

    loop = asyncio.SelectorEventLoop(selector)
    assert loop.run_until_complete(pass_on()) == content
    loop.close()


@pytest.mark.skipif(not _epoll.AVAILABLE, reason="Linux only")
def test_no_other_thread_gets_its_turn_before_it_waits(pair: Pair) -> None:
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
        with KeepingSelector() as selector:
            begin.set()
            for _ in range(100):
                selector.register(pair[0], WRITE)
                assert len(selector.select(0)) == len(selector.select()) == 1
                selector.modify(pair[0], READ)
                selector.unregister(pair[0])
            assert not began.is_set()
            while not began.is_set():
                selector.select(0.001)
                time.sleep(0)
    finally:
        sys.setswitchinterval(interval)
        thread.join()
