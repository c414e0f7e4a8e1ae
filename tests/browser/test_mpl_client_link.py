"""matplotlib's own mpl.js over bad links: few images at once, no change lost."""

from urllib.parse import urlsplit

import pytest

from harness.link import Link, LinkProxy
from harness.stock import serve_stock_client

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
import numpy as np
from webagg.server.websocket import WebSocket

# Counted at the sockets, not by who decides: images on their way, the most at once.
on_way, most, modes = 0, 0, []
send_binary, send_json, handle = WebSocket.send_binary, WebSocket.send_json, WebSocket.handle
def counted(self, blob):
    global on_way, most
    if blob[:4] == b"\\x89PNG":
        on_way += 1
        most = max(most, on_way)
    send_binary(self, blob)
def told(self, content):
    if content["type"] == "image_mode":
        modes.append(content["mode"])
    send_json(self, content)
def handled(self, kind, content):
    global on_way
    if kind == "ack" and "frame_id" not in content:
        on_way = max(on_way - 1, 0)
    handle(self, kind, content)
WebSocket.send_binary, WebSocket.send_json, WebSocket.handle = counted, told, handled

fig, ax = plt.subplots()
line, = ax.plot(np.sin(np.linspace(0, 9, 300)))
count = 0
def change():
    global count
    count += 1
    line.set_ydata(np.sin(np.linspace(0, 9, 300) + count / 8))
    fig.canvas.draw_idle()
    return count % 40 != 0
timer = fig.canvas.new_timer(interval=5)
plt.show()
"""  # noqa: E501
LINKS = {
    "near": Link(),
    "far": Link(0.2, 20e6, burst_every=0.4, burst_length=0.3),
    "slow": Link(0.05, 2e6, stall_every=1.5, stall_length=0.8),
}


@pytest.mark.parametrize("link", LINKS)
def test_bursts_end_exact(link, start_figure, open_chromium):
    process = start_figure(SCRIPT)
    parts = urlsplit(process.url)
    proxy = LinkProxy(parts.port, LINKS[link])
    try:
        url = parts._replace(netloc=f"127.0.0.1:{proxy.port}").geturl()
        view = open_chromium(url)
        view.figures = "canvas.mpl-canvas"
        view.open(serve_stock_client(view.page, url))
        view.wait_for_figures(1)
        view.wait_for_same_pixels(process)
        process.run("on_way = most = 0")
        for burst in range(1, 4):
            process.run("timer.add_callback(change); timer.start()")
            process.wait_until(f"count == {40 * burst}")
            view.wait_for_same_pixels(process)
            # A change of little after quiet is sent as a difference.
            process.run("import time; time.sleep(0.4); line.set_color('k')")
            process.run("ax.set_title('t'); fig.canvas.draw_idle()")
            view.wait_for_same_pixels(process)
        assert 1 <= process.run("most") <= 2
        assert "diff" in process.run("modes")
        assert not view.errors
    finally:
        proxy.close()
