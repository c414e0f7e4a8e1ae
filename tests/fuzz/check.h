/* What the fuzz targets share: checks that stop the run, and an independent inflater. */
#ifndef FUZZ_CHECK_H
#define FUZZ_CHECK_H

#include <stdio.h>
#include <zlib.h>

#include "native.h"

#define CHECK(what)                                                                    \
    do {                                                                               \
        if (!(what)) {                                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what);                 \
            abort();                                                                   \
        }                                                                              \
    } while (0)

/* What the encoder wrote must inflate to `raw`. */
void inflates_to(const wa_deflate *d, const uint8_t *raw, size_t n);

/* What the first variant wrote; the others must write the same. */
typedef struct {
    uint8_t *bytes;
    size_t n;
} record;

void same_as_first(record *first, const wa_deflate *d);

/* The targets: each reads what it needs from the input. */
void fuzz_rows(const uint8_t *data, size_t size);
void fuzz_marks(const uint8_t *data, size_t size);

#endif
