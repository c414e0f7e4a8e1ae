/* Bytes to literals and sequences. */

WA_INLINE void K(room)(wa_deflate *d, size_t literals)
{
    if (d->n_literals + literals > WA_MAX_LITERALS ||
        d->n_sequences + 4 > WA_MAX_SEQUENCES)
        K(write_block)(d, 0);
}

/* n <= WA_SLACK; may copy WA_SLACK bytes, both sides have them. */
WA_INLINE void K(literals)(wa_deflate *d, const uint8_t *p, size_t n)
{
    memcpy(d->literals + d->n_literals, p, WA_SLACK);
    d->n_literals += n;
    d->pending += n;
}

/* A match of any length of at least 3. */
WA_INLINE void K(match)(wa_deflate *d, size_t length, size_t distance)
{
    K(room)(d, 0);
    wa_sequence s = {(uint32_t)d->pending, (uint32_t)length, (uint16_t)distance,
                     (uint16_t)wa_distance_symbol((unsigned)distance)};
    d->sequences[d->n_sequences++] = s;
    d->n_long += length / 32; /* 8 bytes for each 258 */
    d->pending = 0;
}

WA_INLINE void K(zeros)(wa_deflate *d)
{
    size_t n = d->zeros;
    if (!n)
        return;
    d->zeros = 0;
    size_t single = n < WA_MIN_RUN ? n : 1;
    K(room)(d, WA_MIN_RUN);
    memset(d->literals + d->n_literals, 0, WA_MIN_RUN);
    d->n_literals += single;
    d->pending += single;
    if (n > single)
        K(match)(d, n - 1, 1);
}

/* Bit i is set where p[i] is not zero; 64 bytes. */
WA_INLINE uint64_t K(nonzero)(const uint8_t *p)
{
#if K_AVX2
    const __m256i zero = _mm256_setzero_si256();
    __m256i a = _mm256_loadu_si256((const __m256i *)p);
    __m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, zero));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, zero));
    return ~(low | (uint64_t)high << 32);
#elif K_SSE2
    const __m128i zero = _mm_setzero_si128();
    uint64_t m = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
        m |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, zero)) << (16 * i);
    }
    return ~m;
#else
    uint64_t m = 0;
    for (int i = 0; i < 8; i++) {
        /* 0x80 in every byte that is not zero, gathered by a multiplication. */
        uint64_t v = wa_load64le(p + 8 * i), low = 0x7f7f7f7f7f7f7f7fULL;
        v = (((v & low) + low) | v) & ~low;
        m |= ((v >> 7) * 0x0102040810204080ULL >> 56) << (8 * i);
    }
    return m;
#endif
}

/* `bytes` has WA_SLACK readable bytes behind it. */
static void K(add_residuals)(wa_deflate *d, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += 64) {
        unsigned count = n - i < 64 ? (unsigned)(n - i) : 64, at = 0;
        uint64_t nonzero = K(nonzero)(bytes + i);
        if (count < 64)
            nonzero &= ((uint64_t)1 << count) - 1;
        if (!nonzero) {
            d->zeros += count;
            continue;
        }
        uint64_t runs = ~nonzero;
        runs &= runs >> 1;
        runs &= runs >> 2;
        runs &= runs >> 2; /* set where WA_MIN_RUN zeros start inside the 64 */
        for (;;) {
            unsigned skip = wa_ctz64(nonzero >> at);
            d->zeros += skip;
            at += skip;
            K(zeros)(d);
            uint64_t ahead = runs >> at;
            unsigned stop = ahead ? at + wa_ctz64(ahead) : 64 - wa_clz64(nonzero);
            K(room)(d, 64);
            K(literals)(d, bytes + i + at, stop - at);
            at = stop;
            if (at >= count || !(nonzero >> at)) {
                d->zeros += count - at;
                break;
            }
        }
    }
}
