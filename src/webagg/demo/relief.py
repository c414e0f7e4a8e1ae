"""An image to pan and zoom in: a landscape made of noise, lit from the side."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LightSource
from matplotlib.figure import Figure

SIZE = 512
SEED = 7
ROUGHNESS = 2.1
"""Exponent by which the strength of waves falls with their frequency."""


def landscape(size: int, seed: int) -> np.ndarray:
    """Return heights, (size, size) float64 in 0 to 1, by spectral synthesis.

    The Fourier amplitudes of white noise are scaled by a power of the frequency
    (fractional Brownian surface; Saupe, in The Science of Fractal Images, 1988).
    """
    noise = np.fft.rfft2(np.random.default_rng(seed).standard_normal((size, size)))
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :])
    frequency[0, 0] = np.inf
    heights = np.fft.irfft2(noise / frequency**ROUGHNESS, s=(size, size))
    heights -= heights.min()
    result: np.ndarray = heights / heights.max()
    return result


def build() -> Figure:
    """Make the figure."""
    figure, axes = plt.subplots(num="Relief", figsize=(6.4, 4.2), layout="constrained")
    heights = landscape(SIZE, SEED)
    light = LightSource(azdeg=315, altdeg=40)
    colors = plt.get_cmap("gist_earth")
    shaded = light.shade(heights, colors, vert_exag=60, blend_mode="soft")
    axes.imshow(shaded, origin="lower", interpolation="nearest")
    axes.contour(heights, levels=12, colors="black", linewidths=0.4, alpha=0.5)
    axes.set_title("Press the magnifier, drag a rectangle")
    axes.set(xlabel="km east", ylabel="km north")
    return figure
