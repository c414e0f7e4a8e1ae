"""How an update is coded, as the other compiled modules see it."""

from webagg._rectangles cimport Job


cdef void choose(Job *job) noexcept nogil
