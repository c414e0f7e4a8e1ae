"""Two figures on one page: what is selected in the first is shown in the second."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.widgets import SpanSelector

time = np.linspace(0, 60, 6000)
signal = np.sin(2 * np.pi * 0.3 * time) + 0.4 * np.sin(2 * np.pi * 7 * time)

overview, above = plt.subplots(num="Overview", figsize=(8, 3), layout="constrained")
above.plot(time, signal, linewidth=0.5)
above.set(xlabel="time (s)", title="Drag to select")

detail, below = plt.subplots(num="Detail", figsize=(8, 3), layout="constrained")
below.plot(time, signal)
below.set(xlabel="time (s)", xlim=(10, 12))


def selected(start, end):
    if end > start:
        below.set_xlim(start, end)
        detail.canvas.draw_idle()


selector = SpanSelector(above, selected, "horizontal", useblit=True, interactive=True)
plt.show()
