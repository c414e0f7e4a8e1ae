"""Everything at once, over bad links: what is shown is always a frame that was drawn.

``WEBAGG_STRESS_SECONDS`` (default 6) says how long each case goes on, and
``WEBAGG_STRESS_SEED`` which random actions it takes.
"""

import bisect
import os
import random
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from harness.canvas import READ_CANVAS
from harness.link import Link, LinkProxy
from harness.process import FigureProcess
from harness.view import View

SECONDS = float(os.environ.get("WEBAGG_STRESS_SECONDS", "6"))
SEED = int(os.environ.get("WEBAGG_STRESS_SEED", "1"))

SCRIPT = """
import hashlib
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
from webagg.stream.viewers import Viewers

# Every frame is known before any viewer can show it.
drawn = []
publish = Viewers.publish
def record(self, rgba, *args):
    height, width = rgba.shape[:2]
    drawn.append([width, height, hashlib.sha256(rgba.tobytes()).hexdigest()])
    return publish(self, rgba, *args)
Viewers.publish = record

rng = np.random.default_rng(3)
fig, ((lines, image), (scatter, other)) = plt.subplots(2, 2, figsize=(6.4, 4.8))
x = np.linspace(0, 10, 800)
line, = lines.plot(x, np.sin(x), lw=1)
image.imshow(rng.random((60, 60)), interpolation="bilinear", aspect="auto")
scatter.scatter(*rng.random((2, 300)), s=rng.random(300) * 90, c=rng.random(300),
                alpha=0.6)
marker, = other.plot([0], [0], "ro", ms=9)
other.set(xlim=(-2, 2), ylim=(-2, 2))
count = 0
def animate():
    global count
    count += 1
    line.set_ydata(np.sin(x + count / 7))
    marker.set_data([np.cos(count / 5)], [np.sin(count / 9)])
    fig.canvas.draw_idle()
def rescale(scale, low, high):
    scatter.set(xscale=scale, yscale=scale, xlim=(low, high), ylim=(low, high))
    fig.canvas.draw_idle()
timer = fig.canvas.new_timer(interval=15)
timer.add_callback(animate)
plt.show()
"""
LINKS = {
    "mixed": [
        Link(),
        Link(0.05, 20e6, burst_every=0.5, burst_length=0.15),
        Link(0.2, 2e6, stall_every=3, stall_length=1.0),
    ],
    "slow": [
        Link(0.0, 2e6, burst_every=0.7, burst_length=0.3),
        Link(0.05, 2e6, stall_every=2, stall_length=0.7),
        Link(0.2, 20e6, burst_every=0.4, burst_length=0.2, stall_every=4,
             stall_length=1.5),
    ],
    "cut": [
        Link(0.0, 20e6),
        Link(0.05, 0, burst_every=0.5, burst_length=0.1),
    ],
}  # fmt: skip
FAKE_HIDDEN = """(hidden) => {
    Object.defineProperty(document, "hidden", {get: () => hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
SIZE_BOX = """(width, height) => {
    const box = document.querySelector(".webagg-box");
    box.style.width = `${width}px`;
    box.style.height = `${height}px`;
}"""


class Watched:
    """A view, what it has shown so far, and how it is connected."""

    def __init__(self, view: View, proxy: LinkProxy) -> None:
        self.view = view
        self.proxy = proxy
        self.samples: list[list[object]] = []

    def sample(self) -> None:
        """Note what the canvas shows now."""
        shown = self.view.evaluate(READ_CANVAS, self.view.figures, 0, True)
        if not self.samples or self.samples[-1] != shown:
            self.samples.append(shown)


def assert_drawn_in_order(samples: list[list[object]], drawn: list[list[object]]):
    """Every sample is a frame that was drawn, and none is older than one before it."""
    at: dict[tuple[object, ...], list[int]] = {}
    for number, frame in enumerate(drawn):
        at.setdefault(tuple(frame), []).append(number)
    newest = 0
    for number, sample in enumerate(samples):
        assert sample is not None, f"sample {number} shows nothing"
        places = at.get(tuple(sample))
        assert places, f"sample {number} of {len(samples)}, {sample}, was never drawn"
        index = bisect.bisect_left(places, newest)
        assert index < len(places), (
            f"sample {number} shows frame {places[-1]} after frame {newest}"
        )
        newest = places[index]


def pan_or_zoom(rng: random.Random, seen: Watched, each: Callable[[], None]) -> None:
    drag_about(rng, seen, each, (rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)))


def pan_or_zoom_log_axes(
    rng: random.Random,
    process: FigureProcess,
    seen: Watched,
    each: Callable[[], None],
) -> None:
    # Only for one drag: from limits that it may reach after several, or that linear
    # axes had, matplotlib cannot draw a logarithmic axis.
    process.run("rescale('log', 0.1, 10)")
    drag_about(rng, seen, each, (rng.uniform(0.2, 0.4), rng.uniform(0.65, 0.8)))
    process.run("rescale('linear', 0, 1)")


def drag_about(
    rng: random.Random,
    seen: Watched,
    each: Callable[[], None],
    start: tuple[float, float],
) -> None:
    seen.view.click_button(rng.choice(["Pan", "Zoom"]))
    x, y = seen.view.at(*start)
    seen.view.move(x, y)
    seen.view.press()
    for _ in range(rng.randrange(3, 20)):
        x += rng.randrange(-15, 16)
        y += rng.randrange(-15, 16)
        seen.view.move(x, y)
        each()
    seen.view.release()


def press_keys(rng: random.Random, seen: Watched, each: Callable[[], None]) -> None:
    seen.view.move(*seen.view.at(rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)))
    seen.view.evaluate("() => document.querySelector('.webagg-box').focus()")
    for _ in range(rng.randrange(1, 5)):
        seen.view.key(rng.choice("hcvgGop"))
        each()


def size_box(rng: random.Random, seen: Watched, each: Callable[[], None]) -> None:
    for _ in range(rng.randrange(1, 4)):
        seen.view.evaluate(SIZE_BOX, rng.randrange(400, 800), rng.randrange(300, 600))
        each()


def hide_a_while(rng: random.Random, seen: Watched, each: Callable[[], None]) -> None:
    seen.view.evaluate(FAKE_HIDDEN, True)
    for _ in range(rng.randrange(1, 6)):
        each()
    seen.view.evaluate(FAKE_HIDDEN, False)


@pytest.fixture
def watched(request, start_figure, open_chromium):
    """Yield a process and views of it over each of the links of a case."""
    process = start_figure(SCRIPT)
    parts = urlsplit(process.url)
    all_watched = []
    for number, link in enumerate(LINKS[request.param]):
        proxy = LinkProxy(parts.port, link, SEED + number)
        url = parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl()
        all_watched.append(Watched(open_chromium(url), proxy))
    yield process, all_watched
    for each in all_watched:
        each.proxy.close()


def act(rng: random.Random, process: FigureProcess, all_watched: list[Watched]) -> None:
    """Do something at random, sampling all views meanwhile."""

    def sample() -> None:
        for each in all_watched:
            each.sample()
        time.sleep(rng.uniform(0, 0.05))

    seen = rng.choice(all_watched)
    kind = rng.randrange(8)
    if kind == 0:
        process.run("timer.start()")
    elif kind == 1:
        width, height = rng.uniform(4, 8), rng.uniform(3, 6)
        process.run(f"fig.set_size_inches({width}, {height})")
    elif kind == 2:
        size_box(rng, seen, sample)
    elif kind == 3:
        hide_a_while(rng, seen, sample)
    elif kind == 4:
        press_keys(rng, seen, sample)
    elif kind == 5:
        pan_or_zoom_log_axes(rng, process, seen, sample)
    else:
        pan_or_zoom(rng, seen, sample)
    sample()


@pytest.mark.parametrize("watched", LINKS, indirect=True)
def test_always_a_frame_and_in_the_end_the_newest(request, watched):
    process, all_watched = watched
    for each in all_watched:
        each.view.wait_for_same_pixels(process)
    cuts = request.node.callspec.params["watched"] == "cut"
    rng = random.Random(SEED)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        for _ in range(rng.randrange(2, 6)):
            act(rng, process, all_watched)
            if cuts:
                rng.choice(all_watched).proxy.cut()
        process.run("timer.stop()")
        for each in all_watched:
            each.view.wait_for_same_pixels(process)
            each.sample()
    drawn = process.run("drawn")
    assert len(drawn) > 2
    for each in all_watched:
        assert_drawn_in_order(each.samples, drawn)
        assert len(each.samples) > 3
