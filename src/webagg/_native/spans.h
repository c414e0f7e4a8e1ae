/* Masks to spans. */

/* Whether n pixels, at least 1, are all opaque. */
WA_INLINE int K(opaque)(const uint8_t *rgba, size_t n)
{
    uint64_t all = UINT64_MAX;
    size_t i = 0;
    for (; i + 2 <= n; i += 2)
        all &= wa_load64(rgba + 4 * i);
    uint32_t last = wa_load32(rgba + 4 * (n - 1));
    uint64_t both = all & (last | (uint64_t)last << 32);
    uint8_t bytes[8];
    memcpy(bytes, &both, 8);
    return (bytes[3] & bytes[7]) == 255;
}

/* Whether all pixels of a row are opaque. */
WA_INLINE int K(opaque_row)(const uint8_t *rgba, size_t n)
{
    size_t i = 0;
#if K_AVX2
    __m256i all = _mm256_set1_epi32(-1);
    for (; i + 8 <= n; i += 8)
        all = _mm256_and_si256(all, _mm256_loadu_si256((const __m256i *)(rgba + 4 * i)));
    const __m256i opaque = _mm256_set1_epi32((int)0xff000000u);
    if (!_mm256_testc_si256(all, opaque))
        return 0;
#elif K_SSE2
    const __m128i opaque = _mm_set1_epi32((int)0xff000000u);
    __m128i all = _mm_set1_epi32(-1);
    for (; i + 4 <= n; i += 4)
        all = _mm_and_si128(all, _mm_loadu_si128((const __m128i *)(rgba + 4 * i)));
    if (_mm_movemask_epi8(_mm_cmpeq_epi32(_mm_and_si128(all, opaque), opaque)) != 0xffff)
        return 0;
#endif
    return i == n || K(opaque)(rgba + 4 * i, n - i);
}

/* Spans of a row's set bits; gaps of at most `gap` opaque pixels are bridged. `opaque`
   says that all are, 0 that some may not be. `next` is a row that is read soon, or NULL:
   most of what is changed there lies below what is changed here. */
static size_t K(find_spans)(const uint64_t *mask, const uint8_t *rgba, const uint8_t *next,
                            size_t width, int gap, int opaque, wa_span *spans)
{
    opaque = opaque || K(opaque_row)(rgba, width);
    wa_span *span = spans - 1;
    int32_t end = INT32_MIN / 2;
    for (size_t word = 0; 64 * word < width; word++) {
        uint64_t m = mask[word];
        int32_t base = (int32_t)(64 * word);
        if (m && next) /* all of a word: branches on which parts would be mispredicted */
            for (size_t i = 0; i < 256; i += 64)
                wa_prefetch(next, 256 * word + i);
        while (m) {
            unsigned start = wa_ctz64(m);
            uint64_t rest = ~(m >> start);
            unsigned length = rest ? wa_ctz64(rest) : 64;
            if (start + length > 64)
                length = 64 - start;
            int32_t from = base + (int32_t)start, hole = from - end;
            if (!(hole <= gap && (hole == 0 || opaque || K(opaque)(rgba + 4 * (size_t)end, (size_t)hole)))) {
                span++;
                span->from = from;
            }
            span->to = end = from + (int32_t)length;
            if (start + length >= 64)
                break;
            m &= ~(uint64_t)0 << (start + length);
        }
    }
    return (size_t)(span + 1 - spans);
}
