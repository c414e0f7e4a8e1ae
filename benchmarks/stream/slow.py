"""An animation over a slow link: how far behind it is shown."""

from __future__ import annotations

import asyncio
import itertools
from statistics import median

from harness.link import Link, LinkProxy
from stream.client import ViewerClient
from stream.process import FigureProcess


async def slow(link: Link, ratio: float, seconds: float, interval: int) -> None:
    """Print how late each frame comes, and how old what is shown gets."""
    figure = FigureProcess(interval)
    proxy = LinkProxy(figure.port, link)
    arrivals: list[tuple[int, float, int]] = []

    def note(update: bytes, now: float) -> None:
        number = int.from_bytes(update[8:16], "little")
        arrivals.append((number, now, len(update)))

    try:
        await ViewerClient.connect(figure.path, proxy.port, ratio=ratio, on_update=note)
        await asyncio.sleep(seconds)
        drawn: dict[int, float] = {}
        for number, when in figure.ask("draws"):
            drawn.setdefault(number, when)
        report = figure.ask(
            "[v.report() for v in plt.gcf().canvas.manager.viewers][-1]"
        )
    finally:
        proxy.close()
        figure.close()
    late = [now - drawn[number] for number, now, _ in arrivals]
    # Until the next frame comes, a frame gets older than it was when it came.
    oldest = [
        after[1] - drawn[before[0]] for before, after in itertools.pairwise(arrivals)
    ]
    settled = len(late) // 4
    sizes = [size for *_, size in arrivals]
    print(
        f"{link.bandwidth / 1e6:g} Mbit/s, {link.round_trip * 1e3:g} ms there and back"
    )
    print(f"drawn {len(drawn) / seconds:.1f}/s, shown {len(late) / seconds:.1f}/s,")
    print(f"{median(sizes) / 1e3:.1f} kB each, first {sizes[0] / 1e3:.1f} kB")
    for name, values in (("late", late), ("age shown", oldest)):
        later = sorted(values[settled:])
        print(
            f"{name:10s} median {median(later) * 1e3:.0f} ms,"
            f" 95 % {later[int(0.95 * len(later))] * 1e3:.0f},"
            f" worst {later[-1] * 1e3:.0f}; while settling {max(values) * 1e3:.0f}"
        )
    print(report)
