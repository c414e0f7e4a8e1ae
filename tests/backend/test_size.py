"""Rows Z1 to Z5 and C3: size, density, several viewers, saving while shown."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from harness.loops import count, settle
from harness.viewers import NativeViewer, buffer
from webagg.backend.handlers import MOST_PIXELS


@pytest.fixture
def fig(plt):
    fig = plt.figure()
    fig.add_subplot().plot([1, 3, 2])
    plt.show(block=False)
    return fig


def test_a_user_resizes(fig):
    """Row Z1: inches follow, one event and one draw for each size taken."""
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    resizes, draws = count(fig.canvas, "resize_event"), count(fig.canvas, "draw_event")
    for width, height in [(500, 400), (333, 277)]:
        viewer.act("resize", width=width, height=height)
        settle(fig)
        assert viewer.picture.shape == (height, width, 4)
        assert fig.canvas.get_width_height() == (width, height)
    assert tuple(fig.get_size_inches()) == pytest.approx((3.33, 2.77))
    assert fig.dpi == 100
    assert len(resizes) == len(draws) == 2
    assert [(e.width, e.height) for e in resizes] == [(500, 400), (333, 277)]
    assert not any(m["forward"] for m in viewer.of_type("resize")[1:])
    viewer.act("resize", width=333, height=277)
    settle(fig)
    assert len(resizes) == len(draws) == 2
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()


def test_a_burst_of_sizes_ends_with_the_last(fig):
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    draws = count(fig.canvas, "draw_event")
    for width in range(300, 400):
        viewer.act("resize", width=width, height=300)
    settle(fig)
    assert fig.canvas.get_width_height() == (399, 300)
    assert len(draws) == 1


def test_no_blank_frame_between_resize_and_draw(fig):
    """Blits in a resize_event would show the renderer before anything is drawn."""
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    fig.canvas.mpl_connect("resize_event", lambda event: fig.canvas.blit())
    frames = len(viewer.updates)
    viewer.act("resize", width=400, height=300)
    settle(fig)
    assert len(viewer.updates) == frames + 1
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()


def test_a_blit_in_a_draw_event_brings_no_second_draw(fig):
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    fig.canvas.mpl_connect("draw_event", lambda event: fig.canvas.blit(fig.bbox))
    draws = count(fig.canvas, "draw_event")
    viewer.act("resize", width=400, height=300)
    settle(fig)
    assert len(draws) == 1


@pytest.mark.parametrize("size", [(0, 300), (300, 0), (0.4, 0.4)])
def test_sizes_of_nothing_are_not_taken(fig, size):
    viewer = NativeViewer(fig.canvas.manager)
    viewer.act("resize", width=size[0], height=size[1])
    settle(fig)
    assert fig.canvas.get_width_height() == (640, 480)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("resize", {"width": 32000, "height": 32000}), None),
        (
            ("resize", {"width": 16000, "height": 16000}),
            ("set_device_pixel_ratio", {"device_pixel_ratio": 16}),
        ),
        (
            ("set_device_pixel_ratio", {"device_pixel_ratio": 16}),
            ("resize", {"width": 16000, "height": 16000}),
        ),
    ],
)
def test_sizes_that_fill_the_memory_are_refused(fig, first, second):
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    other = NativeViewer(fig.canvas.manager)
    fig.patch.set_visible(False)
    fig.clear()  # drawn in no time, however large
    for kind, fields in filter(None, (first, second)):
        viewer.act(kind, **fields)
        # Handled, but not drawn: that would take long.
        fig.canvas.handle_input()
    assert np.prod(fig.canvas.get_width_height(physical=True)) <= MOST_PIXELS
    (error,) = viewer.of_type("error")
    assert "pixels at most" in error["message"]
    assert other.of_type("error") == []


@pytest.mark.parametrize("inches", [(0.001, 3), (3, 0.001), (0.001, 0.001)])
def test_a_figure_thinner_than_a_pixel_is_drawn_but_not_shown(fig, inches, capsys):
    """Agg draws it; pages keep what they have until there is something to show."""
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    frames = len(viewer.updates)
    fig.set_size_inches(inches)
    fig.canvas.draw()
    fig.canvas.blit(fig.bbox)
    viewer.act("draw")
    settle(fig)
    assert len(viewer.updates) == frames
    assert viewer.of_type("error") == []
    assert capsys.readouterr().err == ""
    fig.set_size_inches(3, 2)
    settle(fig)
    assert viewer.picture.shape == (200, 300, 4)


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_a_program_resizes(fig, ratio):
    """Row Z2: the event comes at once, the panel follows; same size: nothing."""
    viewer = NativeViewer(fig.canvas.manager, device_pixel_ratio=ratio)
    settle(fig)
    resizes, draws = count(fig.canvas, "resize_event"), count(fig.canvas, "draw_event")
    viewer.clear()
    fig.set_size_inches(4, 3)
    assert len(resizes) == 1
    (resize,) = viewer.of_type("resize")
    assert resize == {"type": "resize", "size": [400, 300], "forward": True}
    fig.set_size_inches(4, 3)
    assert len(resizes) == 1
    settle(fig)
    assert len(draws) == 1
    assert viewer.picture.shape == (int(300 * ratio), int(400 * ratio), 4)
    fig.set_dpi(50 * ratio)
    assert len(resizes) == 2
    settle(fig)
    assert viewer.picture.shape == (int(150 * ratio), int(200 * ratio), 4)


def test_a_program_goes_back_to_the_size_before_a_new_ratio(fig):
    """As many device pixels as before, but another size than a moment ago."""
    viewer = NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
    settle(fig)
    resizes = count(fig.canvas, "resize_event")
    fig.set_size_inches(3.2, 2.4)
    assert len(resizes) == 1
    settle(fig)
    assert viewer.picture.shape == (480, 640, 4)


@pytest.mark.parametrize("ratio", [3, 2, 1.5, 1.1, 0.75])
def test_density(fig, ratio):
    """Rows Z3 and C3: dpi follows, inches, logical size and files do not."""
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    saved = [io.BytesIO(), io.BytesIO()]
    fig.savefig(saved[0], metadata={"Software": None})
    settle(fig)
    resizes = count(fig.canvas, "resize_event")
    viewer.act("set_device_pixel_ratio", device_pixel_ratio=ratio)
    settle(fig)
    assert fig.dpi == pytest.approx(100 * ratio)
    assert tuple(fig.get_size_inches()) == (6.4, 4.8)
    logical = fig.canvas.get_width_height()
    # matplotlib before 3.10 cuts fractions off that only come of rounding.
    slack = 1 if mpl.__version_info__ < (3, 10) else 0
    assert logical[0] in (640, 640 - slack)
    assert logical[1] in (480, 480 - slack)
    physical = fig.canvas.get_width_height(physical=True)
    assert physical == (int(640 * ratio), int(480 * ratio))
    assert viewer.picture.shape == (*physical[::-1], 4)
    assert len(resizes) == 1
    fig.savefig(saved[1], metadata={"Software": None})
    assert saved[0].getvalue() == saved[1].getvalue()
    viewer.act("set_device_pixel_ratio", device_pixel_ratio=1)
    settle(fig)
    assert fig.dpi == 100


def test_the_first_viewer_decides_others_only_connect(fig):
    """Row Z4."""
    first = NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
    settle(fig)
    second = NativeViewer(
        fig.canvas.manager, device_pixel_ratio=1, width=300, height=200
    )
    settle(fig)
    second.act("resize", width=310, height=210)
    second.pointer("motion_notify", 5, 5)
    settle(fig)
    for viewer in (first, second):
        assert viewer.picture.shape == (960, 1280, 4)
        assert (viewer.picture == fig.canvas.buffer_rgba()).all()


def test_the_viewer_used_last_decides(fig):
    first = NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
    second = NativeViewer(
        fig.canvas.manager, device_pixel_ratio=1, width=300, height=200
    )
    settle(fig)
    presses = count(fig.canvas, "button_press_event")
    # In pixels of the frame that it shows; not yet in those of its own size.
    second.pointer("button_press", 1000, 100, buttons=1)
    settle(fig)
    assert first.picture.shape == (960, 1280, 4)
    second.pointer("button_release", 1000, 100)
    settle(fig)
    assert (presses[0].x, presses[0].y) == (1000, 860)
    assert second.picture.shape == first.picture.shape == (200, 300, 4)
    first.act("key_press", key="ka")
    settle(fig)
    assert first.picture.shape == (400, 600, 4)


def test_when_the_deciding_viewer_leaves_another_decides(fig):
    first = NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
    second = NativeViewer(fig.canvas.manager, device_pixel_ratio=1)
    third = NativeViewer(fig.canvas.manager, device_pixel_ratio=3)
    settle(fig)
    second.act("key_press", key="ka")
    settle(fig)
    first.act("key_press", key="ka")
    settle(fig)
    assert fig.dpi == 200
    third.leave()
    settle(fig)
    assert fig.dpi == 200
    first.leave()
    settle(fig)
    assert fig.dpi == 100
    second.leave()
    settle(fig)
    assert fig.dpi == 100


def test_the_last_viewer_leaves_in_the_middle_of_a_press(fig):
    first = NativeViewer(fig.canvas.manager, device_pixel_ratio=1)
    second = NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
    settle(fig)
    second.pointer("button_press", 5, 5, buttons=1)
    settle(fig)
    second.leave()
    settle(fig)
    assert fig.dpi == 100
    first.act("key_press", key="ka")
    settle(fig)
    assert (first.picture == fig.canvas.buffer_rgba()).all()


@pytest.mark.parametrize("blit", [True, False])
@pytest.mark.parametrize("fmt", ["png", "pdf", "svg"])
def test_saving_shows_nothing(fig, fmt, blit):
    """Row Z5: nothing of it is published, and the panel is right afterwards."""
    viewer = NativeViewer(fig.canvas.manager, device_pixel_ratio=2)
    settle(fig)
    before = viewer.picture.copy()
    viewer.clear()
    fig.savefig(io.BytesIO(), dpi=50, format=fmt)
    fig.savefig(io.BytesIO(), dpi=50, format=fmt, bbox_inches="tight")
    if blit:
        # The renderer has been used for something else.
        fig.canvas.blit(fig.bbox)
    assert viewer.log == []
    settle(fig)
    assert viewer.images == []
    assert (viewer.picture == before).all()
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()


def test_animation_saved_while_shown(plt, fig, tmp_path):
    from matplotlib.animation import FuncAnimation, PillowWriter

    viewer = NativeViewer(fig.canvas.manager)
    (line,) = fig.axes[0].lines
    settle(fig)

    def move(step):
        line.set_ydata([step, 1, 2])
        return [line]

    animation = FuncAnimation(fig, move, frames=5, blit=True, interval=1)
    viewer.clear()
    animation.save(tmp_path / "animation.gif", writer=PillowWriter(fps=10), dpi=30)
    assert {update.width for update in viewer.updates} <= {640}
    plt.pause(0.05)
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()


def test_resizing_twice_from_the_resize_event(fig):
    """Row C3: matplotlib's test_double_resize for Qt."""
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    for size in [(5, 4), (6, 3)]:
        fig.set_size_inches(*size)
        settle(fig)
        inches = np.array(fig.get_size_inches())
        fig.set_size_inches(*inches)
        settle(fig)
        assert (fig.get_size_inches() == inches).all()
        assert fig.canvas.get_width_height() == (size[0] * 100, size[1] * 100)
        assert viewer.picture.shape == (size[1] * 100, size[0] * 100, 4)


def test_sizes_that_do_not_divide(fig):
    """Every whole size of a page is taken as it is, at any dpi."""
    viewer = NativeViewer(fig.canvas.manager)
    for dpi in (72, 96.5, 100, 113):
        fig.set_dpi(dpi)
        for width in range(301, 340, 7):
            viewer.act("resize", width=width, height=width + 1)
            fig.canvas.handle_input()
            assert fig.canvas.get_width_height() == (width, width + 1)


def test_figures_made_elsewhere_keep_their_size():
    import webagg

    fig = Figure(figsize=(3, 2), dpi=50)
    canvas = webagg.FigureCanvas(fig)
    manager = webagg.FigureManager(canvas, 7)
    viewer = NativeViewer(manager)
    canvas.flush_events()
    assert viewer.picture.shape == (100, 150, 4)
    assert (viewer.picture == buffer(canvas)).all()
    manager.destroy()
