"""An application that embeds figures, as people wrote them for matplotlib's WebAgg.

Only the line that imports the backend is webagg's.  The application owns the
server, the page and the sockets; the page keeps to matplotlib's embedding contract:
four stylesheets, ``mpl.js``, ``new mpl.figure(id, socket, ondownload, element)``.
"""

import asyncio
import io
import json
import mimetypes
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import tornado.web
import tornado.websocket
from matplotlib.figure import Figure

from webagg import FigureManagerWebAgg, new_figure_manager_given_figure

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<title>An application with a figure</title>
<link rel="icon" href="_images/matplotlib.png">
<link rel="stylesheet" href="_static/css/page.css">
<link rel="stylesheet" href="_static/css/boilerplate.css">
<link rel="stylesheet" href="_static/css/fbm.css">
<link rel="stylesheet" href="_static/css/mpl.css">
<script src="mpl.js"></script>
<script>
window.addEventListener("load", () => {
    const socket = new (mpl.get_websocket_type())("ws://%(host)s/ws");
    const download = (figure, format) => {
        window.open("download." + format, "_blank");
    };
    window.figure = new mpl.figure(
        %(num)d, socket, download, document.getElementById("figure"));
});
</script>
</head>
<body>
<h1>An application</h1>
<div id="figure"></div>
<p>Text below the figure.</p>
</body>
</html>
"""


class Page(tornado.web.RequestHandler):
    """The application's page."""

    def get(self) -> None:
        num = self.application.manager.num
        self.write(PAGE % {"host": self.request.host, "num": num})


class Script(tornado.web.RequestHandler):
    """The client, with what Python knows filled in."""

    def get(self) -> None:
        self.set_header("Content-Type", "application/javascript")
        self.write(FigureManagerWebAgg.get_javascript())


class Download(tornado.web.RequestHandler):
    """The figure as a file."""

    def get(self, format_: str) -> None:
        kind = mimetypes.types_map.get(f".{format_}", "application/octet-stream")
        self.set_header("Content-Type", kind)
        file = io.BytesIO()
        self.application.manager.canvas.figure.savefig(file, format=format_)
        self.write(file.getvalue())


class Socket(tornado.websocket.WebSocketHandler):
    """The socket, with the two methods that a manager asks for."""

    supports_binary = True

    def open(self) -> None:
        self.application.manager.add_web_socket(self)
        self.set_nodelay(True)

    def on_close(self) -> None:
        self.application.manager.remove_web_socket(self)

    def on_message(self, message: str) -> None:
        content = json.loads(message)
        if content["type"] == "supports_binary":
            self.supports_binary = content["value"]
        else:
            self.application.manager.handle_json(content)

    def send_json(self, content: dict) -> None:
        self.write_message(json.dumps(content))

    def send_binary(self, blob: bytes) -> None:
        self.write_message(blob, binary=True)


class Application(tornado.web.Application):
    """One figure and the handlers that show it."""

    def __init__(self) -> None:
        self.figure = Figure()
        t = np.linspace(0, 3, 200)
        self.figure.add_subplot().plot(t, np.sin(4 * t))
        self.manager = new_figure_manager_given_figure(id(self.figure), self.figure)
        static = {"path": FigureManagerWebAgg.get_static_file_path()}
        images = {"path": Path(mpl.get_data_path(), "images")}
        super().__init__([
            (r"/_static/(.*)", tornado.web.StaticFileHandler, static),
            (r"/_images/(.*)", tornado.web.StaticFileHandler, images),
            (r"/", Page),
            (r"/mpl\.js", Script),
            (r"/ws", Socket),
            (r"/download\.([a-z0-9.]+)", Download),
        ])  # fmt: skip


async def main() -> None:
    """Serve until interrupted."""
    sys.modules["__main__"].app = app = Application()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    server = app.listen(port, "127.0.0.1")
    print(f"visit http://127.0.0.1:{port}/", flush=True)
    await asyncio.Event().wait()
    server.stop()


if __name__ == "__main__":
    asyncio.run(main())
