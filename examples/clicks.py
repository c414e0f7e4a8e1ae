"""Events: a click adds a point, the key d takes the last one away."""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt

figure, axes = plt.subplots(num="Click to add points")
axes.set(xlim=(0, 1), ylim=(0, 1))
points = []
(line,) = axes.plot([], [], "o-")


def redraw():
    line.set_data([x for x, _ in points], [y for _, y in points])
    figure.canvas.draw_idle()


def clicked(event):
    if event.inaxes is axes and event.button == 1:
        points.append((event.xdata, event.ydata))
        redraw()


def pressed(event):
    if event.key == "d" and points:
        points.pop()
        redraw()


figure.canvas.mpl_connect("button_press_event", clicked)
figure.canvas.mpl_connect("key_press_event", pressed)
plt.show()
print("points:", points)
