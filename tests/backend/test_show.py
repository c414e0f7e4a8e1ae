"""Rows L1 to L12: showing figures, and what ends a show."""

import pytest
from matplotlib.backend_bases import FigureCanvasBase

from harness.loops import count
from harness.viewers import FakeSocket, NativeViewer
from webagg.backend.eventloop import pump
from webagg.backend.figures import figures


def later(canvas, function, milliseconds=1):
    """Call `function` once in a loop; return the timer, which must be kept."""
    timer = canvas.new_timer(interval=milliseconds, callbacks=[(function, (), {})])
    timer.single_shot = True
    timer.start()
    return timer


def test_show_without_figures_returns(plt, presenter):
    plt.show()
    assert presenter.blocks == []


def test_show_returns_after_the_last_shown_figure_is_closed(plt, presenter):
    first, second = plt.figure(), plt.figure()
    draws = count(first.canvas, "draw_event"), count(second.canvas, "draw_event")
    order = []
    timers = [
        later(first.canvas, lambda: (order.append("first"), plt.close(first))),
        later(first.canvas, lambda: (order.append("second"), plt.close(second)), 40),
    ]
    plt.show()
    assert order == ["first", "second"]
    assert [len(d) for d in draws] == [1, 1]
    assert presenter.blocks == [(True, False), (False, False)]
    assert plt.get_fignums() == []
    assert len(timers) == 2


def test_show_goes_on_while_an_address_must_answer(plt, presenter):
    fig = plt.figure()
    presenter.grace_left = 0.05
    turns = []

    def close():
        plt.close(fig)
        turns.append(pump.call_soon(lambda: turns.append("after")))

    timer = later(fig.canvas, close)
    plt.show()
    assert turns == [None, "after"]
    assert timer is not None


def test_closing_in_a_page_ends_show(plt):
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    registered = []
    fig.canvas.mpl_connect(
        "close_event", lambda event: registered.append(plt.fignum_exists(1))
    )
    timer = later(fig.canvas, lambda: viewer.tell({"type": "close"}))
    plt.show()
    assert registered == [True]
    assert viewer.of_type("closed") == [{"type": "closed", "reason": "figure"}]
    assert timer is not None


def test_no_timer_ticks_between_the_last_close_and_the_end_of_show(plt):
    """It would find the base canvas, and a game's next move fails on that."""
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    ticks = []
    ticking = fig.canvas.new_timer(interval=1, callbacks=[(ticks.append, (1,), {})])
    ticking.start()
    fig.canvas.mpl_connect("close_event", lambda event: ticks.clear())
    timer = later(fig.canvas, lambda: viewer.tell({"type": "close"}), 10)
    plt.show()
    assert ticks == []
    assert timer is not None
    ticking.stop()


def test_show_goes_on_for_a_figure_that_follows_the_last(plt):
    first = plt.figure()
    order = []

    def follow():
        plt.close(first)
        second = plt.figure()
        second.show()
        order.append(later(second.canvas, lambda: (order.append(2), plt.close(second))))

    timer = later(first.canvas, follow)
    plt.show()
    assert order[1:] == [2]
    assert timer is not None


@pytest.mark.parametrize("block", [False, None], ids=["block=False", "interactive"])
def test_show_that_does_not_block_has_drawn(plt, block):
    if block is None:
        plt.ion()
    fig = plt.figure()
    draws = count(fig.canvas, "draw_event")
    plt.show(block=block)
    assert len(draws) == 1
    assert fig.canvas.manager.viewers.stream.frame_id == 1
    plt.show(block=block)
    assert len(draws) == 1


def test_interactive_figures_appear_and_follow(plt):
    plt.ion()
    fig, ax = plt.subplots()
    assert fig.canvas.manager in figures
    pump.turn()
    draws = count(fig.canvas, "draw_event")
    (line,) = ax.plot([1, 2])
    line.set_color("red")
    assert draws == []
    pump.turn()
    pump.turn()
    assert len(draws) == 1
    # Who draws or shows at once has had the draw that the change asked for.
    line.set_color("blue")
    fig.canvas.draw()
    plt.show()
    pump.turn()
    pump.turn()
    assert len(draws) == 2


def test_figures_do_not_appear_before_they_are_shown(plt):
    fig = plt.figure()
    assert fig.canvas.manager not in figures
    fig.show()
    assert fig.canvas.manager in figures


