"""Row L15: leaving the last page closes a figure, where that was asked for."""

import pytest

from harness.clients import connected, run, server_loop
from webagg.backend.eventloop import pump
from webagg.server import leaving
from webagg.server.application import LEAVE_VARIABLE, WebAggApplication

GOING_AWAY = 1001  # what browsers say when a page is closed or left


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    """Decide as soon as a page is left; forget what a test asked for."""
    monkeypatch.setattr(leaving, "GRACE", 0.0)
    monkeypatch.setattr(WebAggApplication, "close_on_leave", False)
    monkeypatch.delenv(LEAVE_VARIABLE, raising=False)


async def leave(app, figure, end, stays=False):
    """Open figure 1 twice and `end` one connection, or both unless one `stays`."""
    async with connected(app.url("/1/ws")) as one, connected(app.url("/1/ws")) as two:
        for client in (one, two):
            await client.wait_for("welcome")
        end(one.connection)
        await one.read_to_end()
        if not stays:
            end(two.connection)
            await two.read_to_end()
        # By the time a later connection is told something, the server has decided.
        async with connected(app.url("/2/ws")) as later:
            await later.wait_for("welcome")
            await later.send({"type": "ping"})
            await later.wait_for("echo")
        pump.turn()
        return figure.closes


def say_goodbye(connection):
    connection.close(GOING_AWAY)


def lose(connection):
    connection.protocol.stream.close()


def closes(serve, add_figure, end=say_goodbye, **options):
    figure = add_figure(1)
    add_figure(2)
    stays = options.pop("stays", False)
    return run(leave(serve(**options), figure, end, stays=stays))


def test_a_figure_is_closed_once_when_its_last_page_is_left(serve, add_figure):
    assert closes(serve, add_figure, close_on_leave=True) == 1


def test_nothing_is_closed_unless_that_was_asked_for(serve, add_figure):
    assert closes(serve, add_figure) == 0


def test_a_page_that_stays_keeps_the_figure(serve, add_figure):
    assert closes(serve, add_figure, close_on_leave=True, stays=True) == 0


def test_a_lost_connection_is_no_leaving(serve, add_figure):
    """A laptop that sleeps, a port-forward that is cut: people come back."""
    assert closes(serve, add_figure, lose, close_on_leave=True) == 0


def test_who_comes_back_within_the_grace_keeps_the_figure(
    serve, add_figure, monkeypatch
):
    monkeypatch.setattr(leaving, "GRACE", 0.2)
    figure, app = add_figure(1), serve(close_on_leave=True)

    async def reload():
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            say_goodbye(client.connection)
            await client.read_to_end()
        async with connected(app.url("/1/ws")) as client:
            await client.wait_for("welcome")
            loop = server_loop()
            decided = loop.time() + 2 * leaving.GRACE
            while loop.time() < decided:
                await client.send({"type": "ping"})
                await client.wait_for("echo")
        pump.turn()

    run(reload())
    assert figure.closes == 0


@pytest.mark.parametrize(
    ("variable", "argument", "expected"),
    [("1", None, 1), ("0", None, 0), ("1", False, 0), ("0", True, 1)],
)
def test_ways_to_ask(serve, add_figure, monkeypatch, variable, argument, expected):
    """An argument counts for more than the environment."""
    monkeypatch.setenv(LEAVE_VARIABLE, variable)
    assert closes(serve, add_figure, close_on_leave=argument) == expected


def test_what_is_neither_yes_nor_no_is_refused(monkeypatch):
    with pytest.raises(TypeError, match="close_on_leave must be True, False or None"):
        WebAggApplication.initialize(port=0, close_on_leave="no")
    monkeypatch.setenv(LEAVE_VARIABLE, "yes")
    with pytest.raises(ValueError, match=f"{LEAVE_VARIABLE} must be 0 or 1, not 'yes'"):
        WebAggApplication.initialize(port=0)
    assert not WebAggApplication.initialized


def test_asked_of_the_class(serve, add_figure, monkeypatch):
    monkeypatch.setattr(WebAggApplication, "close_on_leave", True)
    assert closes(serve, add_figure) == 1
