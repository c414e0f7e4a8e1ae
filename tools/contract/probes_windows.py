"""Probes of rows S, L and X: choosing the backend, windows, errors and signals."""

from probe import Probe, alone

KEY = ("keys", "9")

PROBES = (
    alone(
        "S1",
        """
fig = plt.figure()
name = type(fig.canvas).__name__
check(name != "FigureCanvasAgg", f"without a display it is {name}")
""",
        head=False,
        without=("ipympl",),
    ),
    Probe(
        "S2",
        """
from matplotlib.backends.registry import backend_registry as registry
fig = plt.figure()
names = {"module://webagg": "fastwebagg"}
name = names.get(matplotlib.get_backend(), matplotlib.get_backend())
stock = ("agg", "svg", "webagg", "inline")
taken = [n for n in stock if registry.resolve_backend(n)[0] != n]
matplotlib.use(name, force=True)
same = type(plt.figure().canvas) is type(fig.canvas)
check(same and not taken, f"as {name}: {same}, taken: {taken}")
""",
        looked_at=False,
    ),
    alone(
        "S3",
        """
from matplotlib.backends.registry import backend_registry as registry
backend = os.environ["MPLBACKEND"]
name = {"module://webagg": "fastwebagg"}.get(backend, backend)
loop = registry.resolve_backend(name)[1]
matplotlib.use(name)
plt.figure()
# IPython takes "webagg" for none.
check(loop not in (None, "webagg"), f"IPython hears of {loop}")
""",
        head=False,
    ),
    alone(
        "S4",
        """
fig = plt.figure()
plt.plot([1, 2])
fig.savefig("file.png")
import threading
threads = [t.name for t in threading.enumerate() if t.name != "test control"]
check(len(threads) == 1, threads)
""",
    ),
    alone(
        "L1",
        """
fig = plt.figure()
closes = record(fig, "close")
after(fig, 0.5, plt.close, fig)
plt.show()
check(len(closes) == 1, f"show returned, {len(closes)} close_event")
""",
    ),
    Probe(
        "L1",
        """
fig = plt.figure()
closes = record(fig, "close")
ready()
plt.show()
check(len(closes) == 1, f"show returned, {len(closes)} close_event")
""",
        (("close",),),
        notebook=False,
    ),
    alone(
        "S5",
        """
backend = matplotlib.get_backend()
plt.switch_backend("agg")
other = plt.figure()
plt.switch_backend(backend)
fig = plt.figure()
after(fig, 0.5, plt.close, fig)
plt.show()
check(plt.fignum_exists(other.number))
""",
    ),
    alone("L2", "plt.show()\ncheck(True)"),
    alone(
        "L3",
        """
fig = plt.figure()
draws = drawn(fig)
start = time.monotonic()
plt.show(block=False)
took = time.monotonic() - start
check(took < 5 and len(draws) == 1, f"{len(draws)} draws")
""",
    ),
    alone(
        "L4",
        """
plt.ion()
fig = plt.figure()
draws = drawn(fig)
plt.plot([1, 2])
plt.show()
plt.pause(0.2)
check(len(draws) == 1, f"{len(draws)} draws")
""",
    ),
    Probe(
        "L5",
        """
fig = plt.figure()
counts = record(fig, "close")
fig.canvas.mpl_connect("close_event", lambda event: check(len(counts) == 1))
ready()
plt.show()
""",
        (("click", 0.5, 0.5), ("keys", "q")),
    ),
    alone(
        "L5",
        """
fig, other = plt.figure(), plt.figure()
closes = record(fig, "close")
more = record(other, "close")
plt.close(fig)
plt.close("all")
check(len(closes) == len(more) == 1, f"{len(closes)} and {len(more)} events")
""",
    ),
    alone(
        "L6",
        """
import io
from matplotlib.backend_bases import FigureCanvasBase
fig = plt.figure()
plt.plot([1, 3, 2])
def saved():
    with io.BytesIO() as file:
        fig.savefig(file, format="png", metadata={"Software": None})
        return file.getvalue()
before = saved()
plt.close(fig)
same = saved() == before
check(type(fig.canvas) is FigureCanvasBase and same, type(fig.canvas).__name__)
""",
    ),
    Probe(
        "L7",
        """
fig = plt.figure()
after(fig, 0.3, lambda: plt.figure().show())
ready()
plt.show()
""",
        (("sleep", 0.7), ("figures", 2)),
        notebook=False,
    ),
    alone(
        "L8",
        """
fig = plt.figure()
def nested():
    start = time.monotonic()
    plt.show()
    check(time.monotonic() - start < 1)
after(fig, 0.3, nested)
plt.show()
""",
    ),
    alone(
        "L9",
        """
fig = plt.figure()
def nested():
    after(fig, 0.2, plt.close, fig)
    plt.pause(30)
after(fig, 0.2, nested)
plt.show()
check(True)
""",
    ),
    Probe(
        "L11",
        """
fig = plt.figure("Some name")
ready()
plt.show()
""",
        (("title", "Some name"),),
    ),
    alone(
        "L13",
        "fig = plt.figure()\nplt.show(block=False)\ncheck(True)\nsys.exit(7)",
        exit_status=7,
    ),
    Probe(
        "L14",
        """
fig = plt.figure()
plt.plot([1, 2])
at_end(fig, lambda: (True, ""))
ready()
plt.show()
""",
        (("reload",), ("click", 0.5, 0.5), KEY),
        without=("qt", "ipympl"),
    ),
    alone(
        "L16",
        """
fig = plt.figure()
closes = record(fig, "close")
plt.show(block=False)
plt.pause(0.1)
import signal
child = os.fork()
if child == 0:
    signal.alarm(5)  # where its end does not come
    sys.exit(3)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
plt.pause(0.1)
check(status == 3 and not closes, f"the child ended with {status}")
""",
    ),
    alone(
        "L17",
        """
import pickle, subprocess
fig = plt.figure()
plt.plot([1, 2])
plt.show(block=False)
plt.pause(0.1)
code = '''
import sys, pickle
for name in ("webagg", "PySide6", "ipympl"):
    sys.modules[name] = None
import matplotlib
matplotlib.use("agg")
pickle.load(sys.stdin.buffer).savefig("again.png")
'''
data = pickle.dumps(fig)
done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True)
check(done.returncode == 0, done.stderr[-200:])
""",
    ),
    Probe(
        "X1",
        """
fig = plt.figure()
def fail(event):
    raise ValueError("expected")
fig.canvas.mpl_connect("button_press_event", fail)
presses = record(fig, "button_press")
at_end(fig, lambda: (len(presses) == 2, f"{len(presses)} of 2 presses"))
ready()
plt.show()
""",
        (("click", 0.5, 0.5), ("click", 0.6, 0.6), KEY),
    ),
    Probe(
        "X2",
        """
fig = plt.figure()
text = fig.text(0.5, 0.5, "here")
draws = drawn(fig)
good = text.draw
def fail(renderer):
    raise ValueError("expected")
def spoil():
    text.draw = fail
    fig.canvas.draw_idle()
def mend():
    text.draw = good
    draws.clear()
    fig.canvas.draw_idle()
after(fig, 0.6, spoil)
after(fig, 1.0, mend)
at_end(fig, lambda: (len(draws) > 0, f"{len(draws)} draws"))
ready()
plt.show()
""",
        (("sleep", 1.6), ("click", 0.5, 0.5), KEY),
    ),
    alone(
        "X3",
        """
fig = plt.figure()
def fail(event):
    raise ValueError("expected")
fig.canvas.mpl_connect("close_event", fail)
closes = record(fig, "close")
plt.show(block=False)
plt.close(fig)
check(len(closes) == 1 and not plt.get_fignums(), f"{len(closes)} close_event")
""",
    ),
    alone(
        "X4",
        """
fig = plt.figure()
check(True)
after(fig, 0.3, sys.exit, 3)
plt.show()
""",
        exit_status=3,
    ),
    alone(
        "X5",
        """
fig = plt.figure()
closes = record(fig, "close")
ready()
try:
    plt.show()
except KeyboardInterrupt:
    check(False, "KeyboardInterrupt")
else:
    check(len(closes) == 1, f"show returned, {len(closes)} close_event")
""",
        interrupt=True,
    ),
    alone(
        "X6",
        """
fig = plt.figure()
closes = record(fig, "close")
ready()
try:
    plt.pause(5)
except KeyboardInterrupt:
    check(not closes and plt.get_fignums() == [1])
else:
    check(False, "no KeyboardInterrupt")
""",
        interrupt=True,
    ),
    alone(
        "X7",
        """
import signal
calls = []
signal.signal(signal.SIGINT, lambda *args: calls.append(args))
fig = plt.figure()
ready()
plt.show()
check(len(calls) == 1, f"called {len(calls)} times")
""",
        interrupt=True,
    ),
    alone(
        "X8",
        """
import signal
calls = []
signal.signal(signal.SIGUSR1, lambda *args: calls.append(args))
fig = plt.figure()
after(fig, 0.3, os.kill, os.getpid(), signal.SIGUSR1)
after(fig, 0.6, lambda: check(len(calls) == 1, f"called {len(calls)} times"))
plt.show()
""",
    ),
)
