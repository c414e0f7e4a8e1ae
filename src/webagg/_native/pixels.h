/* Colours to palette indices, and masks to spans. */
#ifndef WEBAGG_PIXELS_H
#define WEBAGG_PIXELS_H

#include "native.h"

enum { WA_SLOT_BITS = 13, WA_PALETTE_BITS = 12, WA_SEEN_BITS = 11, WA_SLOTS = 1 << WA_SLOT_BITS, WA_MAX_COLOURS = 1 << 12 };

/* An open hash of colours, R in the lowest byte; ids count from 0 as they are seen. */
typedef struct wa_colours {
    uint32_t slot[WA_SLOTS];     /* id + 1, 0 is free */
    uint32_t colour[WA_MAX_COLOURS];
    uint32_t count[WA_MAX_COLOURS];
    unsigned n;
    unsigned bits; /* of slots in use: fewer are faster to clear and stay in cache */
    /* The opaque colours of the palette for look-up: R, G, B and the index, one place
       for each hash. A free place has a colour that hashes elsewhere. */
    uint32_t known[1 << WA_PALETTE_BITS];
    uint32_t multiplier; /* of the hash, the one with the fewest clashes */
    unsigned first;      /* index of the first colour */
} wa_colours;

WA_INLINE uint32_t wa_place(const wa_colours *c, uint32_t colour)
{
    return (colour * c->multiplier) >> (32 - WA_PALETTE_BITS);
}

/* Where `known` has a colour while colours are collected: the last one of each hash. */
WA_INLINE uint32_t wa_seen_at(uint32_t colour)
{
    return (colour * 0x9e3779b1u) >> (32 - WA_SEEN_BITS);
}

void wa_colours_clear(wa_colours *c, unsigned bits);
/* Add a colour without counting it; 0 if there are already `most` others. */
int wa_colours_put(wa_colours *c, uint32_t colour, unsigned most);
/* Sort at most 256 colours by their values. */
void wa_colours_sort(uint32_t *colours, size_t n);
/* Add the colours of n pixels; 0 if there are more than `most`. */
int wa_colours_add(wa_colours *c, const uint8_t *rgba, size_t n, unsigned most);
/* Add another collection's colours; 0 if there are more than `most`. */
int wa_colours_join(wa_colours *c, const wa_colours *other, unsigned most);
/* Id of a colour, or -1. */
int wa_colours_find(const wa_colours *c, uint32_t colour);
/* Give the i-th colour a place for look-up if it is free; 0 if it is not. */
int wa_colours_place(wa_colours *c, unsigned i);
/* Make all colours that were added the palette; the first has index `first`. */
void wa_colours_seal(wa_colours *c, unsigned first);
/* Make the `most` commonest colours the palette and forget the others. */
void wa_colours_keep(wa_colours *c, unsigned most);
/* Whether n pixels are all opaque. */
int wa_opaque(const uint8_t *rgba, size_t n);

#endif
