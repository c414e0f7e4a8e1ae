"""When viewers get a frame: their windows, slow links, and who waits for whom."""

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest

from harness.panel import Panel
from harness.viewers import FakeSocket, NativeViewer
from webagg.stream import viewer as viewer_module
from webagg.stream import viewers


@pytest.fixture
def panel():
    return Panel()


def test_nothing_is_queued_behind_a_closed_window(panel):
    viewer = NativeViewer(panel, acknowledges=False)
    for _ in range(10):
        panel.change()
    assert len(viewer.updates) == 2
    viewer.acknowledge()
    assert len(viewer.updates) == 3
    assert viewer.updates[-1].frame_id == 10
    assert (viewer.picture == panel.picture).all()
    report = panel.viewers.of(viewer).report()
    assert report["frames_sent"] == 3
    assert report["frames_acknowledged"] == 2
    assert report["frames_skipped"] == 7


def test_opened_is_told_when_the_window_opens(panel):
    viewer = NativeViewer(panel, acknowledges=False)
    panel.change()
    panel.change()
    assert panel.viewers.draw_at(0.0) > 0.0
    before = panel.opened
    viewer.acknowledge()
    assert panel.opened > before
    assert panel.viewers.draw_at(0.0) == 0.0


@pytest.fixture
def clock(monkeypatch):
    """Give the stream a clock that the test moves."""
    clock = SimpleNamespace(now=1000.0, perf_counter=time.perf_counter)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(viewer_module, "time", clock)
    monkeypatch.setattr(viewers, "time", clock)
    return clock


def slow_viewer(panel, clock):
    """Return a viewer behind a link on which each frame takes 0.2 s."""
    viewer = NativeViewer(panel, acknowledges=False)
    for _ in range(4):
        panel.noise()
        clock.now += 0.2
        viewer.acknowledge()
    return viewer


def test_on_a_slow_link_one_more_is_sent_once_the_link_is_free(panel, clock):
    viewer = slow_viewer(panel, clock)
    panel.noise()
    sent = len(viewer.updates)
    panel.noise()
    assert len(viewer.updates) == sent, "the link is busy"
    assert panel.viewers.draw_at(0.0) > 0.0
    clock.now += 0.21
    assert panel.viewers.draw_at(0.0) == 0.0
    panel.noise()
    assert len(viewer.updates) == sent + 1, "the link is free, though nothing came back"
    clock.now += 0.5
    panel.noise()
    assert len(viewer.updates) == sent + 1, "but no more than one goes out like that"


def test_updates_are_made_small_where_the_link_is_slow(panel, clock):
    quick = NativeViewer(panel)
    viewer = slow_viewer(panel, clock)
    stream = panel.viewers.stream
    before = stream.frame_id
    panel.noise()
    clock.now += 0.2
    viewer.acknowledge()
    assert panel.viewers.of(viewer).report()["effort"] == "small"
    assert viewer.images[-1] == stream.update_since(before, "small")
    assert panel.viewers.of(quick).report()["effort"] == "fast"
    assert quick.images[-1] == stream.update_since(before, "fast")
    assert quick.images[-1] != viewer.images[-1]


def test_who_is_quick_is_served_first(panel, clock):
    slow = slow_viewer(panel, clock)
    quick = NativeViewer(panel)
    served = []
    for viewer in (slow, quick):
        viewer.send_binary = lambda blob, viewer=viewer: served.append(viewer)
    clock.now += 1
    panel.noise()
    assert served == [quick, slow]


def test_who_cannot_inflate_gets_updates_stored(panel):
    viewer = NativeViewer(panel, inflates=False)
    panel.change()
    panel.change()
    assert panel.viewers.of(viewer).report()["effort"] == "stored"
    assert viewer.images[-1] == panel.viewers.stream.update_since(1, "stored")
    assert (viewer.picture == panel.picture).all()


def test_a_draw_begins_so_that_it_is_through_when_the_link_is_free(panel, clock):
    slow_viewer(panel, clock)
    panel.noise()
    assert panel.viewers.draw_at(0.05) == pytest.approx(clock.now + 0.15, abs=0.02)
    clock.now += 0.17
    assert panel.viewers.draw_at(0.05) < clock.now
    panel.noise()
    assert panel.viewers.draw_at(0.05) == float("inf"), "one draw for one opening"


def test_a_slow_viewer_does_not_slow_another(panel):
    slow = NativeViewer(panel, acknowledges=False)
    quick = NativeViewer(panel)
    for _ in range(10):
        panel.change()
    assert len(quick.updates) == 10
    assert len(slow.updates) == 2
    assert panel.viewers.draw_at(0.0) == 0.0


def test_no_whole_picture_queues_behind_the_first(panel):
    panel.change()
    viewer = NativeViewer(panel, acknowledges=False)
    panel.picture = panel.picture.repeat(2, axis=0).repeat(2, axis=1)
    for _ in range(3):
        panel.change()
    assert len(viewer.updates) == 1
    assert panel.viewers.draw_at(0.0) == 0.0, "what is sent then is to be new"
    viewer.acknowledge()
    assert len(viewer.updates) == 2
    assert (viewer.picture == panel.picture).all()
    panel.change()
    assert len(viewer.updates) == 3, "from then on as ever"


def test_who_gives_way_finds_the_frame_sent(panel):
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:

        async def join():
            panel.viewers.add(socket)

        socket = FakeSocket()
        asyncio.run_coroutine_threadsafe(join(), loop).result(5)
        # Whoever is slow to send is waited for.
        loop.call_soon_threadsafe(time.sleep, 0.005)
        panel.change()
        panel.viewers.give_way()
        assert len(socket.images) == 1
        # But not for ever.
        stuck = threading.Event()
        loop.call_soon_threadsafe(stuck.wait)
        panel.change()
        panel.viewers.give_way()
        assert len(socket.images) == 1
        stuck.set()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
