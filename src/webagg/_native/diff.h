/* Where two rows of pixels differ. */

/* Bit i is set where pixel i of 64 differs; AND the differing pixels into *alpha. */
WA_INLINE uint64_t K(differ)(const uint8_t *a, const uint8_t *b, uint32_t *alpha)
{
    uint64_t mask = 0;
#if K_AVX2
    __m256i all = _mm256_set1_epi32(-1);
    for (int i = 0; i < 8; i++) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(a + 32 * i));
        __m256i same = _mm256_cmpeq_epi32(v, _mm256_loadu_si256((const __m256i *)(b + 32 * i)));
        all = _mm256_and_si256(all, _mm256_or_si256(v, same));
        uint32_t bits = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(same));
        mask |= (uint64_t)(bits ^ 255) << (8 * i);
    }
    __m128i half = _mm_and_si128(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    half = _mm_and_si128(half, _mm_shuffle_epi32(half, 0x4e));
    half = _mm_and_si128(half, _mm_shuffle_epi32(half, 0xb1));
    *alpha &= (uint32_t)_mm_cvtsi128_si32(half);
#elif K_SSE2
    __m128i all = _mm_set1_epi32(-1);
    for (int i = 0; i < 4; i++) {
        __m128i same[4];
        for (int k = 0; k < 4; k++) {
            __m128i v = _mm_loadu_si128((const __m128i *)(a + 64 * i + 16 * k));
            __m128i w = _mm_loadu_si128((const __m128i *)(b + 64 * i + 16 * k));
            same[k] = _mm_cmpeq_epi32(v, w);
            all = _mm_and_si128(all, _mm_or_si128(v, same[k]));
        }
        uint32_t bits = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(
            _mm_packs_epi32(same[0], same[1]), _mm_packs_epi32(same[2], same[3])));
        mask |= (uint64_t)(bits ^ 0xffff) << (16 * i);
    }
    all = _mm_and_si128(all, _mm_shuffle_epi32(all, 0x4e));
    all = _mm_and_si128(all, _mm_shuffle_epi32(all, 0xb1));
    *alpha &= (uint32_t)_mm_cvtsi128_si32(all);
#else
    for (int i = 0; i < 64; i++) {
        uint32_t v = wa_load32(a + 4 * i);
        int differs = v != wa_load32(b + 4 * i);
        mask |= (uint64_t)differs << i;
        *alpha &= v | ((uint32_t)differs - 1);
    }
#endif
    return mask;
}

static int K(diff_row)(const uint8_t *current, uint8_t *previous, size_t width, int copy,
                       uint64_t *mask, uint8_t alpha[2])
{
    uint32_t all = UINT32_MAX, whole = UINT32_MAX;
    uint64_t any = 0;
    size_t x = 0;
#if K_AVX2
    __m256i every = _mm256_set1_epi32(-1);
#elif K_SSE2
    __m128i every = _mm_set1_epi32(-1);
#else
    uint64_t every = UINT64_MAX;
#endif
    for (; x + 64 <= width; x += 64) {
        const uint8_t *a = current + 4 * x;
        uint8_t *b = previous + 4 * x;
        uint64_t m = 0;
#if K_AVX2
        __m256i v = _mm256_setzero_si256();
        for (int i = 0; i < 8; i++) {
            __m256i p = _mm256_loadu_si256((const __m256i *)(a + 32 * i));
            __m256i q = _mm256_loadu_si256((const __m256i *)(b + 32 * i));
            v = _mm256_or_si256(v, _mm256_xor_si256(p, q));
            every = _mm256_and_si256(every, p);
        }
        if (!_mm256_testz_si256(v, v)) {
#elif K_SSE2
        __m128i v = _mm_setzero_si128();
        for (int i = 0; i < 16; i++) {
            __m128i p = _mm_loadu_si128((const __m128i *)(a + 16 * i));
            __m128i q = _mm_loadu_si128((const __m128i *)(b + 16 * i));
            v = _mm_or_si128(v, _mm_xor_si128(p, q));
            every = _mm_and_si128(every, p);
        }
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) != 0xffff) {
#else
        uint64_t v = 0;
        for (int i = 0; i < 32; i++) {
            uint64_t p = wa_load64(a + 8 * i);
            v |= p ^ wa_load64(b + 8 * i);
            every &= p;
        }
        if (v) {
#endif
            m = K(differ)(a, b, &all);
            any |= m;
            if (copy)
                memcpy(b, a, 256);
        }
        mask[x / 64] = m;
    }
    if (x < width) {
        uint64_t m = 0;
        for (size_t i = x; i < width; i++) {
            uint32_t v = wa_load32(current + 4 * i);
            whole &= v;
            if (v != wa_load32(previous + 4 * i)) {
                m |= (uint64_t)1 << (i - x);
                all &= v;
            }
        }
        if (copy && m)
            memcpy(previous + 4 * x, current + 4 * x, 4 * (width - x));
        mask[x / 64] = m;
        any |= m;
    }
    uint32_t parts[8] = {0};
    memcpy(parts, &every, sizeof every);
    for (size_t i = 0; i < sizeof every / 4; i++)
        whole &= parts[i];
    uint8_t bytes[4];
    memcpy(bytes, &whole, 4);
    alpha[1] &= bytes[3];
    if (any) {
        memcpy(bytes, &all, 4);
        alpha[0] &= bytes[3];
    }
    return any != 0;
}
