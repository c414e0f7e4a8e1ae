/* Pixels to the samples of a row. */

/* The last pixels of a row of any length, without a byte too many: pixels are mostly few. */
WA_INLINE void K(pack_few)(uint8_t *rgb, const uint8_t *rgba, size_t n, int green)
{
#if K_AVX2
    const __m128i take = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    const __m128i less = _mm_setr_epi8(1, -1, 1, 5, -1, 5, 9, -1, 9, 13, -1, 13, -1, -1, -1, -1);
    for (size_t i = 0; n >= 4; i = i + 8 <= n ? i + 4 : n - 4) {
        __m128i v = _mm_loadu_si128((const __m128i *)(rgba + 4 * i));
        __m128i w = _mm_shuffle_epi8(v, take);
        if (green)
            w = _mm_sub_epi8(w, _mm_shuffle_epi8(v, less));
        uint32_t last = (uint32_t)_mm_extract_epi32(w, 2);
        _mm_storel_epi64((__m128i *)(rgb + 3 * i), w);
        memcpy(rgb + 3 * i + 8, &last, 4);
        if (i + 4 == n)
            return;
    }
#endif
#if K_SSE2 && !K_AVX2
    const __m128i first = _mm_set1_epi64x(0xffffff), second = _mm_set1_epi64x(0xffffff000000);
    if (!green) /* four at a time; stores 16 bytes of 12 */
        for (; n >= 6; n -= 4, rgba += 16, rgb += 12) {
            __m128i v = _mm_loadu_si128((const __m128i *)rgba);
            v = _mm_or_si128(_mm_and_si128(v, first),
                             _mm_and_si128(_mm_srli_epi64(v, 8), second));
            v = _mm_or_si128(_mm_move_epi64(v), _mm_slli_si128(_mm_srli_si128(v, 8), 6));
            _mm_storeu_si128((__m128i *)rgb, v);
        }
#endif
    if (!green) /* two at a time; stores 8 bytes of 6 */
        for (; n >= 3; n -= 2, rgba += 8, rgb += 6) {
            uint64_t v = wa_load64le(rgba);
            wa_store64le(rgb, (v & 0xffffff) | (v >> 8 & 0xffffff000000ULL));
        }
    for (size_t i = 0; i < n; i++, rgba += 4, rgb += 3) {
        uint8_t g = green ? rgba[1] : 0;
        rgb[0] = (uint8_t)(rgba[0] - g);
        rgb[1] = rgba[1];
        rgb[2] = (uint8_t)(rgba[2] - g);
    }
}

WA_INLINE void K(pack)(uint8_t *rgb, const uint8_t *rgba, size_t n, int green)
{
    size_t i = 0;
#if K_AVX2
    const __m256i take = _mm256_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1,
                                          -1, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1,
                                          -1, -1, -1);
    const __m256i less = _mm256_setr_epi8(1, -1, 1, 5, -1, 5, 9, -1, 9, 13, -1, 13, -1, -1,
                                          -1, -1, 1, -1, 1, 5, -1, 5, 9, -1, 9, 13, -1,
                                          13, -1, -1, -1, -1);
    const __m256i join = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    for (; i + 11 <= n; i += 8) { /* stores 32 bytes of 24 */
        __m256i v = _mm256_loadu_si256((const __m256i *)(rgba + 4 * i));
        __m256i w = _mm256_shuffle_epi8(v, take);
        if (green)
            w = _mm256_sub_epi8(w, _mm256_shuffle_epi8(v, less));
        _mm256_storeu_si256((__m256i *)(rgb + 3 * i), _mm256_permutevar8x32_epi32(w, join));
    }
#endif
    K(pack_few)(rgb + 3 * i, rgba + 4 * i, n - i, green);
}

static void K(pack_rgb)(uint8_t *rgb, const uint8_t *rgba, size_t n)
{
    K(pack)(rgb, rgba, n, 0);
}

/* Red and blue less green: what most pictures' channels share goes away. */
static void K(pack_green)(uint8_t *rgb, const uint8_t *rgba, size_t n)
{
    K(pack)(rgb, rgba, n, 1);
}
