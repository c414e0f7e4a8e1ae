/* Length-limited Huffman codes for DEFLATE (RFC 1951, sections 3.2.2 and 3.2.7). */
#ifndef WEBAGG_HUFFMAN_H
#define WEBAGG_HUFFMAN_H

#include "native.h"

enum { WA_LITERALS = 286, WA_DISTANCES = 30, WA_LITERAL_BITS = 12, WA_DISTANCE_BITS = 15 };

typedef struct {
    uint32_t entry[288]; /* how many bits, in the low byte; the code, bit-reversed, above */
    uint8_t length[288];
} wa_code;

/* Sort (count << 9 | symbol) keys by count: two or three passes of eight bits. */
WA_INLINE void wa_sort_keys(uint32_t *keys, uint32_t *spare, unsigned n)
{
    uint32_t all = 0;
    for (unsigned i = 0; i < n; i++)
        all |= keys[i];
    for (unsigned shift = 9; shift < 32 && (all >> shift); shift += 8) {
        unsigned start[257] = {0};
        for (unsigned i = 0; i < n; i++)
            start[1 + ((keys[i] >> shift) & 255)]++;
        for (unsigned i = 0; i < 256; i++)
            start[i + 1] += start[i];
        for (unsigned i = 0; i < n; i++)
            spare[start[(keys[i] >> shift) & 255]++] = keys[i];
        memcpy(keys, spare, n * sizeof *keys);
    }
}

/* Depths of a minimum-redundancy tree, in place (Moffat and Katajainen, 1995).
   `a` has ascending weights and gets descending depths. */
WA_INLINE void wa_depths(uint32_t *a, int n)
{
    int root = 0, leaf = 2, next;
    a[0] += a[1];
    for (next = 1; next < n - 1; next++) {
        if (leaf >= n || a[root] < a[leaf]) {
            a[next] = a[root];
            a[root++] = (uint32_t)next;
        } else
            a[next] = a[leaf++];
        if (leaf >= n || (root < next && a[root] < a[leaf])) {
            a[next] += a[root];
            a[root++] = (uint32_t)next;
        } else
            a[next] += a[leaf++];
    }
    a[n - 2] = 0;
    for (next = n - 3; next >= 0; next--)
        a[next] = a[a[next]] + 1;
    int available = 1, used = 0;
    uint32_t depth = 0;
    root = n - 2;
    next = n - 1;
    while (available > 0) {
        while (root >= 0 && a[root] == depth) {
            used++;
            root--;
        }
        while (available > used) {
            a[next--] = depth;
            available--;
        }
        available = 2 * used;
        depth++;
        used = 0;
    }
}

/* Code lengths of at most `limit` bits for symbols with counts below 2**23.
   At least two symbols get a code, so that every decoder takes the tree. */
static void wa_lengths(const uint32_t *counts, unsigned n, unsigned limit,
                       uint8_t *lengths)
{
    uint32_t keys[288], weights[288];
    unsigned used = 0;
    memset(lengths, 0, n);
    for (unsigned i = 0; i < n; i++)
        if (counts[i])
            keys[used++] = counts[i] << 9 | i;
    for (unsigned i = 0; used < 2; i++)
        if (!counts[i])
            keys[used++] = 1u << 9 | i;
    wa_sort_keys(keys, weights, used);
    for (unsigned i = 0; i < used; i++)
        weights[i] = keys[i] >> 9;
    wa_depths(weights, (int)used);
    unsigned per_length[64] = {0};
    for (unsigned i = 0; i < used; i++)
        per_length[weights[i] > limit ? limit : weights[i]]++;
    /* Where depths were cut, lengthen shorter codes until the codes fit again. */
    uint32_t total = 0;
    for (unsigned i = 1; i <= limit; i++)
        total += per_length[i] << (limit - i);
    while (total > 1u << limit) {
        per_length[limit]--;
        for (unsigned i = limit - 1; i > 0; i--)
            if (per_length[i]) {
                per_length[i]--;
                per_length[i + 1] += 2;
                break;
            }
        total--;
    }
    unsigned at = 0;
    for (unsigned bits = limit; bits > 0; bits--)
        for (unsigned i = 0; i < per_length[bits]; i++)
            lengths[keys[at++] & 511] = (uint8_t)bits;
}

/* Canonical codes for the lengths. */
static void wa_assign(wa_code *code, unsigned n)
{
    unsigned per_length[16] = {0}, next[16] = {0};
    for (unsigned i = 0; i < n; i++)
        per_length[code->length[i]]++;
    per_length[0] = 0;
    for (unsigned bits = 1, value = 0; bits < 16; bits++) {
        value = (value + per_length[bits - 1]) << 1;
        next[bits] = value;
    }
    for (unsigned i = 0; i < n; i++) {
        unsigned bits = code->length[i];
        if (!bits) {
            code->entry[i] = 0;
            continue;
        }
        uint32_t v = next[bits]++;
        v = (v & 0x5555) << 1 | (v >> 1 & 0x5555);
        v = (v & 0x3333) << 2 | (v >> 2 & 0x3333);
        v = (v & 0x0f0f) << 4 | (v >> 4 & 0x0f0f);
        v = (v & 0x00ff) << 8 | (v >> 8 & 0x00ff);
        code->entry[i] = v >> (16 - bits) << 8 | bits;
    }
}

/* The lengths of both trees, run-length coded: symbols 0 to 18 with their extra bits
   in the high byte; returns how many. */
static unsigned wa_run_lengths(const uint8_t *lengths, unsigned n, uint16_t *symbols)
{
    unsigned m = 0;
    for (unsigned i = 0; i < n;) {
        uint8_t v = lengths[i];
        unsigned run = 1;
        while (i + run < n && lengths[i + run] == v)
            run++;
        i += run;
        if (v == 0) {
            while (run >= 3) {
                unsigned k = run > 138 ? 138 : run;
                symbols[m++] = (uint16_t)(k < 11 ? 17 | (k - 3) << 8 : 18 | (k - 11) << 8);
                run -= k;
            }
        } else {
            symbols[m++] = v;
            run--;
            while (run >= 3) {
                unsigned k = run > 6 ? 6 : run;
                symbols[m++] = (uint16_t)(16 | (k - 3) << 8);
                run -= k;
            }
        }
        while (run--)
            symbols[m++] = v;
    }
    return m;
}

#endif
