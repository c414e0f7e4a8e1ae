"""Viewers that speak our protocol: what they get, when, and from where."""

import asyncio
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webagg
from harness.viewers import FakeSocket, NativeViewer
from webagg.stream import protocol, viewers
from webagg.stream import viewer as viewer_module
from webagg.stream.viewer import Viewer
from webagg.stream.viewers import Viewers


class Panel:
    """As much of a figure's manager as viewers need."""

    def __init__(self):
        self.opened = 0
        self.viewers = Viewers(self.open)
        self.picture = np.zeros((60, 90, 4), np.uint8)
        self.picture[..., 3] = 255
        self.random = np.random.default_rng(5)

    def open(self):
        self.opened += 1

    def add_web_socket(self, socket):
        viewer = self.viewers.add(socket)
        welcome = {"type": "welcome", "viewer": viewer.id}
        viewer.send({**welcome, "session": self.viewers.session})

    def remove_web_socket(self, socket):
        self.viewers.remove(socket)

    def handle_message(self, socket, content):
        message = protocol.check(content)
        viewer = self.viewers.of(socket)
        kind = message["type"]
        if kind == "hello":
            viewer.hello(message)
        elif kind == "ack":
            viewer.acknowledge(message)
        elif kind == "key_frame":
            viewer.start_over()
        elif kind == "visible":
            viewer.set_visible(message["value"])
        else:
            viewer.handled_seq = message["seq"]

    def change(self):
        """Draw something and publish it."""
        y, x = self.random.integers(0, (55, 85))
        self.picture[y : y + 5, x : x + 5, :3] = self.random.integers(0, 256, 3)
        return self.viewers.publish(self.picture)

    def noise(self):
        """Draw what takes its time on a link and publish it."""
        shape = self.picture[..., :3].shape
        self.picture[..., :3] = self.random.integers(0, 256, shape)
        return self.viewers.publish(self.picture)


@pytest.fixture
def panel():
    return Panel()


def test_every_frame_arrives_where_all_are_acknowledged(panel):
    viewer = NativeViewer(panel)
    assert viewer.images == []
    for _ in range(10):
        panel.change()
        assert (viewer.picture == panel.picture).all()
    assert len(viewer.updates) == 10
    assert [update.base_id for update in viewer.updates] == list(range(10))


def test_only_changes_are_sent(panel):
    viewer = NativeViewer(panel)
    panel.change()
    viewer.clear()
    panel.viewers.publish(panel.picture)
    assert viewer.log == []


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
    assert not panel.viewers.can_take_frame()
    before = panel.opened
    viewer.acknowledge()
    assert panel.opened > before
    assert panel.viewers.can_take_frame()


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
    assert not panel.viewers.can_take_frame()
    clock.now += 0.21
    assert panel.viewers.can_take_frame()
    panel.noise()
    assert len(viewer.updates) == sent + 1, "the link is free, though nothing came back"
    clock.now += 0.5
    panel.noise()
    assert len(viewer.updates) == sent + 1, "but no more than one goes out like that"


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
    assert panel.viewers.can_take_frame()


def test_no_whole_picture_queues_behind_the_first(panel):
    panel.change()
    viewer = NativeViewer(panel, acknowledges=False)
    panel.picture = panel.picture.repeat(2, axis=0).repeat(2, axis=1)
    for _ in range(3):
        panel.change()
    assert len(viewer.updates) == 1
    assert panel.viewers.can_take_frame(), "what is sent then is to be new"
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


def test_a_late_viewer_gets_the_newest_frame_alone(panel):
    first = NativeViewer(panel)
    for _ in range(5):
        panel.change()
    before = len(first.log)
    late = NativeViewer(panel)
    assert [update.frame_id for update in late.updates] == [5]
    assert late.updates[0].base_id == 0
    assert (late.picture == panel.picture).all()
    assert len(first.log) == before


def test_returning_viewers_get_what_changed_meanwhile(panel):
    viewer = NativeViewer(panel)
    for _ in range(3):
        panel.change()
    viewer.leave()
    panel.change()
    again = NativeViewer.__new__(NativeViewer)
    again.picture, again.frame_id = viewer.picture, viewer.frame_id
    socket = FakeSocket()
    panel.add_web_socket(socket)
    panel.handle_message(
        socket,
        {
            "type": "hello",
            "protocol": 1,
            "device_pixel_ratio": 1,
            "last_frame": 3,
            "session": viewer.welcome["session"],
        },
    )
    update = webagg.decode_update(socket.images[0])
    assert (update.base_id, update.frame_id) == (3, 4)
    update.apply(viewer.picture)
    assert (viewer.picture == panel.picture).all()


def test_frames_of_another_session_mean_nothing(panel):
    panel.change()
    panel.change()
    viewer = NativeViewer(panel, last_frame=1, session="another")
    assert viewer.updates[0].base_id == 0


@pytest.mark.parametrize("last_frame", [0, 7])
def test_frames_never_sent_mean_nothing(panel, last_frame):
    panel.change()
    session = panel.viewers.session
    viewer = NativeViewer(panel, last_frame=last_frame, session=session)
    assert viewer.updates[0].base_id == 0


def test_key_frame_on_demand(panel):
    viewer = NativeViewer(panel, acknowledges=False)
    panel.change()
    panel.change()
    viewer.tell({"type": "key_frame"})
    assert viewer.updates[-1].base_id == 0
    assert (viewer.picture == panel.picture).all()
    # Late acknowledgements of what was in flight before open nothing.
    viewer.acknowledge()
    assert panel.viewers.of(viewer).report()["in_flight"] == 0


