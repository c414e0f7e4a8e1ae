"""Viewers that speak our protocol: what they get, when, and from where."""

import asyncio
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webagg
from harness.panel import Panel
from harness.viewers import FakeSocket, NativeViewer
from webagg.stream.viewer import Viewer


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


def test_who_will_say_hello_gets_no_image_before_it(panel):
    panel.change()
    socket, other = FakeSocket(), FakeSocket()
    socket.will_say_hello = True
    for each in (socket, other):
        panel.add_web_socket(each)
        panel.change()
    assert other.images[0].startswith(b"\x89PNG")
    assert socket.images == []
    hello = {"type": "hello", "protocol": 1, "device_pixel_ratio": 1}
    panel.handle_message(socket, hello)
    assert socket.images[0].startswith(b"WAGG")


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
    assert panel.viewers.draw_at(0.0) == 0.0
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
