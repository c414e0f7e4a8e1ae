"""An application written for matplotlib's WebAgg embeds our figures unchanged."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from harness.process import free_port

APP = Path(__file__).with_name("embedding_app.py")
XLIM = "list(app.figure.axes[0].get_xlim())"

# The figure is not pyplot's, so `FigureProcess.digest` needs to be told of it.
KNOW = """
from matplotlib._pylab_helpers import Gcf
Gcf.figs[1] = app.manager
"""


@pytest.fixture(params=[1, 1.5, 2])
def embedded(request, start_figure, open_chromium):
    """Start the application and open its page; return both."""
    process = start_figure(APP.read_text(), str(free_port()))
    view = open_chromium(process.url, ratio=request.param)
    view.ratio = request.param
    view.wait_for_figures(1)
    process.run_aside(KNOW)
    return process, view


def test_every_pixel(embedded):
    process, view = embedded
    view.wait_for_same_pixels(process)
    assert view.pixels().shape == (480 * view.ratio, 640 * view.ratio, 4)
    # Nothing of the page is missing: stylesheets, images, scripts.
    assert not view.errors
    sheets = view.evaluate("() => [...document.styleSheets].map("
                           "(sheet) => sheet.cssRules.length >= 0)")  # fmt: skip
    assert sheets.count(True) >= 4


def test_mouse_toolbar_and_keys(embedded):
    process, view = embedded
    view.wait_for_same_pixels(process)
    home = process.run(XLIM)
    view.click_button("Pan")
    view.drag((0.5, 0.5), (0.3, 0.6))
    process.wait_until(f"{XLIM} != {home}")
    view.wait_for_same_pixels(process)
    view.click_button("Home")
    process.wait_until(f"{XLIM} == {home}")
    view.wait_for_same_pixels(process)
    view.move(*view.at(0.5, 0.5))
    view.press()
    view.release()
    view.key("g")
    process.wait_until("app.figure.axes[0].xaxis.get_gridlines()[0].get_visible()")
    view.wait_for_same_pixels(process)


IS_DARK = r"""() => {
    const style = getComputedStyle(document.querySelector(".webagg-figure"));
    const sum = (colour) => colour.match(/\d+/g).slice(0, 3).map(Number)
        .reduce((one, other) => one + other);
    return sum(style.backgroundColor) < sum(style.color);
}"""


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_figure_is_dark_where_the_page_is(start_figure, open_chromium, system):
    """However dark the system is: many pages are always light."""
    process = start_figure(APP.read_text(), str(free_port()))
    view = open_chromium(process.url, color_scheme=system)
    view.wait_for_figures(1)
    assert not view.evaluate(IS_DARK)
    view.evaluate("() => { document.documentElement.style.colorScheme = 'dark'; }")
    assert view.evaluate(IS_DARK)


def test_download(embedded):
    """The page's own `ondownload` is called, with the chosen format."""
    process, view = embedded
    view.wait_for_same_pixels(process)
    with view.context.expect_page() as opened:
        view.click_button("Save")
    assert opened.value.url.endswith("/download.png")
    response = view.page.request.get(opened.value.url)
    assert response.status == 200
    picture = np.asarray(Image.open(io.BytesIO(response.body())).convert("RGBA"))
    assert picture.shape == (480, 640, 4)
    # Saving drew at another density; what the page shows is not disturbed.
    view.wait_for_same_pixels(process)
