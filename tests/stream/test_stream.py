"""The frame stream: whatever a viewer has, one update takes it to the newest frame."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PIL import Image

from harness.frames import CHANGES, Frame, change, frames, make_frame, strided
from webagg import _kernels
from webagg.stream.stream import FrameStream
from webagg.stream.update import Encoding, decode_update

EFFORTS = ("fast", "small", "stored")


def bring_up(stream: FrameStream, known: Frame | None, frame_id: int | None, effort):
    """Apply the update for a viewer that shows `known`; return what it shows then."""
    payload = stream.update_since(frame_id, effort)
    if payload is None:
        return known
    update = decode_update(payload)
    assert update.frame_id == stream.frame_id
    shape = (update.height, update.width, 4)
    canvas = np.zeros(shape, np.uint8) if update.base_id == 0 else known.copy()
    update.apply(canvas)
    return canvas


class Viewers(RuleBasedStateMachine):
    """Frames come, viewers look now and then; all see exactly the newest frame."""

    def __init__(self):
        super().__init__()
        self.stream = FrameStream()
        self.frame = None
        self.seen = {None: None}

    @rule(frame=frames(70))
    def another_frame(self, frame):
        last = self.stream.frame_id
        same = self.frame is not None and np.array_equal(frame, self.frame)
        frame_id = self.stream.push(frame)
        assert frame_id == (last if same else last + 1)
        self.frame = frame

    @rule(seed=st.integers(0, 2**32 - 1), how=st.sampled_from(CHANGES))
    def changed_frame(self, seed, how):
        if self.frame is not None:
            self.another_frame(change(self.frame, seed, how))

    @rule(seed=st.integers(0, 2**32 - 1), data=st.data())
    def changed_region(self, seed, data):
        if self.frame is None:
            return
        height, width = self.frame.shape[:2]
        left, top = (
            data.draw(st.integers(0, width - 1)),
            data.draw(st.integers(0, height - 1)),
        )
        right = data.draw(st.integers(left + 1, width))
        bottom = data.draw(st.integers(top + 1, height))
        other = change(self.frame, seed, "all")
        self.stream.push(other, (left, top, right, bottom))
        self.frame = self.frame.copy()
        self.frame[top:bottom, left:right] = other[top:bottom, left:right]

    @rule(data=st.data(), effort=st.sampled_from(EFFORTS))
    def look(self, data, effort):
        if self.frame is None:
            assert self.stream.update_since(None) is None
            return
        known = data.draw(st.sampled_from(sorted(self.seen, key=str)))
        shown = bring_up(self.stream, self.seen[known], known, effort)
        np.testing.assert_array_equal(shown, self.frame)
        self.seen[self.stream.frame_id] = shown

    @rule(data=st.data())
    def look_as_matplotlib_does(self, data):
        if self.frame is None:
            assert self.stream.png_since(None) is None
            return
        known = data.draw(st.sampled_from(sorted(self.seen, key=str)))
        message = self.stream.png_since(known)
        if message is None:
            np.testing.assert_array_equal(self.seen[known], self.frame)
            return
        mode, png = message
        with Image.open(io.BytesIO(png)) as image:
            shown = np.asarray(image.convert("RGBA"))
        if mode == "diff":
            there = shown[..., 3] == 255
            assert not shown[~there][:, 3].any()
            canvas = self.seen[known].copy()
            canvas[there] = shown[there]
            shown = canvas
        np.testing.assert_array_equal(shown, self.frame)

    @invariant()
    def knows_its_shape(self):
        expected = None if self.frame is None else self.frame.shape
        assert self.stream.shape == expected
        assert (self.stream.frame_id == 0) == (self.frame is None)


TestViewers = Viewers.TestCase
TestViewers.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_nothing_before_the_first_frame():
    stream = FrameStream()
    assert stream.frame_id == 0
    assert stream.shape is None
    assert stream.update_since(None) is None
    assert stream.png_since(None) is None


def test_the_same_frame_has_the_same_number():
    stream = FrameStream()
    frame = make_frame(1, 40, 50, "few")
    first = stream.push(frame)
    assert first >= 1
    assert stream.push(strided(frame, 5)) == first
    assert stream.update_since(first) is None
    assert stream.png_since(first) is None


def test_the_stream_keeps_its_own_copy():
    stream = FrameStream()
    frame = make_frame(1, 40, 50, "few")
    expected = frame.copy()
    stream.push(frame)
    frame[:] = 7
    np.testing.assert_array_equal(
        decode_update(stream.update_since(None)).rectangles[0][2], expected
    )


@pytest.mark.parametrize("unknown", [None, 0, -1, 99, 2**70])
def test_unknown_frames_give_the_whole_picture(unknown):
    stream = FrameStream()
    stream.push(make_frame(1, 40, 50, "few"))
    stream.push(make_frame(2, 40, 50, "few"))
    update = decode_update(stream.update_since(unknown))
    assert update.base_id == 0
    assert [(x, y) for x, y, _ in update.rectangles] == [(0, 0)]
    assert stream.png_since(unknown)[0] == "full"


def test_frames_of_another_size_give_the_whole_picture():
    stream = FrameStream()
    before = stream.push(make_frame(1, 40, 50, "few"))
    stream.push(make_frame(1, 50, 40, "few"))
    stream.push(make_frame(2, 50, 40, "few"))
    assert decode_update(stream.update_since(before)).base_id == 0
    assert stream.png_since(before)[0] == "full"


@pytest.mark.parametrize("wrong", ["1", 1.0, True, b"1"])
def test_frame_ids_are_whole_numbers(wrong):
    stream = FrameStream()
    stream.push(make_frame(1, 4, 5, "few"))
    with pytest.raises(TypeError, match=type(wrong).__name__):
        stream.update_since(wrong)


def test_unknown_efforts_are_refused():
    stream = FrameStream()
    stream.push(make_frame(1, 4, 5, "few"))
    with pytest.raises(ValueError, match="'best'"):
        stream.update_since(None, "best")


@pytest.mark.parametrize("kind", ["few", "many", "gradient", "noise", "lines"])
def test_stored_updates_need_no_inflating(kind):
    stream = FrameStream()
    frame = make_frame(1, 60, 90, kind)
    first = stream.push(frame)
    stream.push(np.roll(frame, 3, axis=1))
    for base in (first, None):
        stored = stream.update_since(base, "stored")
        assert stored[5] == Encoding.STORED
        fast = stream.update_since(base, "fast")
        assert fast[5] == Encoding.DEFLATE
        ours, theirs = decode_update(stored).rectangles, decode_update(fast).rectangles
        for one, other in zip(ours, theirs, strict=True):
            assert one[:2] == other[:2]
            np.testing.assert_array_equal(one[2], other[2])


@pytest.mark.parametrize("region", [5, (0, 0, 4), (0, 0, 4.0, 4), "abcd", (0, 0, 9, 9)])
def test_what_is_no_region_is_refused_and_changes_nothing(region):
    stream = FrameStream()
    frame = make_frame(1, 8, 8, "few")
    stream.push(frame)
    with pytest.raises((TypeError, ValueError), match="region must be"):
        stream.push(255 - frame, region)
    assert stream.update_since(1) is None


def test_what_is_no_frame_is_refused_and_changes_nothing():
    stream = FrameStream()
    stream.push(make_frame(1, 4, 5, "few"))
    with pytest.raises(TypeError, match="float64"):
        stream.push(np.zeros((4, 5, 4)))
    assert stream.frame_id == 1


def test_viewers_with_the_same_frame_share_one_message():
    stream = FrameStream()
    first = stream.push(make_frame(1, 100, 100, "lines"))
    stream.push(make_frame(2, 100, 100, "lines"))
    assert stream.update_since(first) is stream.update_since(first)
    assert stream.png_since(first) is stream.png_since(first)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("kind", ["few", "many", "gradient", "noise", "dark", "lines"])
def test_large_frames_of_every_kind(kind, effort):
    old = make_frame(1, 333, 1001, kind)
    new = np.roll(make_frame(2, 333, 1001, kind), 3, axis=1)
    results = set()
    before = _kernels.active()
    for name in _kernels.variants():
        _kernels.select(name)
        stream = FrameStream()
        first = stream.push(old)
        stream.push(new)
        results.add(stream.update_since(first, effort))
    _kernels.select(before)
    (payload,) = results
    canvas = old.copy()
    decode_update(payload).apply(canvas)
    np.testing.assert_array_equal(canvas, new)
    assert len(payload) <= old.size * 1.01 + 1500


@pytest.mark.parametrize("shape", [(1, 1), (1, 65535), (65535, 1)])
@pytest.mark.parametrize("effort", EFFORTS)
def test_extreme_shapes(shape, effort):
    stream = FrameStream()
    old, new = make_frame(1, *shape, "noise"), make_frame(2, *shape, "noise", False)
    first = stream.push(old)
    stream.push(new)
    payload = stream.update_since(first, effort)
    decode_update(payload).apply(old)
    np.testing.assert_array_equal(old, new)
    assert len(payload) <= new.size * 1.01 + 1500


@given(frames(60), st.integers(0, 2**32 - 1))
def test_translucent_frames_are_exact(old, seed):
    new = make_frame(seed, *old.shape[:2], "noise", opaque=False)
    stream = FrameStream()
    first = stream.push(old)
    stream.push(new)
    for effort in EFFORTS:
        np.testing.assert_array_equal(bring_up(stream, old, first, effort), new)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("kind", ["noise", "gradient", "many", "few"])
def test_a_single_translucent_pixel_is_exact(kind, effort):
    frame = make_frame(3, 300, 300, kind)
    for place in [(0, 0), (150, 77), (299, 299)]:
        frame[place] = (1, 2, 3, 99)
        stream = FrameStream()
        stream.push(frame)
        np.testing.assert_array_equal(bring_up(stream, None, None, effort), frame)
        frame[place] = (1, 2, 3, 255)


@pytest.mark.parametrize("width", [16, 100, 700])
def test_half_noise_half_calm_does_not_grow(width):
    # Codes made for one kind of bytes must not be used for the other.
    old = make_frame(1, 600, width, "noise", opaque=False)
    new = make_frame(2, 600, width, "noise", opaque=False)
    new[::2] = make_frame(3, 600, width, "few", opaque=False)[::2]
    new[300:] = (7, 7, 7, 7)
    for effort in EFFORTS:
        stream = FrameStream()
        first = stream.push(old)
        stream.push(new)
        payload = stream.update_since(first, effort)
        assert len(payload) <= new.size * 1.01 + 1500
        canvas = old.copy()
        decode_update(payload).apply(canvas)
        np.testing.assert_array_equal(canvas, new)
