"""Connections that keep Python's lock while they read, and write little."""

import asyncio
import socket
from collections.abc import Iterator

import pytest
import tornado.iostream

from webagg.server.iostream import PromptStream

Pair = tuple[socket.socket, socket.socket]
LARGE = bytes(range(256)) * 4096


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two ends of a connection."""
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def prompt(accepted: socket.socket) -> PromptStream:
    """Return what the server makes of a connection."""
    return PromptStream(tornado.iostream.IOStream(accepted))


@pytest.mark.parametrize("content", [b"hello", LARGE], ids=["small", "large"])
def test_what_one_writes_the_other_reads(pair: Pair, content: bytes) -> None:
    async def pass_on() -> bytes:
        one, other = map(prompt, pair)
        one.write(content)
        read = await other.read_bytes(len(content))
        one.close()
        other.close()
        return read

    assert asyncio.run(pass_on()) == content


def test_a_message_may_come_in_pieces(pair: Pair) -> None:
    async def pass_on() -> bytes:
        stream = prompt(pair[0])
        read = asyncio.ensure_future(stream.read_until(b"!"))
        for piece in (b"hel", b"lo", b"!"):
            await asyncio.sleep(0.01)
            pair[1].send(piece)
        got: bytes = await read
        stream.close()
        return got

    assert asyncio.run(pass_on()) == b"hello!"


def test_an_end_that_is_closed_closes_the_other(pair: Pair) -> None:
    async def wait() -> bool:
        stream = prompt(pair[0])
        pair[1].close()
        with pytest.raises(tornado.iostream.StreamClosedError):
            await stream.read_bytes(1)
        return stream.closed()

    assert asyncio.run(wait())


def test_limits_are_those_of_the_accepted_connection(pair: Pair) -> None:
    async def limit() -> int:
        accepted = tornado.iostream.IOStream(pair[0], max_buffer_size=12345)
        stream = PromptStream(accepted)
        stream.close()
        return int(stream.max_buffer_size)

    assert asyncio.run(limit()) == 12345
