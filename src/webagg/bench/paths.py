"""The ways from a frame to bytes that are timed: matplotlib's and ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from webagg._png import diff_png, encode_png
from webagg.bench.matplotlib_path import MatplotlibWebAgg
from webagg.bench.scenes import Pixels
from webagg.stream.stream import Effort, FrameStream

__all__ = ["BASELINE", "PATHS", "Output", "PathKind"]


@dataclass(frozen=True)
class Output:
    """What goes to the browser.

    Attributes
    ----------
    kind : str
        "full" or "diff": a PNG in that image mode; "update": our own message.
    payload : bytes
        The message.
    """

    kind: str
    payload: bytes


class Path(Protocol):
    """One figure's stream to one viewer."""

    def first(self, frame: Pixels) -> Output:
        """Encode a whole frame for a viewer that has nothing."""

    def next(self, frame: Pixels) -> Output:
        """Encode what changed since the frame before."""


class _Matplotlib:
    def __init__(self) -> None:
        self._webagg = MatplotlibWebAgg()

    def next(self, frame: Pixels) -> Output:
        return Output(*self._webagg.send(frame))

    first = next


class _DiffPng:
    """The two functions: the caller keeps the frame before.

    matplotlib's path copies each frame in its own time, so this one does too.
    """

    def __init__(self) -> None:
        self._previous: Pixels | None = None

    def first(self, frame: Pixels) -> Output:
        self._previous = frame.copy()
        return Output("full", encode_png(frame))

    def next(self, frame: Pixels) -> Output:
        assert self._previous is not None, "first() comes first"
        return Output(*diff_png(frame, self._previous, update=True))


class _Stream:
    def __init__(self) -> None:
        self._stream = FrameStream()

    def first(self, frame: Pixels) -> Output:
        return self._send(frame, None)

    def next(self, frame: Pixels) -> Output:
        return self._send(frame, self._stream.frame_id)

    def _send(self, frame: Pixels, base: int | None) -> Output:
        raise NotImplementedError


class _PngStream(_Stream):
    def _send(self, frame: Pixels, base: int | None) -> Output:
        self._stream.push(frame)
        message = self._stream.png_since(base)
        assert message is not None, "the frames of a scene differ"
        return Output(*message)


class _UpdateStream(_Stream):
    def __init__(self, effort: Effort) -> None:
        super().__init__()
        self._effort = effort

    def _send(self, frame: Pixels, base: int | None) -> Output:
        self._stream.push(frame)
        update = self._stream.update_since(base, self._effort)
        assert update is not None, "the frames of a scene differ"
        return Output("update", update)


@dataclass(frozen=True)
class PathKind:
    """A path by name.

    Attributes
    ----------
    name : str
        Key in results.
    title : str
        Heading in reports.
    explanation : str
        One line for a reader who does not know webagg.
    make : callable
        Returns a new `Path`.
    """

    name: str
    title: str
    explanation: str
    make: Callable[[], Path]


BASELINE = "matplotlib"

PATHS: dict[str, PathKind] = {
    kind.name: kind
    for kind in (
        PathKind(
            BASELINE,
            "matplotlib",
            "matplotlib's WebAgg as installed: numpy comparison, PNG by Pillow",
            _Matplotlib,
        ),
        PathKind(
            "diff_png",
            "webagg.diff_png",
            "the same kind of PNG, for matplotlib's own page or ipympl",
            _DiffPng,
        ),
        PathKind(
            "png_since",
            "stream, PNG",
            "the same through FrameStream.push and png_since",
            _PngStream,
        ),
        PathKind(
            "fast",
            "webagg fast",
            "updates for webagg's page: FrameStream.push and update_since",
            lambda: _UpdateStream("fast"),
        ),
        PathKind(
            "small",
            "webagg small",
            "the same with fewer bytes, which webagg takes on slow links",
            lambda: _UpdateStream("small"),
        ),
    )
}
