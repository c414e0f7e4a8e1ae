/* Colours to palette indices, and masks to spans. */
#ifndef WEBAGG_PIXELS_H
#define WEBAGG_PIXELS_H

#include "native.h"

enum { WA_SLOT_BITS = 15, WA_SLOTS = 1 << WA_SLOT_BITS, WA_MAX_COLOURS = 1 << 14 };

/* An open hash of colours; ids count from 0 in the order of first sight. */
typedef struct {
    uint32_t slot[WA_SLOTS];     /* id + 1, 0 is free */
    uint32_t colour[WA_MAX_COLOURS];
    uint32_t count[WA_MAX_COLOURS];
    uint8_t index[WA_MAX_COLOURS];
    unsigned n;
    unsigned bits; /* slots in use: fewer are faster to clear and stay in cache */
} wa_colours;

typedef struct {
    int32_t from, to;
} wa_span;

void wa_colours_clear(wa_colours *c, unsigned bits);
/* Add the colours of n pixels; 0 if there are more than `most`. */
int wa_colours_add(wa_colours *c, const uint8_t *rgba, size_t n, unsigned most);
/* Id of a colour, or -1. */
int wa_colours_find(const wa_colours *c, uint32_t colour);
/* Palette indices of n pixels, by `index`; colours that are not known give `other`. */
void wa_colours_map(const wa_colours *c, uint8_t *out, const uint8_t *rgba, size_t n,
                    uint8_t other);
/* Which of the eight colours with samples 0 and 1 the marked pixels have: bit
   r + 2 g + 4 b of the result. */
unsigned wa_dark_colours(const uint64_t *mask, const uint8_t *rgba, size_t width);
/* Spans of set bits; gaps of at most `gap` opaque pixels are bridged. */
size_t wa_spans(const uint64_t *mask, const uint8_t *rgba, size_t width, int gap,
                wa_span *spans);

#endif
