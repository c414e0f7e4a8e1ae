"""As much of a figure as viewers need, with something to draw."""

import numpy as np

from webagg.stream import protocol
from webagg.stream.viewers import Viewers


class Panel:
    """Stands in for a figure's manager: a picture, and the viewers of it."""

    def __init__(self):
        self.opened = 0
        self.viewers = Viewers(self.open)
        self.picture = np.zeros((60, 90, 4), np.uint8)
        self.picture[..., 3] = 255
        self.random = np.random.default_rng(5)

    def open(self):
        self.opened += 1

    def add_web_socket(self, socket):
        viewer = self.viewers.add(socket)
        welcome = {"type": "welcome", "viewer": viewer.id}
        viewer.send({**welcome, "session": self.viewers.session})

    def remove_web_socket(self, socket):
        self.viewers.remove(socket)

    def handle_message(self, socket, content):
        message = protocol.check(content)
        viewer = self.viewers.of(socket)
        kind = message["type"]
        if kind == "hello":
            viewer.hello(message)
        elif kind == "ack":
            viewer.acknowledge(message)
        elif kind == "key_frame":
            viewer.start_over()
        elif kind == "visible":
            viewer.set_visible(message["value"])
        else:
            viewer.handled_seq = message["seq"]

    def change(self):
        """Draw something and publish it."""
        y, x = self.random.integers(0, (55, 85))
        self.picture[y : y + 5, x : x + 5, :3] = self.random.integers(0, 256, 3)
        return self.viewers.publish(self.picture)

    def noise(self):
        """Draw what takes its time on a link and publish it."""
        shape = self.picture[..., :3].shape
        self.picture[..., :3] = self.random.integers(0, 256, shape)
        return self.viewers.publish(self.picture)
