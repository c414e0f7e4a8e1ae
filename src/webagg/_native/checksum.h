/* Adler-32 (RFC 1950) of bytes that are there. */

#if K_SSE2

/* Sum of four numbers. */
WA_INLINE uint32_t K(total)(__m128i v)
{
    v = _mm_add_epi32(v, _mm_shuffle_epi32(v, 0x4e));
    v = _mm_add_epi32(v, _mm_shuffle_epi32(v, 0xb1));
    return (uint32_t)_mm_cvtsi128_si32(v);
}

/* Sixteen bytes, the last one once, the one before twice and so on. */
WA_INLINE __m128i K(weigh)(__m128i v)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i high = _mm_setr_epi16(16, 15, 14, 13, 12, 11, 10, 9);
    const __m128i low = _mm_setr_epi16(8, 7, 6, 5, 4, 3, 2, 1);
    return _mm_add_epi32(_mm_madd_epi16(_mm_unpacklo_epi8(v, zero), high),
                         _mm_madd_epi16(_mm_unpackhi_epi8(v, zero), low));
}

/* Add the last n of sixteen bytes; the others are zeros. */
WA_INLINE void K(adler_16)(wa_adler *sum, __m128i v, size_t n)
{
    __m128i a = _mm_sad_epu8(v, _mm_setzero_si128());
    wa_adler_add(sum, n, K(total)(a), K(total)(K(weigh)(v)));
}

/* Add whole vectors of up to 4096 bytes, so that no number has more than 32 bits. */
WA_INLINE void K(adler_part)(wa_adler *sum, const uint8_t *p, size_t n)
{
    K_VECTOR a = K_ZERO(), before = a, weighted = a;
    for (const uint8_t *end = p + n; p < end; p += K_WIDTH) {
        K_VECTOR v = K_LOAD(p);
        before = K_ADD32(before, a);
        a = K_ADD32(a, K_SUM(v, K_ZERO()));
#if K_AVX2
        const __m256i weights = _mm256_setr_epi8(32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22,
                                                 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11,
                                                 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        v = _mm256_madd_epi16(_mm256_maddubs_epi16(v, weights), _mm256_set1_epi16(1));
        weighted = K_ADD32(weighted, v);
#else
        weighted = K_ADD32(weighted, K(weigh)(v));
#endif
    }
    /* What came before a vector counts once for each of its bytes. */
#if K_AVX2
    weighted = K_ADD32(weighted, _mm256_slli_epi32(before, 5));
    __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
    __m128i others = _mm_add_epi32(_mm256_castsi256_si128(weighted),
                                   _mm256_extracti128_si256(weighted, 1));
#else
    __m128i sums = a, others = K_ADD32(weighted, _mm_slli_epi32(before, 4));
#endif
    wa_adler_add(sum, n, K(total)(sums), K(total)(others));
}

#endif

static void K(adler)(wa_adler *sum, const uint8_t *p, size_t n)
{
#if K_SSE2
    const size_t all = n;
    while (n >= 32) {
        size_t part = n < 4096 ? n - n % K_WIDTH : 4096;
        K(adler_part)(sum, p, part);
        p += part;
        n -= part;
    }
    for (; n >= 16; p += 16, n -= 16)
        K(adler_16)(sum, _mm_loadu_si128((const __m128i *)p), 16);
    if (n && all >= 16) {
        /* Read what is before them, too, and let it not count. */
        __m128i last = _mm_loadu_si128((const __m128i *)(wa_edges + 48 + n));
        K(adler_16)(sum, _mm_and_si128(_mm_loadu_si128((const __m128i *)(p + n - 16)), last), n);
        return;
    }
#endif
    while (n) {
        size_t part = n < 4096 ? n : 4096;
        uint64_t a = 0, b = 0;
        for (size_t i = 0; i < part; i++) {
            a += p[i];
            b += a;
        }
        wa_adler_add(sum, part, a, b);
        p += part;
        n -= part;
    }
}
