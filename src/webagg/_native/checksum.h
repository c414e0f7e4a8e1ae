/* Adler-32 (RFC 1950) of bytes that are there. */

static void K(adler)(uint32_t *pa, uint32_t *pb, const uint8_t *p, size_t n)
{
    uint32_t a = *pa, b = *pb;
    while (n) {
        /* 5536 is a multiple of 32 below the length at which b could overflow. */
        size_t part = n < 5536 ? n : 5536;
        n -= part;
#if K_AVX2
        {
            const __m256i ones = _mm256_set1_epi16(1), zero = _mm256_setzero_si256();
            const __m256i weights = _mm256_setr_epi8(
                32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15,
                14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
            __m256i sum = zero, before = zero, weighted = zero;
            uint32_t whole = (uint32_t)(part & ~(size_t)31);
            const uint8_t *end = p + whole;
            for (; p < end; p += 32) {
                __m256i v = _mm256_loadu_si256((const __m256i *)p);
                before = _mm256_add_epi32(before, sum);
                sum = _mm256_add_epi32(sum, _mm256_sad_epu8(v, zero));
                weighted = _mm256_add_epi32(
                    weighted,
                    _mm256_madd_epi16(_mm256_maddubs_epi16(v, weights), ones));
            }
            uint32_t s[8], t[8], u[8], sums = 0, others = 0;
            _mm256_storeu_si256((__m256i *)s, sum);
            _mm256_storeu_si256((__m256i *)t, before);
            _mm256_storeu_si256((__m256i *)u, weighted);
            for (int i = 0; i < 8; i++) {
                sums += s[i];
                others += 32 * t[i] + u[i];
            }
            b += whole * a + others;
            a += sums;
            part &= 31;
        }
#elif K_SSE2
        {
            const __m128i zero = _mm_setzero_si128();
            const __m128i high = _mm_setr_epi16(16, 15, 14, 13, 12, 11, 10, 9);
            const __m128i low = _mm_setr_epi16(8, 7, 6, 5, 4, 3, 2, 1);
            __m128i sum = zero, before = zero, weighted = zero;
            uint32_t whole = (uint32_t)(part & ~(size_t)15);
            const uint8_t *end = p + whole;
            for (; p < end; p += 16) {
                __m128i v = _mm_loadu_si128((const __m128i *)p);
                before = _mm_add_epi32(before, sum);
                sum = _mm_add_epi32(sum, _mm_sad_epu8(v, zero));
                weighted = _mm_add_epi32(
                    weighted, _mm_add_epi32(
                                  _mm_madd_epi16(_mm_unpacklo_epi8(v, zero), high),
                                  _mm_madd_epi16(_mm_unpackhi_epi8(v, zero), low)));
            }
            uint32_t s[4], t[4], u[4], sums = 0, others = 0;
            _mm_storeu_si128((__m128i *)s, sum);
            _mm_storeu_si128((__m128i *)t, before);
            _mm_storeu_si128((__m128i *)u, weighted);
            for (int i = 0; i < 4; i++) {
                sums += s[i];
                others += 16 * t[i] + u[i];
            }
            b += whole * a + others;
            a += sums;
            part &= 15;
        }
#endif
        for (; part; part--) {
            a += *p++;
            b += a;
        }
        a %= 65521;
        b %= 65521;
    }
    *pa = a;
    *pb = b;
}