def test_late_figure_shown_by_a_callback(plt):
    """Row L7: it keeps show waiting once it is shown, not before."""
    first = plt.figure()
    steps = []
    timers = []

    def make():
        late, silent = plt.figure(), plt.figure()
        late.show()
        timers.append(later(silent.canvas, lambda: close(late), 30))
        plt.close(first)

    def close(late):
        steps.append(plt.get_fignums())
        plt.close(late)

    timers.append(later(first.canvas, make))
    plt.show()
    assert steps == [[2, 3]]
    assert plt.get_fignums() == [3]


def test_nested_show_returns_at_once(plt):
    """Row L8."""
    fig = plt.figure()
    steps = []

    def nested():
        late = plt.figure()
        plt.show()
        steps.append(late.canvas.manager in figures)
        plt.close("all")

    timer = later(fig.canvas, nested)
    plt.show()
    assert steps == [True]
    assert timer is not None


def test_last_close_in_a_nested_loop(plt):
    """Row L9."""
    fig = plt.figure()
    steps = []
    timers = []

    def nested():
        timers.append(later(fig.canvas, lambda: plt.close(fig)))
        plt.pause(3600)
        steps.append("pause ended")

    timers.append(later(fig.canvas, nested))
    plt.show()
    assert steps == ["pause ended"]


def test_numbers_come_again_identities_do_not(plt):
    """Row L10."""
    first = plt.figure(1).canvas.manager
    plt.close(1)
    second = plt.figure(1).canvas.manager
    second.show()
    assert first.num == second.num
    assert first.id != second.id
    assert figures.by_id(first.id) is None
    assert figures.by_id(second.id) is figures.by_num(1) is second


def test_title(plt):
    """Row L11."""
    fig = plt.figure(num="a name")
    manager = fig.canvas.manager
    viewer = NativeViewer(manager)
    assert viewer.welcome["title"] == "a name"
    assert plt.figure().canvas.manager.get_window_title() == "Figure 2"
    manager.show()
    manager.set_window_title("another")
    assert viewer.of_type("figure_label")[-1]["label"] == "another"
    assert [f["title"] for f in figures.listing()] == ["another"]
    fig.set_label("a label")
    assert manager.get_window_title() == "another"
    assert fig.canvas.get_default_filename() == "another.png"
    assert NativeViewer(manager).welcome["title"] == "another"


def test_titles_and_canvases_of_other_types_are_refused(plt):
    manager = plt.figure().canvas.manager
    with pytest.raises(TypeError, match="title must be a text, not 5"):
        manager.set_window_title(5)
    assert manager.get_window_title() == "Figure 1"
    manager.set_window_title("plot \udcff")  # as os.listdir has it
    assert manager.get_window_title() == "plot ?"
    with pytest.raises(TypeError, match="canvas must be a FigureCanvasWebAggCore"):
        type(manager)(FigureCanvasBase(), 2)


@pytest.mark.parametrize("wanted", [True, False])
def test_shown_again(plt, presenter, wanted):
    """Row L12."""
    plt.rcParams["figure.raise_window"] = wanted
    fig = plt.figure()
    viewer = NativeViewer(fig.canvas.manager)
    fig.show()
    assert viewer.of_type("raise") == []
    fig.show()
    assert len(viewer.of_type("raise")) == int(wanted)
    plt.pause(0.001)
    assert len(viewer.of_type("raise")) == int(wanted)


def test_pages_hear_only_of_changes(plt):
    fig = plt.figure()
    changes = []
    observer = lambda: changes.append(figures.listing())  # noqa: E731
    figures.subscribe(observer)
    try:
        for _ in range(3):
            plt.pause(0.001)
        plt.close(fig)
    finally:
        figures.unsubscribe(observer)
    assert [len(listing) for listing in changes] == [1, 0]


def test_a_viewer_that_comes_too_late(plt):
    fig = plt.figure()
    manager = fig.canvas.manager
    plt.close(fig)
    socket = FakeSocket()
    manager.add_web_socket(socket)
    assert socket.of_type("closed") == [{"type": "closed", "reason": "figure"}]
    manager.send_to_all({"type": "raise"})
    assert socket.of_type("raise") == []


def test_sockets_are_added_once(plt):
    manager = plt.figure().canvas.manager
    socket = FakeSocket()
    manager.add_web_socket(socket)
    manager.add_web_socket(socket)
    assert len(manager.web_sockets) == len(socket.of_type("welcome")) == 1
    manager.remove_web_socket(socket)
    manager.remove_web_socket(socket)
    assert manager.web_sockets == set()


def test_sockets_without_methods_are_refused(plt):
    with pytest.raises(TypeError, match="send_json"):
        plt.figure().canvas.manager.add_web_socket(object())
