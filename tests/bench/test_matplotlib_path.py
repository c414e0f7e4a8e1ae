"""The baseline must be matplotlib's own: same bytes as a real WebAgg canvas."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends import backend_webagg_core as core
from matplotlib.figure import Figure

from webagg.bench.matplotlib_path import MatplotlibWebAgg


class Socket:
    def __init__(self):
        self.images = []
        self.modes = []

    def send_json(self, content):
        if content["type"] == "image_mode":
            self.modes.append(content["mode"])

    def send_binary(self, blob):
        self.images.append(blob)


def test_same_images_as_a_drawn_figure():
    figure = Figure(figsize=(3, 2), dpi=50)
    canvas = core.FigureCanvasWebAggCore(figure)
    manager = core.FigureManagerWebAgg(canvas, 1)
    socket = Socket()
    manager.add_web_socket(socket)
    (line,) = figure.add_subplot().plot([0, 1, 2])
    prepared = MatplotlibWebAgg()
    modes = []
    for shift in range(4):
        line.set_ydata([shift, 1, 2])
        figure.set_alpha(1)
        canvas.draw()
        frame = np.array(canvas.buffer_rgba())
        mode, png = prepared.send(frame)
        assert png == socket.images[-1]
        modes.append(mode)
    assert modes == ["full", "diff", "diff", "diff"]
    # The real one announces only changes; it started as full.
    assert socket.modes == ["diff"]


def test_translucent_and_resized_frames_are_full():
    webagg = MatplotlibWebAgg()
    opaque = np.full((8, 9, 4), 255, np.uint8)
    assert webagg.send(opaque)[0] == "full"
    assert webagg.send(opaque)[0] == "diff"
    assert webagg.send(opaque[:7].copy())[0] == "full"
    translucent = opaque[:7] // 2
    assert webagg.send(translucent)[0] == "full"


def test_no_pyplot_figure_is_made():
    before = plt.get_fignums()
    MatplotlibWebAgg().send(np.zeros((2, 2, 4), np.uint8))
    assert plt.get_fignums() == before
