"""The sockets of a figure and of a page."""

from __future__ import annotations

from typing import Any

from webagg.backend.figures import figures
from webagg.server import leaving
from webagg.server.guard import Failure
from webagg.server.handlers import shown_figure
from webagg.server.socket import BadMessage, BoundedSocket

NORMAL_CLOSURE = 1000


class WebSocket(BoundedSocket):
    """Carries one figure's pictures, and what the user does to it."""

    def open(self, fignum: str) -> None:
        """Connect to figure *fignum*, if it is still the one that was meant."""
        self.begin()
        self.fignum = fignum
        self.manager = None
        self._told_closed = False
        try:
            manager = shown_figure(fignum, self.get_query_argument("id", None))
        except Failure:
            self.send_json({"type": "closed", "reason": "gone"})
            self.end(NORMAL_CLOSURE, "no such figure")
            return
        self.manager = manager
        # Only pages of our own name the identity.
        self.will_say_hello = bool(self.get_query_argument("id", ""))
        manager.add_web_socket(self)

    def on_message(self, message: str | bytes) -> None:
        """Hand a message to the figure."""
        super().on_message(message)

    def on_close(self) -> None:
        """Disconnect from the figure."""
        super().on_close()

    def send_json(self, content: dict[str, Any]) -> None:
        """Send *content* as a text message."""
        if content.get("type") == "closed":
            self._told_closed = True
        super().send_json(content)

    def send_binary(self, blob: bytes) -> None:
        """Send *blob*; as a data URI of a PNG where the client takes text only."""
        super().send_binary(blob)

    def handle(self, kind: str, content: dict[str, Any]) -> None:
        """Act on a message: what the client can take concerns us, else the figure."""
        if kind == "supports_binary":
            value = content.get("value")
            if not isinstance(value, bool):
                raise BadMessage(f"supports_binary needs true or false, not {value!r}")
            self.supports_binary = value
        elif self.manager is not None:
            self.manager.handle_message(self, content)

    def figures_changed(self) -> None:
        """Close the socket once its figure is closed."""
        if self.manager is None or self.manager in figures:
            return
        if not self._told_closed:
            self.send_json({"type": "closed", "reason": "figure"})
        self.end(NORMAL_CLOSURE, "figure closed")

    def finished(self) -> None:
        """Disconnect from the figure."""
        if self.manager is None:
            return
        if self.close_code is None:
            # No goodbye: the page may be there and come back.
            self.manager.lose_web_socket(self)
            return
        self.manager.remove_web_socket(self)
        if self.settings["close_on_leave"]:
            leaving.left(self.manager)


class PageSocket(BoundedSocket):
    """Tells a page which figures there are."""

    def open(self) -> None:
        """Send the list, and again whenever it changes."""
        self.begin()
        self.figures_changed()

    def handle(self, kind: str, content: dict[str, Any]) -> None:
        """Refuse messages, as this socket only tells; but say that it lives."""
        if kind == "ping":
            self.send_json({"type": "pong"})
            return
        raise BadMessage(f"the page's socket takes no messages, and no {kind[:40]!r}")

    def figures_changed(self) -> None:
        """Send the list."""
        self.send_json({"type": "figures", "figures": figures.listing()})
