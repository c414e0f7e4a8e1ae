"""The manager: a figure's window, seen by any number of viewers."""

from __future__ import annotations

import secrets
from io import StringIO
from typing import Any, TextIO

import matplotlib as mpl
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import CloseEvent, FigureCanvasBase

from webagg.backend import errors, fork, inputhooks, notices, showing
from webagg.backend.audience import Audience
from webagg.backend.canvas import FigureCanvasWebAggCore
from webagg.backend.eventloop import pump
from webagg.backend.figures import figures
from webagg.backend.presenter import presenter
from webagg.backend.toolbar import NavigationToolbar2WebAgg
from webagg.backend.toolmanager import ToolbarWebAgg
from webagg.input.events import process
from webagg.web import bundle


class FigureManagerWebAgg(Audience):
    """A figure that pages can show.

    Parameters
    ----------
    canvas : FigureCanvasWebAggCore
        The figure's canvas.
    num : int
        pyplot's number, or any other in an application of your own.
    """

    # Subclasses in the field make their own toolbar and rely on this None; ours is
    # named by ToolbarCls and set on the instance.
    _toolbar2_class: Any = None
    _toolmanager_toolbar_class = ToolbarWebAgg
    ToolbarCls = NavigationToolbar2WebAgg
    _window_title = "Matplotlib"
    _raises = True

    def __init__(self, canvas: FigureCanvasWebAggCore, num: int) -> None:
        if not isinstance(canvas, FigureCanvasWebAggCore):
            raise TypeError(f"canvas must be a FigureCanvasWebAggCore, not {canvas!r}")
        self.id = secrets.token_urlsafe(9)
        self._closing = False
        self._inherited = False
        self._toolbar2_class = self._toolbar2_class or self.ToolbarCls
        super().__init__(canvas, num)
        pump.attach()
        notices.attach()
        fork.remember(self)

    # -- pyplot ----------------------------------------------------------------

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Show all figures; the implementation of `matplotlib.pyplot.show`.

        Parameters
        ----------
        block : bool, optional
            Whether to wait until the last shown figure is closed. The default is
            to wait unless in interactive mode or IPython.
        """
        # plt.pause shows everything again each time: that brings nothing to the front.
        cls._raises = block is not False
        try:
            with showing.interruptible(block):
                super().pyplot_show(block=block)
        finally:
            cls._raises = True

    @classmethod
    def start_main_loop(cls) -> None:
        """Run until the last shown figure is closed, or Ctrl-C."""
        showing.run_until_closed()

    @property
    def is_shown(self) -> bool:
        """Whether pages list the figure."""
        return self in figures

    def show(self) -> None:
        """List the figure in the pages, draw it if needed, tell where it is."""
        known = self.is_shown
        self.appear()
        if known and self._raises and mpl.rcParams["figure.raise_window"]:
            self.send_to_all({"type": "raise"})
        self.canvas.draw_pending()

    def appear(self) -> None:
        """List the figure in the pages and tell where it is, without drawing."""
        if not self.is_destroyed:
            self.enlist()
            inputhooks.attach()
            presenter().present(self)

    def enlist(self) -> None:
        """List the figure in the pages; any thread.

        It counts as shown: a page that asks for a figure by its number shows it.
        """
        self._inherited = False
        figures.add(self)
        if self.is_destroyed:
            # Another thread closed it meanwhile.
            figures.remove(self)

    @classmethod
    def of_pyplot(cls, num: int) -> FigureManagerWebAgg | None:
        """Return the manager of pyplot's figure *num*, shown or not; any thread."""
        # `Gcf.get_fig_manager` would make it the current figure.
        manager = Gcf.figs.get(num)
        return manager if isinstance(manager, FigureManagerWebAgg) else None

    def destroy(self) -> None:
        """Close the figure; doing so twice is harmless."""
        if self.is_destroyed:
            return
        self.is_destroyed = True
        self._send_close_event()
        self.send_to_all({"type": "closed", "reason": "figure"})
        figure = self.canvas.figure
        self.canvas.detach()
        super().destroy()
        if figure.canvas is self.canvas:
            # matplotlib before 3.10 leaves the canvas, and its density, in place.
            self.canvas.set_ratio(1)
            FigureCanvasBase(figure)
        figures.remove(self)
        self.viewers.close()

    def close_by_user(self) -> None:
        """Close the figure as a window's close button does."""
        # First the event, while pyplot still knows the figure.
        self._send_close_event()
        Gcf.destroy(self)
        self.destroy()  # a figure that pyplot never knew

    def _send_close_event(self) -> None:
        if not (self._closing or self._inherited):
            self._closing = True
            with errors.printed():
                process(CloseEvent("close_event", self.canvas))

    def set_window_title(self, title: str) -> None:
        """Set the panel's heading."""
        if not isinstance(title, str):
            raise TypeError(f"title must be a text, not {title!r}")
        # Names of files may hold what no page can: half a character.
        title = title.encode("utf-8", "replace").decode("utf-8")
        self._window_title = title
        self.send_to_all({"type": "figure_label", "label": title})
        if self.is_shown:
            figures.changed()

    def get_window_title(self) -> str:
        """Return the panel's heading."""
        return self._window_title

    def resize(self, w: float, h: float, forward: bool = True) -> None:
        """Fit the panels to a figure of *w* x *h* device pixels.

        Parameters
        ----------
        w, h : float
            Device pixels.
        forward : bool
            Whether the panels shall change their size; False where they asked.
        """
        ratio = self.canvas.device_pixel_ratio
        self.send_to_all(
            {"type": "resize", "size": [w / ratio, h / ratio], "forward": forward}
        )
        if forward:
            self.canvas.resized_by_program()

    def leave_to_parent(self) -> None:
        """Let go of all viewers: this is a forked child, and they are its parent's.

        The figure is not on show here, so its end is no close of a window, either.
        """
        self.forget_viewers()
        self._inherited = True
        self.canvas.leave_to_parent()

    def full_screen_toggle(self) -> None:
        """Ask the page for full screen; browsers want a user's gesture for it."""
        self.send_to_asker({"type": "fullscreen"})

    # -- files for applications that embed a figure ----------------------------

    @classmethod
    def get_javascript(cls, stream: TextIO | None = None) -> str | None:
        """Write the client as one classic script, or return it without *stream*."""
        output = StringIO() if stream is None else stream
        extensions = FigureCanvasWebAggCore.get_supported_filetypes_grouped().values()
        output.write(
            bundle.javascript(
                [list(item) for item in cls.ToolbarCls.toolitems],
                sorted(names[0] for names in extensions),
                FigureCanvasWebAggCore.get_default_filetype(),
            )
        )
        return output.getvalue() if isinstance(output, StringIO) else None

    @classmethod
    def get_static_file_path(cls) -> str:
        """Return the folder to serve as ``_static``."""
        return bundle.static_path()


class FigureCanvasWebAgg(FigureCanvasWebAggCore):
    """The canvas of pyplot's figures."""

    manager_class = FigureManagerWebAgg
