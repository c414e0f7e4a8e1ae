"""Probes of rows E, T and B: loops, timers, blitting and animations."""

from probe import Probe, alone

KEY = ("keys", "9")

PROBES = (
    alone(
        "E1",
        """
fig = plt.figure()
line, = plt.plot([1, 2])
plt.pause(0.1)
draws = drawn(fig)
for n in range(10):
    line.set_ydata([1, n])
    plt.pause(0.02)
check(len(draws) == 10, f"{len(draws)} draws for 10 changes")
""",
    ),
    alone(
        "E2",
        """
import threading
fig = plt.figure()
plt.show(block=False)
start = time.monotonic()
fig.canvas.start_event_loop(0.2)
threading.Timer(0.2, fig.canvas.stop_event_loop).start()
fig.canvas.start_event_loop(20)
check(time.monotonic() - start < 5)
""",
    ),
    Probe(
        "E3",
        """
fig, ax = plt.subplots()
ready()
points = plt.ginput(1, timeout=8)
check(len(points) == 1, points)
""",
        (("click", 0.5, 0.5),),
    ),
    alone(
        "E4",
        """
fig = plt.figure()
plt.show(block=False)
plt.pause(0.1)
draws = drawn(fig)
fig.canvas.draw_idle()
fig.canvas.flush_events()
check(len(draws) == 1, f"{len(draws)} draws")
""",
    ),
    alone(
        "E5",
        """
fig = plt.figure()
plt.show(block=False)
plt.pause(0.1)
draws = drawn(fig)
for n in range(50):
    fig.canvas.draw_idle()
at_once = len(draws)
plt.pause(0.1)
check(len(draws) == 1 and not at_once, f"{len(draws)} draws")
""",
    ),
    alone(
        "E6",
        """
fig = plt.figure()
text = fig.text(0.5, 0.5, "here")
draws = drawn(fig)
plt.show(block=False)
draws.clear()
fig.canvas.draw()
drew = len(draws)
def fail(renderer):
    raise ValueError("expected")
text.draw = fail
try:
    fig.canvas.draw()
except ValueError:
    check(drew == 1)
else:
    check(False, "the error did not reach the caller")
""",
    ),
    alone(
        "E7",
        """
fig = plt.figure()
draws = drawn(fig)
def count():
    check(len(draws) == 1, f"{len(draws)} draws")
def ask():
    draws.clear()
    fig.canvas.draw_idle()
after(fig, 0.4, ask)
after(fig, 1.0, count)
plt.show()
""",
    ),
    Probe(
        "E9",
        """
fig = plt.figure()
moves = []
def slow(event):
    moves.append(event.x)
    time.sleep(0.05)
fig.canvas.mpl_connect("motion_notify_event", slow)
at_end(fig, lambda: (1 < len(moves) < 100, f"{len(moves)} of 122 moves"))
ready()
plt.show()
""",
        (("click", 0.5, 0.5), ("flood", 120), KEY, ("sleep", 7)),
        without=("qt",),
    ),
    alone(
        "E10",
        """
import threading
fig, ax = plt.subplots()
errors = []
def work():
    try:
        for n in range(5):
            ax.plot([n, 2])
            fig.canvas.draw()
    except Exception as error:
        errors.append(error)
plt.pause(0.1)
thread = threading.Thread(target=work)
thread.start()
plt.pause(1)
thread.join(5)
check(not errors and not thread.is_alive(), errors)
""",
    ),
    alone(
        "T1",
        """
fig = plt.figure()
ticks = []
def tick():
    ticks.append(time.perf_counter())
    if len(ticks) == 61:
        mean = (ticks[-1] - ticks[0]) / 60 * 1000
        check(abs(mean - 16) < 1, f"{mean:.1f} ms for 16")
timer = fig.canvas.new_timer(16)
timer.add_callback(tick)
timer.start()
plt.show()
""",
    ),
    alone(
        "T2",
        """
fig = plt.figure()
shots, ticks = [], []
single = fig.canvas.new_timer(20)
single.single_shot = True
single.add_callback(lambda: shots.append(1))
single.start()
changed = fig.canvas.new_timer(60000)
changed.add_callback(lambda: ticks.append(1))
changed.start()
changed.interval = 20
after(fig, 0.3, single.start)
after(fig, 0.6, lambda: check(len(shots) == 2 and len(ticks) > 3, (shots, len(ticks))))
plt.show()
""",
    ),
    alone(
        "T3",
        """
fig = plt.figure()
once, fails = [], []
def stop():
    once.append(1)
    return False
def fail():
    fails.append(1)
    raise ValueError("expected")
for function in (stop, fail):
    timer = fig.canvas.new_timer(20)
    timer.add_callback(function)
    timer.start()
    fig.__dict__[function.__name__] = timer
after(fig, 0.5, lambda: check(len(once) == 1 and len(fails) > 3, (once, len(fails))))
plt.show()
""",
    ),
    alone(
        "T4",
        """
fig = plt.figure()
dropped, kept = [], []
timer = fig.canvas.new_timer(20)
timer.add_callback(lambda: kept.append(1))
timer.start()
gone = fig.canvas.new_timer(100)
gone.add_callback(lambda: dropped.append(1))
gone.start()
del gone
after(fig, 0.5, lambda: check(not dropped and len(kept) > 3, (dropped, len(kept))))
plt.show()
""",
    ),
    Probe(
        "B1",
        """
import numpy as np
fig, ax = plt.subplots()
line, = ax.plot(range(100), "r", animated=True, lw=4)
supported = fig.canvas.supports_blit
def run():
    background = fig.canvas.copy_from_bbox(fig.bbox)
    timer = fig.canvas.new_timer(1)
    count = []
    def blit():
        fig.canvas.restore_region(background)
        line.set_ydata(np.roll(range(100), len(count)))
        ax.draw_artist(line)
        fig.canvas.blit(ax.bbox)
        count.append(1)
        if len(count) == 300:
            # The renderer's own memory, whatever else a canvas says.
            np.save("half.npy", np.array(fig.canvas.buffer_rgba()))
            os.replace("half.npy", "buffer.npy")
            check(supported, "supports_blit")
            return False
    timer.add_callback(blit)
    timer.start()
    fig.timer = timer
after(fig, 1.5, run)
ready()
plt.show()
""",
        (("sleep", 2.5), ("pixels",)),
    ),
    Probe(
        "B2",
        """
from matplotlib.animation import FuncAnimation
fig, ax = plt.subplots()
line, = ax.plot([0, 1])
frames = []
def step(n):
    frames.append(n)
    line.set_ydata([0, n % 10])
    return [line]
movie = FuncAnimation(fig, step, interval=20, blit=True, save_count=10)
draws = drawn(fig)
def test():
    note = f"{len(frames)} frames, {len(draws)} full draws"
    return len(frames) > 3 * len(draws) + 20, note
at_end(fig, test)
ready()
plt.show()
""",
        (("sleep", 1.5), ("click", 0.5, 0.5), KEY),
    ),
    Probe(
        "B3",
        """
from matplotlib.widgets import Slider
fig = plt.figure()
slider = Slider(fig.add_axes((0.2, 0.4, 0.6, 0.2)), "s", 0, 1)
at_end(fig, lambda: (0.3 < slider.val < 0.4, f"left at {slider.val:.2f}"))
ready()
plt.show()
""",
        (
            ("drag", (0.3, 0.5), (0.4, 0.5), (0.4, 1.2)),
            ("move", 0.6, 0.5),
            ("move", 0.7, 0.5),
            ("click", 0.1, 0.1),
            KEY,
        ),
    ),
    Probe(
        "B3",
        """
from matplotlib.widgets import RectangleSelector
fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1])
ax.set(xlim=(0, 1), ylim=(0, 1))
selector = RectangleSelector(ax, lambda *args: None, useblit=True)
draws = drawn(fig)
def test():
    width = selector.extents[1] - selector.extents[0]
    note = f"width {width:.2f}, blits: {selector.useblit}, {len(draws)} draws"
    return 0.3 < width < 0.5 and selector.useblit and len(draws) < 6, note
at_end(fig, test)
ready()
plt.show()
""",
        (("drag", (0.3, 0.3), (0.6, 0.6)), KEY),
    ),
)
