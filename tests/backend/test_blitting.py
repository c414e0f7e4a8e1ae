"""Rows B1 to B3: blitting, animations and widgets, without a browser."""

import time

import numpy as np
import pytest
from matplotlib import widgets
from matplotlib.animation import FuncAnimation
from matplotlib.transforms import Bbox

from harness.loops import count, run_until, settle
from harness.process import TIMEOUT
from harness.viewers import NativeViewer, buffer


@pytest.fixture
def fig(plt):
    fig, ax = plt.subplots()
    ax.set_position((0.1, 0.1, 0.8, 0.8))
    plt.show(block=False)
    return fig


@pytest.fixture
def viewer(fig):
    viewer = NativeViewer(fig.canvas.manager)
    settle(fig)
    return viewer


def test_blitting_is_supported(fig):
    assert fig.canvas.supports_blit is True


def test_bboxes_without_bounds(fig, viewer):
    """Of nothing, as of an artist without extent, and of everything."""
    np.asarray(fig.canvas.buffer_rgba())[:10] = 7
    before = viewer.frame_id
    fig.canvas.blit(Bbox.null())
    assert viewer.frame_id == before
    fig.canvas.blit(Bbox([[-np.inf, -np.inf], [np.inf, np.inf]]))
    assert viewer.frame_id > before
    assert (viewer.picture == buffer(fig.canvas)).all()


def test_exactly_the_region_is_published(fig, viewer):
    """Row B1: no draw_event, nothing outside the box."""
    ax = fig.axes[0]
    (line,) = ax.plot([0, 1], [0, 1], animated=True)
    settle(fig)
    draws = count(fig.canvas, "draw_event")
    before = viewer.picture.copy()
    background = fig.canvas.copy_from_bbox(fig.bbox)
    ax.draw_artist(line)
    fig.text(0.01, 0.95, "outside").draw(fig.canvas.get_renderer())
    fig.canvas.blit(ax.bbox)
    picture = buffer(fig.canvas)
    x0, y0, x1, y1 = ax.bbox.extents
    height = picture.shape[0]
    inside = np.zeros(picture.shape[:2], bool)
    inside[
        height - int(np.ceil(y1)) : height - int(np.floor(y0)),
        int(np.floor(x0)) : int(np.ceil(x1)),
    ] = True
    assert draws == []
    assert (viewer.picture[inside] == picture[inside]).all()
    assert (viewer.picture[~inside] == before[~inside]).all()
    assert (picture[~inside] != before[~inside]).any()
    assert (viewer.picture != before).any()
    fig.canvas.blit()
    assert (viewer.picture == picture).all()
    fig.canvas.restore_region(background)
    fig.canvas.blit(fig.bbox)
    assert (viewer.picture == before).all()
    assert draws == []


def test_a_blit_does_not_answer_input_that_asked_for_a_draw(fig, viewer):
    """The page moves what it pans until that draw is there."""
    seq = viewer.act("key_press", key="ka")
    fig.canvas.handle_input()
    fig.canvas.draw_idle()
    np.asarray(fig.canvas.buffer_rgba())[:10] = 7
    fig.canvas.blit()
    assert viewer.updates[-1].seq == 0
    settle(fig)
    assert viewer.updates[-1].seq == seq
    # Where nothing else is asked for, the blit is the answer.
    seq = viewer.act("key_press", key="kShift")
    fig.canvas.handle_input()
    np.asarray(fig.canvas.buffer_rgba())[:10] = 9
    fig.canvas.blit()
    assert viewer.updates[-1].seq == seq


def test_boxes_are_clipped_and_empty_ones_nothing(fig, viewer):
    from matplotlib.transforms import Bbox

    frames = len(viewer.updates)
    fig.canvas.get_renderer().clear()
    for extents in [(-50, -50, -1, -1), (700, 10, 800, 20), (10, 10, 10, 20)]:
        fig.canvas.blit(Bbox.from_extents(*extents))
    assert len(viewer.updates) == frames
    fig.canvas.blit(Bbox.from_extents(-50, -50, 5000, 5000))
    assert (viewer.picture == buffer(fig.canvas)).all()


def test_blits_and_draws_keep_their_order(fig, viewer):
    ax = fig.axes[0]
    (line,) = ax.plot([0, 1], [0, 1], animated=True)
    settle(fig)
    background = fig.canvas.copy_from_bbox(ax.bbox)
    rng = np.random.default_rng(3)
    for _ in range(60):
        line.set_ydata(rng.random(2))
        fig.canvas.restore_region(background)
        ax.draw_artist(line)
        fig.canvas.blit(ax.bbox)
        assert (viewer.picture == buffer(fig.canvas)).all()
        if rng.random() < 0.2:
            fig.canvas.draw()
            assert (viewer.picture == buffer(fig.canvas)).all()
    assert [u.frame_id for u in viewer.updates] == sorted(
        {u.frame_id for u in viewer.updates}
    )


