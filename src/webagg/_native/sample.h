/* What a few rows say about the picture: is it drawn (few colours, flat) or a photo? */
#ifndef WEBAGG_SAMPLE_H
#define WEBAGG_SAMPLE_H

#include "pixels.h"

typedef struct {
    uint32_t residuals[256]; /* of the Paeth predictor, all samples */
    uint32_t greens[256];    /* likewise, red and blue less green */
    uint32_t flat;           /* pixels like the one before or above */
    uint32_t seen;           /* others whose colour came before */
    uint32_t fresh;          /* the rest */
    uint32_t opaque;         /* 255 if all pixels are, else less */
} wa_sample;

/* Add n pixels; `above` is the row above or NULL. New colours go to `c`. */
void wa_sample_row(wa_sample *s, wa_colours *c, const uint8_t *row, const uint8_t *above,
                   size_t n);
/* Bits that an ideal code of these counts needs in all. */
double wa_entropy(const uint32_t counts[256]);

#endif
