"""An image to zoom into; the coordinates under the mouse are beside the toolbar."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np

y, x = np.mgrid[-3:3:800j, -4:4:1000j]
height = (1 - x / 2 + x**5 + y**3) * np.exp(-(x**2) - y**2)

figure, axes = plt.subplots(num="Image", layout="constrained")
image = axes.imshow(height, extent=(-4, 4, -3, 3), origin="lower", cmap="RdBu_r")
figure.colorbar(image, label="height")
plt.show()
