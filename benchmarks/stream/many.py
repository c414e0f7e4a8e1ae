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
        print("   s  drawn/s  shown/s: least median most  MB/s  encoded/asked  RSS MB")
        start = time.monotonic()
        step = min(10.0, seconds / 2)
        while time.monotonic() - start < seconds:
            frames = [client.frames for client in reading]
            size = sum(client.bytes for client in reading)
            drawn, counts = figure.ask("len(draws)"), figure.ask("counts")
            before = time.monotonic()
            await asyncio.sleep(step)
            passed = time.monotonic() - before
            rates = sorted(
                (client.frames - then) / passed
                for client, then in zip(reading, frames, strict=True)
            )
            after = figure.ask("counts")
            print(
                f"{time.monotonic() - start:4.0f}"
                f" {(figure.ask('len(draws)') - drawn) / passed:8.1f}"
                f" {rates[0]:14.1f} {rates[len(rates) // 2]:6.1f} {rates[-1]:4.1f}"
                f" {(sum(c.bytes for c in reading) - size) / passed / 1e6:5.1f}"
                f" {after['encoded'] - counts['encoded']:8d}"
                f"/{after['asked'] - counts['asked']}"
                f" {figure.ask('memory()'):7.1f}",
                flush=True,
            )
        for client in deaf_ones:
            gone = client.closed_at
            text = "is still connected" if gone is None else f"{gone - start:.0f} s"
            print(f"a viewer that never reads: {text}; got {client.frames} frames")
    finally:
        figure.close()
