"""Viewers without a browser: sockets that record, and clients made of arrays."""

import io
import weakref
from typing import Any

import numpy as np
from PIL import Image

import webagg

Message = dict[str, Any]


class FakePresenter:
    """Makes nothing visible; remembers what it was asked."""

    def __init__(self) -> None:
        self.presented: weakref.WeakSet[Any] = weakref.WeakSet()
        self.blocks: list[tuple[bool, bool]] = []
        self.grace_left = 0.0

    def present(self, manager: Any) -> None:
        self.presented.add(manager)

    def blocking(self, started: bool, interrupted: bool) -> None:
        self.blocks.append((started, interrupted))

    def grace(self) -> float:
        return self.grace_left


class FakeSocket:
    """A socket that keeps what is sent; `log` has texts and images in their order."""

    def __init__(self) -> None:
        self.log: list[Message | bytes] = []

    def send_json(self, content: Message) -> None:
        self.log.append(content)

    def send_binary(self, blob: bytes) -> None:
        self.log.append(blob)

    @property
    def texts(self) -> list[Message]:
        return [item for item in self.log if isinstance(item, dict)]

    @property
    def images(self) -> list[bytes]:
        return [item for item in self.log if isinstance(item, bytes)]

    def of_type(self, kind: str) -> list[Message]:
        return [text for text in self.texts if text["type"] == kind]

    def clear(self) -> None:
        self.log.clear()


class NativeViewer(FakeSocket):
    """Our client, made of an array: paints every update and acknowledges it.

    Parameters
    ----------
    manager : FigureManagerWebAgg
        The figure's manager.
    acknowledges : bool
        Whether updates are acknowledged at once; `acknowledge` does it later.
    **hello
        Fields of the first message that differ from the usual.
    """

    def __init__(
        self, manager: Any, *, acknowledges: bool = True, **hello: object
    ) -> None:
        super().__init__()
        self.manager = manager
        self.acknowledges = acknowledges
        self.picture = np.zeros((0, 0, 4), np.uint8)
        self.frame_id = 0
        self.updates: list[Any] = []
        self.unacknowledged: list[int] = []
        self.seq = 0
        manager.add_web_socket(self)
        self.welcome = self.of_type("welcome")[0]
        self.tell(
            {
                "type": "hello",
                "protocol": 1,
                "device_pixel_ratio": 1,
                "width": None,
                "height": None,
                "last_frame": None,
                "session": None,
                **hello,
            }
        )

    def tell(self, message: Message) -> None:
        """Say something to Python."""
        self.manager.handle_message(self, {"viewer": self.welcome["viewer"], **message})

    def act(self, kind: str, **fields: object) -> int:
        """Send an input message; return its number."""
        self.seq += 1
        if kind in ("key_press", "key_release"):
            message = {"modifiers": [], **fields}
        else:
            message = fields
        self.tell({"type": kind, "seq": self.seq, **message})
        return self.seq

    def pointer(self, kind: str, x: float, y: float, **fields: object) -> int:
        """Send a pointer message; x, y from the top left."""
        return self.act(kind, x=x, y=y, **fields)

    def click(self, x: float, y: float) -> None:
        """Press and release the left button."""
        self.pointer("button_press", x, y, buttons=1)
        self.pointer("button_release", x, y, buttons=0)

    def send_binary(self, blob: bytes) -> None:
        super().send_binary(blob)
        if blob.startswith(b"\x89PNG"):
            return  # before hello
        update = webagg.decode_update(blob)
        if update.base_id == 0:
            self.picture = np.zeros((update.height, update.width, 4), np.uint8)
        else:
            assert update.base_id == self.frame_id, "an update that does not fit"
        assert update.frame_id > self.frame_id or update.base_id == 0
        update.apply(self.picture)
        self.frame_id = update.frame_id
        self.updates.append(update)
        self.unacknowledged.append(update.frame_id)
        if self.acknowledges:
            self.acknowledge()

    def acknowledge(self) -> None:
        """Acknowledge what was painted."""
        frames, self.unacknowledged = self.unacknowledged, []
        for frame_id in frames:
            self.tell(
                {"type": "ack", "frame_id": frame_id, "decode_ms": 1, "paint_ms": 2}
            )

    def leave(self) -> None:
        """Disconnect."""
        self.manager.remove_web_socket(self)


class MplViewer(FakeSocket):
    """matplotlib's client, made of arrays, in simulated time.

    It acknowledges an image when it arrives and decodes it afterwards, for
    `decode_time` seconds; an image that comes meanwhile takes its place and begins
    anew. What it paints it paints in the mode that holds then.
    """

    def __init__(self, manager: Any, clock: "Clock", decode_time: float) -> None:
        super().__init__()
        self.manager = manager
        self._clock = clock
        self._decode_time = decode_time
        self._decoding: tuple[float, bytes] | None = None
        self._unacknowledged = 0
        self.most_unacknowledged = 0
        self.mode = "full"
        self.picture = np.zeros((0, 0, 4), np.uint8)
        self.painted = 0
        self.dropped = 0
        manager.add_web_socket(self)

    def send_json(self, content: Message) -> None:
        super().send_json(content)
        if content["type"] == "image_mode":
            self._decode()
            self.mode = content["mode"]

    def send_binary(self, blob: bytes) -> None:
        super().send_binary(blob)
        self._unacknowledged += 1
        self.most_unacknowledged = max(self.most_unacknowledged, self._unacknowledged)
        self._decode()
        self.dropped += self._decoding is not None
        self._decoding = (self._clock.now + self._decode_time, blob)

    def acknowledge(self) -> None:
        """Acknowledge the images that came, as the client does before decoding."""
        while self._unacknowledged:
            self._unacknowledged -= 1
            self.manager.handle_message(self, {"type": "ack"})

    def _decode(self) -> None:
        if self._decoding is None or self._decoding[0] > self._clock.now:
            return
        image = Image.open(io.BytesIO(self._decoding[1])).convert("RGBA")
        self._decoding = None
        rgba = np.asarray(image)
        if self.mode == "full" or self.picture.shape != rgba.shape:
            self.picture = np.zeros_like(rgba)
        # Painted over what is there; the images of a test are opaque where not clear.
        seen = rgba[..., 3] == 255
        self.picture[seen] = rgba[seen]
        if self.mode == "full":
            self.picture = rgba.copy()
        self.painted += 1

    def look(self) -> np.ndarray:
        """Return what is on screen now."""
        self._decode()
        return self.picture


class Clock:
    """Simulated time, for `time.monotonic` and `time.perf_counter`."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    perf_counter = monotonic

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def buffer(canvas: Any) -> np.ndarray:
    """Return a copy of the picture as Agg drew it."""
    return np.array(canvas.buffer_rgba())
