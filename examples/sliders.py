"""Widgets: two sliders move a curve."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.widgets import Slider

figure, axes = plt.subplots(num="Sliders")
figure.subplots_adjust(bottom=0.25)
time = np.linspace(0, 1, 1000)
(line,) = axes.plot(time, np.sin(2 * np.pi * 3 * time))
axes.set(xlabel="time (s)", ylim=(-1.2, 1.2))

frequency = Slider(
    figure.add_axes((0.2, 0.1, 0.6, 0.04)), "frequency (Hz)", 0, 20, valinit=3
)
height = Slider(figure.add_axes((0.2, 0.04, 0.6, 0.04)), "height", 0, 1, valinit=1)


def update(_):
    line.set_ydata(height.val * np.sin(2 * np.pi * frequency.val * time))
    figure.canvas.draw_idle()


frequency.on_changed(update)
height.on_changed(update)
plt.show()
