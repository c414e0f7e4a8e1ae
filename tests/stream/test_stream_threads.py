"""A stream in threads: no frame is a mixture, none waits, none is coded twice."""

import threading

import numpy as np
import pytest

from harness.frames import make_frame
from harness.png import draw_over, read_png
from webagg.stream import stream as module
from webagg.stream.stream import FrameStream
from webagg.stream.update import decode_update

PATIENCE = 30


class Held:
    """An encoder that goes on when it is told."""

    def __init__(self, encode):
        self._encode = encode
        self.calls = 0
        self.entered = threading.Semaphore(0)
        self.released = threading.Semaphore(0)

    def __call__(self, *arguments):
        self.calls += 1
        self.entered.release()
        assert self.released.acquire(timeout=PATIENCE)
        return self._encode(*arguments)


class Asked(threading.Thread):
    """Asks a stream, and keeps the answer."""

    def __init__(self, ask, *arguments):
        super().__init__(daemon=True)
        self._ask, self._arguments = ask, arguments
        self.answer = None
        self.start()

    def run(self):
        self.answer = self._ask(*self._arguments)

    def wait(self):
        self.join(PATIENCE)
        assert not self.is_alive()
        return self.answer


@pytest.fixture
def pictures():
    return [make_frame(seed, 120, 200, "lines") for seed in range(8)]


def applied(payload, canvas=None):
    update = decode_update(payload)
    if canvas is None:
        canvas = np.zeros((update.height, update.width, 4), np.uint8)
    canvas = canvas.copy()
    update.apply(canvas)
    return update.frame_id, canvas


def test_frames_are_pushed_while_another_is_encoded(monkeypatch, pictures):
    held = Held(module.encode_update)
    monkeypatch.setattr(module, "encode_update", held)
    stream = FrameStream()
    shown = stream.push(pictures[0])
    canvas = None
    # More than once: the arrays that are left are used again.
    for first in (0, 2, 4):
        asked = Asked(stream.update_since, None if canvas is None else shown)
        assert held.entered.acquire(timeout=PATIENCE)
        for picture in pictures[first + 1 : first + 3]:
            Asked(stream.push, picture).wait()
        held.released.release()
        shown, canvas = applied(asked.wait(), canvas)
        np.testing.assert_array_equal(canvas, pictures[first])
        assert shown == first + 1
        assert stream.frame_id == first + 3
    held.released.release()
    shown, canvas = applied(stream.update_since(shown), canvas)
    assert shown == stream.frame_id
    np.testing.assert_array_equal(canvas, pictures[6])


def test_images_are_of_the_frame_that_was_newest_when_asked(monkeypatch, pictures):
    held = Held(module.encode_since)
    stream = FrameStream()
    before = stream.push(pictures[0])
    stream.png_since(None)
    stream.push(pictures[1])
    monkeypatch.setattr(module, "encode_since", held)
    asked = Asked(stream.png_since, before)
    assert held.entered.acquire(timeout=PATIENCE)
    Asked(stream.push, pictures[2]).wait()
    held.released.release()
    mode, png = asked.wait()
    assert mode == "diff"
    np.testing.assert_array_equal(draw_over(pictures[0], read_png(png)), pictures[1])
    # The next one starts where that one ended.
    held.released.release()
    mode, png = stream.png_since(before + 1)
    np.testing.assert_array_equal(draw_over(pictures[1], read_png(png)), pictures[2])


def test_another_size_is_pushed_while_a_frame_is_encoded(monkeypatch, pictures):
    held = Held(module.encode_update)
    monkeypatch.setattr(module, "encode_update", held)
    stream = FrameStream()
    stream.push(pictures[0])
    asked = Asked(stream.update_since, None)
    assert held.entered.acquire(timeout=PATIENCE)
    small = pictures[1][:50, :70].copy()
    Asked(stream.push, small).wait()
    held.released.release()
    np.testing.assert_array_equal(applied(asked.wait())[1], pictures[0])
    held.released.release()
    np.testing.assert_array_equal(applied(stream.update_since(1))[1], small)


def test_who_asks_meanwhile_gets_the_same_message(monkeypatch, pictures):
    held = Held(module.encode_update)
    monkeypatch.setattr(module, "encode_update", held)
    stream = FrameStream()
    stream.push(pictures[0])
    asked = [Asked(stream.update_since, None) for _ in range(5)]
    assert held.entered.acquire(timeout=PATIENCE)
    held.released.release()
    answers = [each.wait() for each in asked]
    assert held.calls == 1
    assert all(answer is answers[0] for answer in answers)


def test_after_an_encoder_failed_all_goes_on(monkeypatch, pictures):
    def fail(*arguments):
        raise MemoryError

    stream = FrameStream()
    stream.push(pictures[0])
    with monkeypatch.context() as patch:
        patch.setattr(module, "encode_update", fail)
        with pytest.raises(MemoryError):
            stream.update_since(None)
    stream.push(pictures[1])
    assert applied(stream.update_since(1), pictures[0])[0] == 2
    shown, canvas = applied(stream.update_since(None))
    assert shown == 2
    np.testing.assert_array_equal(canvas, pictures[1])


def test_push_and_encode_from_several_threads(pictures):
    stream = FrameStream()
    stream.push(pictures[0])
    done = threading.Event()
    failures = []

    def view():
        canvas, shown = None, None
        while not done.is_set() or shown != stream.frame_id:
            payload = stream.update_since(shown)
            if payload is None:
                continue
            base = decode_update(payload).base_id
            if base not in (0, shown):
                failures.append(f"base {base}, shown {shown}")
            shown, canvas = applied(payload, canvas if base else None)
            # Whatever frame it is, it is one of them, whole.
            if not any(np.array_equal(canvas, picture) for picture in pictures):
                failures.append(f"frame {shown} is a mixture")

    viewers = [Asked(view) for _ in range(3)]
    for turn in range(60):
        stream.push(pictures[turn % 8])
    done.set()
    for viewer in viewers:
        viewer.wait()
    assert not failures
