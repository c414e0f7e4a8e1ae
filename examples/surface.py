"""Three dimensions: drag to turn, scroll to zoom."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np

x, y = np.meshgrid(np.linspace(-6, 6, 60), np.linspace(-6, 6, 60))
radius = np.hypot(x, y)

figure = plt.figure("Surface")
axes = figure.add_subplot(projection="3d")
axes.plot_surface(x, y, np.sinc(radius / np.pi), cmap="viridis")
plt.show()
