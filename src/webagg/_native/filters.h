/* PNG filters (RFC 2083, section 6), and the choice between them. */

#if K_SSE2

WA_INLINE K_VECTOR K(paeth)(K_VECTOR a, K_VECTOR b, K_VECTOR c)
{
    const K_VECTOR zero = K_ZERO();
    K_VECTOR bc = K_SUBS(b, c), cb = K_SUBS(c, b);
    K_VECTOR ac = K_SUBS(a, c), ca = K_SUBS(c, a);
    K_VECTOR pa = K_OR(bc, cb), pb = K_OR(ac, ca);
    K_VECTOR pc = K_OR(K_SUBS(pa, pb), K_SUBS(pb, pa));
    /* Where b - c and a - c have one sign, c is the farthest and never chosen: both
       differences that are not zero lie on the same side. */
    pc = K_OR(pc, K_EQUAL(K_EQUAL(cb, zero), K_EQUAL(ca, zero)));
    K_VECTOR least = K_MIN(pa, pb);
    K_VECTOR first = K_EQUAL(least, pa);              /* pa <= pb */
    K_VECTOR near = K_EQUAL(K_MIN(least, pc), least); /* least <= pc */
    K_VECTOR best = K_OR(K_AND(first, a), K_ANDNOT(first, b));
    return K_OR(K_AND(near, best), K_ANDNOT(near, c));
}

/* What is foretold of the vector at i. */
WA_INLINE K_VECTOR K(predict)(const uint8_t *row, const uint8_t *above, size_t i,
                              const size_t step, const int kind)
{
    switch (kind) {
    case 0:
        return K_ZERO();
    case 1:
        return K_LOAD(row + i - step);
    case 2:
        return K_LOAD(above + i);
    default:
        return K(paeth)(K_LOAD(row + i - step), K_LOAD(above + i), K_LOAD(above + i - step));
    }
}

#else

WA_INLINE uint8_t K(paeth)(uint8_t a, uint8_t b, uint8_t c)
{
    int pa = b > c ? b - c : c - b, pb = a > c ? a - c : c - a;
    int pc = a + b > 2 * c ? a + b - 2 * c : 2 * c - a - b;
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

WA_INLINE uint8_t K(predict)(const uint8_t *row, const uint8_t *above, size_t i,
                             const size_t step, const int kind)
{
    switch (kind) {
    case 0:
        return 0;
    case 1:
        return *(row + i - step);
    case 2:
        return above[i];
    default:
        return K(paeth)(*(row + i - step), above[i], *(above + i - step));
    }
}

#endif

/* Filter a row's spans; whole vectors are written, so behind each span some bytes more.
   Returns the sum of the residuals' sizes as signed bytes: smaller mostly packs better. */
WA_INLINE uint32_t K(filter_by)(uint8_t *restrict out, const uint8_t *restrict row,
                                const uint8_t *restrict above, const wa_span *spans, size_t n,
                                const size_t step, const int kind)
{
    uint32_t sum = 0;
#if K_SSE2
    const K_VECTOR zero = K_ZERO();
    K_VECTOR sums = zero;
    for (size_t i = 0; i < n; i++) {
        const size_t to = (size_t)spans[i].to * step;
        for (size_t at = (size_t)spans[i].from * step; at < to; at += K_WIDTH) {
            const size_t left = to - at < K_WIDTH ? to - at : K_WIDTH;
            K_VECTOR v = K_SUB(K_LOAD(row + at), K(predict)(row, above, at, step, kind));
            K_STORE(out + at, v);
            v = K_AND(v, K_LOAD(wa_edges + 32 - left));
            sums = K_ADD64(sums, K_SUM(K_MIN(v, K_SUB(zero, v)), zero));
        }
    }
    uint64_t parts[K_WIDTH / 8];
    K_STORE(parts, sums);
    for (size_t i = 0; i < K_WIDTH / 8; i++)
        sum += (uint32_t)parts[i];
#else
    for (size_t i = 0; i < n; i++) {
        const size_t to = (size_t)spans[i].to * step;
        for (size_t at = (size_t)spans[i].from * step; at < to; at++) {
            uint8_t v = (uint8_t)(row[at] - K(predict)(row, above, at, step, kind));
            uint8_t size = (uint8_t)(0 - v);
            out[at] = v;
            sum += v < size ? v : size;
        }
    }
#endif
    return sum;
}

static uint32_t K(filter)(uint8_t *out, const uint8_t *row, const uint8_t *above,
                          const wa_span *spans, size_t n, size_t step, int kind)
{
    switch (kind) {
    case 0:
        return K(filter_by)(out, row, above, spans, n, step, 0);
    case 1:
        return K(filter_by)(out, row, above, spans, n, step, 1);
    case 2:
        return K(filter_by)(out, row, above, spans, n, step, 2);
    default:
        return K(filter_by)(out, row, above, spans, n, step, 4);
    }
}

/* Filter a row by what leaves least, into one of five buffers of residuals; returns
   which. row and above have a pixel of zeros before them; they and the buffers have WA_SLACK
   bytes behind.
   As long as the best remains the same, all are tried in every fourth row only. */
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
        if (choice->barred >> kind & 1 || !(all || k == 0 || kind == choice->kind))
            continue;
        uint32_t score = K(filter)(residuals[kind], row, above, spans, n, step, kind);
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
