"""A socket is used where it belongs, and not again once it failed."""

import asyncio
import threading

from harness.loops import in_thread
from harness.viewers import FakeSocket
from webagg.stream.channel import Channel


class ThreadSocket(FakeSocket):
    """Keeps on which threads it was used."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def send_json(self, content):
        self.threads.add(threading.get_ident())
        super().send_json(content)


def test_other_threads_send_on_the_owning_loop_and_in_order():
    socket = ThreadSocket()

    async def main():
        channel = Channel(socket)
        channel.send({"type": "a"})
        await asyncio.to_thread(channel.send, {"type": "b"})
        assert await asyncio.to_thread(channel.later, 0, lambda: None)
        channel.run(lambda: channel.write_text({"type": "c"}))
        await asyncio.sleep(0)
        return threading.get_ident()

    owner = asyncio.run(main())
    assert socket.threads == {owner}
    assert sorted(text["type"] for text in socket.texts) == ["a", "b", "c"]
    assert socket.texts.index({"type": "a"}) < socket.texts.index({"type": "b"})


def test_without_a_loop_any_thread_sends():
    socket = FakeSocket()
    channel = Channel(socket)
    in_thread(lambda: channel.send({"type": "a"}))
    channel.run(lambda: channel.write_bytes(b"b"))
    assert socket.log == [{"type": "a"}, b"b"]
    assert not channel.later(0, lambda: None)


def test_a_socket_that_failed_is_not_used_again():
    class Broken(FakeSocket):
        def send_binary(self, blob):
            raise OSError("gone")

    socket = Broken()
    channel = Channel(socket)
    channel.write_bytes(b"a")
    assert channel.closed
    channel.send({"type": "b"})
    assert socket.log == []


def test_a_loop_that_is_gone_is_no_error():
    async def main():
        return Channel(FakeSocket())

    channel = asyncio.run(main())
    channel.send({"type": "a"})
    assert channel.socket.log == []
