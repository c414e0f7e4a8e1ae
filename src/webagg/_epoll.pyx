# cython: language_level=3
"""Linux's epoll, used without giving Python's lock away unless it has to wait."""

cdef extern from "Python.h":
    object PyErr_SetFromErrno(object)

cdef extern from "epoll.h":
    bint WA_EPOLL
    unsigned WA_READ
    unsigned WA_WRITE
    ctypedef struct wa_ready:
        pass
    int wa_epoll_open()
    void wa_epoll_close(int epoll)
    int wa_epoll_watch(int epoll, int fd, unsigned before, unsigned events)
    int wa_epoll_wait(int epoll, wa_ready *ready, int most, int milliseconds) nogil
    int wa_fd(const wa_ready *ready)
    unsigned wa_events(const wa_ready *ready)

cdef extern from "errno.h":
    int errno
    int EINTR

cdef enum:
    MOST = 64  # are told at once; the others the next time

AVAILABLE = bool(WA_EPOLL)
READ = WA_READ
WRITE = WA_WRITE


cdef class Epoll:
    """Watches descriptors."""

    cdef int fd

    def __cinit__(self):
        self.fd = -1

    def __init__(self):
        self.close()
        self.fd = wa_epoll_open()
        if self.fd < 0:
            if not WA_EPOLL:
                raise NotImplementedError("there is no epoll on this system")
            PyErr_SetFromErrno(OSError)

    def __dealloc__(self):
        self.close()

    cpdef void close(self) noexcept:
        """Close its descriptor; harmless to repeat."""
        if self.fd >= 0:
            wa_epoll_close(self.fd)
            self.fd = -1

    def watch(self, int fd, unsigned before, unsigned events):
        """Watch *fd* for *events*, instead of those *before*; 0 for none.

        Parameters
        ----------
        fd : int
            Open, unless it is watched no more: one that was closed is forgotten.
        before, events : int
            Of `READ` and `WRITE`.

        Raises
        ------
        OSError
            If it cannot be watched.
        """
        if wa_epoll_watch(self.fd, fd, before, events) < 0 and events:
            PyErr_SetFromErrno(OSError)

    def wait(self, int milliseconds):
        """Return what is ready, at once if anything is.

        Parameters
        ----------
        milliseconds : int
            How long to wait at most; negative: for ever.

        Returns
        -------
        list of (int, int)
            Descriptors and their events. Empty after the time, or a signal.

        Raises
        ------
        OSError
            If this is closed.
        """
        cdef wa_ready[MOST] ready
        cdef int i
        cdef int n = wa_epoll_wait(self.fd, ready, MOST, 0)

        if n == 0 and milliseconds:
            with nogil:
                n = wa_epoll_wait(self.fd, ready, MOST, milliseconds)
        if n < 0:
            if errno == EINTR:
                return []
            PyErr_SetFromErrno(OSError)
        return [(wa_fd(&ready[i]), wa_events(&ready[i])) for i in range(n)]
