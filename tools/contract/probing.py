"""What the scripts of the probes use: they say by a file how it went."""

import json
import os
import sys
from pathlib import Path

_result = Path(os.environ.get("PROBE_RESULT", "result.jsonl"))


def use_file(path):
    """Write results to `path`: kernels do not get an environment of their own."""
    global _result
    _result = Path(path)


def check(ok, note=""):
    """Note whether something is as it should be, and what it was."""
    with _result.open("a") as file:
        file.write(json.dumps({"ok": bool(ok), "note": str(note)}) + "\n")


def ready():
    """Say that the gestures may begin."""
    _result.with_suffix(".ready").touch()


def record(fig, *names):
    """Return a list that will hold the figure's events of these names."""
    events = []
    for name in names:
        fig.canvas.mpl_connect(f"{name}_event", events.append)
    return events


def at_end(fig, test):
    """Check what `test` returns, (ok, note), when the last gesture, key 9, arrives."""

    def pressed(event):
        if event.key == "9":
            check(*test())

    fig.canvas.mpl_connect("key_press_event", pressed)


def drawn(fig):
    """Return a list to which every draw of the figure adds."""
    return record(fig, "draw")


def after(fig, seconds, function, *args):
    """Call a function once, by a timer that lives as long as the figure."""
    timer = fig.canvas.new_timer(int(seconds * 1000))
    timer.single_shot = True
    timer.add_callback(function, *args)
    timer.start()
    fig.__dict__.setdefault("_probe_timers", []).append(timer)


def is_main_thread():
    """Whether this is the main thread."""
    import threading

    return threading.current_thread() is threading.main_thread()


sys.modules.setdefault("probing", sys.modules[__name__])
