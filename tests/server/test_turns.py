"""Python's threads take turns quickly while the server runs, and as before after it."""

import sys

from webagg.server.thread import ServerThread


def test_computing_threads_give_way_soon():
    before = sys.getswitchinterval()
    server = ServerThread()
    server.start()
    try:
        server.complete(_nothing(), 10)
        assert server.serving
        assert sys.getswitchinterval() <= 0.001 < before
    finally:
        server.stop()
    assert sys.getswitchinterval() == before


async def _nothing():
    pass
