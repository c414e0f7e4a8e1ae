"""What a person at the terminal sees: the printed lines, Ctrl+C, a taken port."""

from urllib.parse import urlsplit

from harness.process import free_port

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
fig.canvas.mpl_connect("close_event", lambda event: print("closed"))
plt.show()
print("after show", plt.get_fignums())
"""


def test_interrupt_ends_show_cleanly(start_figure, open_chromium):
    process = start_figure(SCRIPT)
    view = open_chromium(process.url)
    view.wait_for_same_pixels(process)
    process.wait_for_output("Press Ctrl\\+C to stop WebAgg server")
    process.interrupt()
    process.wait_for_output(r"after show \[\]")
    assert process.wait() == 0
    assert process.output.count("closed") == 1
    assert "Traceback" not in process.output
    assert "Server is stopped" in process.output


def test_interrupt_without_a_browser(start_figure):
    process = start_figure(SCRIPT)
    process.wait_for_output("Press Ctrl\\+C to stop WebAgg server")
    process.interrupt()
    assert process.wait() == 0
    assert "after show []" in process.output


def test_a_taken_port_moves_on(start_figure, open_chromium):
    rc = {"webagg.port": free_port()}
    first = start_figure(SCRIPT, rc=rc)
    port = urlsplit(first.url).port
    assert port == rc["webagg.port"]
    second = start_figure(SCRIPT, rc=rc)
    assert urlsplit(second.url).port != port
    for process in (first, second):
        open_chromium(process.url).wait_for_same_pixels(process)


def test_another_address_of_the_same_page_needs_the_token(start_figure, open_chromium):
    process = start_figure(SCRIPT)
    parts = urlsplit(process.url)
    view = open_chromium("about:blank")
    for path in ("/", "/1", "/1/download.png", "/js/mpl.js"):
        answer = view.page.request.get(f"http://{parts.netloc}{path}")
        assert answer.status == 403, path
        assert "Traceback" not in answer.text()
    # Who has no token gets no style sheets; the page that says so brings its own.
    view.open(f"http://{parts.netloc}/")
    view.page.get_by_text("This page needs its token").wait_for()
    look = "() => getComputedStyle(document.querySelector('main')).textAlign"
    assert view.evaluate(look) == "center"
    view.open(process.url)
    view.wait_for_same_pixels(process)
    # The cookie now opens what was closed.
    assert view.page.request.get(f"http://{parts.netloc}/1").status == 200


def test_show_without_blocking_while_python_computes(start_figure, open_chromium):
    """Row E8: pages load and show the newest frame, and say that Python is busy."""
    process = start_figure("""
import time
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
plt.show(block=False)
print("computing")
end = []
while not end:
    time.sleep(0.01)
""")
    process.wait_for_output("computing")
    view = open_chromium(process.url)
    view.wait_for_figures(1)
    buffer = "import numpy as np; np.array(fig.canvas.buffer_rgba())"
    shape = list(process.run_aside(buffer).shape)
    view.wait_until(
        "([h, w]) => { const c = document.querySelector('canvas[role=img]');"
        " return c.height === h && c.width === w; }",
        shape,
    )
    view.wait_until("() => document.body.innerText.includes('busy')")
    assert (view.pixels() == process.run_aside(buffer)).all()
    process.run_aside("end.append(1)")
    assert process.wait() == 0