def test_a_new_size_is_a_key_frame(panel):
    viewer = NativeViewer(panel)
    panel.change()
    panel.picture = np.full((40, 70, 4), 255, np.uint8)
    panel.viewers.publish(panel.picture)
    assert viewer.updates[-1].base_id == 0
    assert viewer.picture.shape == (40, 70, 4)


def test_hidden_viewers_get_nothing_and_catch_up(panel):
    viewer = NativeViewer(panel)
    panel.change()
    viewer.tell({"type": "visible", "value": False})
    for _ in range(5):
        panel.change()
    assert len(viewer.updates) == 1
    assert panel.viewers.can_take_frame()
    viewer.tell({"type": "visible", "value": True})
    assert len(viewer.updates) == 2
    assert (viewer.picture == panel.picture).all()


def test_the_number_of_the_input_answered(panel):
    viewer = NativeViewer(panel)
    panel.change()
    assert viewer.updates[-1].seq == 0
    seq = viewer.act("key_press", key="ka")
    panel.change()
    assert viewer.updates[-1].seq == seq
    # Input that changed nothing is answered in words, once.
    seq = viewer.act("key_press", key="ka")
    panel.viewers.publish(panel.picture)
    panel.viewers.publish(panel.picture)
    assert viewer.of_type("answered") == [{"type": "answered", "seq": seq}]


def test_a_frame_answers_what_was_handled_before_it(panel):
    """Input handled while a frame waits for the window is not answered by it."""
    viewer = NativeViewer(panel, acknowledges=False)
    panel.change()
    panel.change()
    first = viewer.act("key_press", key="ka")
    panel.change()
    viewer.act("key_press", key="kb")
    viewer.acknowledge()
    assert viewer.updates[-1].seq == first


def test_a_broken_socket_is_nobody_elses_concern(panel):
    other = NativeViewer(panel)

    class Broken(FakeSocket):
        def send_binary(self, blob):
            raise OSError("gone")

    broken = Broken()
    panel.add_web_socket(broken)
    panel.handle_message(
        broken, {"type": "hello", "protocol": 1, "device_pixel_ratio": 1}
    )
    for _ in range(3):
        panel.change()
    assert (other.picture == panel.picture).all()
    assert not panel.viewers.of(broken).wants_frame


def test_text_goes_to_all_and_stops_when_closed(panel):
    first, second = NativeViewer(panel), NativeViewer(panel)
    panel.viewers.send({"type": "raise"})
    panel.viewers.close()
    panel.viewers.send({"type": "raise"})
    panel.change()
    for viewer in (first, second):
        assert len(viewer.of_type("raise")) == 1
        assert viewer.updates == []


def test_sockets_are_used_on_their_own_loop(panel):
    """Whoever publishes: the socket hears it on the thread that added it."""
    used = set()

    class Picky(FakeSocket):
        def send_json(self, content):
            used.add(threading.get_ident())
            super().send_json(content)

        def send_binary(self, blob):
            used.add(threading.get_ident())
            super().send_binary(blob)

    async def serve():
        socket = Picky()
        panel.add_web_socket(socket)
        hello = {"type": "hello", "protocol": 1, "device_pixel_ratio": 1}
        panel.handle_message(socket, hello)
        for _ in range(3):
            await asyncio.to_thread(panel.change)
            await asyncio.to_thread(panel.viewers.send, {"type": "raise"})
            frame_id = panel.viewers.stream.frame_id
            ack = {"type": "ack", "frame_id": frame_id}
            await asyncio.to_thread(panel.handle_message, socket, ack)
        await asyncio.sleep(0)
        return socket

    socket = asyncio.run(serve())
    assert used == {threading.get_ident()}
    assert len(socket.images) == 3
    # The loop is gone; that is no error for those who publish.
    panel.change()
    panel.viewers.send({"type": "raise"})
    assert len(socket.of_type("raise")) == 3


def test_an_unfinished_viewer_is_not_kept_alive(panel):
    import gc
    import weakref

    viewer = NativeViewer(panel)
    panel.change()
    references = [weakref.ref(viewer), weakref.ref(panel.viewers.of(viewer))]
    assert isinstance(references[1](), Viewer)
    viewer.leave()
    del viewer
    gc.collect()
    assert [reference() for reference in references] == [None, None]


ACTIONS = st.sampled_from(
    ["change", "change", "ack", "ack one", "hide", "show", "key", "size", "reload"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTIONS, max_size=40))
def test_whatever_happens_it_ends_exact(actions):
    """At rest the viewer's picture is the newest frame; on the way it is a frame."""
    panel = Panel()
    viewer = NativeViewer(panel, acknowledges=False)
    drawn = {}
    for action in actions:
        if action == "change":
            frame_id = panel.change()
            drawn[frame_id] = panel.picture.copy()
        elif action == "size":
            shape = (int(panel.random.integers(20, 90)), 90, 4)
            panel.picture = np.full(shape, 255, np.uint8)
            frame_id = panel.viewers.publish(panel.picture)
            drawn[frame_id] = panel.picture.copy()
        elif action == "ack":
            viewer.acknowledge()
        elif action == "ack one" and viewer.unacknowledged:
            oldest = viewer.unacknowledged.pop(0)
            viewer.tell({"type": "ack", "frame_id": oldest})
        elif action in ("hide", "show"):
            viewer.tell({"type": "visible", "value": action == "show"})
        elif action == "key":
            viewer.tell({"type": "key_frame"})
        elif action == "reload":
            viewer.leave()
            viewer = NativeViewer(panel, acknowledges=False)
        if viewer.frame_id:
            assert (viewer.picture == drawn[viewer.frame_id]).all()
    viewer.tell({"type": "visible", "value": True})
    while viewer.unacknowledged:
        viewer.acknowledge()
    if drawn:
        assert (viewer.picture == panel.picture).all()
