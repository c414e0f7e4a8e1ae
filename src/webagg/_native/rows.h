/* Pixel rows: packing, PNG filters (RFC 2083, section 6) and how they score. */

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

WA_INLINE uint8_t K(paeth1)(uint8_t a, uint8_t b, uint8_t c)
{
    /* Bytes only, so that compilers vectorise it: where b - c and a - c have one sign,
       c is the farthest of the three and never chosen. */
    uint8_t pa = b > c ? (uint8_t)(b - c) : (uint8_t)(c - b);
    uint8_t pb = a > c ? (uint8_t)(a - c) : (uint8_t)(c - a);
    uint8_t pc = pa > pb ? (uint8_t)(pa - pb) : (uint8_t)(pb - pa);
    pc = (uint8_t)((a >= c) == (b >= c) ? 255 : pc);
    uint8_t least = pa < pb ? pa : pb;
    uint8_t best = pa <= pb ? a : b;
    return pc < least ? c : best;
}

/* row and above have bpp bytes of zeros before them; in and out do not overlap. */
static void K(filter)(uint8_t *restrict out, const uint8_t *restrict row,
                      const uint8_t *restrict above, size_t n, unsigned bpp, int kind)
{
    const uint8_t *restrict left = row - bpp;
    const uint8_t *restrict corner = above - bpp;
    size_t i = 0;
    switch (kind) {
    case 0:
        memcpy(out, row, n);
        break;
    case 1:
        for (; i < n; i++)
            out[i] = (uint8_t)(row[i] - left[i]);
        break;
    case 2:
        for (; i < n; i++)
            out[i] = (uint8_t)(row[i] - above[i]);
        break;
    case 3:
        for (; i < n; i++)
            out[i] = (uint8_t)(row[i] - ((left[i] + above[i]) >> 1));
        break;
    default:
#if K_SSE2
        for (; i + K_WIDTH <= n; i += K_WIDTH) {
            K_VECTOR a = K_LOAD(left + i), b = K_LOAD(above + i), c = K_LOAD(corner + i);
            K_VECTOR bc = K_SUBS(b, c), cb = K_SUBS(c, b);
            K_VECTOR ac = K_SUBS(a, c), ca = K_SUBS(c, a);
            K_VECTOR pa = K_OR(bc, cb), pb = K_OR(ac, ca);
            K_VECTOR pc = K_OR(K_SUBS(pa, pb), K_SUBS(pb, pa));
            /* One sign: both differences that are not zero lie on the same side. */
            K_VECTOR zero = K_ZERO();
            K_VECTOR same = K_EQUAL(K_EQUAL(cb, zero), K_EQUAL(ca, zero));
            pc = K_OR(pc, same);
            K_VECTOR least = K_MIN(pa, pb);
            K_VECTOR first = K_EQUAL(K_MIN(pa, pb), pa); /* pa <= pb */
            K_VECTOR near = K_EQUAL(K_MIN(least, pc), least); /* least <= pc */
            K_VECTOR best = K_OR(K_AND(first, a), K_ANDNOT(first, b));
            best = K_OR(K_AND(near, best), K_ANDNOT(near, c));
            K_STORE(out + i, K_SUB(K_LOAD(row + i), best));
        }
#endif
        for (; i < n; i++)
            out[i] = (uint8_t)(row[i] - K(paeth1)(left[i], above[i], corner[i]));
    }
}

/* Sum of the residuals' sizes as signed bytes; smaller mostly packs better. */
static uint32_t K(score)(const uint8_t *residuals, size_t n)
{
    uint32_t sum = 0;
    size_t i = 0;
#if K_SSE2
    K_VECTOR sums = K_ZERO(), zero = K_ZERO();
    for (; i + K_WIDTH <= n; i += K_WIDTH) {
        K_VECTOR v = K_LOAD(residuals + i);
        sums = K_ADD64(sums, K_SUM(K_MIN(v, K_SUB(zero, v)), zero));
    }
    uint64_t parts[K_WIDTH / 8];
    K_STORE(parts, sums);
    for (size_t k = 0; k < K_WIDTH / 8; k++)
        sum += (uint32_t)parts[k];
#endif
    for (; i < n; i++) {
        uint8_t v = residuals[i], m = (uint8_t)(0 - v);
        sum += v < m ? v : m;
    }
    return sum;
}

/* Filter a row by what leaves least, into one of five buffers of residuals; returns
   which. As long as the best remains the same, all are tried in
   every fourth row only. */
static int K(filter_best)(uint8_t *const residuals[5], const uint8_t *row,
                          const uint8_t *above, const wa_span *spans, size_t n,
                          unsigned step, wa_choice *choice)
{
    static const uint8_t kinds[4] = {2, 0, 1, 4};
    uint32_t least = UINT32_MAX;
    int best = choice->kind;
    const int all = choice->age == 0;
    for (int k = 0; k < 4; k++) {
        int kind = kinds[k];
        uint32_t score = 0;
        if (choice->barred >> kind & 1 || !(all || k == 0 || kind == choice->kind))
            continue;
        for (size_t i = 0; i < n; i++) {
            size_t from = (size_t)spans[i].from * step, length = (size_t)spans[i].to * step - from;
            K(filter)(residuals[kind] + from, row + from, above + from, length, step, kind);
            score += K(score)(residuals[kind] + from, length);
        }
        if (score < least) {
            least = score;
            best = kind;
        }
        if (kind == 2 && score == 0) {
            choice->age = choice->streak = 0;
            choice->score = 0;
            return best;
        }
    }
    if (all) {
        /* Pictures want one filter for many rows, drawings another for each. */
        choice->streak = best == choice->kind ? choice->streak + 1 : 0;
        choice->age = choice->streak >= 4 ? 3 : 0;
    } else if (least > choice->score + choice->score / 4 + 8) {
        choice->age = choice->streak = 0; /* something else begins here */
        return K(filter_best)(residuals, row, above, spans, n, step, choice);
    } else
        choice->age--;
    choice->kind = best;
    choice->score = least;
    return best;
}
