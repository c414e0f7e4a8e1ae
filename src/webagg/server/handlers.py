"""Pages, the client's script, the icon and downloads."""

from __future__ import annotations

import asyncio
import concurrent.futures
import io
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import quote

import matplotlib
import tornado.httputil
import tornado.web

from webagg.backend.eventloop import pump
from webagg.backend.figures import figures
from webagg.backend.manager import FigureManagerWebAgg
from webagg.server.guard import Failure, Guarded, log

DOWNLOAD_TIMEOUT = 60.0
"""Seconds that a download waits for Python to have time to draw it."""


def figure_for(fignum: str, figure_id: str | None = None) -> FigureManagerWebAgg:
    """Return the manager of figure *fignum*, shown or known to pyplot only.

    Parameters
    ----------
    fignum : str
        pyplot's number, in digits.
    figure_id : str, optional
        The private identity that the figure must have: numbers come again.

    Raises
    ------
    Failure
        With status 404 if there is no such figure.
    """
    # Longer ones are no figures, and Python refuses to convert very long ones.
    num = int(fignum) if len(fignum) <= 18 else -1
    manager = figures.by_num(num) or FigureManagerWebAgg.of_pyplot(num)
    if manager is None:
        raise Failure(
            404, f"There is no figure {fignum[:18]}. It may have been closed."
        )
    if figure_id is not None and manager.id != figure_id:
        raise Failure(404, f"The figure {fignum} that you had open has been closed.")
    return manager


def shown_figure(fignum: str, figure_id: str | None = None) -> FigureManagerWebAgg:
    """Do the same for a page, and list the figure: whoever opens it shows it."""
    manager = figure_for(fignum, figure_id)
    manager.enlist()
    return manager


class FavIcon(Guarded):
    """matplotlib's icon."""

    def get(self) -> None:
        """Send the icon."""
        icon = Path(matplotlib.get_data_path(), "images", "matplotlib.png")
        self.set_header("Content-Type", "image/png")
        self.set_header("Cache-Control", "private, max-age=86400")
        self.write(icon.read_bytes())


class Page(Guarded):
    """Base of the pages.

    Parameters
    ----------
    url_prefix : str
        What all addresses of the application start with.
    """

    def __init__(
        self,
        application: tornado.web.Application,
        request: tornado.httputil.HTTPServerRequest,
        *,
        url_prefix: str = "",
        **kwargs: Any,
    ) -> None:
        self.url_prefix = url_prefix
        super().__init__(application, request, **kwargs)

    def show_figure(self, page: str, fignum: str, root: str) -> None:
        """Answer with the *page* of figure *fignum*; *root*: the way to the routes."""
        manager = shown_figure(fignum, self.get_query_argument("id", None))
        self.render(
            "figure.html",
            page=page,
            root=root,
            fig_id=manager.num,
            figure_id=manager.id,
            title=manager.get_window_title(),
        )


class SingleFigurePage(Page):
    """The page of one figure."""

    def get(self, fignum: str) -> None:
        """Send the page."""
        self.show_figure("single", fignum, "./")


class InlineFigurePage(Page):
    """One figure without anything around it, for a frame in a notebook."""

    framed_by_anyone = True

    def get(self, fignum: str) -> None:
        """Send the page."""
        self.show_figure("inline", fignum, "../")


class AllFiguresPage(Page):
    """The page on which figures come and go."""

    def get(self) -> None:
        """Send the page."""
        path, _, query = (self.request.uri or "").partition("?")
        if not path.endswith("/"):
            # The page's addresses are relative to the folder.
            self.redirect(f"{path.rpartition('/')[2]}/?{query}")
            return
        self.render("all_figures.html", page="figures", root="./", title="Figures")


class MplJs(Guarded):
    """The script by which other pages embed figures."""

    def get(self) -> None:
        """Send the script."""
        self.set_header("Content-Type", "application/javascript")
        self.set_header("Cache-Control", "private, no-cache")
        self.write(FigureManagerWebAgg.get_javascript() or "")


class Download(Guarded):
    """A figure as a file."""

    async def get(self, fignum: str, fmt: str) -> None:
        """Draw figure *fignum* in the format *fmt* and send it.

        matplotlib draws on the main thread only, when that next has time.
        """
        manager = figure_for(fignum, self.get_query_argument("id", None))
        allowed = sorted(manager.canvas.get_supported_filetypes())
        if fmt not in allowed:
            raise Failure(
                404,
                f"A figure cannot be saved as {fmt[:20]!r}. "
                f"The formats are {', '.join(allowed)}.",
            )

        def save() -> tuple[str, bytes]:
            canvas = manager.canvas
            # Not a path, but matplotlib before 3.10 leaves slashes in.
            name = canvas.get_default_filename().replace("/", "_")
            name = name.rpartition(".")[0]
            buffer = io.BytesIO()
            canvas.figure.savefig(buffer, format=fmt)
            return f"{name}.{fmt}", buffer.getvalue()

        name, content = await self._saved(pump.call(save))
        kind = mimetypes.types_map.get(f".{fmt}", "application/octet-stream")
        self.set_header("Content-Type", kind)
        self.set_header(
            "Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"
        )
        self.write(content)

    async def _saved(
        self, saving: concurrent.futures.Future[tuple[str, bytes]]
    ) -> tuple[str, bytes]:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(saving), DOWNLOAD_TIMEOUT)
        except TimeoutError:
            raise Failure(
                503, "Python is busy and could not draw the file. Please try again."
            ) from None
        except Exception as error:
            # Whatever an artist or a writer raises; the page shows the sentence.
            log.exception("a figure could not be saved")
            raise Failure(
                500, f"Drawing the file failed: {type(error).__name__}: {error}"
            ) from error
