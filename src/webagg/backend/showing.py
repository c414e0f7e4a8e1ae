"""Waiting for the user: the blocking part of ``plt.show()``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import matplotlib as mpl
from matplotlib._pylab_helpers import Gcf

from webagg.backend.eventloop import on_main_thread, pump
from webagg.backend.figures import figures
from webagg.backend.interrupt import repeats_ignored
from webagg.backend.presenter import presenter
from webagg.backend.timers import TimerWebAgg

_showing = False
_starting = False


@contextlib.contextmanager
def interruptible(block: bool | None) -> Iterator[None]:
    """Let Ctrl-C while a blocking show starts end it as it does later.

    People see the page, or what is printed, before the loop runs.

    Raises
    ------
    RuntimeError
        Off the main thread if the show would block: before anything is started.
    """
    global _starting
    if Gcf.figs and _blocks(block):
        _require_main_thread()
    _starting = not _showing
    try:
        yield
    except KeyboardInterrupt:
        if not (_starting and _blocks(block)):
            raise
        _stop()
    finally:
        _starting = False


def _blocks(block: bool | None) -> bool:
    if block is not None:
        return block
    from matplotlib import pyplot

    # As `FigureManagerBase.pyplot_show` has it; IPython sets the attribute.
    return not (hasattr(pyplot.show, "_needmain") or mpl.is_interactive())


def _require_main_thread() -> None:
    if not on_main_thread():
        raise RuntimeError(
            "plt.show() waits on the main thread only;"
            " use plt.show(block=False) in other threads"
        )


def _started() -> None:
    global _starting
    _starting = False


def run_until_closed() -> None:
    """Run until the last shown figure is closed, or Ctrl-C closes them all.

    Returns at once if nothing is shown, or in a callback of a running show.

    Raises
    ------
    RuntimeError
        Off the main thread.
    """
    global _showing
    if _showing or not figures:
        return
    _require_main_thread()
    quit_ = pump.quitter()
    last_closed = TimerWebAgg()
    last_closed.single_shot = True

    @last_closed.add_callback
    def leave() -> None:
        if not figures:
            quit_()

    def changed() -> None:
        if figures:
            return
        if grace := presenter().grace():
            # An address that was told a moment ago still has to answer.
            last_closed.interval = int(grace * 1000)
            last_closed.start()
        else:
            # At once: timers of closed figures draw on canvases that cannot.
            quit_()

    _showing = True
    figures.subscribe(changed)
    interrupted = False
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        _stop()

    try:
        presenter().blocking(True, False)
        # Called in the first turn, when Ctrl-C has its handler.
        pump.call_soon(_started)
        # Again where a callback showed a figure right after the last was closed.
        while figures and not interrupted:
            quit_ = pump.quitter()
            interrupted = pump.run(quit_, on_interrupt=stop)
    finally:
        _showing = False
        figures.unsubscribe(changed)
        last_closed.stop()
        if not stopped:
            presenter().blocking(False, False)


def _stop() -> None:
    with repeats_ignored():
        close_all()
        presenter().blocking(False, True)


def close_all() -> None:
    """Close all shown figures; pages keep their last pictures."""
    managers = figures.all()
    # All of them first: who hears that a figure is gone must know the reason.
    for manager in managers:
        manager.bid_farewell()
    for manager in managers:
        Gcf.destroy(manager)
        manager.destroy()
