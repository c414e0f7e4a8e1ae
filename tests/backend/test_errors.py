"""Rows X1 to X3: what raises in callbacks, timers and draws."""

import copy
import pickle

import pytest
from matplotlib.figure import Figure

import webagg
from harness.viewers import NativeViewer
from webagg.backend import errors, notices
from webagg.backend.eventloop import pump


@pytest.fixture(autouse=True)
def fresh_notes(monkeypatch):
    """Let no test's errors count as repetitions of another's."""
    monkeypatch.setattr(errors, "_listeners", [])
    monkeypatch.setattr(notices, "_notes", notices.ErrorNotes())


def test_callback_that_raises(plt, capsys):
    """Traceback, later callbacks run, the loop goes on, the page is told."""
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    after = []

    def fail(event):
        raise ZeroDivisionError("a reason")

    fig.canvas.mpl_connect("button_press_event", fail)
    fig.canvas.mpl_connect("button_press_event", after.append)
    viewer.click(1, 1)
    fig.canvas.flush_events()
    viewer.click(2, 2)
    fig.canvas.flush_events()
    assert len(after) == 2
    stderr = capsys.readouterr().err
    assert stderr.count("Traceback") == 2
    assert "in fail" in stderr
    (note,) = viewer.of_type("error")
    assert note["message"] == "ZeroDivisionError: a reason"
    assert "in fail" in note["traceback"]


def test_callback_of_axes_that_raises(plt, capsys):
    """As with Qt: what zooming or panning changes besides is not cut short."""
    fig = plt.figure()
    ax = fig.add_subplot()
    after = []
    ax.callbacks.connect("xlim_changed", lambda axes: 1 / 0)
    ax.callbacks.connect("xlim_changed", after.append)
    ax.set_xlim(2, 3)
    assert after == [ax]
    assert capsys.readouterr().err.count("ZeroDivisionError") == 1
    # Clearing makes a new registry; the next draw finds it.
    ax.clear()
    fig.canvas.draw()
    ax.callbacks.connect("ylim_changed", lambda axes: 1 / 0)
    ax.set_ylim(2, 3)
    assert capsys.readouterr().err.count("ZeroDivisionError") == 1
    plt.close(fig)
    with pytest.raises(ZeroDivisionError):
        ax.set_ylim(4, 5)


def test_only_the_figure_concerned_is_told(plt, capsys):
    first, second = plt.figure(), plt.figure()
    plt.show(block=False)
    viewers = [NativeViewer(f.canvas.manager) for f in (first, second)]
    first.canvas.mpl_connect("button_press_event", lambda event: 1 / 0)
    viewers[0].click(1, 1)
    first.canvas.flush_events()
    assert [len(viewer.of_type("error")) for viewer in viewers] == [1, 0]
    pump.call_soon(lambda: [][0])
    pump.turn()
    assert [len(viewer.of_type("error")) for viewer in viewers] == [2, 1]
    assert "IndexError" in capsys.readouterr().err


def test_idle_draw_that_raises(plt, capsys):
    """Row X2: the last good picture stays, the next draw tries again."""
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    good = viewer.picture.copy()
    original = line.draw
    line.draw = lambda renderer: 1 / 0
    line.set_color("red")
    fig.canvas.draw_idle()
    fig.canvas.flush_events()
    fig.canvas.flush_events()
    assert capsys.readouterr().err.count("ZeroDivisionError") == 1
    assert (viewer.picture == good).all()
    # Half a picture is in the buffer now: it must not be blitted.
    fig.canvas.blit(ax.bbox)
    assert (viewer.picture == good).all()
    assert len(viewer.of_type("error")) == 1
    line.draw = original
    fig.canvas.flush_events()
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()
    assert (viewer.picture != good).any()


def test_draw_event_that_raises_still_shows_the_frame(plt, capsys):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    fig.canvas.mpl_connect("draw_event", lambda event: 1 / 0)
    fig.text(0.5, 0.5, "x")
    fig.canvas.draw()
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_handler_of_the_user_stays(plt):
    fig = plt.figure()
    caught = []
    fig.canvas.callbacks.exception_handler = caught.append
    webagg.FigureCanvas(fig)
    assert fig.canvas.callbacks.exception_handler == caught.append
    fig.canvas.mpl_connect("draw_event", lambda event: 1 / 0)
    fig.canvas.draw()
    assert [type(error) for error in caught] == [ZeroDivisionError]


def test_handler_is_given_back():
    fig = Figure()
    stock = fig.canvas.callbacks.exception_handler
    canvas = webagg.FigureCanvas(fig)
    assert fig.canvas.callbacks.exception_handler is not stock
    canvas.detach()
    assert fig.canvas.callbacks.exception_handler is stock


@pytest.mark.parametrize("travel", [lambda f: pickle.loads(pickle.dumps(f)), copy.copy])
def test_copies_do_not_know_webagg(travel):
    canvas = webagg.FigureCanvas(Figure())
    for registry in (canvas.callbacks, canvas.figure.add_subplot().callbacks):
        handler = registry.exception_handler
        assert hasattr(handler, "stock")
        assert "webagg" not in repr(travel(handler))


def test_exits_are_not_errors(plt):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)

    def leave(event):
        raise SystemExit(3)

    fig.canvas.mpl_connect("button_press_event", leave)
    viewer.click(1, 1)
    releases = []
    fig.canvas.mpl_connect("button_release_event", releases.append)
    with pytest.raises(SystemExit):
        plt.pause(0.01)
    plt.pause(0.01)
    assert len(releases) == 1


def test_bad_messages_do_no_harm(plt, caplog, capsys):
    fig = plt.figure()
    plt.show(block=False)
    viewer = NativeViewer(fig.canvas.manager)
    bad = [
        {"type": "no such type"},
        {"type": "button_press"},
        {"type": "button_press", "x": "1", "y": 2},
        {"type": "key_press", "key": "a"},
        {"type": "resize", "width": 1e9, "height": 2},
        {"type": None},
        [],
        None,
        "text",
    ]
    for message in bad:
        fig.canvas.manager.handle_message(viewer, message)
        fig.canvas.manager.handle_json(message)
    fig.canvas.flush_events()
    assert len(viewer.of_type("error")) == 2 * len(bad)
    # Each is logged once.
    assert len(caplog.records) == len(bad)
    assert capsys.readouterr().err == ""
    fig.text(0.5, 0.5, "x")
    fig.canvas.draw()
    assert (viewer.picture == fig.canvas.buffer_rgba()).all()
