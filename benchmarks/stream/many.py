"""Many viewers of one animated figure, some of which never read."""

from __future__ import annotations

import asyncio
import time

from stream.client import ViewerClient
from stream.process import FigureProcess


async def many(count: int, deaf: int, seconds: float, interval: int) -> None:
    """Print, every few seconds, what the viewers get and what the server needs."""
    figure = FigureProcess(interval)
    try:
        options = [{"deaf": number < deaf} for number in range(count)]
        clients = [
            await ViewerClient.connect(figure.path, figure.port, **each)
            for each in options
        ]
        reading, deaf_ones = clients[deaf:], clients[:deaf]
        print(f"{count} viewers, {deaf} never read, a step every {interval} ms")
        print(
            "   s  drawn/s  shown/s: least median most   MB/s  encoded/asked"
            "  CPU ms/frame  RSS MB  viewers"
        )
        start = time.monotonic()
        step = min(10.0, seconds / 2)
        while time.monotonic() - start < seconds:
            frames = [client.frames for client in reading]
            size = sum(client.bytes for client in reading)
            drawn, counts = figure.ask("len(draws)"), figure.ask("counts")
            used = figure.ask("time.process_time()")
            before = time.monotonic()
            await asyncio.sleep(step)
            passed = time.monotonic() - before
            rates = sorted(
                (client.frames - then) / passed
                for client, then in zip(reading, frames, strict=True)
            )
            after = figure.ask("counts")
            frames_drawn = figure.ask("len(draws)") - drawn
            used = figure.ask("time.process_time()") - used
            print(
                f"{time.monotonic() - start:4.0f}"
                f" {frames_drawn / passed:8.1f}"
                f" {rates[0]:14.1f} {rates[len(rates) // 2]:6.1f} {rates[-1]:4.1f}"
                f" {(sum(c.bytes for c in reading) - size) / passed / 1e6:5.1f}"
                f" {after['encoded'] - counts['encoded']:8d}"
                f"/{after['asked'] - counts['asked']}"
                f" {1e3 * used / max(frames_drawn, 1):9.1f}"
                f" {figure.ask('memory()'):11.1f}"
                f" {figure.ask('len(plt.gcf().canvas.manager.viewers)'):8d}",
                flush=True,
            )
        for client in deaf_ones:
            print(f"a viewer that never reads got {client.frames} frames")
    finally:
        figure.close()
