/* What a few rows say about the picture. */

#include "sample.h"

#include <math.h>

static int predicted(int a, int b, int c)
{
    int pa = b > c ? b - c : c - b, pb = a > c ? a - c : c - a, pc = a + b - 2 * c;
    pc = pc < 0 ? -pc : pc;
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

void wa_sample_row(wa_sample *s, wa_colours *c, const uint8_t *row, const uint8_t *above,
                   size_t n)
{
    static const uint8_t none[4] = {0, 0, 0, 0};
    int last_way = 0, last_miss = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *p = row + 4 * i;
        const uint8_t *left = i ? p - 4 : none; /* the first is judged without a left */
        const uint8_t *up = above ? above + 4 * i : none;
        const uint8_t *corner = above && i ? up - 4 : none;
        uint32_t v = wa_load32(p);
        s->opaque &= p[3];
        unsigned before = c->n;
        int known = wa_colours_add(c, p, 1, WA_MAX_COLOURS) && c->n == before;
        int way = v == wa_load32(left) ? 1 : v == wa_load32(up) ? 2 : 0;
        s->flat += way != 0;
        s->seen += !way && known;
        s->fresh += !way && !known;
        s->runs += way && way != last_way;
        last_way = way;
        int r[3];
        for (int k = 0; k < 3; k++) {
            r[k] = p[k] - predicted(left[k], up[k], corner[k]);
            s->residuals[r[k] & 255]++;
        }
        int miss = (r[0] | r[1] | r[2]) != 0;
        s->edges += miss && !last_miss;
        last_miss = miss;
        s->greens[(r[0] - r[1]) & 255]++;
        s->greens[r[1] & 255]++;
        s->greens[(r[2] - r[1]) & 255]++;
    }
}

double wa_entropy(const uint32_t counts[256])
{
    double bits = 0, total = 0;
    for (int i = 0; i < 256; i++)
        total += counts[i];
    for (int i = 0; i < 256; i++)
        if (counts[i])
            bits += counts[i] * (log2(total) - log2(counts[i]));
    return bits;
}

void wa_survey_row(wa_survey *s, wa_colours *all, wa_colours *some, const uint64_t *mask,
                   const uint8_t *row, const uint8_t *above, const uint64_t *marked,
                   size_t width)
{
    for (size_t x = 0; x < width; x += 64) {
        size_t n = width - x < 64 ? width - x : 64;
        uint64_t m = n < 64 ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0;
        if (mask)
            m &= mask[x / 64];
        if (!m)
            continue;
        const uint8_t *p = row + 4 * x;
        /* What equals the row above was seen there, if it was marked there. */
        if (above && (!mask || (marked && !(m & ~marked[x / 64]))) &&
            !memcmp(p, above + 4 * x, 4 * n)) {
            if (++s->turn < s->every)
                continue;
            s->turn--;
        }
        if (mask) {
            uint32_t dark = 0;
            for (size_t i = 0; i < n; i++)
                dark |= (uint32_t)!(wa_load32le(p + 4 * i) & 0xfefefe);
            if (dark)
                s->dark |= wa_dark_colours(&m, p, n);
        }
        for (uint64_t left = s->too_many ? 0 : m; left;) {
            unsigned from = wa_ctz64(left);
            uint64_t rest = ~(left >> from);
            unsigned run = rest ? wa_ctz64(rest) : 64;
            if (!wa_colours_add(all, p + 4 * from, run, s->most)) {
                s->too_many = 1;
                break;
            }
            if (from + run >= 64)
                break;
            left &= ~(uint64_t)0 << (from + run);
        }
        if (++s->turn >= s->every) {
            unsigned from = wa_ctz64(m), to = 64 - wa_clz64(m);
            s->turn = 0;
            wa_sample_row(&s->sample, some, p + 4 * from, above ? above + 4 * (x + from) : NULL,
                          to - from);
        }
    }
}
