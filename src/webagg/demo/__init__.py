"""Four live figures to try: ``python -m webagg --demo``."""

from __future__ import annotations

from matplotlib.figure import Figure

from webagg.demo import relief, ring, tones, waves

__all__ = ["build"]


def build() -> list[Figure]:
    """Make the demo's figures with pyplot.

    Returns
    -------
    list of Figure
        They keep alive what makes them move.
    """
    return [module.build() for module in (waves, relief, tones, ring)]
