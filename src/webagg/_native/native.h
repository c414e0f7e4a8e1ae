/* What all kernels share: exact-width types, unaligned loads, the encoder's state. */
#ifndef WEBAGG_NATIVE_H
#define WEBAGG_NATIVE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "adler.h"

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define WA_INLINE static __forceinline
#define WA_LIKELY(x) (x)
#else
#define WA_INLINE static inline __attribute__((always_inline, unused))
#define WA_LIKELY(x) __builtin_expect(!!(x), 1)
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WA_BIG_ENDIAN 1
#else
#define WA_BIG_ENDIAN 0
#endif

/* Longest copy that may run past the end of what was asked for. */
#define WA_SLACK 64

WA_INLINE uint32_t wa_load32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

WA_INLINE uint64_t wa_load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

/* Little-endian on every machine: hashes and the bit stream need the same value. */
WA_INLINE uint64_t wa_swap64(uint64_t v)
{
#if defined(_MSC_VER) && !defined(__clang__)
    return _byteswap_uint64(v);
#else
    return __builtin_bswap64(v);
#endif
}

WA_INLINE uint64_t wa_load64le(const uint8_t *p)
{
    uint64_t v = wa_load64(p);
    return WA_BIG_ENDIAN ? wa_swap64(v) : v;
}

WA_INLINE uint32_t wa_load32le(const uint8_t *p)
{
    uint32_t v = wa_load32(p);
    if (WA_BIG_ENDIAN)
        v = (uint32_t)(wa_swap64(v) >> 32);
    return v;
}

WA_INLINE void wa_store64le(uint8_t *p, uint64_t v)
{
    if (WA_BIG_ENDIAN)
        v = wa_swap64(v);
    memcpy(p, &v, 8);
}

/* Begin to read the cache line that has p[offset], if there is one. */
WA_INLINE void wa_prefetch(const uint8_t *p, size_t offset)
{
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch((const void *)((uintptr_t)p + offset));
#else
    (void)p;
    (void)offset;
#endif
}

/* Number of trailing zero bits; v must not be 0. */
WA_INLINE unsigned wa_ctz64(uint64_t v)
{
#if defined(_MSC_VER) && !defined(__clang__)
    unsigned long i;
    _BitScanForward64(&i, v);
    return (unsigned)i;
#else
    return (unsigned)__builtin_ctzll(v);
#endif
}

WA_INLINE unsigned wa_popcount64(uint64_t v)
{
    v -= v >> 1 & 0x5555555555555555ULL;
    v = (v & 0x3333333333333333ULL) + (v >> 2 & 0x3333333333333333ULL);
    v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
    return (unsigned)(v * 0x0101010101010101ULL >> 56);
}

WA_INLINE unsigned wa_clz64(uint64_t v)
{
#if defined(_MSC_VER) && !defined(__clang__)
    unsigned long i;
    _BitScanReverse64(&i, v);
    return 63u - (unsigned)i;
#else
    return (unsigned)__builtin_clzll(v);
#endif
}

/* `literals` literal bytes, then `length` bytes again from `distance` back; more than
   258 are written as several matches. */
typedef struct {
    uint32_t literals;
    uint32_t length;
    uint16_t distance;
    uint16_t symbol; /* of the distance */
} wa_sequence;

/* How hard to look for matches: the pixel before and the row above; and where the same
   came last; and that for two lengths, remembering everything. */
enum { WA_REPEATS, WA_GREEDY, WA_THOROUGH };

enum {
    WA_MAX_LITERALS = 1 << 17, /* a block is written when it has as many */
    WA_MAX_SEQUENCES = 1 << 13,
    WA_MIN_RUN = 6, /* shorter runs of zeros stay literals */
    WA_HASH_BITS = 13,
    WA_PAIR_BITS = 12,
    WA_SINGLE_BITS = 11,
    WA_FIRST_POSITION = 1 << 17, /* so that what is 0 is out of reach */
    WA_LAST_POSITION = 1 << 30
};

/* A DEFLATE stream in the making (RFC 1951). */
typedef struct {
    uint8_t *literals; /* of the block, WA_MAX_LITERALS + WA_SLACK */
    size_t n_literals;
    wa_sequence *sequences; /* of the block, WA_MAX_SEQUENCES */
    size_t n_sequences;
    size_t n_long;  /* bytes that long matches may take beyond what others do */
    size_t pending; /* literals since the last sequence */
    size_t zeros;   /* zero bytes that came but are not yet coded */
    uint8_t *out;
    size_t n_out, capacity;
    uint64_t bits;
    unsigned n_bits;
    int failed; /* out of memory: nothing more is written */
    wa_adler adler;
    uint32_t *long_hash, *short_hash; /* 1 << WA_HASH_BITS each: position + 1 + origin */
    size_t origin; /* how far the history has moved towards its base */
    int stale;     /* whether the hashes are of another history: most rows need none */
} wa_deflate;

struct wa_colours;

/* Where pixels came last: bytes of the stream, modulo 2**32, and their place in the window;
   and for each pixel of a row how many bytes back it was, and at which place. */
typedef struct {
    uint64_t pixels; /* two of them, as in memory */
    uint32_t position, place;
} wa_pair;

typedef struct {
    uint32_t pixel, position;
} wa_single;

typedef struct {
    uint32_t distance, place;
} wa_origin;

