"""A hidden page gets no frames, and all that it lacks at once when it is shown."""

import pytest

from harness.noted import NOTE_BASES

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
line, = ax.plot([1, 3, 2])
def draw_some():
    for step in range(10):
        line.set_ydata([1, 3, step])
        fig.canvas.draw()
plt.show()
"""
SENT = "fig.canvas.manager.viewer_stats()[0]['frames_sent']"
HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", {get: () => hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def hidden(start_figure, open_chromium):
    """Show a figure in a page that is hidden then; return its process and the page."""
    process = start_figure(SCRIPT)
    view = open_chromium(process.url)
    view.wait_for_same_pixels(process)
    view.evaluate(HIDE, True)
    process.wait_until("not fig.canvas.manager.viewer_stats()[0]['visible']")
    return process, view


def test_gets_nothing(hidden):
    process, view = hidden
    sent = process.run(SENT)
    before = view.pixels()
    process.run("draw_some()")
    assert process.run(SENT) == sent
    assert (view.pixels() == before).all()
    assert (view.pixels() != process.buffer()).any()


def test_catches_up_with_what_changed(hidden):
    process, view = hidden
    process.run("draw_some()")
    process.run(NOTE_BASES)
    sent = process.run(SENT)
    view.evaluate(HIDE, False)
    view.wait_for_same_pixels(process)
    assert process.run(SENT) == sent + 1
    assert None not in process.run("bases")


def test_another_page_goes_on(hidden, open_chromium):
    process, _ = hidden
    other = open_chromium(process.url)
    other.wait_for_same_pixels(process)
    process.run("line.set_ydata([3, 1, 2]); fig.canvas.draw_idle()")
    other.wait_for_same_pixels(process)
