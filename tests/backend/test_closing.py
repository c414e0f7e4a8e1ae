"""Rows L5, L6 and X3: closing figures, and what is left of them."""

import gc
import io
import weakref

import pytest
from matplotlib.backend_bases import FigureCanvasBase

from harness.loops import count
from harness.viewers import NativeViewer
from webagg.backend.eventloop import pump
from webagg.backend.figures import figures
from webagg.backend.showing import close_all


def closings(plt, fig):
    """Every way to close a figure."""
    return {
        "close(fig)": lambda: plt.close(fig),
        "close all": lambda: plt.close("all"),
        "destroy": fig.canvas.manager.destroy,
        "q": lambda: press_q(fig),
        "page": lambda: fig.canvas.manager.close_by_user(),
    }


def press_q(fig):
    viewer = NativeViewer(fig.canvas.manager)
    viewer.act("key_press", key="kq")
    fig.canvas.flush_events()


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("way", ["close(fig)", "close all", "destroy", "q", "page"])
def test_one_close_event(plt, way, shown):
    fig = plt.figure()
    manager = fig.canvas.manager
    if shown:
        plt.show(block=False)
    events = count(fig.canvas, "close_event")
    closings(plt, fig)[way]()
    manager.destroy()
    plt.close("all")
    assert [event.name for event in events] == ["close_event"]
    assert manager not in figures


@pytest.mark.parametrize(
    ("way", "registered"), [("close(fig)", False), ("close all", True), ("page", True)]
)
def test_registration_during_close_event(plt, way, registered):
    fig = plt.figure()
    seen = []
    fig.canvas.mpl_connect("close_event", lambda e: seen.append(plt.fignum_exists(1)))
    closings(plt, fig)[way]()
    assert seen == [registered]
    assert not plt.fignum_exists(1)


def test_a_close_event_that_closes_again(plt):
    fig = plt.figure()
    events = count(fig.canvas, "close_event")
    fig.canvas.mpl_connect("close_event", lambda event: plt.close(fig))
    fig.canvas.manager.close_by_user()
    assert len(events) == 1


def test_close_callback_that_raises(plt, capsys):
    """Row X3."""
    fig = plt.figure()
    plt.show(block=False)
    manager = fig.canvas.manager
    after = []
    fig.canvas.mpl_connect("close_event", lambda event: 1 / 0)
    fig.canvas.mpl_connect("close_event", after.append)
    plt.close(fig)
    assert len(after) == 1
    assert plt.get_fignums() == []
    assert manager not in figures
    assert type(fig.canvas) is FigureCanvasBase
    assert capsys.readouterr().err.count("ZeroDivisionError") == 1


@pytest.mark.parametrize("ratio", [1, 2.5])
def test_after_closing(plt, ratio):
    fig, ax = plt.subplots()
    ax.plot([1, 3, 2])
    canvas, manager = fig.canvas, fig.canvas.manager
    before = io.BytesIO()
    fig.savefig(before, format="png", metadata={"Software": None})
    plt.show(block=False)
    canvas.set_ratio(ratio)
    closed = count(canvas, "close_event")
    plt.close(fig)
    assert type(fig.canvas) is FigureCanvasBase
    assert fig.canvas.manager is None
    assert fig.dpi == 100
    after = io.BytesIO()
    fig.savefig(after, format="png", metadata={"Software": None})
    assert after.getvalue() == before.getvalue()
    fig.canvas.draw()
    canvas.draw_idle()
    canvas.stop_event_loop()
    manager.destroy()
    manager.show()
    assert manager not in figures
    assert len(closed) == 1


def test_nothing_keeps_a_closed_figure(plt):
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    viewer = NativeViewer(fig.canvas.manager)
    plt.show(block=False)
    viewer.click(10, 10)
    fig.canvas.flush_events()
    fig.canvas.draw_idle()
    references = [
        weakref.ref(thing) for thing in (fig, fig.canvas, fig.canvas.manager, viewer)
    ]
    plt.close(fig)
    del fig, ax, viewer
    gc.collect()
    assert [reference() for reference in references] == [None] * 4


def test_nothing_keeps_a_figure_that_waits_for_a_draw():
    """A program that never runs a loop must not collect canvases."""
    from matplotlib.figure import Figure

    import webagg

    canvas = webagg.FigureCanvas(Figure())
    canvas.draw_idle()
    reference = weakref.ref(canvas)
    del canvas
    gc.collect()
    assert reference() is None
    pump.turn()


def test_all_pages_hear_of_the_end_before_the_first_figure_goes(plt):
    """The server tells pages of figures that are gone: the reason would be wrong."""
    viewers = [NativeViewer(plt.figure().canvas.manager) for _ in range(2)]
    plt.show(block=False)
    heard = []

    def observer():
        heard.append([viewer.of_type("closed") for viewer in viewers])

    figures.subscribe(observer)
    try:
        close_all()
    finally:
        figures.unsubscribe(observer)
    farewell = [{"type": "closed", "reason": "exit"}]
    assert heard == [[farewell, farewell]] * 2
    assert plt.get_fignums() == []
