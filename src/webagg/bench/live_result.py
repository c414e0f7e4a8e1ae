"""What a drag in a browser gave: figures and their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from webagg.bench.report import number

__all__ = ["LiveError", "LiveResult", "Log", "as_dict", "as_text", "sum_up"]


class LiveError(Exception):
    """A server or page that does not do what it should."""


@dataclass(frozen=True)
class LiveResult:
    """What a drag gave.

    Attributes
    ----------
    scene, server : str
        What was dragged, and under which server.
    painted_fps : float
        Different frames painted on the page's canvas, a second.
    drawn_fps : float
        Frames that Agg drew, a second.
    agg_fps : float
        Frames that Agg draws in the same process while nothing else goes on, a second.
    last_frame_ms : float
        Time from the last move of the mouse to when the last frame was painted.
    ready_to_painted_ms : float
        Median time from a frame drawn by Agg to when the page had painted it.
    worst_ready_to_painted_ms : float
        The longest.
    frame_kb : float
        Bytes sent for each frame painted, kB.
    mb_per_second : float
        Bytes sent, MB a second.
    longest_stall_ms : float
        Longest time in which the page's main thread could do nothing else.
    """

    scene: str
    server: str
    painted_fps: float
    drawn_fps: float
    agg_fps: float
    last_frame_ms: float
    ready_to_painted_ms: float
    worst_ready_to_painted_ms: float
    frame_kb: float
    mb_per_second: float
    longest_stall_ms: float


@dataclass(frozen=True)
class Log:
    """What a server's program noted, times in ms since 1970.

    Attributes
    ----------
    drawn : dict of int to float
        When Agg had drawn each frame, by its number.
    sent : list of (int, float)
        Bytes of each message to the browser, and when.
    agg_fps : float
        Frames a second of Agg alone; 0 if that was not measured.
    """

    drawn: dict[int, float]
    sent: list[tuple[int, float]]
    agg_fps: float = 0.0

    @classmethod
    def read(cls, path: Path) -> Log:
        """Read the file of `webagg.bench.live_figure`."""
        drawn, sent, agg_fps = {}, [], 0.0
        for line in path.read_text(encoding="ascii").splitlines():
            what, value, at = line.split()
            if what == "drawn":
                drawn[int(value)] = float(at)
            elif what == "sent":
                sent.append((int(value), float(at)))
            else:
                agg_fps = 1e3 * int(value) / float(at)
        return cls(drawn, sent, agg_fps)


def sum_up(scene: str, server: str, seen: dict[str, Any], log: Log) -> LiveResult:
    """Make figures of what the page painted and when Agg had drawn it.

    Parameters
    ----------
    scene, server : str
        Names.
    seen : dict
        ``painted``: list of [number, ms since 1970] by time; ``stall`` in ms;
        ``start`` and ``end`` of the drag, ms since 1970; what is painted after its end
        is no part of rates.
    log : Log
        What the server's program noted.

    Raises
    ------
    LiveError
        If no frame was painted.
    """
    seconds = (seen["end"] - seen["start"]) / 1e3
    frames = [(index, at) for index, at in seen["painted"] if index in log.drawn]
    if not frames:
        raise LiveError(f"{server}'s page painted no new frame of {scene} in the drag")
    last_frame_ms = frames[-1][1] - seen["end"]
    frames = [(index, at) for index, at in frames if at <= seen["end"]] or frames
    waits = [at - log.drawn[index] for index, at in frames]
    drawn = [at for at in log.drawn.values() if seen["start"] <= at <= seen["end"]]
    sent = sum(size for size, at in log.sent if seen["start"] <= at <= seen["end"])
    return LiveResult(
        scene,
        server,
        len(frames) / seconds,
        len(drawn) / seconds,
        log.agg_fps,
        last_frame_ms,
        median(waits),
        max(waits),
        sent / len(frames) / 1e3,
        sent / seconds / 1e6,
        seen["stall"],
    )


def as_dict(results: Sequence[LiveResult]) -> list[dict[str, Any]]:
    """Everything, for JSON."""
    return [asdict(result) for result in results]


def as_text(results: Sequence[LiveResult]) -> str:
    """Return a table with both servers one below the other."""
    lines = [
        "Mouse to screen: a drag in headless Chromium, 60 mouse moves a second, "
        "density 2",
        "",
        "painted: different frames painted on the page's canvas a second. Agg: what it",
        "draws alone in the same process. last: from the last move to the last frame's",
        "paint. ready to painted: median (and longest) time from a frame drawn by Agg",
        "to when it is on the canvas; the screen's next refresh follows within 17 ms.",
        "stall: longest time in which the page could do nothing else.",
        "",
        f"{'scene':12} {'server':11} {'painted':>7} {'drawn':>6} {'Agg':>6} "
        f"{'last':>7} {'ready to painted':>18} {'kB/frame':>9} {'MB/s':>6} "
        f"{'stall':>7}",
    ]
    for result in results:
        wait = (
            f"{number(result.ready_to_painted_ms)} "
            f"({number(result.worst_ready_to_painted_ms)}) ms"
        )
        lines.append(
            f"{result.scene:12} {result.server:11} {result.painted_fps:7.1f} "
            f"{result.drawn_fps:6.1f} {result.agg_fps:6.1f} "
            f"{result.last_frame_ms:4.0f} ms {wait:>18} {number(result.frame_kb):>9} "
            f"{number(result.mb_per_second):>6} {result.longest_stall_ms:4.0f} ms"
        )
    return "\n".join(lines)
