# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The C kernels: which variant runs, and the memory they work in.

The variant is chosen once, by what the CPU can do; all give the same bytes. The
environment variable ``WEBAGG_KERNELS`` (a name from `variants`) forces one.
"""

import os

from libc.stdlib cimport free, malloc, realloc


cdef extern from "native.h" nogil:
    const wa_kernels *wa_active
    int wa_select(const char *name)
    const char *wa_variant(int i)
    int wa_deflate_init(wa_deflate *d)
    void wa_deflate_free(wa_deflate *d)
    void wa_deflate_reset(wa_deflate *d) noexcept
    int wa_reserve(wa_deflate *d, size_t more) noexcept
    void wa_finish(wa_deflate *d) noexcept
    void wa_pause(wa_deflate *d) noexcept
    void wa_move(wa_deflate *d, size_t by) noexcept
    void wa_forget(wa_deflate *d) noexcept
    size_t wa_count_matches(const wa_deflate *d, size_t *bytes) noexcept


cdef extern from "worker.h" nogil:
    void wa_both(void (*work)(void *) noexcept nogil, void *, void *) noexcept
    void wa_each(
        void (*work)(void *, size_t, int) noexcept nogil, void *, size_t
    ) noexcept


cdef extern from "pixels.h" nogil:
    void wa_colours_clear(wa_colours *c, unsigned bits) noexcept
    int wa_colours_join(wa_colours *, const wa_colours *, unsigned) noexcept
    int wa_colours_put(wa_colours *, uint32_t, unsigned) noexcept
    void wa_colours_sort(uint32_t *, size_t) noexcept
    void wa_colours_seal(wa_colours *, unsigned) noexcept
    int wa_opaque(const uint8_t *, size_t) noexcept
    void wa_colours_keep(wa_colours *, unsigned) noexcept


cdef extern from "sample.h" nogil:
    void wa_sample_row(
        wa_sample *, wa_colours *, const uint8_t *, const uint8_t *, size_t
    ) noexcept
    double wa_entropy(const uint32_t *) noexcept


cdef const wa_kernels *kernels() noexcept nogil:
    return wa_active


cdef int reserve(wa_deflate *d, size_t more) noexcept nogil:
    return wa_reserve(d, more)


cdef void reset(wa_deflate *d) noexcept nogil:
    wa_deflate_reset(d)


cdef void finish(wa_deflate *d) noexcept nogil:
    wa_finish(d)


cdef void pause(wa_deflate *d) noexcept nogil:
    wa_pause(d)


cdef void both(void (*work)(void *) noexcept nogil, void *a, void *b) noexcept nogil:
    wa_both(work, a, b)


cdef void each(
    void (*work)(void *, size_t, int) noexcept nogil, void *what, size_t n
) noexcept nogil:
    wa_each(work, what, n)


cdef size_t count_matches(const wa_deflate *d, size_t *covered) noexcept nogil:
    return wa_count_matches(d, covered)


cdef void move(wa_deflate *d, size_t by) noexcept nogil:
    wa_move(d, by)


cdef void forget(wa_deflate *d) noexcept nogil:
    wa_forget(d)


cdef void colours_clear(wa_colours *c, unsigned bits) noexcept nogil:
    wa_colours_clear(c, bits)


cdef int colours_join(
    wa_colours *c, const wa_colours *other, unsigned most
) noexcept nogil:
    return wa_colours_join(c, other, most)


cdef int colours_put(wa_colours *c, uint32_t colour, unsigned most) noexcept nogil:
    return wa_colours_put(c, colour, most)


cdef void colours_sort(uint32_t *colours, size_t n) noexcept nogil:
    wa_colours_sort(colours, n)


cdef void colours_seal(wa_colours *c, unsigned first) noexcept nogil:
    wa_colours_seal(c, first)


cdef void colours_keep(wa_colours *c, unsigned most) noexcept nogil:
    wa_colours_keep(c, most)


cdef void sample_row(
    wa_sample *s, wa_colours *c, const uint8_t *row, const uint8_t *above, size_t n
) noexcept nogil:
    wa_sample_row(s, c, row, above, n)


cdef double entropy(const uint32_t *counts) noexcept nogil:
    return wa_entropy(counts)


cdef bint all_opaque(const uint8_t *rgba, size_t n) noexcept nogil:
    return wa_opaque(rgba, n)


def variants():
    """Return the names of the variants this CPU can run, the best last."""
    names = []
    while wa_variant(len(names)) != NULL:
        names.append(wa_variant(len(names)).decode())
    return names


def select(str name=""):
    """Run this variant from now on; the best if the name is empty.

    Raises
    ------
    ValueError
        If there is no such variant on this machine.
    """
    if not wa_select(name.encode()):
        raise ValueError(f"kernels must be one of {variants()}, got {name!r}")


def active():
    """Return the name of the variant in use."""
    return wa_active.name.decode()


cdef class Workspace:
    def __cinit__(self):
        if not wa_deflate_init(&self.deflate):
            raise MemoryError
        self.colours = <wa_colours *> malloc(sizeof(wa_colours))
        if self.colours == NULL:
            raise MemoryError

    def __dealloc__(self):
        cdef int i
        wa_deflate_free(&self.deflate)
        free(self.colours)
        for i in range(BLOCKS):
            free(self.blocks[i])

    cdef void *block(self, int i, size_t size) except NULL:
        """Return the i-th block of memory, of at least this size; undefined content."""
        cdef void *grown
        size += WA_SLACK
        if self.sizes[i] < size:
            grown = realloc(self.blocks[i], size)
            if grown == NULL:
                raise MemoryError
            self.blocks[i] = grown
            self.sizes[i] = size
        return self.blocks[i]


cdef list _idle = []


cdef Workspace take():
    """Return a workspace nobody uses."""
    return <Workspace> _idle.pop() if _idle else Workspace()


cdef void give(Workspace workspace):
    """Keep a workspace for the next one who needs it."""
    # One for each thread that encodes at once; more would only hold memory.
    if len(_idle) < 4:
        _idle.append(workspace)


select(os.environ.get("WEBAGG_KERNELS", ""))
