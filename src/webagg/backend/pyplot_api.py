"""The functions that a backend module has had since before pyplot had classes."""

from __future__ import annotations

from typing import Any, cast

import matplotlib as mpl
from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure

from webagg.backend.manager import FigureCanvasWebAgg, FigureManagerWebAgg


def new_figure_manager(num: int, *args: Any, **kwargs: Any) -> FigureManagerWebAgg:
    """Return the manager of a new figure with number *num*.

    Parameters
    ----------
    num : int
        pyplot's number.
    *args, **kwargs
        Arguments of the figure, but for ``FigureClass``, its class (default:
        `~matplotlib.figure.Figure`).
    """
    figure_class = kwargs.pop("FigureClass", Figure)
    return new_figure_manager_given_figure(num, figure_class(*args, **kwargs))


def new_figure_manager_given_figure(num: int, figure: Figure) -> FigureManagerWebAgg:
    """Return a manager for a figure; applications embed it by `add_web_socket`.

    Parameters
    ----------
    num : int
        pyplot's number, or any other in an application of your own.
    figure : matplotlib.figure.Figure
        The figure; its canvas is replaced.
    """
    return cast(FigureManagerWebAgg, FigureCanvasWebAgg.new_manager(figure, num))


def draw_if_interactive() -> None:
    """In interactive mode, show pyplot's current figure and keep it up to date."""
    if not mpl.is_interactive():
        return
    manager = Gcf.get_active()
    if manager is None:
        return
    manager.canvas.draw_idle()
    if isinstance(manager, FigureManagerWebAgg) and not manager.is_shown:
        manager.appear()


def show(*, block: bool | None = None) -> None:
    """Show all figures.

    Parameters
    ----------
    block : bool, optional
        As for `FigureManagerWebAgg.pyplot_show`.
    """
    FigureManagerWebAgg.pyplot_show(block=block)