def test_blits_for_a_slow_viewer_merge_and_end_exact(fig):
    viewer = NativeViewer(fig.canvas.manager, acknowledges=False)
    settle(fig)
    ax = fig.axes[0]
    (line,) = ax.plot([0, 1], [0, 1], animated=True)
    settle(fig)
    background = fig.canvas.copy_from_bbox(ax.bbox)
    for step in range(200):
        line.set_ydata([step / 200, 1])
        fig.canvas.restore_region(background)
        ax.draw_artist(line)
        fig.canvas.blit(ax.bbox)
        if step % 7 == 0:
            viewer.acknowledge()
    while viewer.unacknowledged:
        viewer.acknowledge()
    assert len(viewer.updates) < 100
    assert (viewer.picture == buffer(fig.canvas)).all()


@pytest.mark.parametrize("blit", [True, False])
def test_animation(plt, fig, viewer, blit):
    """Row B2: it runs, goes on after a resize, stops on close."""
    (line,) = fig.axes[0].plot([0, 1])
    steps = []

    def move(step):
        steps.append(step)
        line.set_ydata([step % 10 / 10, 1])
        return [line]

    animation = FuncAnimation(fig, move, interval=1, blit=blit, cache_frame_data=False)

    def run(number):
        goal = len(steps) + number
        end = time.monotonic() + TIMEOUT
        # Not plt.pause: that asks for a draw by itself.
        while len(steps) < goal and time.monotonic() < end:
            fig.canvas.start_event_loop(0.005)
        assert len(steps) >= goal

    plt.pause(0.005)
    run(5)
    draws = count(fig.canvas, "draw_event")
    run(5)
    assert (len(draws) <= 1) == blit
    assert (viewer.picture == buffer(fig.canvas)).all()
    viewer.act("resize", width=333, height=222)
    run(5)
    assert viewer.picture.shape == (222, 333, 4)
    assert (viewer.picture == buffer(fig.canvas)).all()
    animation.pause()
    plt.pause(0.01)
    paused = len(steps)
    plt.pause(0.02)
    assert len(steps) == paused
    animation.resume()
    run(3)
    other = plt.figure()
    plt.close(fig)
    closed = len(steps)
    other.canvas.start_event_loop(0.03)
    assert len(steps) == closed


def drag(fig, viewer, start, end, steps=5):
    """Drag from one point of the only axes to another, in axes fractions."""
    ax = fig.axes[0]
    height = fig.bbox.height

    def at(point):
        x, y = ax.transAxes.transform(point)
        return x, height - y

    viewer.pointer("motion_notify", *at(start))
    viewer.pointer("button_press", *at(start), buttons=1)
    settle(fig)
    for step in range(1, steps + 1):
        point = np.array(start) + (np.array(end) - start) * step / steps
        viewer.pointer("motion_notify", *at(point), buttons=1)
        settle(fig)
    viewer.pointer("button_release", *at(end))
    settle(fig)


def test_slider_released_outside_lets_go(fig, viewer):
    """Row B3, and M4."""
    slider = widgets.Slider(fig.axes[0], "value", 0, 1, valinit=0.5)
    settle(fig)
    drag(fig, viewer, (0.5, 0.5), (1.6, 3.0))
    assert slider.val == 1
    viewer.pointer("motion_notify", 200, 200)
    settle(fig)
    assert slider.val == 1
    assert (viewer.picture == buffer(fig.canvas)).all()


def test_button_and_check_buttons(fig, viewer):
    clicked = []
    button = widgets.Button(fig.axes[0], "press")
    button.on_clicked(clicked.append)
    settle(fig)
    viewer.click(320, 240)
    settle(fig)
    assert len(clicked) == 1
    assert (viewer.picture == buffer(fig.canvas)).all()


def test_text_box(fig, viewer):
    submitted = []
    box = widgets.TextBox(fig.axes[0], "text")
    box.on_submit(submitted.append)
    settle(fig)
    viewer.click(320, 240)
    for key in ("ka", "kq", "kB", "k ", "kBackspace", "kEnter"):
        viewer.act("key_press", key=key)
        viewer.act("key_release", key=key)
    settle(fig)
    assert submitted == ["aqB"]
    assert (viewer.picture == buffer(fig.canvas)).all()


