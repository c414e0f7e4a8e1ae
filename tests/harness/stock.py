"""matplotlib's own WebAgg page and client, as pages of a running webagg server."""

from pathlib import Path
from urllib.parse import urlsplit

import matplotlib as mpl
import tornado.template
from matplotlib.backends.backend_webagg_core import (
    FigureManagerWebAgg,
    NavigationToolbar2WebAgg,
)
from playwright.sync_api import Page, Route

PREFIX = "/stock"


def serve_stock_client(page: Page, url: str, num: int = 1) -> str:
    """Let `page` find matplotlib's page for figure `num` at the server of `url`.

    The page is matplotlib's template with its mpl.js, stylesheets and helpers as
    installed. It is the browser that is given them, so the page counts as the
    server's own, while its WebSocket really goes to the server.

    Returns
    -------
    str
        The address of that page.
    """
    parts = urlsplit(url)
    folder = Path(FigureManagerWebAgg.get_static_file_path())
    html = tornado.template.Loader(str(folder)).load("single_figure.html").generate(
        prefix=PREFIX,
        ws_uri=f"ws://{parts.netloc}{parts.path.rstrip('/')}/",
        fig_id=num,
        toolitems=NavigationToolbar2WebAgg.toolitems,
        canvas=None,
    )  # fmt: skip

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix(PREFIX)
        if path == f"/{num}":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif path == "/js/mpl.js":
            script = FigureManagerWebAgg.get_javascript()
            route.fulfill(body=script, content_type="application/javascript")
        elif path.startswith("/_static/"):
            route.fulfill(path=folder / path.removeprefix("/_static/"))
        elif path.startswith("/_images/"):
            images = Path(mpl.get_data_path(), "images")
            route.fulfill(path=images / path.removeprefix("/_images/"))
        else:
            route.fulfill(status=404)

    page.route(f"**{PREFIX}/**", answer)
    return f"{parts.scheme}://{parts.netloc}{PREFIX}/{num}"
