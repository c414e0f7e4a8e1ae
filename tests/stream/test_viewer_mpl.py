"""Viewers that speak matplotlib's protocol: never ahead, never wrong for long."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from harness.viewers import Clock, FakeSocket, MplViewer
from webagg.stream import protocol
from webagg.stream import viewer as viewer_module
from webagg.stream.viewers import Viewers

QUIET = 1.0  # seconds after which a client has surely decoded what it got


class Panel:
    """As much of a figure's manager as these viewers need."""

    def __init__(self, transparent=False):
        self.viewers = Viewers(lambda: None)
        self.picture = np.zeros((48, 64, 4), np.uint8)
        self.picture[..., 3] = 0 if transparent else 255
        self.random = np.random.default_rng(7)

    def add_web_socket(self, socket):
        self.viewers.add(socket)

    def handle_message(self, socket, content):
        message = protocol.check(content)
        viewer = self.viewers.of(socket)
        if message["type"] == "ack":
            viewer.acknowledge(message)
        elif message["type"] == "send_image_mode":
            viewer.announce_mode()
        else:
            viewer.start_over()

    def change(self, alpha=255):
        y, x = self.random.integers(0, (44, 60))
        self.picture[y : y + 4, x : x + 4, :3] = self.random.integers(0, 256, 3)
        self.picture[y : y + 4, x : x + 4, 3] = alpha
        self.viewers.publish(self.picture)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(viewer_module, "time", clock)
    return clock


def settle(panel, viewer, clock):
    """Let the client receive, acknowledge and decode all there is."""
    for _ in range(20):
        viewer.acknowledge()
        clock.sleep(QUIET)
        viewer.look()


def test_first_image_is_full_and_comes_once(clock):
    panel = Panel()
    viewer = MplViewer(panel, clock, 0.03)
    panel.change()
    settle(panel, viewer, clock)
    assert len(viewer.images) == 1
    assert viewer.of_type("image_mode") == [{"type": "image_mode", "mode": "full"}]
    assert (viewer.look() == panel.picture).all()


def test_after_a_rest_only_changes_are_sent(clock):
    panel = Panel()
    viewer = MplViewer(panel, clock, 0.03)
    panel.change()
    settle(panel, viewer, clock)
    for _ in range(3):
        panel.change()
        settle(panel, viewer, clock)
        assert viewer.mode == "diff"
        assert (viewer.look() == panel.picture).all()
    last = np.asarray(Image.open(io.BytesIO(viewer.images[-1])).convert("RGBA"))
    assert (last[..., 3] == 0).any()


def test_never_more_than_two_images_on_their_way(clock):
    panel = Panel()
    viewer = MplViewer(panel, clock, 0.03)
    for _ in range(30):
        panel.change()
    assert viewer.most_unacknowledged == len(viewer.images) == 2
    for _ in range(30):
        viewer.acknowledge()
        panel.change()
    assert viewer.most_unacknowledged == 2


@pytest.mark.parametrize("decode_time", [0.005, 0.05, 0.2])
@pytest.mark.parametrize("interval", [0.001, 0.016, 0.1])
def test_a_burst_loses_nothing(clock, decode_time, interval):
    """Images replaced while they are decoded: what they held comes again."""
    panel = Panel()
    viewer = MplViewer(panel, clock, decode_time)
    panel.change()
    settle(panel, viewer, clock)
    for _ in range(3):
        for _ in range(40):
            panel.change()
            clock.sleep(interval)
            viewer.acknowledge()
            viewer.look()
        settle(panel, viewer, clock)
        assert (viewer.look() == panel.picture).all()
    if interval < decode_time:
        assert viewer.dropped > 0


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["change", "change", "clear", "ack", "refresh", "mode"]),
            st.sampled_from([0.0, 0.01, 0.1, 0.3]),
        ),
        max_size=40,
    ),
    st.sampled_from([0.005, 0.05, 0.2]),
)
def test_whatever_happens_it_ends_exact(steps, decode_time):
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(viewer_module, "time", clock)
        panel = Panel()
        viewer = MplViewer(panel, clock, decode_time)
        panel.change()
        viewer.acknowledge()
        for action, passed in steps:
            if action in ("change", "clear"):
                panel.change(255 if action == "change" else 0)
            elif action == "ack":
                viewer.acknowledge()
            elif action == "refresh":
                panel.handle_message(viewer, {"type": "refresh"})
            else:
                panel.handle_message(viewer, {"type": "send_image_mode"})
            assert viewer.most_unacknowledged <= 2
            clock.sleep(passed)
            viewer.look()
        settle(panel, viewer, clock)
        # What is transparent has no colour that could be seen.
        seen, wanted = viewer.look().copy(), panel.picture.copy()
        for picture in (seen, wanted):
            picture[picture[..., 3] == 0] = 0
        assert (seen == wanted).all()


def test_the_mode_is_told_to_who_asks(clock):
    panel = Panel()
    first, second = MplViewer(panel, clock, 0.01), MplViewer(panel, clock, 0.01)
    panel.change()
    settle(panel, first, clock)
    settle(panel, second, clock)
    panel.change()
    assert first.mode == "diff"
    second.clear()
    panel.handle_message(first, {"type": "send_image_mode"})
    assert first.texts[-1] == {"type": "image_mode", "mode": "diff"}
    assert second.log == []


def test_clients_that_never_acknowledge_get_a_frame_now_and_then(clock):
    panel = Panel()
    socket = FakeSocket()
    panel.add_web_socket(socket)
    for _ in range(5):
        panel.change()
    assert len(socket.images) == 2
    clock.sleep(1.1)
    panel.change()
    assert len(socket.images) == 3


def test_such_clients_get_the_last_frame_without_another_one(monkeypatch):
    """On a loop of their own the viewer comes back for what it kept back."""
    import asyncio

    monkeypatch.setattr(viewer_module, "_NO_ACK_INTERVAL", 0.02)
    panel = Panel()
    socket = FakeSocket()

    async def serve():
        panel.add_web_socket(socket)
        for _ in range(5):
            panel.change()
            await asyncio.sleep(0)
        while len(socket.images) < 3:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(serve(), 60))
    last = Image.open(io.BytesIO(socket.images[-1])).convert("RGBA")
    assert (np.asarray(last) == panel.picture).all()
