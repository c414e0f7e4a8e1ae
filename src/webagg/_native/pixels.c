/* Colours to palette indices, and masks to spans. */

#include "pixels.h"

WA_INLINE uint32_t slot_of(const wa_colours *c, uint32_t colour)
{
    return (colour * 0x9e3779b1u) >> (32 - c->bits);
}

void wa_colours_clear(wa_colours *c, unsigned bits)
{
    c->bits = bits;
    c->n = 0;
    memset(c->slot, 0, sizeof *c->slot << bits);
    memset(c->known, 0, sizeof *c->known << WA_SEEN_BITS);
    c->known[0] = 1; /* a colour that hashes elsewhere: transparent black is not seen */
}

/* Id of a colour that is there or joins; -1 if there are already `most`. */
WA_INLINE int id_of(wa_colours *c, uint32_t colour, unsigned most)
{
    const uint32_t wrap = (1u << c->bits) - 1;
    for (uint32_t h = slot_of(c, colour);; h = (h + 1) & wrap) {
        uint32_t s = c->slot[h];
        if (s && c->colour[s - 1] == colour)
            return (int)s - 1;
        if (s)
            continue;
        if (c->n >= most)
            return -1;
        c->slot[h] = c->n + 1;
        c->colour[c->n] = colour;
        c->count[c->n] = 0;
        return (int)c->n++;
    }
}

int wa_colours_put(wa_colours *c, uint32_t colour, unsigned most)
{
    return id_of(c, colour, most) >= 0;
}

void wa_colours_sort(uint32_t *colours, size_t n)
{
    /* By one byte after the other, without branches on what they are. */
    uint32_t other[256], *from = colours, *to = other;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        uint16_t place[257] = {0};
        for (size_t i = 0; i < n; i++)
            place[1 + (from[i] >> shift & 255)]++;
        for (int i = 0; i < 255; i++)
            place[i + 1] = (uint16_t)(place[i + 1] + place[i]);
        for (size_t i = 0; i < n; i++)
            to[place[from[i] >> shift & 255]++] = from[i];
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
}

int wa_colours_add(wa_colours *c, const uint8_t *rgba, size_t n, unsigned most)
{
    uint32_t last = 0;
    size_t run = 0;
    int id = -1;
    for (size_t i = 0; i < n; i++) {
        uint32_t v = wa_load32le(rgba + 4 * i);
        if (id >= 0 && v == last) {
            run++;
            continue;
        }
        if (id >= 0)
            c->count[id] += (uint32_t)run;
        run = 1;
        last = v;
        id = id_of(c, v, most);
        if (id < 0)
            return 0;
    }
    if (id >= 0)
        c->count[id] += (uint32_t)run;
    return 1;
}

int wa_colours_join(wa_colours *c, const wa_colours *other, unsigned most)
{
    for (unsigned i = 0; i < other->n; i++) {
        int id = id_of(c, other->colour[i], most);
        if (id < 0)
            return 0;
        c->count[id] += other->count[i];
    }
    return 1;
}

int wa_colours_find(const wa_colours *c, uint32_t colour)
{
    const uint32_t wrap = (1u << c->bits) - 1;
    for (uint32_t h = slot_of(c, colour);; h = (h + 1) & wrap) {
        uint32_t s = c->slot[h];
        if (!s)
            return -1;
        if (c->colour[s - 1] == colour)
            return (int)s - 1;
    }
}

int wa_opaque(const uint8_t *rgba, size_t n)
{
    uint32_t all = UINT32_MAX;
    for (size_t i = 0; i < n; i++)
        all &= wa_load32le(rgba + 4 * i);
    return all >> 24 == 255;
}

void wa_colours_keep(wa_colours *c, unsigned most)
{
    /* The least count that gets in: whole powers of two first, which is exact enough,
       for what a power of two more or less often occurs matters little. */
    unsigned per_log[32] = {0}, kept = 0, least = 31;
    uint32_t colour[256], count[256];
    unsigned n = 0;
    for (unsigned i = 0; i < c->n; i++)
        per_log[63 - wa_clz64(c->count[i] | 1)]++;
    while (least > 0 && kept + per_log[least] <= most)
        kept += per_log[least--];
    for (int pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < c->n && n < most; i++) {
            unsigned log = 63 - wa_clz64(c->count[i] | 1);
            if (pass == 0 ? log > least : log == least) {
                colour[n] = c->colour[i];
                count[n++] = c->count[i];
            }
        }
    unsigned bits = c->bits < 11 ? c->bits : 11;
    wa_colours_clear(c, bits);
    for (unsigned i = 0; i < n; i++) {
        id_of(c, colour[i], most);
        c->count[i] = count[i];
    }
    wa_colours_seal(c, 0);
}

int wa_colours_place(wa_colours *c, unsigned i)
{
    uint32_t colour = c->colour[i], at = wa_place(c, colour);
    if (colour >> 24 != 255 || wa_place(c, c->known[at] | 0xff000000u) == at)
        return 0;
    c->known[at] = (colour & 0xffffff) | (uint32_t)(i + c->first) << 24;
    return 1;
}

static uint32_t place_all(wa_colours *c, uint32_t multiplier)
{
    uint32_t lost = 0, elsewhere = 0;
    c->multiplier = multiplier;
    memset(c->known, 0, sizeof c->known);
    /* Black would be found in its place if that is free: put another colour there. */
    while (wa_place(c, elsewhere | 0xff000000u) == wa_place(c, 0xff000000u))
        elsewhere++;
    c->known[wa_place(c, 0xff000000u)] = elsewhere;
    for (unsigned i = 0; i < c->n; i++)
        if (!wa_colours_place(c, i))
            lost += c->count[i];
    return lost;
}

void wa_colours_seal(wa_colours *c, unsigned first)
{
    static const uint32_t multipliers[4] = {0x9e3779b1u, 0x85ebca6bu, 0xc2b2ae35u,
                                            0x27d4eb2fu};
    uint32_t best = 0, least = UINT32_MAX;
    c->first = first;
    for (int i = 0; i < 4 && least; i++) {
        uint32_t lost = place_all(c, multipliers[i]);
        if (lost < least) {
            least = lost;
            best = multipliers[i];
        }
    }
    if (c->multiplier != best)
        place_all(c, best);
}
