# cython: language_level=3
"""Sockets, used without giving Python's lock away.

Python lets go of its lock at every call to a socket, as calls may block. These do not,
and take microseconds; but beside a thread that draws, having the lock back takes half a
millisecond each time, and costs that thread a break.
"""

cdef extern from "Python.h":
    object PyErr_SetFromErrno(object)

cdef extern from "sockets.h":
    bint WA_SOCKETS
    Py_ssize_t wa_receive(int fd, void *buffer, size_t size)
    Py_ssize_t wa_send(int fd, const void *data, size_t size)


def receive(socket, unsigned char[::1] buffer not None):
    """Read what has come, as ``socket.recv_into`` does.

    Parameters
    ----------
    socket : socket.socket
        Connected; never waited for, whether or not it is a blocking one.
    buffer : writable buffer
        Takes the bytes; not empty.

    Returns
    -------
    int
        How many came; 0 if none will come any more.

    Raises
    ------
    BlockingIOError
        If none are there.
    OSError
        If the connection is broken.
    """
    cdef Py_ssize_t n

    if buffer.shape[0] == 0:
        raise ValueError("buffer must have room for a byte, got an empty one")
    if not WA_SOCKETS:
        return socket.recv_into(buffer)
    n = wa_receive(socket.fileno(), &buffer[0], buffer.shape[0])
    if n < 0:
        PyErr_SetFromErrno(OSError)
    return n


def send(socket, const unsigned char[::1] data not None):
    """Send as much of *data* as there is room for, as ``socket.send`` does.

    Parameters
    ----------
    socket : socket.socket
        Connected; never waited for, whether or not it is a blocking one.
    data : buffer
        What to send.

    Returns
    -------
    int
        How many bytes were taken.

    Raises
    ------
    BlockingIOError
        If there is no room.
    OSError
        If the connection is broken.
    """
    cdef Py_ssize_t n

    if data.shape[0] == 0:
        return 0
    if not WA_SOCKETS:
        return socket.send(data)
    n = wa_send(socket.fileno(), &data[0], data.shape[0])
    if n < 0:
        PyErr_SetFromErrno(OSError)
    return n
