"""Images: photographs, heat maps, noise; the costly end of what is shown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from webagg.bench.scenes.scene import Scene, Step

__all__ = ["SCENES"]


def _photo(side: int) -> npt.NDArray[np.uint8]:
    """Return (side, side, 3) RGB values with the statistics of a photograph.

    Amplitudes fall as one over frequency, colours vary less than brightness, shapes
    have edges, and the sensor adds a little noise.
    """
    random = np.random.default_rng(8)
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)[None, :])
    frequency[0, 0] = 1 / side

    def cloud() -> npt.NDArray[np.float64]:
        spectrum = np.fft.fft2(random.normal(size=(side, side))) / frequency
        values: npt.NDArray[np.float64] = np.fft.ifft2(spectrum).real
        values -= values.mean()
        values /= values.std()
        return values

    brightness = 0.5 + 0.15 * cloud()
    for _ in range(12):
        shape = cloud() > 1.2
        brightness = np.where(shape, brightness * random.uniform(0.5, 1.3), brightness)
    channels = [brightness + 0.04 * cloud() for _ in range(3)]
    image = np.stack(channels, axis=-1) + random.normal(0, 0.008, (side, side, 3))
    return (255 * np.clip(image, 0, 1)).astype(np.uint8)


def photo_pan(figure: Figure) -> Step:
    """Pan a photograph that fills the figure by two of its pixels."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(_photo(512), aspect="auto", interpolation="bilinear")

    def step(index: int) -> None:
        axes.set_xlim(2 * index, 400 + 2 * index)
        axes.set_ylim(400, 0)

    return step


def heat_map(figure: Figure) -> Step:
    """Change 12x12 cells that have their values written in them."""
    axes = figure.add_subplot()
    random = np.random.default_rng(9)
    values = random.random((12, 12))
    drift = random.normal(0, 0.02, (12, 12))
    mesh = axes.pcolormesh(values, cmap="YlGnBu", edgecolors="white", vmin=0, vmax=1)
    figure.colorbar(mesh)
    texts = [
        axes.text(column + 0.5, row + 0.5, "", ha="center", va="center", fontsize=7)
        for row in range(12)
        for column in range(12)
    ]

    def step(index: int) -> None:
        now = np.clip(values + index * drift, 0, 1)
        mesh.set_array(now)
        for text, value in zip(texts, now.flat, strict=True):
            text.set_text(f"{value:.2f}")

    return step


def noise(figure: Figure) -> Step:
    """Fill the figure with new colour noise each frame: nothing to save."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    image = axes.imshow(
        np.zeros((480, 640, 3), np.uint8), aspect="auto", interpolation="nearest"
    )

    def step(index: int) -> None:
        random = np.random.default_rng(100 + index)
        image.set_data(random.integers(0, 256, (480, 640, 3), np.uint8))

    return step


def spectrogram(figure: Figure) -> Step:
    """Scroll a waterfall of 200x300 values with grain by one column."""
    axes = figure.add_subplot()
    random = np.random.default_rng(10)
    time = np.arange(400)
    tone = 60 + 40 * np.sin(time / 25)
    power = np.exp(-(((np.arange(200)[:, None] - tone) / 6) ** 2))
    power += 0.15 * random.random((200, 400))
    image = axes.imshow(
        power[:, :300], origin="lower", aspect="auto", cmap="inferno", vmin=0, vmax=1
    )
    axes.set(xlabel="time (s)", ylabel="frequency (kHz)")

    def step(index: int) -> None:
        image.set_data(power[:, index : index + 300])

    return step


SCENES = (
    Scene("photo_pan", "a photograph fills the figure, dragged", photo_pan),
    Scene("heat_map", "12x12 numbered cells that change", heat_map),
    Scene("spectrogram", "waterfall with grain, scrolls by a column", spectrogram),
    Scene("noise", "colour noise, new each frame: the worst case", noise),
)