/* The last rows of a drawing and where its pixels came last. */
typedef struct {
    uint32_t *window; /* `rows` rows, a power of two, of 1 << bits pixels each */
    uint32_t rows;
    unsigned bits;
    uint32_t width;    /* pixels of a row, at least 8 less than there is room for */
    uint32_t last_row; /* the last one in the window, + 1; 0 is none */
    uint32_t first_row; /* positions are counted from its start */
    size_t stride;     /* bytes from row to row in the stream */
    unsigned step;     /* bytes of a pixel in the stream: 1, 3 or 4 */
    uint32_t blank;    /* what unchanged pixels are in the window */
    uint32_t blank_bytes; /* and in the stream, R in the lowest byte */
    unsigned period;      /* 1 if its bytes are all the same, else step */
    uint32_t reach;    /* bytes back that are in the window, at most 32768 */
    uint32_t position; /* of the row's first pixel */
    wa_pair *pairs;    /* by hash */
    wa_single *singles;
    /* Of the row, bits: width / 64 + 3 words each. */
    uint64_t *like_left, *like_above, *known;
    wa_origin *origins; /* of the row's pixels; one for each */
} wa_drawing;

typedef struct {
    int32_t from, to;
} wa_span;

/* How the last row was filtered, for how many more that is not questioned, and how often
   it was right. */
typedef struct {
    int kind, age, streak;
    uint32_t score;  /* what it left */
    unsigned barred; /* bit k: filter k is not to be used */
} wa_choice;

/* One variant of every kernel; which one runs is decided once, by the CPU. */
typedef struct {
    const char *name;
    /* Set bits of `mask` (one 64-bit word per 64 pixels) where rows differ; copy what
       differs to `previous` if `copy`; AND the differing pixels' alpha into alpha[0] and
       that of all into alpha[1]. Return whether anything differs. */
    int (*diff_row)(const uint8_t *current, uint8_t *previous, size_t width, int copy,
                    uint64_t *mask, uint8_t alpha[2]);
    void (*write_block)(wa_deflate *d, int last);
    /* Code residuals: literals, and runs of zeros. */
    void (*add_residuals)(wa_deflate *d, const uint8_t *bytes, size_t n);
    void (*add_literals)(wa_deflate *d, const uint8_t *base, size_t from, size_t to);
    void (*flush_zeros)(wa_deflate *d);
    /* Code base[from:to], pixels of `step` bytes (1, 3 or 4) in rows of `stride`, by
       matches; the last one may reach up to `end`. Returns where it ended. */
    size_t (*add_matches)(wa_deflate *d, const uint8_t *base, size_t from, size_t to,
                          size_t end, size_t stride, unsigned step, int effort);
    void (*add_pixels)(wa_deflate *d, wa_drawing *g, uint32_t y, const uint8_t *rgba,
                       const uint8_t *bytes, const wa_span *spans, size_t n, int bands);
    void (*add_repeats)(wa_deflate *d, wa_drawing *g, uint32_t y, const uint8_t *residuals,
                        const wa_span *spans, size_t n);
    void (*adler)(wa_adler *sum, const uint8_t *bytes, size_t n);
    uint32_t (*crc)(uint32_t crc, const uint8_t *bytes, size_t n);
    /* See spans.h. */
    size_t (*find_spans)(const uint64_t *mask, const uint8_t *rgba, const uint8_t *next,
                         size_t width, int gap, int opaque, wa_span *spans);
    /* See stock.h. */
    int (*collect)(struct wa_colours *c, const uint64_t *mask, const uint8_t *row,
                   const uint8_t *above, const uint64_t *marked, size_t width,
                   unsigned most, size_t *n, size_t *steps);
    int (*has_colour)(const uint64_t *mask, const uint8_t *row, size_t width,
                      uint32_t colour);
    size_t (*mark_keys)(uint8_t *seen, const uint64_t *mask, const uint8_t *row,
                        size_t width, size_t *steps);
    void (*pack_rgb)(uint8_t *rgb, const uint8_t *rgba, size_t n);
    void (*pack_green)(uint8_t *rgb, const uint8_t *rgba, size_t n);
    /* See filters.h. */
    int (*filter_best)(uint8_t *const residuals[5], const uint8_t *row,
                       const uint8_t *above, const wa_span *spans, size_t n,
                       unsigned step, wa_choice *choice);
    int (*map)(struct wa_colours *c, uint8_t *out, const uint8_t *rgba, size_t n,
               unsigned most, int shared, uint8_t **literals);
} wa_kernels;

extern const wa_kernels *wa_active;
int wa_select(const char *name); /* NULL or "": the best; 0 if there is no such one */
const char *wa_variant(int i);   /* names of those this CPU can run, then NULL */

int wa_deflate_init(wa_deflate *d);
void wa_deflate_free(wa_deflate *d);
void wa_deflate_reset(wa_deflate *d);
int wa_reserve(wa_deflate *d, size_t more);
void wa_finish(wa_deflate *d);       /* the last block, and the bits left over */
void wa_pause(wa_deflate *d);       /* everything so far, to a whole byte */
void wa_move(wa_deflate *d, size_t by); /* history moved towards its base */
void wa_forget(wa_deflate *d);          /* nothing that came before is to be matched */
void wa_clear(wa_deflate *d);           /* empty the hashes, if that is still to be done */
size_t wa_count_matches(const wa_deflate *d, size_t *bytes);
void wa_crc_init(void);
uint32_t wa_crc_portable(uint32_t crc, const uint8_t *bytes, size_t n);

#endif
