/* Matches: what came before, found by hashing (LZ77 as in RFC 1951, section 4).
   Positions count from `base`; tables hold position + 1 + origin, 0 is none. Callers keep
   WA_SLACK readable bytes behind `end`. */

/* How many bytes are equal, at most `most`; reads up to 32 bytes past them. */
WA_INLINE size_t K(extent)(const uint8_t *a, const uint8_t *b, size_t most)
{
    size_t n = 0;
    while (n < most) {
#if K_AVX2
        uint32_t differ = ~(uint32_t)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(a + n)),
                              _mm256_loadu_si256((const __m256i *)(b + n))));
        if (differ) {
            n += wa_ctz64(differ);
            break;
        }
        n += 32;
#elif K_SSE2
        uint32_t differ = 0xffff ^ (uint32_t)_mm_movemask_epi8(
            _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(a + n)),
                           _mm_loadu_si128((const __m128i *)(b + n))));
        if (differ) {
            n += wa_ctz64(differ);
            break;
        }
        n += 16;
#else
        uint64_t v = wa_load64le(a + n) ^ wa_load64le(b + n);
        if (v) {
            n += wa_ctz64(v) >> 3;
            break;
        }
        n += 8;
#endif
    }
    return n < most ? n : most;
}

WA_INLINE uint32_t K(hash)(uint64_t v, unsigned bytes)
{
    return (uint32_t)(((v << (64 - 8 * bytes)) * 0x9e3779b185ebca87ULL) >>
                      (64 - WA_HASH_BITS));
}

/* The literals base[from:to]. */
static void K(add_literals)(wa_deflate *d, const uint8_t *base, size_t from, size_t to)
{
    size_t n = to - from;
    /* Mostly few, or none: a copy of fixed size costs less than a branch on how many. */
    while (n > WA_SLACK) {
        K(room)(d, WA_SLACK);
        K(literals)(d, base + from, WA_SLACK);
        from += WA_SLACK;
        n -= WA_SLACK;
    }
    K(room)(d, WA_SLACK);
    K(literals)(d, base + from, n);
}

typedef struct {
    size_t length, distance;
} K(found);

/* Bit for bit: are the first `bytes` bytes of two words from memory the same? */
WA_INLINE int K(agree)(uint64_t a, uint64_t b, unsigned bytes)
{
    return !((a ^ b) << (64 - 8 * bytes));
}

/* One probe each; step and effort are constants where this is inlined. */
WA_INLINE size_t K(match_with)(wa_deflate *d, const uint8_t *base, size_t from, size_t to,
                               size_t end, size_t stride, unsigned step, int effort)
{
    uint32_t *restrict near = d->short_hash, *restrict far = d->long_hash;
    const unsigned narrow = step == 1 ? (effort == WA_THOROUGH ? 4 : 5) : step;
    const unsigned wide = step == 3 ? 6 : 8;
    /* A pixel that was long ago costs as much as its three literals. */
    const size_t reach = step == 3 ? 4096 : 32768;
    const size_t back = stride > 8 && stride <= 32768 ? stride : 0;
    size_t at = from, anchor = from;
    const size_t next = d->origin + 1;
    if (effort != WA_REPEATS)
        wa_clear(d);
    while (at < to && end - at >= 8) {
        size_t left = end - at, length = 0, distance = 0, a = 0, b = 0;
        uint64_t v = wa_load64le(base + at);
        if (effort != WA_REPEATS) {
            uint32_t h = K(hash)(v, narrow);
            a = near[h];
            near[h] = (uint32_t)(at + next);
        }
        if (effort == WA_THOROUGH) {
            uint32_t h = K(hash)(v, wide);
            b = far[h];
            far[h] = (uint32_t)(at + next);
        }
        if (at >= step && K(agree)(wa_load64le(base + at - step), v, step == 1 ? 4 : 8)) {
            length = K(extent)(base + at, base + at - step, left);
            distance = step;
        }
        if (back && at >= back && wa_load64le(base + at - back) == v) {
            size_t n = K(extent)(base + at, base + at - back, left);
            if (n > length + 4) {
                length = n;
                distance = back;
            }
        }
        if (!length) {
            size_t far_back = at + next - b, near_back = at + next - a;
            if (b && far_back <= 32768 && far_back <= at &&
                K(agree)(wa_load64le(base + at - far_back), v, wide)) {
                length = K(extent)(base + at, base + at - far_back, left);
                distance = far_back;
            } else if (a && near_back <= reach && near_back <= at &&
                       K(agree)(wa_load64le(base + at - near_back), v, narrow)) {
                length = K(extent)(base + at, base + at - near_back, left);
                distance = near_back;
            } else {
                at += step;
                continue;
            }
        }
        length -= length % step;
        K(add_literals)(d, base, anchor, at);
        K(match)(d, length, distance);
        anchor = at + length;
        if (effort != WA_REPEATS) {
            at += step;
            if (effort == WA_GREEDY || length > 24)
                at = anchor - 2 * step;
            for (; at < anchor && at + 8 <= end; at += step) {
                v = wa_load64le(base + at);
                near[K(hash)(v, narrow)] = (uint32_t)(at + next);
                if (effort == WA_THOROUGH)
                    far[K(hash)(v, wide)] = (uint32_t)(at + next);
            }
        }
        at = anchor;
    }
    if (at < to)
        at = to;
    K(add_literals)(d, base, anchor, at);
    return at;
}

/* Code base[from:to]; the last match may reach up to `end`. Returns where it ended. */
static size_t K(add_matches)(wa_deflate *d, const uint8_t *base, size_t from, size_t to,
                             size_t end, size_t stride, unsigned step, int effort)
{
    switch (4 * step + (unsigned)effort) {
    case 4 + WA_REPEATS:
        return K(match_with)(d, base, from, to, end, stride, 1, WA_REPEATS);
    case 4 + WA_GREEDY:
        return K(match_with)(d, base, from, to, end, stride, 1, WA_GREEDY);
    case 4 + WA_THOROUGH:
        return K(match_with)(d, base, from, to, end, stride, 1, WA_THOROUGH);
    case 12 + WA_REPEATS:
        return K(match_with)(d, base, from, to, end, stride, 3, WA_REPEATS);
    case 12 + WA_GREEDY:
        return K(match_with)(d, base, from, to, end, stride, 3, WA_GREEDY);
    case 12 + WA_THOROUGH:
        return K(match_with)(d, base, from, to, end, stride, 3, WA_THOROUGH);
    default:
        return K(match_with)(d, base, from, to, end, stride, 4, WA_THOROUGH);
    }
}
