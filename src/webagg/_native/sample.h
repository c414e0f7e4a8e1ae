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
    uint32_t runs;           /* of pixels that are flat in one and the same way */
    uint32_t edges;          /* runs of pixels that the predictor missed */
    uint32_t opaque;         /* 255 if all pixels are, else less */
} wa_sample;

/* Add n pixels; `above` is the row above or NULL. New colours go to `c`. */
void wa_sample_row(wa_sample *s, wa_colours *c, const uint8_t *row, const uint8_t *above,
                   size_t n);
/* What all marked pixels and a sample of them tell. */
typedef struct {
    wa_sample sample;
    unsigned dark;       /* which near-black colours there are, as wa_dark_colours */
    unsigned most;       /* colours a palette may have */
    int too_many;        /* there are more */
    unsigned every, turn; /* one in `every` pieces of 64 pixels is sampled */
} wa_survey;

/* Add a row; all colours go to `all`, those of the sample to `some`. mask NULL: all
   pixels are marked. `above` is the row above or NULL, `marked` its mask if it was added
   and has one. */
void wa_survey_row(wa_survey *s, wa_colours *all, wa_colours *some, const uint64_t *mask,
                   const uint8_t *row, const uint8_t *above, const uint64_t *marked,
                   size_t width);
/* Bits that an ideal code of these counts needs in all. */
double wa_entropy(const uint32_t counts[256]);

#endif
