/* Rows of residuals: runs of zeros, and what was there before (LZ77, RFC 1951 section 4),
   looked for where pixels begin and only if two of them are the same. */

WA_INLINE void K(look_for)(wa_deflate *d, wa_drawing *g, const uint8_t *row, size_t from,
                           size_t to, const unsigned step)
{
    const uint8_t *window = (const uint8_t *)g->window;
    wa_pair *restrict pairs = g->pairs;
    const uint32_t base = g->position, place = (uint32_t)(row - window), reach = g->reach;
    const size_t column = ((size_t)4 << g->bits) - 1;
    size_t p = from;
    while (p < to) {
        uint64_t nonzero = K(nonzero)(row + p);
        if (to - p < 64)
            nonzero &= ((uint64_t)1 << (to - p)) - 1;
        if (!nonzero) {
            d->zeros += to - p < 64 ? to - p : 64;
            p += 64;
            continue;
        }
        unsigned skip = wa_ctz64(nonzero);
        d->zeros += skip;
        p += skip;
        nonzero >>= skip;
        K(zeros)(d);
        /* Literals until WA_MIN_RUN zeros, or as far as was looked. */
        uint64_t runs = ~nonzero;
        runs &= runs >> 1;
        runs &= runs >> 2;
        runs &= runs >> 2;
        size_t stop = p + (runs ? wa_ctz64(runs) : 64 - wa_clz64(nonzero));
        size_t a = p + (step - p % step) % step, length = 0;
        uint32_t back = 0;
        for (; a < stop; a += step) {
            uint64_t v = wa_load64le(row + a) << (step == 3 ? 16 : 0); /* two pixels */
            wa_pair *pair = &pairs[K(hash_pixels)(v, 0, 4)];
            back = base + (uint32_t)a - pair->position;
            int known = (pair->pixels == v) & (back - 1 < reach);
            const uint8_t *before = window + pair->place;
            pair->pixels = v;
            pair->position = base + (uint32_t)a;
            pair->place = place + (uint32_t)a;
            if (known) {
                /* No further than the end of either row. */
                size_t most = g->stride - 1 - ((size_t)(before - window) & column);
                length = K(extent)(row + a, before, most < to - a ? most : to - a);
                break;
            }
        }
        if (length < 6) {
            K(add_literals)(d, row, p, stop);
            p = stop;
            continue;
        }
        K(add_literals)(d, row, p, a);
        K(match)(d, length, back);
        p = a + length;
    }
}

/* Code a row of residuals; outside the spans they are zeros. */
static void K(add_repeats)(wa_deflate *d, wa_drawing *g, uint32_t y,
                           const uint8_t *residuals, const wa_span *spans, size_t n)
{
    const unsigned step = g->step;
    uint8_t *row = (uint8_t *)K(drawn_row)(g, y);
    size_t at = 0;
    K(locate)(g, y);
    memset(row, 0, g->stride + WA_SLACK / 2);
    for (size_t i = 0; i < n; i++)
        memcpy(row + spans[i].from * step, residuals + spans[i].from * step,
               (size_t)(spans[i].to - spans[i].from) * step);
    for (size_t i = 0; i < n; i++) {
        size_t from = (size_t)spans[i].from * step, to = (size_t)spans[i].to * step;
        d->zeros += from - at;
        if (step == 3)
            K(look_for)(d, g, row, from, to, 3);
        else
            K(look_for)(d, g, row, from, to, 4);
        at = to;
    }
    d->zeros += g->stride - 1 - at;
}
