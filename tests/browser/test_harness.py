"""The harness itself: a wrong picture and a missing browser must not go unnoticed."""

import numpy as np
import pytest

from harness.chromium import launch_chromium
from harness.firefox import FirefoxView
from harness.pixels import assert_same_pixels, describe_difference

# A page with one canvas, 30 x 20, drawn by whoever owns its OffscreenCanvas.
PAGE = """data:text/html,<canvas role=img width=30 height=20></canvas>"""
DRAW = """() => {
    const canvas = document.querySelector("canvas").transferControlToOffscreen();
    const context = canvas.getContext("2d");
    context.fillStyle = "rgb(10 20 30)";
    context.fillRect(0, 0, 30, 20);
    context.fillStyle = "rgb(11 20 30)";
    context.fillRect(29, 19, 1, 1);
}"""


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_reads_every_pixel(open_page, ratio):
    view = open_page(PAGE, ratio=ratio)
    assert view.evaluate("() => devicePixelRatio") == ratio
    view.evaluate(DRAW)
    # An OffscreenCanvas shows what was drawn at the end of a frame.
    view.evaluate("() => new Promise((done) => requestAnimationFrame("
                  "() => requestAnimationFrame(() => done(true))))")  # fmt: skip
    expected = np.full((20, 30, 4), (10, 20, 30, 255), np.uint8)
    expected[19, 29, 0] = 11
    assert describe_difference(expected, view.pixels()) is None
    expected[19, 29, 0] = 10
    difference = describe_difference(expected, view.pixels())
    assert difference.startswith("1 of 600 pixels are wrong, within x 29..29, y 19..19")


def test_difference_leaves_pictures(tmp_path, monkeypatch):
    monkeypatch.setattr("harness.pixels.RESULTS", tmp_path / "results")
    picture = np.zeros((4, 5, 4), np.uint8)
    assert_same_pixels(picture, picture.copy())
    other = picture.copy()
    other[1, 2, 3] = 1
    with pytest.raises(AssertionError, match=r"1 of 20 pixels are wrong.*\(2, 1\)"):
        assert_same_pixels(picture, other)
    with pytest.raises(AssertionError, match="shape"):
        assert_same_pixels(picture, picture[1:])
    assert len(list((tmp_path / "results").glob("*.png"))) == 3


def test_missing_browser_is_an_error(playwright, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="apt-get install chromium"):
        launch_chromium(playwright)
    with pytest.raises(RuntimeError, match="apt-get install firefox-esr"):
        FirefoxView()


def test_control_channel(start_figure):
    process = start_figure(
        "import matplotlib\n"
        "matplotlib.use('agg')\n"
        "import matplotlib.pyplot as plt\n"
        "answer = 41\n"
        "print('ready', flush=True)\n"
        "input_never_comes = __import__('time').sleep(600)\n"
    )
    process.wait_for_output("ready")
    assert process.run_aside("answer += 1; answer") == 42
    assert process.run_aside("b'bytes', (1, None)") == [b"bytes", [1, None]]
    assert process.run_aside("import numpy as np; np.eye(2)").tolist() == [
        [1, 0],
        [0, 1],
    ]
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        process.run_aside("1 / 0")
    process.close()
    with pytest.raises(AssertionError, match="the process ended before"):
        process.wait_for_output("never printed")
