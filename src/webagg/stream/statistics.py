"""What became of the frames for one viewer."""

from __future__ import annotations

from typing import Any

from webagg.stream.protocol import Message

_SHARE = 1 / 8  # of the newest value in a running mean, as in RFC 6298


class Statistics:
    """What became of the frames for one viewer."""

    def __init__(self) -> None:
        self.frames_sent = 0
        self.frames_acknowledged = 0
        self.frames_skipped = 0
        self.bytes_sent = 0
        self._means: dict[str, float] = {}

    def sent(self, size: int, skipped: int, encode_ms: float) -> None:
        """Count one image of *size* bytes, and the frames left out before it."""
        self.frames_sent += 1
        self.frames_skipped += skipped
        self.bytes_sent += size
        self._mean("encode_ms", encode_ms)

    def acknowledged(self, loop_time: float, message: Message) -> None:
        """Count one painted image, with its times."""
        self.frames_acknowledged += 1
        page = message["decode_ms"] + message["paint_ms"]
        self._mean("link_ms", max(loop_time * 1000 - page, 0.0))
        self._mean("decode_ms", message["decode_ms"])
        self._mean("paint_ms", message["paint_ms"])

    def report(self) -> dict[str, Any]:
        """Return counts, and running means in milliseconds (None: nothing yet)."""
        times = ("encode_ms", "link_ms", "decode_ms", "paint_ms")
        return {
            "frames_sent": self.frames_sent,
            "frames_acknowledged": self.frames_acknowledged,
            "frames_skipped": self.frames_skipped,
            "bytes_sent": self.bytes_sent,
            **{name: self._means.get(name) for name in times},
        }

    def _mean(self, name: str, value: float) -> None:
        before = self._means.get(name, value)
        self._means[name] = before + (value - before) * _SHARE
