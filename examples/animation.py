"""An animation that draws only what moves."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

figure, axes = plt.subplots(num="A travelling wave")
x = np.linspace(0, 4 * np.pi, 500)
(line,) = axes.plot(x, np.sin(x))


def draw(frame):
    line.set_ydata(np.sin(x - 0.1 * frame))
    return [line]


animation = FuncAnimation(figure, draw, frames=63, interval=20, blit=True)
plt.show()
