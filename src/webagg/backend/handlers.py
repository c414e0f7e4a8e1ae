"""What a canvas does with each message from a page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from webagg.backend import shortcuts
from webagg.backend.announcements import Announcements
from webagg.backend.hover import hover
from webagg.input import events
from webagg.stream import protocol
from webagg.stream.protocol import Message
from webagg.stream.viewer import Viewer

_log = logging.getLogger(__name__)

MOST_PIXELS = 2**28
"""Pixels of the largest figure that is drawn because a page asks for it: 1 GiB."""
_MARGINS = ("left", "right", "bottom", "top", "wspace", "hspace")


class MessageHandlers(Announcements):
    """`handle_TYPE` for each message type; matplotlib's names and meaning.

    Base of the canvas, which says how to resize.
    """

    _last_xy: tuple[float | None, float | None] = (None, None)
    _opened_margins: dict[str, float] | None = None

    def handle_from(self, message: Message, viewer: Viewer | None) -> None:
        """Handle a checked *message* of *viewer* (None: of an unknown one)."""
        manager = self.manager
        if manager is None:
            return
        kind = message["type"]
        if viewer is not None:
            viewer.handling_seq = message["seq"]
        with manager.asked_by(viewer):
            try:
                if hover.admits(self, message, viewer):
                    self._handler(kind)(message)
            finally:
                if viewer is not None:
                    viewer.handled_seq = max(viewer.handled_seq, message["seq"])
                manager.held.note(viewer, message)
                manager.driver.used(viewer, kind)

    def handle_event(self, event: dict[str, Any]) -> None:
        """Handle a message as it came from a page.

        Raises
        ------
        webagg.stream.protocol.ProtocolError
            If a field is missing or wrong.
        """
        kind = event.get("type") if isinstance(event, dict) else None
        if isinstance(kind, str) and kind not in protocol.FIELDS:
            self.handle_unknown_event(event)
            return
        message = protocol.check(event)
        self._handler(message["type"])(message)

    def _handler(self, kind: str) -> Callable[[Message], None]:
        handler: Callable[[Message], None]
        handler = getattr(self, f"handle_{kind}", self.handle_unknown_event)
        return handler

    def handle_unknown_event(self, event: dict[str, Any]) -> None:
        """Note a message of unknown type."""
        _log.warning("Unhandled message type %r", event.get("type"))

    # -- pointer and keys ------------------------------------------------------

    def _handle_pointer(self, event: Message) -> None:
        message = {"guiEvent": None, "modifiers": [], **event}
        self._last_xy = events.position(self, message)
        made = events.pointer_event(self, message, self._mac())
        if made is not None:
            events.process(made)

    handle_button_press = handle_button_release = handle_dblclick = _handle_pointer
    handle_figure_enter = handle_figure_leave = _handle_pointer
    handle_motion_notify = handle_scroll = _handle_pointer

    def _handle_key(self, event: Message) -> None:
        message = {"guiEvent": None, "modifiers": None, **event}
        events.process(events.key_event(self, message, self._last_xy, self._mac()))

    handle_key_press = handle_key_release = _handle_key

    def handle_let_go(self, event: Message) -> None:
        """Release what a viewer held that has left; no page sends this itself."""
        if self.manager is not None:
            for message in self.manager.held.let_go(self.manager.asker):
                self._handler(message["type"])(message)

    def _mac(self) -> bool:
        asker = self.manager.asker if self.manager is not None else None
        return asker is not None and asker.mac

    # -- toolbar and window ----------------------------------------------------

    def handle_toolbar_button(self, event: Message) -> None:
        """Press a toolbar button; names that are none are ignored."""
        toolbar = self.toolbar
        if toolbar is None:
            return
        methods = {item[3] for item in toolbar.toolitems if item[3] is not None}
        if event["name"] in methods:
            getattr(toolbar, event["name"])()

    def handle_tool_trigger(self, event: Message) -> None:
        """Trigger a tool of the tool manager; unknown ones are ignored."""
        toolmanager = self.manager.toolmanager if self.manager is not None else None
        if toolmanager is not None and event["name"] in toolmanager.tools:
            toolmanager.trigger_tool(event["name"])

    def handle_help(self, event: Message) -> None:
        """Send the list of tools and keys to the page that asks for it."""
        if self.manager is not None:
            rows = shortcuts.rows(self.manager)
            self.send_event_to_asker("help", rows=rows)

    def handle_close(self, event: Message) -> None:
        """Close the figure: the user asked for it."""
        if self.manager is not None:
            self.manager.close_by_user()

    def margins(self) -> dict[str, float]:
        """Return the figure's subplot parameters; a dialog that opens shows them."""
        parameters = self.figure.subplotpars
        values = {name: float(getattr(parameters, name)) for name in _MARGINS}
        self._opened_margins = values
        return dict(values)

    def handle_subplots(self, event: Message) -> None:
        """Set the subplot parameters, or reset them to those of the opening."""
        if event["reset"]:
            values = self._opened_margins or {}
        else:
            values = {n: event[n] for n in _MARGINS if event[n] is not None}
        if not values:
            return
        try:
            self.figure.subplots_adjust(**values)
        except ValueError as error:
            # Margins that cross: a mistake of the user's, not of the program's.
            self.send_event_to_asker("error", message=str(error), traceback=None)
            return
        self.draw_idle()
        if event["reset"]:
            self.send_event_to_asker("subplots", **values)

    # -- size ------------------------------------------------------------------

    def handle_resize(self, event: Message) -> None:
        """Take the page's size, in CSS pixels, if its viewer decides."""
        size = event.get("width", 800), event.get("height", 800)
        asker = self.manager.asker if self.manager is not None else None
        if asker is not None:
            asker.size = size
        if self.manager is None or self.manager.driver.decides(asker):
            self.resize_to(*size)

    def handle_set_device_pixel_ratio(self, event: Message) -> None:
        """Take the page's device pixel ratio if its viewer decides."""
        self._handle_ratio(event.get("device_pixel_ratio", 1))

    def handle_set_dpi_ratio(self, event: Message) -> None:
        """Do the same under the name that older clients use."""
        self._handle_ratio(event.get("dpi_ratio", 1))

    def _handle_ratio(self, ratio: float) -> None:
        asker = self.manager.asker if self.manager is not None else None
        if asker is not None:
            asker.device_pixel_ratio = ratio
        if self.manager is None or self.manager.driver.decides(asker):
            self.set_ratio(ratio)

    def refuses(self, width: float, height: float) -> bool:
        """Return whether that many pixels are too many for a page, and tell it so."""
        if width * height <= MOST_PIXELS:
            return False
        text = (
            f"a figure of {width:.0f} x {height:.0f} pixels is not drawn for a page; "
            f"it may have {MOST_PIXELS} pixels at most"
        )
        self.send_event_to_asker("error", message=text, traceback=None)
        return True

    # -- frames ----------------------------------------------------------------

    def handle_draw(self, event: Message) -> None:
        """Draw now."""
        self.draw()  # type: ignore[no-untyped-call]

    def handle_refresh(self, event: Message) -> None:
        """Send everything anew."""
        if self.manager is not None:
            self.manager.refresh(self.manager.asker)
        self.draw_idle()

    def handle_send_image_mode(self, event: Message) -> None:
        """Announce the mode of the images, to the viewer that asked if known."""
        asker = self.manager.asker if self.manager is not None else None
        if asker is not None:
            asker.announce_mode()
        else:
            self.send_event("image_mode", mode=self.image_mode)

    def handle_ack(self, event: Message) -> None:
        """Take an image as received; viewers count their own."""

    # -- what the canvas adds --------------------------------------------------

    def resize_to(self, width: float, height: float) -> None:
        """Take a size from a page, in CSS pixels."""
        raise NotImplementedError

    def set_ratio(self, ratio: float) -> None:
        """Take a device pixel ratio from a page."""
        raise NotImplementedError
