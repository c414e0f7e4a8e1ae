/* Which colours there are among the marked pixels. */

/* Bit i is set where pixel i of n, at most 65, equals the one after it; of the last one
   nothing is said. */
WA_INLINE uint64_t K(like_next)(const uint8_t *rgba, size_t n)
{
    uint64_t same = 0;
    size_t i = 0;
#if K_AVX2
    for (; i + 9 <= n; i += 8) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(rgba + 4 * i));
        __m256i next = _mm256_loadu_si256((const __m256i *)(rgba + 4 * i + 4));
        v = _mm256_cmpeq_epi32(v, next);
        same |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(v)) << i;
    }
#elif K_SSE2
    for (; i + 5 <= n; i += 4) {
        __m128i v = _mm_loadu_si128((const __m128i *)(rgba + 4 * i));
        __m128i next = _mm_loadu_si128((const __m128i *)(rgba + 4 * i + 4));
        v = _mm_cmpeq_epi32(v, next);
        same |= (uint64_t)(uint32_t)_mm_movemask_ps(_mm_castsi128_ps(v)) << i;
    }
#endif
    for (; i + 1 < n; i++)
        same |= (uint64_t)(wa_load32(rgba + 4 * i) == wa_load32(rgba + 4 * i + 4)) << i;
    return same;
}

/* How many marked pixels, of at most 64 of the `left` ones, are unlike the one after. */
WA_INLINE size_t K(count_steps)(uint64_t marked, uint64_t like, size_t left)
{
    return wa_popcount64(marked & ~like) - (left <= 64 && marked >> (left - 1) & 1);
}

/* Collect the colours of a row's marked pixels (mask NULL: all), not how many have them;
   0 if there are more than `most`. `above` is the row above or NULL, `marked` its mask if
   it has one: what equals it was seen there. *n grows by how many are marked, *steps, if
   not NULL, by how many are unlike the pixel after them. */
static int K(collect)(wa_colours *c, const uint64_t *mask, const uint8_t *row,
                      const uint8_t *above, const uint64_t *marked, size_t width,
                      unsigned most, size_t *n, size_t *steps)
{
    for (size_t x = 0; x < width; x += 64) {
        const uint8_t *p = row + 4 * x;
        const size_t left = width - x;
        uint64_t m = left < 64 ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
        if (mask)
            m &= mask[x / 64];
        if (!m)
            continue;
        *n += wa_popcount64(m);
        if (!steps && above && (!mask || (marked && !(m & ~marked[x / 64]))) &&
            !memcmp(p, above + 4 * x, 4 * (left < 64 ? left : 64)))
            continue;
        const uint64_t like = left > 64 ? K(like_next)(p, 65) : K(like_next)(p, left);
        if (steps)
            *steps += K(count_steps)(m, like, left);
        /* Of a run one is enough: the last. */
        m &= ~(like & m >> 1);
        for (; m; m &= m - 1) {
            const uint32_t colour = wa_load32le(p + 4 * wa_ctz64(m));
            uint32_t *seen = &c->known[wa_seen_at(colour)];
            if (WA_LIKELY(*seen == colour))
                continue;
            *seen = colour;
            if (!wa_colours_put(c, colour, most))
                return 0;
        }
    }
    return 1;
}

/* Bit i is set where pixel i of n, at most 64, has this colour. */
WA_INLINE uint64_t K(equal)(const uint8_t *rgba, size_t n, uint32_t colour)
{
    uint64_t same = 0;
    size_t i = 0;
#if K_AVX2
    const __m256i v = _mm256_set1_epi32((int)colour);
    for (; i + 8 <= n; i += 8)
        same |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(
                    _mm256_loadu_si256((const __m256i *)(rgba + 4 * i)), v)))
                << i;
#elif K_SSE2
    const __m128i v = _mm_set1_epi32((int)colour);
    for (; i + 4 <= n; i += 4)
        same |= (uint64_t)(uint32_t)_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(
                    _mm_loadu_si128((const __m128i *)(rgba + 4 * i)), v)))
                << i;
#endif
    for (; i < n; i++)
        same |= (uint64_t)(wa_load32(rgba + 4 * i) == colour) << i;
    return same;
}

