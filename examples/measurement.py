"""A loop of one's own: plt.pause shows what was measured and lets the user act."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np

random = np.random.default_rng(1)
figure, axes = plt.subplots(num="Measurement")
(line,) = axes.plot([], [])
axes.set(xlabel="sample", ylabel="value")
values = [0.0]

while plt.fignum_exists("Measurement"):
    values.append(values[-1] + random.normal())
    line.set_data(np.arange(len(values)), values)
    axes.relim()
    axes.autoscale_view()
    plt.pause(0.05)
print("stopped after", len(values), "samples")
