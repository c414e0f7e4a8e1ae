"""Running a canvas' loop in tests, from callbacks and threads."""

import threading


def count(canvas, name):
    """Return a list that grows with every event of a name."""
    seen = []
    canvas.mpl_connect(name, seen.append)
    return seen


def in_loop(canvas, *functions):
    """Call functions once each in a loop; return the timers, which must be kept."""
    timers = []
    for function in functions:
        timer = canvas.new_timer(interval=1, callbacks=[(function, (), {})])
        timer.single_shot = True
        timer.start()
        timers.append(timer)
    return timers


def settle(fig):
    """Run all that waits, and what follows from it."""
    for _ in range(5):
        fig.canvas.flush_events()


def run_until(canvas, condition):
    """Run the canvas' loop until a condition holds."""

    def look():
        if condition():
            canvas.stop_event_loop()

    timer = canvas.new_timer(interval=1, callbacks=[(look, (), {})])
    timer.start()
    canvas.start_event_loop(60)
    timer.stop()
    assert condition()


def in_thread(function):
    """Run `function` in a thread and wait for its end; raise what it raised."""
    failures = []

    def run():
        try:
            function()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    if failures:
        raise failures[0]
