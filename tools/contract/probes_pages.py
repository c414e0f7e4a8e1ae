"""Probes of what takes more than a gesture over one figure.

Leaving, a second page, fingers, full screen, downloads: what a browser has and a
window has otherwise or not at all.
"""

from probe import Probe

KEY = ("keys", "9")
# Outside of the axes, and where no client lays its tools over the figure.
FOCUS = ("click", 0.5, 0.97)

PROBES = (
    Probe(
        "L10",
        """
fig = plt.figure(1)
def again():
    plt.close(fig)
    new = plt.figure(1)
    events = record(new, "button_press")
    new.show()
    number = "a page of the old figure 1 clicks the new one"
    after(new, 3, lambda: check(not events, number))
after(fig, 2.5, again)
ready()
plt.show()
""",
        (("only", "1"), ("sleep", 2.5), ("click", 0.5, 0.5)),
        notebook=False,
        without=("qt",),
    ),
    Probe(
        "L15",
        """
fig = plt.figure()
closes = record(fig, "close")
after(fig, 5, lambda: check(not closes, "leaving closes the figure"))
ready()
plt.show()
""",
        (("leave",), ("sleep", 3)),
        without=("qt",),
    ),
    Probe(
        "E8",
        """
fig = plt.figure()
fig.canvas.mpl_connect("button_press_event", lambda event: time.sleep(8))
ready()
plt.show()
""",
        (
            ("move", 0.5, 0.5),
            ("press", 1),
            ("sleep", 0.3),
            ("reload",),
            ("says", "busy"),
        ),
        notebook=False,
        without=("qt",),
    ),
    Probe(
        "K5",
        """
fig = plt.figure()
events = record(fig, "key_press", "button_press")
def test():
    names = [getattr(e, "key", e.name) for e in events[1:-1]]
    held = sorted(events[-2].modifiers)
    return names[:2] == ["shift", "a"] and not held, (names, held)
at_end(fig, test)
ready()
plt.show()
""",
        (
            *(FOCUS, ("down", "Shift"), ("lose", "Shift"), ("sleep", 0.2)),
            *(("keys", "a"), FOCUS, KEY),
        ),
    ),
    Probe(
        "M8",
        """
fig = plt.figure()
events = record(fig, "button_press", "motion_notify", "button_release")
def test():
    names = "".join(e.name[0] + e.name[7] for e in events)
    pressed = names.find("bp")
    rest = names[pressed:]
    good = pressed >= 0 and "mn" in rest and rest.endswith("br")
    return good and events[pressed // 2].button == 1, names or 'no events'
after(fig, 3, lambda: check(*test()))
ready()
plt.show()
""",
        (("touch", (0.4, 0.4), (0.6, 0.6)), ("sleep", 1.5)),
        without=("qt",),
    ),
    Probe(
        "Z4",
        """
fig = plt.figure()
at_end(fig, lambda: (fig.dpi == 100, f"a second page sets {fig.dpi:g} dpi"))
ready()
plt.show()
""",
        (FOCUS, ("second", 2), KEY),
        notebook=False,
        without=("qt",),
    ),
    Probe(
        "Z5",
        """
import numpy as np
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
def save(event):
    np.save("half.npy", np.array(fig.canvas.buffer_rgba()))
    fig.savefig("small.png", dpi=37)
    os.replace("half.npy", "buffer.npy")
fig.canvas.mpl_connect("button_press_event", save)
ready()
plt.show()
""",
        (FOCUS, ("sleep", 1.2), ("pixels",)),
    ),
    Probe(
        "Z6",
        "fig = plt.figure()\nready()\nplt.show()",
        (("click", 0.5, 0.5), ("keys", "f"), ("sleep", 0.7), ("fullscreen",)),
    ),
    Probe(
        "U5",
        "fig = plt.figure()\nready()\nplt.show()",
        (("click", 0.5, 0.5), ("download", "s", ".png")),
        # It asks where, in a window of the system.
        without=("qt",),
    ),
    Probe(
        "U6",
        "fig = plt.figure()\nready()\nplt.show()",
        (("tool", "ubplots"), ("sleep", 0.5), ("margins",)),
    ),
)
