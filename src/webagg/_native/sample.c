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
        int r[3];
        for (int k = 0; k < 3; k++) {
            r[k] = p[k] - predicted(left[k], up[k], corner[k]);
            s->residuals[r[k] & 255]++;
        }
        s->greens[(r[0] - r[1]) & 255]++;
        s->greens[r[1] & 255]++;
        s->greens[(r[2] - r[1]) & 255]++;
    }
}

double wa_entropy(const uint32_t counts[256])
{
    double bits = 0, total = 0;
    for (int i = 0; i < 256; i++)
        if (counts[i]) {
            total += counts[i];
            bits -= counts[i] * log2(counts[i]);
        }
    return total ? bits + total * log2(total) : 0;
}