@pytest.mark.parametrize("name", ["SpanSelector", "RectangleSelector", "LassoSelector"])
def test_selectors_blit(fig, viewer, name):
    selected = []
    options = {"SpanSelector": ["horizontal"]}.get(name, [])
    selector = getattr(widgets, name)(
        fig.axes[0], lambda *args: selected.append(args), *options, useblit=True
    )
    settle(fig)
    draws = count(fig.canvas, "draw_event")
    drag(fig, viewer, (0.2, 0.2), (0.7, 0.8))
    assert len(selected) == 1
    assert selector.useblit
    assert (viewer.picture == buffer(fig.canvas)).all()
    # The first press may draw once for a clean background; motions do not.
    assert len(draws) <= 2


def test_cursor_blits(fig, viewer):
    cursor = widgets.Cursor(fig.axes[0], useblit=True)
    settle(fig)
    draws = count(fig.canvas, "draw_event")
    frames = len(viewer.updates)
    for x in range(100, 500, 50):
        viewer.pointer("motion_notify", x, 200)
        settle(fig)
    assert cursor.useblit
    assert draws == []
    assert len(viewer.updates) > frames
    assert (viewer.picture == buffer(fig.canvas)).all()


def test_draggable_legend(fig, viewer):
    ax = fig.axes[0]
    ax.plot([0, 1], label="line")
    legend = ax.legend(loc="upper left")
    legend.set_draggable(True, use_blit=True)
    fig.canvas.draw()
    before = legend.get_window_extent().x0
    corner = ax.transAxes.inverted().transform(legend.get_window_extent().get_points())
    start = corner.mean(axis=0)
    drag(fig, viewer, tuple(start), tuple(start + 0.3))
    assert legend.get_window_extent().x0 > before + 50
    assert (viewer.picture == buffer(fig.canvas)).all()


def test_what_is_drawn_after_a_draw_is_published_at_the_next_turn(fig, viewer):
    """A selector that draws for a clean background puts the others back like this."""
    (line,) = fig.axes[0].plot([0, 1], [0, 1], animated=True)
    settle(fig)
    draws = count(fig.canvas, "draw_event")
    fig.canvas.draw()
    before = viewer.picture.copy()
    assert (before == buffer(fig.canvas)).all()
    fig.axes[0].draw_artist(line)
    assert (viewer.picture == before).all()
    settle(fig)
    assert (viewer.picture == buffer(fig.canvas)).all()
    assert (viewer.picture != before).any()
    assert len(draws) == 1
    # That was the once; later changes wait for a blit or a draw.
    fig.axes[0].patch.draw(fig.canvas.get_renderer())
    settle(fig)
    assert (viewer.picture != buffer(fig.canvas)).any()


def test_what_a_blit_leaves_out_is_published_a_moment_later(fig, viewer):
    """Row B3: hovering a button darkens its border, half of it outside its axes."""
    button = widgets.Button(fig.add_axes((0.4, 0.4, 0.2, 0.2)), "b", useblit=True)
    settle(fig)
    draws, frames = count(fig.canvas, "draw_event"), len(viewer.updates)
    viewer.pointer("motion_notify", 320, 240)
    settle(fig)
    assert button.ax.get_facecolor() != (0.85, 0.85, 0.85, 1)
    assert len(viewer.updates) == frames + 1
    assert (viewer.picture != buffer(fig.canvas)).any()
    run_until(fig.canvas, lambda: (viewer.picture == buffer(fig.canvas)).all())
    assert draws == []
    # Once: an idle figure costs nothing.
    assert fig.canvas.draw_if_due() is None


def test_a_draw_inside_a_draw_publishes_no_frame_of_its_own(fig, viewer):
    """Row B3: redrawing the background shows no frame without the selector."""
    selector = widgets.RectangleSelector(
        fig.axes[0], lambda *args: None, useblit=True, interactive=True
    )
    settle(fig)
    drag(fig, viewer, (0.2, 0.2), (0.7, 0.8))
    shown = viewer.picture.copy()
    draws, frames = count(fig.canvas, "draw_event"), len(viewer.updates)
    fig.canvas.draw()
    settle(fig)
    assert selector.get_visible()
    assert len(draws) == 2
    assert len(viewer.updates) == frames
    assert (viewer.picture == shown).all()


def test_activating_a_selector_keeps_it_visible(fig, viewer):
    """Row B3: `set_active` draws a clean background, then the selector again."""
    selector = widgets.RectangleSelector(
        fig.axes[0], lambda *args: None, useblit=True, interactive=True
    )
    settle(fig)
    drag(fig, viewer, (0.2, 0.2), (0.7, 0.8))
    shown = viewer.picture.copy()
    fig.canvas.mpl_connect(
        "key_press_event", lambda event: selector.set_active(event.key == "b")
    )
    viewer.act("key_press", key="ka")
    viewer.act("key_press", key="kb")
    settle(fig)
    assert selector.active
    assert (viewer.picture == shown).all()
    assert (viewer.picture == buffer(fig.canvas)).all()
