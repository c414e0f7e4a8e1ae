/* Pixels to palette indices. */

/* Whether 32 pixels all equal `pixel`. */
WA_INLINE int K(uniform)(const uint8_t *rgba, uint32_t pixel)
{
#if K_AVX2
    const __m256i v = _mm256_set1_epi32((int)pixel);
    __m256i differ = _mm256_setzero_si256();
    for (int i = 0; i < 4; i++)
        differ = _mm256_or_si256(
            differ, _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(rgba + 32 * i)), v));
    return _mm256_testz_si256(differ, differ);
#elif K_SSE2
    const __m128i v = _mm_set1_epi32((int)pixel);
    __m128i differ = _mm_setzero_si128();
    for (int i = 0; i < 8; i++)
        differ = _mm_or_si128(
            differ, _mm_xor_si128(_mm_loadu_si128((const __m128i *)(rgba + 16 * i)), v));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(differ, _mm_setzero_si128())) == 0xffff;
#else
    const uint64_t v = (uint64_t)pixel << 32 | pixel;
    uint64_t differ = 0;
    for (int i = 0; i < 16; i++)
        differ |= wa_load64(rgba + 8 * i) ^ v;
    return !differ;
#endif
}

/* Index of a colour that has no place: it may be known all the same, or join. */
static int K(search)(wa_colours *c, const uint8_t *rgba, unsigned most)
{
    int id = wa_colours_find(c, wa_load32le(rgba));
    if (id < 0 && c->n < most) {
        id = (int)c->n;
        wa_colours_add(c, rgba, 1, most);
        wa_colours_place(c, (unsigned)id);
    }
    return id < 0 ? id : id + (int)c->first;
}

/* Indices of eight pixels that are opaque and have a place; which ones is the result. */
WA_INLINE unsigned K(look_up)(const wa_colours *c, uint8_t *out, const uint8_t *rgba)
{
#if K_AVX2
    const __m256i opaque = _mm256_set1_epi32((int)0xff000000u);
    __m256i v = _mm256_loadu_si256((const __m256i *)rgba);
    __m256i at = _mm256_srli_epi32(
        _mm256_mullo_epi32(v, _mm256_set1_epi32((int)c->multiplier)), 32 - WA_PALETTE_BITS);
    __m256i entry = _mm256_i32gather_epi32((const int *)c->known, at, 4);
    __m256i same = _mm256_cmpeq_epi32(_mm256_or_si256(entry, opaque), v);
    __m256i index = _mm256_srli_epi32(entry, 24);
    index = _mm256_packus_epi32(index, index);
    index = _mm256_packus_epi16(index, index);
    uint32_t low = (uint32_t)_mm256_extract_epi32(index, 0);
    uint32_t high = (uint32_t)_mm256_extract_epi32(index, 4);
    wa_store64le(out, low | (uint64_t)high << 32);
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(same));
#else
    unsigned hits = 0;
    for (int i = 0; i < 8; i++) {
        uint32_t v = wa_load32le(rgba + 4 * i), entry = c->known[wa_place(c, v)];
        out[i] = (uint8_t)(entry >> 24);
        hits |= (unsigned)((entry | 0xff000000u) == v) << i;
    }
    return hits;
#endif
}

/* Indices of n pixels. Unknown colours join the palette while it has less than `most`;
   the rest give `most` and append R, G, B to *literals, or if that is NULL give 0.
   None joins if the palette is shared with another thread.
   Returns 0 at a pixel that would be literal but is not opaque. Both out and *literals
   have WA_SLACK bytes more. */
static int K(map)(wa_colours *c, uint8_t *out, const uint8_t *rgba, size_t n, unsigned most,
                  int shared, uint8_t **literals)
{
    uint8_t *literal = literals ? *literals : NULL;
    for (size_t i = 0; i < n; i += 32) {
        const uint8_t *p = rgba + 4 * i;
        uint8_t few[128], last[64], *to = out + i;
        size_t count = 32, skip = 0; /* of 32 pixels, those of interest */
        if (n - i < 32) {
            count = n - i;
            to = last;
            if (i) { /* those before are looked up again */
                skip = 32 - count;
                p -= 4 * skip;
            } else {
                memcpy(few, p, 4 * count);
                for (size_t k = count; k % 8; k++)
                    memcpy(few + 4 * k, p, 4);
                p = few;
            }
        }
        const int same = count == 32 && K(uniform)(p, wa_load32(p));
        if (same && (K(look_up)(c, to, p) & 1)) {
            memset(to + 1, to[0], 31);
            continue;
        }
        /* Eight at a time and no branches on what they are: drawings are random. */
        uint32_t hits = 0;
        for (size_t k = skip & ~(size_t)7; k < skip + count; k += 8)
            hits |= K(look_up)(c, to + k, p + 4 * k) << k;
        uint32_t misses = ~hits & (uint32_t)((((uint64_t)1 << count) - 1) << skip);
        for (; misses; misses &= misses - 1) {
            unsigned k = wa_ctz64(misses);
            int id = -1;
            if (!literals || (!shared && c->n < most) || p[4 * k + 3] != 255)
                id = K(search)(c, p + 4 * k, shared ? 0 : most);
            if (id < 0 && literals) {
                if (p[4 * k + 3] != 255)
                    return 0;
                memcpy(literal, p + 4 * k, 4);
                literal += 3;
                id = (int)most;
            }
            to[k] = (uint8_t)(id < 0 ? 0 : id);
            if (same && id >= 0 && (!literals || id < (int)most)) {
                /* Of a colour that has no place: search once. */
                memset(to, id, 32);
                break;
            }
        }
        if (to == last)
            memcpy(out + i, last + skip, 32);
    }
    if (literals)
        *literals = literal;
    return 1;
}
