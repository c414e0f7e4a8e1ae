"""Instant pan: at once, inside the axes, only where it is true, never left over.

The link is so slow, or a draw so long, that no frame can be what moves the picture.
"""

from urllib.parse import urlsplit

import pytest

from harness.link import Link, LinkProxy

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig = plt.figure()
ax = fig.add_axes([0.2, 0.2, 0.6, 0.6], **{options})
ax.plot([1, 3, 2, 5], [1, 4, 2, 3], "r", lw=5)
{more}
if (toolmanager := fig.canvas.manager.toolmanager) is None:
    fig.canvas.toolbar.pan()
else:
    toolmanager.trigger_tool("pan")
plt.show()
"""
# A program that has its own idea of the limits.
HELD = """
def hold(ax):
    ax.set_xlim(0.8, 4.2, emit=False)
    ax.set_ylim(0.8, 5.2, emit=False)
hold(ax)
ax.callbacks.connect("ylim_changed", hold)
"""
COLORBAR = """
ax.remove()
mappable = plt.cm.ScalarMappable()
ax = fig.add_axes((0.2, 0.2, 0.6, 0.6))
fig.colorbar(mappable, cax=ax)
"""
SLOW = """
import threading, time
gate = threading.Event()
gate.set()
draw = ax.lines[0].draw
def slow(renderer):
    time.sleep(0.1)
    assert gate.wait(60)
    draw(renderer)
ax.lines[0].draw = slow
"""
SHOWN = """() => {
    const clip = document.querySelector(".webagg-pan");
    if (!clip || clip.hidden) return null;
    const figure = document.querySelector("canvas[role=img]").getBoundingClientRect();
    const {x, y, width, height} = clip.getBoundingClientRect();
    const moved = new DOMMatrix(getComputedStyle(clip.firstElementChild).transform);
    return [x - figure.x, y - figure.y, width, height, moved.e, moved.f];
}"""


def filled(options="{}", more=""):
    """Return the script with arguments of its axes, and lines of its own."""
    return SCRIPT.replace("{options}", options).replace("{more}", more)


@pytest.fixture
def far(request, start_figure, open_chromium):
    """Show a figure; from then on the link takes half a second there and back."""
    options, more, *toolbar = request.param
    rc = {"toolbar": toolbar[0]} if toolbar else {}
    process = start_figure(filled(options, more), rc=rc)
    parts = urlsplit(process.url)
    proxy = LinkProxy(parts.port, Link())
    view = open_chromium(
        parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl(), ratio=1
    )
    view.wait_for_same_pixels(process)
    proxy.link = Link(0.5)
    yield process, view, proxy
    proxy.close()


def begin(view):
    """Start a drag and wait until Python must have answered the press."""
    x, y = view.at(0.5, 0.5)
    view.move(x, y)
    view.press()
    view.page.wait_for_timeout(1200)
    return x, y


@pytest.mark.parametrize(
    "far", [("{}", ""), ("{}", "", "toolmanager")], indirect=True,
    ids=["toolbar2", "toolmanager"],
)  # fmt: skip
def test_follows_at_once_inside_the_axes(far):
    process, view, _ = far
    x, y = begin(view)
    view.move(x + 40, y + 30)
    # Far sooner than any frame could come.
    left, top, width, height, dx, dy = view.wait_until(SHOWN, timeout=20)
    assert (dx, dy) == (40, 30)
    assert left >= 0.2 * 640 - 1
    assert top >= 0.2 * 480 - 1
    assert left + width <= 0.8 * 640 + 1
    assert top + height <= 0.8 * 480 + 1
    view.release()
    view.wait_for_same_pixels(process)
    view.wait_until(f"() => ({SHOWN})() === null", timeout=20)


@pytest.mark.parametrize("far", [("{}", "")], indirect=True)
def test_is_gone_when_the_frames_have_caught_up(far):
    process, view, _ = far
    x, y = begin(view)
    for step in range(1, 8):
        view.move(x + 5 * step, y - 3 * step)
    view.wait_until(SHOWN, timeout=20)
    # Still pressed, but at rest.
    view.wait_for_same_pixels(process)
    view.wait_until(f"() => ({SHOWN})() === null", timeout=20)
    view.release()
    view.wait_for_same_pixels(process)
    assert view.evaluate(SHOWN) is None


@pytest.mark.parametrize("far", [("{}", HELD)], indirect=True)
def test_is_gone_where_the_input_changed_nothing(far):
    process, view, _ = far
    x, y = begin(view)
    view.move(x + 40, y + 30)
    view.wait_until(SHOWN, timeout=20)
    # Still pressed, and no frame will come.
    view.wait_until(f"() => ({SHOWN})() === null", timeout=20)
    view.release()
    view.wait_for_same_pixels(process)


@pytest.mark.parametrize("far", [("{}", "")], indirect=True)
def test_one_drag_after_another(far):
    """The second is shown, and the first goes on to be, though nothing is answered."""
    process, view, proxy = far
    x, y = begin(view)
    view.move(x + 10, y)
    view.wait_until(SHOWN, timeout=20)
    view.release()
    view.wait_until(f"() => ({SHOWN})() === null", timeout=20)
    proxy.frozen = True
    for _ in range(2):
        view.move(x, y)
        view.press()
        view.move(x + 20, y + 15)
        view.release()
    assert view.wait_until(SHOWN, timeout=20)[-2:] == [40, 30]
    proxy.frozen = False
    view.wait_for_same_pixels(process)
    view.wait_until(f"() => ({SHOWN})() === null", timeout=20)


def test_follows_at_once_where_draws_are_slow(show_in_chromium):
    process, view = show_in_chromium(filled(more=SLOW))
    x, y = view.at(0.5, 0.5)
    view.move(x, y)
    view.press()
    process.wait_until("fig.canvas.toolbar.mode == 'pan/zoom'")
    process.run_aside("gate.clear()")
    view.move(x + 40, y + 30)
    # No frame comes before this is shown.
    assert view.wait_until(SHOWN, timeout=20)[-2:] == [40, 30]
    process.run_aside("gate.set()")
    view.wait_for_same_pixels(process)
    view.wait_until(f"() => ({SHOWN})() === null", timeout=20)
    view.release()
    view.wait_for_same_pixels(process)


@pytest.mark.parametrize(
    "far",
    [("{'xscale': 'log'}", ""), ("{'yscale': 'log'}", ""), ("{'projection': '3d'}", ""),
     ("{'projection': 'polar'}", ""), ("{}", COLORBAR)],
    indirect=True,
    ids=["log x", "log y", "3-D", "polar", "colorbar"],
)  # fmt: skip
def test_is_off_where_dragging_does_more_than_move(far):
    process, view, _ = far
    x, y = begin(view)
    for step in range(1, 12):
        view.move(x + 3 * step, y + 2 * step)
        view.page.wait_for_timeout(50)
        assert view.evaluate(SHOWN) is None
    view.release()
    view.wait_for_same_pixels(process)
