# cython: language_level=3
"""``PyOS_InputHook``: turns for the pump while a Python prompt waits.

Prompts call the hook on the thread that reads: readline's without the GIL, before
every wait of a tenth of a second and after every key; simple ones without the GIL,
once a line; that of Python 3.13 from Python code, before every wait.
"""

import sys
import threading

ctypedef int (*Hook)() noexcept nogil

cdef extern from "Python.h":
    Hook PyOS_InputHook
    int PyOS_InterruptOccurred()
    void PyErr_SetInterrupt()
    unsigned long PyThread_get_thread_ident() nogil

cdef extern from "prompt.h":
    enum:
        WA_KEY
        WA_SIGNAL
    int wa_wait(int key, int work, int milliseconds) nogil
    void wa_interrupt_soon() nogil
    void wa_forget_errors() nogil
    bint wa_was_interrupted() nogil
    int wa_pid() nogil

cdef enum:
    STDIN = 0
    NOTHING = -1
    # An earlier hook counts on being called this often (milliseconds).
    SLICE = 50

cdef Hook earlier = NULL
cdef object prompt = None
cdef unsigned long main_thread = 0
cdef int pid = 0
cdef bint entered = False


def install(new_prompt):
    """Let *new_prompt* serve the pump while prompts of this process wait.

    A hook that another toolkit has set stays in use. May be called again: after
    another toolkit replaced the hook, and in a forked child, where an inherited
    hook does nothing.

    Parameters
    ----------
    new_prompt : webagg.backend.prompt.Prompt
        What is done in each turn.
    """
    global earlier, prompt, main_thread, pid
    prompt = new_prompt
    main_thread = threading.main_thread().ident
    pid = wa_pid()
    set_hook()


cdef void set_hook() noexcept nogil:
    global earlier, PyOS_InputHook
    if PyOS_InputHook != hook:
        earlier = PyOS_InputHook
        PyOS_InputHook = hook


cdef int hook() noexcept nogil:
    global entered
    cdef bint was_interrupted = wa_was_interrupted()

    if PyThread_get_thread_ident() != main_thread or wa_pid() != pid:
        return earlier() if earlier != NULL else 0
    # In a turn somebody reads a line; or a later hook calls this as its earlier one.
    if entered:
        return 0
    entered = True
    if earlier != NULL:
        earlier()
    with gil:
        serve(was_interrupted)
    entered = False
    # So that the next time the question above is about the prompt's own wait.
    wa_forget_errors()
    return 0


cdef void serve(bint was_interrupted):
    """Give turns until a key is pressed.

    Signal handlers run inside any Python code that is called here, where what they
    raise would not end the prompt. So Ctrl-C is looked for before that.
    """
    cdef bint is_repl
    cdef bint typed
    cdef int milliseconds, got, work

    is_repl, console = calling_repl()
    if interrupted():
        if not (is_repl or was_interrupted):
            wa_interrupt_soon()
        return
    try:
        typed = (wa_wait(STDIN, NOTHING, 0) & WA_KEY) != 0
        while True:
            turned = prompt.turn(typed, is_repl, console)
            if turned is None:
                return
            milliseconds, work = turned
            if earlier != NULL and not 0 <= milliseconds < SLICE:
                milliseconds = SLICE
            with nogil:
                got = wa_wait(STDIN, work, milliseconds)
                if earlier != NULL and not got & WA_KEY:
                    earlier()
            if got & WA_KEY:
                return
            if got & WA_SIGNAL:
                if interrupted():
                    if not is_repl:
                        wa_interrupt_soon()
                    return
                if prompt.returns_on_signals(is_repl):
                    return
    except BaseException as error:
        # Of a callback or a signal handler; the prompt has to raise it.
        if prompt.raise_on_interrupt(error):
            PyErr_SetInterrupt()
            if not is_repl:
                wa_interrupt_soon()


cdef bint interrupted():
    """Return whether Ctrl-C was pressed, and leave it pending."""
    if PyOS_InterruptOccurred():
        PyErr_SetInterrupt()
        return True
    return False


cdef tuple calling_repl():
    """Return whether Python's own prompt calls, and its console (None: unknown).

    Runs no Python code, only the interpreter's.
    """
    try:
        frame = sys._getframe()
    except ValueError:
        return False, None
    if not str(frame.f_globals.get("__name__")).startswith("_pyrepl."):
        return False, None
    return True, getattr(frame.f_locals.get("self"), "console", None)
