"""The C kernels as the compiled modules see them."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t


cdef extern from "pixels.h" nogil:
    enum:
        WA_SLOT_BITS

    ctypedef struct wa_colours:
        uint32_t *colour
        uint32_t *count
        unsigned n


cdef extern from "adler.h" nogil:
    ctypedef struct wa_adler:
        uint64_t a
        uint64_t b

    void wa_adler_run(wa_adler *sum, unsigned value, size_t n) noexcept
    void wa_adler_join(wa_adler *sum, const wa_adler *other, uint64_t n) noexcept
    uint32_t wa_adler_value(const wa_adler *sum) noexcept


cdef extern from "native.h" nogil:
    enum:
        WA_SLACK
        WA_HASH_BITS
        WA_PAIR_BITS
        WA_SINGLE_BITS
        WA_REPEATS
        WA_GREEDY
        WA_THOROUGH

    ctypedef struct wa_deflate:
        size_t n_literals
        size_t zeros
        uint8_t *out
        size_t n_out
        size_t capacity
        int failed
        wa_adler adler
        uint32_t *long_hash
        uint32_t *short_hash

    ctypedef struct wa_span:
        int32_t from_ "from"
        int32_t to

    ctypedef struct wa_choice:
        int kind
        int age
        int streak
        unsigned barred

    ctypedef struct wa_pair:
        uint32_t position

    ctypedef struct wa_single:
        uint32_t position

    ctypedef struct wa_origin:
        uint32_t distance

    ctypedef struct wa_drawing:
        uint32_t *window
        uint32_t rows
        unsigned bits
        uint32_t width
        uint32_t last_row
        uint32_t first_row
        size_t stride
        unsigned step
        uint32_t blank
        uint32_t blank_bytes
        unsigned period
        uint32_t reach
        wa_pair *pairs
        wa_single *singles
        uint64_t *like_left
        uint64_t *like_above
        uint64_t *known
        wa_origin *origins

    ctypedef struct wa_kernels:
        const char *name
        int (*diff_row)(
            const uint8_t *, uint8_t *, size_t, int, uint64_t *, uint8_t *
        ) noexcept nogil
        void (*write_block)(wa_deflate *, int) noexcept nogil
        void (*add_residuals)(wa_deflate *, const uint8_t *, size_t) noexcept nogil
        void (*add_literals)(
            wa_deflate *, const uint8_t *, size_t, size_t
        ) noexcept nogil
        void (*flush_zeros)(wa_deflate *) noexcept nogil
        size_t (*add_matches)(
            wa_deflate *, const uint8_t *, size_t, size_t, size_t, size_t, unsigned, int
        ) noexcept nogil
        void (*add_pixels)(
            wa_deflate *, wa_drawing *, uint32_t, const uint8_t *, const uint8_t *,
            const wa_span *, size_t, int,
        ) noexcept nogil
        void (*add_repeats)(
            wa_deflate *, wa_drawing *, uint32_t, const uint8_t *, const wa_span *,
            size_t,
        ) noexcept nogil
        void (*adler)(wa_adler *, const uint8_t *, size_t) noexcept nogil
        uint32_t (*crc)(uint32_t, const uint8_t *, size_t) noexcept nogil
        size_t (*find_spans)(
            const uint64_t *, const uint8_t *, const uint8_t *, size_t, int, int,
            wa_span *,
        ) noexcept nogil
        int (*collect)(
            wa_colours *, const uint64_t *, const uint8_t *, const uint8_t *,
            const uint64_t *, size_t, unsigned, size_t *, size_t *,
        ) noexcept nogil
        int (*has_colour)(
            const uint64_t *, const uint8_t *, size_t, uint32_t
        ) noexcept nogil
        size_t (*mark_keys)(
            uint8_t *, const uint64_t *, const uint8_t *, size_t, size_t *
        ) noexcept nogil
        void (*pack_rgb)(uint8_t *, const uint8_t *, size_t) noexcept nogil
        void (*pack_green)(uint8_t *, const uint8_t *, size_t) noexcept nogil
        int (*filter_best)(
            uint8_t **, const uint8_t *, const uint8_t *, const wa_span *, size_t,
            unsigned, wa_choice *
        ) noexcept nogil
        int (*map)(
            wa_colours *, uint8_t *, const uint8_t *, size_t, unsigned, int, uint8_t **
        ) noexcept nogil


cdef extern from "sample.h" nogil:
    ctypedef struct wa_sample:
        uint32_t residuals[256]
        uint32_t greens[256]
        uint32_t flat
        uint32_t seen
        uint32_t fresh
        uint32_t opaque


cdef const wa_kernels *kernels() noexcept nogil

# The C functions live in this module's library; the other modules call them by these.
cdef int reserve(wa_deflate *d, size_t more) noexcept nogil
cdef void reset(wa_deflate *d) noexcept nogil
cdef void finish(wa_deflate *d) noexcept nogil
cdef void pause(wa_deflate *d) noexcept nogil
cdef void both(void (*work)(void *) noexcept nogil, void *a, void *b) noexcept nogil
cdef void each(
    void (*work)(void *, size_t, int) noexcept nogil, void *what, size_t n
) noexcept nogil
cdef size_t count_matches(const wa_deflate *d, size_t *covered) noexcept nogil
cdef void move(wa_deflate *d, size_t by) noexcept nogil
cdef void forget(wa_deflate *d) noexcept nogil
cdef void colours_clear(wa_colours *c, unsigned bits) noexcept nogil
cdef int colours_join(
    wa_colours *c, const wa_colours *other, unsigned most
) noexcept nogil
cdef int colours_put(wa_colours *c, uint32_t colour, unsigned most) noexcept nogil
cdef void colours_seal(wa_colours *c, unsigned first) noexcept nogil
cdef void colours_sort(uint32_t *colours, size_t n) noexcept nogil
cdef void colours_keep(wa_colours *c, unsigned most) noexcept nogil
cdef void sample_row(
    wa_sample *s, wa_colours *c, const uint8_t *row, const uint8_t *above, size_t n
) noexcept nogil
cdef double entropy(const uint32_t *counts) noexcept nogil
cdef bint all_opaque(const uint8_t *rgba, size_t n) noexcept nogil


cdef enum:
    BLOCKS = 10  # of memory in a workspace


cdef class Workspace:
    """Memory that one encoding needs, kept for the next one."""

    cdef wa_deflate deflate
    cdef wa_colours *colours
    cdef void *blocks[BLOCKS]
    cdef size_t sizes[BLOCKS]

    cdef void *block(self, int i, size_t size) except NULL


cdef Workspace take()
cdef void give(Workspace workspace)