/* Whether a marked pixel has a colour, given as in memory. */
static int K(has_colour)(const uint64_t *mask, const uint8_t *row, size_t width,
                         uint32_t colour)
{
    for (size_t x = 0; x < width; x += 64)
        if (mask[x / 64] && mask[x / 64] & K(equal)(row + 4 * x,
                                                     width - x < 64 ? width - x : 64, colour))
            return 1;
    return 0;
}

/* What pixels are: bits of up to 64. */
typedef struct {
    uint64_t grey; /* but white */
    uint64_t dark; /* (1, 0, 0) */
} K(kinds);

WA_INLINE K(kinds) K(kinds_of)(const uint8_t *rgba, size_t n)
{
    K(kinds) found = {0, 0};
    size_t i = 0;
#if K_AVX2
    const __m256i two = _mm256_set1_epi32(0xffff), all = _mm256_set1_epi32(0xffffff);
    const __m256i one = _mm256_set1_epi32(1), zero = _mm256_setzero_si256();
    for (; i + 8 <= n; i += 8) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(rgba + 4 * i));
        __m256i uneven = _mm256_and_si256(_mm256_xor_si256(v, _mm256_srli_epi32(v, 8)), two);
        __m256i c = _mm256_and_si256(v, all);
        __m256i grey = _mm256_andnot_si256(_mm256_cmpeq_epi32(c, all),
                                           _mm256_cmpeq_epi32(uneven, zero));
        __m256i dark = _mm256_cmpeq_epi32(c, one);
        found.grey |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(grey)) << i;
        found.dark |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(dark)) << i;
    }
#elif K_SSE2
    const __m128i two = _mm_set1_epi32(0xffff), all = _mm_set1_epi32(0xffffff);
    const __m128i one = _mm_set1_epi32(1), zero = _mm_setzero_si128();
    for (; i + 8 <= n; i += 8) {
        __m128i grey[2], dark[2];
        for (int k = 0; k < 2; k++) {
            __m128i v = _mm_loadu_si128((const __m128i *)(rgba + 4 * i + 16 * k));
            __m128i uneven = _mm_and_si128(_mm_xor_si128(v, _mm_srli_epi32(v, 8)), two);
            __m128i c = _mm_and_si128(v, all);
            grey[k] = _mm_andnot_si128(_mm_cmpeq_epi32(c, all), _mm_cmpeq_epi32(uneven, zero));
            dark[k] = _mm_cmpeq_epi32(c, one);
        }
        /* Bytes: those of grey, then those of dark. */
        uint32_t bits = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(
            _mm_packs_epi32(grey[0], grey[1]), _mm_packs_epi32(dark[0], dark[1])));
        found.grey |= (uint64_t)(bits & 255) << i;
        found.dark |= (uint64_t)(bits >> 8) << i;
    }
#endif
    for (; i < n; i++) {
        const uint8_t *p = rgba + 4 * i;
        found.grey |= (uint64_t)((p[0] == p[1]) & (p[1] == p[2]) & (p[0] != 255)) << i;
        found.dark |= (uint64_t)((p[0] == 1) & !(p[1] | p[2])) << i;
    }
    return found;
}

/* Set seen[v] for each grey (v, v, v) but white that a marked pixel has, and seen[256] if
   one is (1, 0, 0); return how many are marked. *steps, if not NULL, grows by how many are
   unlike the pixel after them. */
static size_t K(mark_keys)(uint8_t *seen, const uint64_t *mask, const uint8_t *row,
                           size_t width, size_t *steps)
{
    size_t n = 0;
    for (size_t x = 0; x < width; x += 64) {
        const uint8_t *p = row + 4 * x;
        const uint64_t marked = mask[x / 64];
        if (!marked)
            continue;
        const size_t left = width - x;
        const K(kinds) found = left < 64 ? K(kinds_of)(p, left) : K(kinds_of)(p, 64);
        uint64_t grey = marked & found.grey;
        n += wa_popcount64(marked);
        seen[256] |= (marked & found.dark) != 0;
        if (steps || (grey & grey >> 1 & grey >> 2)) {
            uint64_t like = left > 64 ? K(like_next)(p, 65) : K(like_next)(p, left);
            if (steps)
                *steps += K(count_steps)(marked, like, left);
            grey &= ~(like & marked >> 1); /* of a run one is enough: the last */
        }
        for (; grey; grey &= grey - 1)
            seen[p[4 * wa_ctz64(grey)]] = 1;
    }
    return n;
}
