"""What a canvas tells the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg

from webagg.backend.cursors import css_name

if TYPE_CHECKING:
    from matplotlib.backend_tools import Cursors

    from webagg.backend.manager import FigureManagerWebAgg


class Announcements(FigureCanvasAgg):
    """Messages to the pages, and the state of which pages that come later are told.

    Base of the canvas. Nothing is sent while there is no manager.
    """

    manager: FigureManagerWebAgg | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._image_mode = "full"
        self._diff_base: int | None = None
        self._capture_scroll: bool | None = None
        self._cursor = "default"

    def send_event(self, event_type: str, **kwargs: Any) -> None:
        """Send a message to all viewers."""
        if self.manager is not None:
            self.manager.send_to_all({"type": event_type, **kwargs})

    def send_event_to_asker(self, event_type: str, **kwargs: Any) -> None:
        """Send a message to the viewer whose input is being handled."""
        if self.manager is not None:
            self.manager.send_to_asker({"type": event_type, **kwargs})

    def set_cursor(self, cursor: Cursors) -> None:
        """Show *cursor* in the pages at once."""
        name = css_name(cursor)
        if name != self._cursor:
            self._cursor = name
            self.send_event("cursor", cursor=name)

    @property
    def cursor(self) -> str:
        """The CSS name of the cursor."""
        return self._cursor

    def set_image_mode(self, mode: str) -> None:
        """Set and announce the mode of the images of `get_diff_image`.

        Parameters
        ----------
        mode : {"full", "diff"}
            Whether an image replaces the picture or is painted over it.
        """
        if mode not in ("full", "diff"):
            raise ValueError(f"mode must be 'full' or 'diff', not {mode!r}")
        if self._image_mode != mode:
            self._image_mode = mode
            self.send_event("image_mode", mode=mode)

    @property
    def image_mode(self) -> str:
        """The mode that was last announced."""
        return self._image_mode

    def get_diff_image(self) -> bytes | None:
        """Return what changed since the last call as a full-size PNG, or None."""
        if self.manager is None:
            return None
        stream = self.manager.viewers.stream
        base, self._diff_base = self._diff_base, stream.frame_id or None
        image = stream.png_since(base)
        if image is None:
            return None
        mode, png = image
        self.set_image_mode(mode)
        return png

    def set_capture_scroll(self, capture: bool) -> None:
        """Set whether scrolling over the figure is kept from scrolling the page."""
        capture = bool(capture)
        if self._capture_scroll is not capture:
            self._capture_scroll = capture
            self.send_event("capture_scroll", capture_scroll=capture)

    def get_capture_scroll(self) -> bool:
        """Return whether scrolling is kept from the page."""
        return bool(self._capture_scroll)

    @property
    def wanted_scroll(self) -> bool | None:
        """What `set_capture_scroll` was told; None before, when pages decide."""
        return self._capture_scroll
