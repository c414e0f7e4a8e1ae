"""Downloads: drawn on the main thread, by the pump."""

import concurrent.futures
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from harness.clients import fetch
from webagg import FigureCanvasWebAgg, FigureManagerWebAgg
from webagg.backend.eventloop import pump
from webagg.backend.figures import figures
from webagg.server import handlers


@pytest.fixture
def manager():
    """Return the manager of a figure with number 4."""
    figure = Figure(figsize=(3, 2), dpi=100)
    figure.add_subplot().plot([1, 3, 2])
    made = FigureManagerWebAgg(FigureCanvasWebAgg(figure), 4)
    figures.add(made)
    yield made
    figures.remove(made)
    made.destroy()


@pytest.fixture
def never_shown():
    """Return the manager of pyplot's figure 7, which is not shown."""
    plt.switch_backend("module://webagg")
    made = plt.figure(7, figsize=(3, 2), dpi=100).canvas.manager
    plt.figure(8)
    yield made
    plt.close("all")
    plt.switch_backend("agg")
    assert not figures


def fetch_while_pumping(url: str, **headers: str):
    """Ask for *url* on another thread, and take the pump's turns on this one."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        future = pool.submit(fetch, url, **headers)
        while not future.done():
            pump.turn()
        return future.result()


def test_saves_what_savefig_would(serve, manager):
    app = serve()
    with mpl.rc_context({"savefig.dpi": 50, "savefig.facecolor": "red"}):
        answer = fetch_while_pumping(app.url("/4/download.png"))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/png"
    picture = np.asarray(Image.open(io.BytesIO(answer.body)))
    assert picture.shape == (100, 150, 4)
    assert picture[0, 0].tolist() == [255, 0, 0, 255]
    with mpl.rc_context({"savefig.transparent": True, "savefig.bbox": "tight"}):
        answer = fetch_while_pumping(app.url("/4/download.png"))
    picture = np.asarray(Image.open(io.BytesIO(answer.body)))
    assert picture.shape[:2] != (200, 300)
    assert picture[0, 0, 3] == 0


@pytest.mark.parametrize(
    ("fmt", "kind", "start"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("svg", "image/svg+xml", b"<?xml"),
        ("eps", "application/postscript", b"%!PS"),
        ("jpg", "image/jpeg", b"\xff\xd8"),
        ("rgba", "application/octet-stream", b"\xff"),
    ],
)
def test_formats(serve, manager, fmt, kind, start):
    answer = fetch_while_pumping(serve().url(f"/4/download.{fmt}"))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.body.startswith(start)


def test_the_file_is_named_after_the_title(serve, manager):
    manager.set_window_title('Größe "x"\r\nX-Evil: 1/2')
    answer = fetch_while_pumping(serve().url("/4/download.png"))
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe")
    assert disposition.endswith(".png")
    assert "X-Evil" not in answer.headers


def test_unknown_formats_are_told_with_those_that_exist(serve, manager):
    answer = fetch(serve().url("/4/download.doc"))
    assert answer.status == 404
    assert "'doc'" in answer.text
    assert "png, " in answer.text


def test_an_old_identity_gets_no_file(serve, manager):
    app = serve()
    url = app.url("/4/download.png")
    assert fetch_while_pumping(f"{url}&id={manager.id}").status == 200
    assert fetch(f"{url}&id=another").status == 404


def test_busy_python_is_said(serve, manager, monkeypatch):
    monkeypatch.setattr(handlers, "DOWNLOAD_TIMEOUT", 0.05)
    answer = fetch(serve().url("/4/download.png"))
    assert answer.status == 503
    assert "busy" in answer.text
    assert answer.headers["Retry-After"] == "10"


def test_a_figure_that_cannot_be_drawn(serve, manager, caplog):
    def fail(renderer):
        raise ValueError("no <such> colour")

    manager.canvas.figure.axes[0].draw = fail
    app = serve()
    answer = fetch_while_pumping(app.url("/4/download.png"), Accept="text/html")
    assert answer.status == 500
    assert "ValueError: no &lt;such&gt; colour" in answer.text
    assert "Traceback" not in answer.text
    assert "in fail" in caplog.text
    assert fetch(app.url()).status == 200


@pytest.mark.parametrize("path", ["/7", "/7/inline"])
def test_a_page_shows_a_figure_that_was_never_shown(serve, never_shown, path):
    app = serve()
    assert fetch(f"{app.url(path)}&id=another").status == 404
    assert never_shown not in figures
    assert fetch(app.url(path)).status == 200
    assert never_shown in figures
    assert plt.gcf().number == 8
    plt.close(7)
    assert never_shown not in figures
    assert fetch(app.url(path)).status == 404


def test_a_figure_that_was_never_shown_can_be_saved(serve, never_shown):
    answer = fetch_while_pumping(serve().url("/7/download.png"))
    assert np.asarray(Image.open(io.BytesIO(answer.body))).shape == (200, 300, 4)
    assert never_shown not in figures


def test_a_figure_that_is_closed_meanwhile_is_not_listed(never_shown):
    plt.close(7)
    never_shown.enlist()
    assert never_shown not in figures


def test_figures_of_other_backends_have_no_page(serve):
    plt.switch_backend("agg")
    figure = plt.figure(9)
    assert fetch(serve().url("/9")).status == 404
    plt.close(figure)
