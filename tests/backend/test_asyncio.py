"""Row H5: figures in programs that run an asyncio loop."""

import asyncio
import subprocess
import sys
import threading

import pytest

from harness.terminal import TIMEOUT
from webagg.backend.eventloop import Pump

START = """
import asyncio, os, signal, sys, threading, time
import matplotlib
matplotlib.rcParams.update({"webagg.port": 0, "webagg.open_in_browser": False})
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt

async def until(condition):
    while not condition():
        await asyncio.sleep(0.01)

def counting(fig):
    ticks = []
    timer = fig.canvas.new_timer(interval=10)
    timer.add_callback(lambda: ticks.append(threading.current_thread()))
    timer.start()
    ticks_of[id(ticks)] = timer
    return ticks
ticks_of = {}
"""


def run(code: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def test_pump_is_a_callback_of_the_loop():
    """Timers and draws run while tasks wait, and tasks between them."""
    output = run("""
async def main():
    fig = plt.figure()
    draws = []
    fig.canvas.mpl_connect("draw_event", draws.append)
    ticks = counting(fig)
    others = []
    async def other():
        while True:
            others.append(1)
            await asyncio.sleep(0.01)
    task = asyncio.create_task(other())
    plt.show(block=False)
    await until(lambda: len(ticks) > 20)
    fig.canvas.draw_idle()
    before = len(draws)
    await until(lambda: len(draws) > before)
    print(len(others) > 3, set(ticks) == {threading.main_thread()})
asyncio.run(main())
""")
    assert "True True" in output


def test_input_from_another_thread_wakes_the_loop():
    output = run("""
async def main():
    fig = plt.figure()
    plt.show(block=False)
    keys = []
    fig.canvas.mpl_connect("key_press_event", lambda event: keys.append(event.key))
    message = {"type": "key_press", "key": "ka"}
    page = threading.Thread(
        target=fig.canvas.manager.handle_message, args=(None, message)
    )
    await asyncio.sleep(0.1)
    page.start()
    await until(lambda: keys)
    print(keys)
asyncio.run(main())
""")
    assert "['a']" in output


def test_two_runs_in_a_row():
    """A closed loop is let go, and the figures move to the new one."""
    output = run("""
async def main(fig):
    fig = fig or plt.figure()
    fig.canvas.draw_idle()
    ticks = counting(fig)
    await until(lambda: len(ticks) > 5)
    return fig
fig = asyncio.run(main(None))
plt.pause(0.05)
assert asyncio.run(main(fig)) is fig
plt.pause(0.05)
fig.canvas.draw_idle()
print("done")
""")
    assert "done" in output


def test_blocking_show_blocks_the_coroutine():
    output = run("""
async def main():
    fig = plt.figure()
    ticks = counting(fig)
    timer = fig.canvas.new_timer(interval=100, callbacks=[(plt.close, (fig,), {})])
    timer.single_shot = True
    timer.start()
    plt.show()
    print("back", len(ticks) > 2)
asyncio.run(main())
""")
    assert "back True" in output


def test_ctrl_c_ends_a_blocking_show():
    """Though asyncio's handler raises nothing: it cancels the task."""
    output = run(
        """
async def main():
    fig = plt.figure()
    timer = fig.canvas.new_timer(interval=100)
    timer.single_shot = True
    timer.add_callback(os.kill, os.getpid(), signal.SIGINT)
    timer.start()
    plt.show()
    print("back", plt.get_fignums(), flush=True)
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        print("cancelled", flush=True)
        raise
asyncio.run(main())
""",
        status=-2,
    )
    assert "back []\ncancelled" in output


def test_exceptions_in_callbacks_do_not_end_the_loop():
    output = run("""
async def main():
    fig = plt.figure()
    timer = fig.canvas.new_timer(interval=10)
    timer.add_callback(lambda: 1 / 0)
    timer.start()
    ticks = counting(fig)
    await until(lambda: len(ticks) > 5)
    print("alive")
asyncio.run(main())
""")
    assert "alive" in output


def test_exit_in_a_callback_ends_the_program():
    run(
        """
async def main():
    fig = plt.figure()
    timer = fig.canvas.new_timer(interval=10)
    timer.add_callback(lambda: sys.exit(5))
    timer.start()
    await asyncio.sleep(1000)
asyncio.run(main())
""",
        status=5,
    )


class NoReaders(asyncio.SelectorEventLoop):
    """A loop that cannot watch descriptors, as Windows' default one."""

    def add_reader(self, *arguments):
        raise NotImplementedError

    def remove_reader(self, *arguments):
        raise NotImplementedError


@pytest.mark.parametrize("kind", [asyncio.SelectorEventLoop, NoReaders])
def test_work_from_another_thread(kind):
    pump = Pump()
    loop = kind()
    done: list[str] = []

    async def main() -> None:
        pump.attach()
        await asyncio.sleep(0.05)
        worker = threading.Thread(
            target=pump.call_soon, args=(lambda: done.append("x"),)
        )
        worker.start()
        while not done:
            await asyncio.sleep(0.01)

    loop.run_until_complete(asyncio.wait_for(main(), TIMEOUT))
    loop.close()
    assert done == ["x"]
    # Nobody is asked any more: neither the closed loop, nor for ever.
    pump.call_soon(lambda: done.append("y"))
    pump.turn()
    assert done == ["x", "y"]


def test_many_requests_are_one_call():
    """However often work arrives, a loop without readers is called once for it."""
    pump = Pump()
    loop = NoReaders()
    calls = []
    original = loop.call_soon_threadsafe

    def count(function, *arguments, **options):
        calls.append(function)
        return original(function, *arguments, **options)

    async def main() -> None:
        pump.attach()
        await asyncio.sleep(0)
        loop.call_soon_threadsafe = count
        for _ in range(1000):
            pump.wake()
        await asyncio.sleep(0)

    loop.run_until_complete(main())
    loop.close()
    assert len(calls) == 1


@pytest.mark.parametrize("kind", [asyncio.SelectorEventLoop, NoReaders])
def test_moving_to_another_loop(kind):
    """The first loop is let go while it still runs; it does not turn the pump."""
    pump = Pump()
    first, second = kind(), kind()
    first.run_until_complete(_attach(pump))
    second.run_until_complete(_attach(pump))
    first.run_until_complete(asyncio.sleep(0))
    done: list[int] = []
    pump.call_soon(lambda: done.append(1))
    first.run_until_complete(asyncio.sleep(0.05))
    assert done == []
    second.run_until_complete(asyncio.sleep(0.05))
    assert done == [1]
    first.close()
    second.close()


async def _attach(pump: Pump) -> None:
    pump.attach()
