"""A stream's newest frame as the other compiled modules see it."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from webagg._diff cimport Damage


cdef class Picture:
    cdef readonly object pixels
    cdef readonly tuple shape
    cdef readonly bint opaque
    cdef uint8_t[:, :, ::1] memory  # of `pixels`
    cdef uint64_t[:, ::1] stamps  # the frame in which each tile changed last
    cdef uint64_t[:, ::1] masks
    cdef uint8_t[::1] rows
    cdef uint32_t[::1] costs
    cdef Damage damage  # what the last frame changed; points at the last three
