"""What the server's loop waits with."""

import asyncio
import selectors
import socket

from webagg.server.selector import SparingSelector


def test_the_first_of_two_questions_that_would_not_wait_is_not_asked() -> None:
    one, other = socket.socketpair()
    with one, other, SparingSelector() as selector:
        selector.register(other, selectors.EVENT_READ)
        one.send(b"hello")
        assert [len(selector.select(0)) for _ in range(5)] == [0, 1, 0, 1, 0]


def test_a_question_that_waits_is_always_asked() -> None:
    one, other = socket.socketpair()
    with one, other, SparingSelector() as selector:
        selector.register(other, selectors.EVENT_READ)
        one.send(b"hello")
        assert [len(selector.select(t)) for t in (None, 1.0, None, 0, 1.0)] == [
            1,
            1,
            1,
            0,
            1,
        ]


def test_sockets_are_heard_while_callbacks_never_end() -> None:
    loop = asyncio.SelectorEventLoop(SparingSelector())
    one, other = socket.socketpair()
    with one, other:
        heard = loop.create_future()

        def again() -> None:
            if not heard.done():
                loop.call_soon(again)

        loop.add_reader(other, lambda: heard.set_result(other.recv(8)))
        loop.call_soon(again)
        loop.call_soon(one.send, b"hello")
        assert loop.run_until_complete(asyncio.wait_for(heard, 10)) == b"hello"
        loop.remove_reader(other)
    loop.close()
