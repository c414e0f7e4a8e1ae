"""A live figure in a frame of another site's page, as in a notebook."""

import http.server
import threading
import time

import pytest

from harness.process import TIMEOUT

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import webagg
fig, ax = plt.subplots()
ax.plot([1, 3, 2])
clicks = []
fig.canvas.mpl_connect("button_press_event", lambda event: clicks.append(event.button))
plt.show()
"""


@pytest.fixture
def notebook():
    """Serve a page on localhost, which is another site than 127.0.0.1."""
    content = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = content[0].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def serve(text):
            content[:] = [f"<!DOCTYPE html><title>Notebook</title>{text}"]
            return f"http://localhost:{server.server_port}/"

        yield serve
        server.shutdown()


def test_a_frame_needs_no_cookie(start_figure, open_chromium, notebook):
    process = start_figure(SCRIPT)
    process.wait_for_output("Press Ctrl")
    html = process.run("webagg.ipython_inline_display(fig)")
    view = open_chromium(notebook(html))
    frame = view.page.frame_locator("iframe")
    canvas = frame.get_by_role("img", name="Figure 1")
    canvas.wait_for()
    canvas.click()
    assert process.wait_until("clicks") == [1]
    width, height = process.run("fig.canvas.get_width_height()")
    box = canvas.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (width, height)
    assert view.context.cookies() == []
    assert [e for e in view.errors if "favicon" not in e] == []


def test_other_pages_cannot_be_framed(start_figure, open_chromium, notebook):
    process = start_figure(SCRIPT)
    process.wait_for_output("Press Ctrl")
    view = open_chromium(notebook(f'<iframe src="{process.url}"></iframe>'))
    deadline = time.monotonic() + TIMEOUT
    while not any("frame-ancestors" in error for error in view.errors):
        assert time.monotonic() < deadline, "nothing kept the page out of the frame"
        view.page.wait_for_timeout(20)
    assert view.page.frame_locator("iframe").locator("canvas").count() == 0
