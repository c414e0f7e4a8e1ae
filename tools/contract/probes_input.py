"""Probes of rows K, M, Z, U and H: keys, mouse, size, toolbar, hosts."""

from probe import Probe, alone

KEY = ("keys", "9")
# Outside of the axes, and where no client lays its tools over the figure.
FOCUS = ("click", 0.5, 0.97)

EVENTS = """
fig, ax = plt.subplots()
events = record(fig, {names})
def test():
    {test}
at_end(fig, test)
ready()
plt.show()
"""


def about_events(row: str, names: str, test: str, *gestures, **more) -> Probe:
    quoted = ", ".join(repr(name) for name in names.split())
    script = EVENTS.format(names=quoted, test=test.strip().replace("\n", "\n    "))
    return Probe(row, script, (FOCUS, *gestures, KEY), **more)


PROBES = (
    about_events(
        "K1",
        "key_press",
        """
names = [event.key for event in events[:-1]]
wanted = ["a", "shift", "A", "control", "ctrl+a", "ctrl+alt", "ctrl+alt+d",
          "shift", "shift+left"]
return names == wanted, names
""",
        ("keys", "a"),
        *(("down", "Shift"), ("keys", "A"), ("up", "Shift")),
        *(("down", "Control"), ("keys", "a"), ("down", "Alt"), ("keys", "d")),
        *(("up", "Alt"), ("up", "Control")),
        *(("down", "Shift"), ("keys", "ArrowLeft"), ("up", "Shift")),
    ),
    about_events(
        "K2",
        "key_press",
        """
names = [event.key for event in events[:-1]]
wanted = ["enter", "backspace", "delete", "escape", "home", "end", "pagedown",
          "up", "f1", " "]
return names == wanted, names
""",
        (
            *("keys", "Enter", "Backspace", "Delete", "Escape", "Home", "End"),
            *("PageDown", "ArrowUp", "F1", " "),
        ),
    ),
    about_events(
        "K3",
        "key_press",
        "number = len(events) - 1\nreturn number == 4, f'{number} presses'",
        ("repeat", "a", 3),
    ),
    Probe(
        "K4",
        """
fig, ax = plt.subplots()
at_end(fig, lambda: (ax.get_yscale() == "log", ax.get_yscale()))
ready()
plt.show()
""",
        (("click", 0.5, 0.5), ("keys", "l"), KEY),
    ),
    about_events(
        "K6",
        "key_press",
        """
event = events[0]
place = (event.x, event.y, event.inaxes is ax)
return place[2] and abs(event.x - 320) < 2 and abs(event.y - 240) < 2, place
""",
        ("move", 0.5, 0.5),
        ("keys", "a"),
    ),
    about_events(
        "M1",
        "button_press",
        """
event = events[-1]
return abs(event.x - 200) < 1.5 and abs(event.y - 672) < 1.5, (event.x, event.y)
""",
        ("click", 100 / 640, 144 / 480),
        ratio=2,
    ),
    about_events(
        "M2",
        "button_press motion_notify",
        """
buttons = [int(e.button) for e in events if e.name == "button_press_event"]
held = [sorted(map(int, e.buttons)) for e in events if e.name[0] == "m" and e.buttons]
return buttons[1:5] == [1, 2, 3, 8] and held[:1] == [[1]], (buttons[1:], held[:1])
""",
        ("drag", (0.4, 0.4), (0.5, 0.5)),
        ("click", 0.5, 0.5, 2),
        ("click", 0.5, 0.5, 3),
        ("click", 0.5, 0.5, 8),
        ("sleep", 0.3),
        ("click", 0.5, 0.5),
    ),
    about_events(
        "M3",
        "button_press button_release",
        """
seen = [(e.name[7], e.dblclick) for e in events[2:]]
wanted = [("p", False), ("r", False), ("p", True), ("r", False)]
return seen == wanted, seen
""",
        ("sleep", 0.7),
        ("double", 0.5, 0.5),
    ),
    about_events(
        "M4",
        "button_release figure_leave motion_notify",
        """
names = [e.name[:8] for e in events]
released = [e for e in events if e.name == "button_release_event"][-1]
outside = any(e.name[0] == "m" and e.y < 0 for e in events)
return outside and released.y < 0, (outside, released.y)
""",
        ("drag", (0.4, 0.5), (0.4, 1.1)),
        ("move", 0.4, 0.4),
    ),
    about_events(
        "M5",
        "scroll",
        """
steps = [round(float(e.step), 2) for e in events]
good = steps[:2] == [1, -1] and 0 < steps[2] < 1
return good, [(e.button, e.step) for e in events]
""",
        ("wheel", 0.5, 0.5, 1),
        ("wheel", 0.5, 0.5, -1),
        ("wheel", 0.5, 0.5, 0.25),
    ),
    about_events(
        "M6",
        "button_press scroll",
        """
held = [sorted(e.modifiers) for e in events[1:]]
return held == [["ctrl"], ["shift"]], held
""",
        *(("down", "Control"), ("click", 0.5, 0.5), ("up", "Control")),
        *(("down", "Shift"), ("click", 0.5, 0.5), ("up", "Shift")),
        # There Qt asks for the real keyboard's.
        without=("qt",),
    ),
    about_events(
        "M7",
        "figure_enter figure_leave axes_enter axes_leave",
        """
names = [e.name[:-6] for e in events]
# matplotlib enters axes with the very event of the motion.
wanted = ["figure_enter", "motion_notify", "axes_leave", "figure_leave", "figure_enter"]
return names == wanted, names
""",
        ("move", 0.5, 0.5),
        ("move", 0.97, 0.5),
        ("move", 1.03, 0.5),
        ("click", 0.97, 0.5),
    ),
    Probe(
        "Z1",
        """
fig = plt.figure()
sizes = record(fig, "resize")
before = list(fig.get_size_inches())
def test():
    after = list(fig.get_size_inches())
    grown = after[0] > before[0] + 0.3 and after[1] > before[1] + 0.3
    return grown and len(sizes) > 0 and fig.dpi == 100, [float(x) for x in after]
at_end(fig, test)
ready()
plt.show()
""",
        (("resize", 60, 50), ("sleep", 0.5), ("click", 0.2, 0.2), KEY),
    ),
    Probe(
        "Z2",
        """
fig = plt.figure()
sizes = record(fig, "resize")
def change():
    fig.set_size_inches(5, 3)
    check(len(sizes) > 0, f"{len(sizes)} resize_event at once")
after(fig, 0.8, change)
ready()
plt.show()
""",
    ),
    Probe(
        "Z3",
        """
fig = plt.figure()
def test():
    inches = fig.get_size_inches().tolist()
    size = fig.canvas.get_width_height()
    good = fig.dpi == 150 and inches == [6.4, 4.8] and size == (640, 480)
    return good, (fig.dpi, inches, size)
at_end(fig, test)
ready()
plt.show()
""",
        (("sleep", 0.5), ("click", 0.5, 0.5), KEY),
        ratio=1.5,
    ),
    Probe(
        "U1",
        """
fig, ax = plt.subplots()
mode = lambda: fig.canvas.toolbar.mode.name
at_end(fig, lambda: (mode() == "PAN", mode()))
ready()
plt.show()
""",
        (("tool", "Left button pans"), FOCUS, KEY),
    ),
    Probe(
        "U2",
        """
fig, ax = plt.subplots()
at_end(fig, lambda: (fig.canvas.toolbar is None and ax.get_yscale() == "log", ""))
ready()
plt.show()
""",
        (("click", 0.5, 0.5), ("keys", "l"), KEY),
        rc={"toolbar": "None"},
    ),
    Probe(
        "U3",
        """
from matplotlib.backend_tools import ToolBase
fig, ax = plt.subplots()
pressed = []
class Own(ToolBase):
    default_keymap = "j"
    description = "A tool of the user"
    def trigger(self, *args, **kwargs):
        pressed.append(1)
manager = fig.canvas.manager
manager.toolmanager.add_tool("Own", Own)
manager.toolbar.add_tool("Own", "navigation", 1)
at_end(fig, lambda: (len(pressed) == 1, f"triggered {len(pressed)} times"))
ready()
plt.show()
""",
        (("click", 0.5, 0.5), ("keys", "j"), KEY),
        rc={"toolbar": "toolmanager"},
    ),
    Probe(
        "U4",
        """
fig, ax = plt.subplots()
ax.set(xlim=(0, 1), ylim=(0, 1))
draws = drawn(fig)
fig.canvas.toolbar.zoom()
seen = []
fig.canvas.mpl_connect("motion_notify_event", lambda event: seen.append(len(draws)))
def test():
    low, high = ax.get_xlim()
    return high - low < 0.7 and seen[-2] == seen[0], f"{seen[-2] - seen[0]} draws"
at_end(fig, test)
ready()
plt.show()
""",
        (("drag", (0.6, 0.6), (0.3, 0.3)), KEY),
    ),
    Probe(
        "U7",
        """
from matplotlib.backend_tools import Cursors
fig = plt.figure()
def busy(event):
    fig.canvas.set_cursor(Cursors.WAIT)
    time.sleep(3)
fig.canvas.mpl_connect("button_press_event", busy)
ready()
plt.show()
""",
        (("move", 0.5, 0.5), ("press", 1), ("sleep", 1), ("cursor", "wait")),
        without=("qt",),
    ),
    alone(
        "H5",
        """
import asyncio
async def main():
    fig = plt.figure()
    ticks = []
    timer = fig.canvas.new_timer(20)
    timer.add_callback(lambda: ticks.append(1))
    timer.start()
    fig.show()
    await asyncio.sleep(0.6)
    check(len(ticks) > 5, f"{len(ticks)} ticks")
asyncio.run(main())
""",
    ),
    alone(
        "H6",
        """
import threading
came = []
def work():
    try:
        fig = plt.figure()
        closes = record(fig, "close")
        after(fig, 0.5, plt.close, fig)
        plt.show()
        came.append("shown" if closes else "")
    except Exception as error:
        came.append(str(error))
thread = threading.Thread(target=work, daemon=True)
thread.start()
thread.join(5)
ok = came and (came[0] == "shown" or "main thread" in came[0])
check(ok, came or "neither an error nor a figure")
""",
    ),
)
