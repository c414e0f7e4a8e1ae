/* The encoder's state: memory, output, and what needs no special instructions. */

#include "native.h"

int wa_deflate_init(wa_deflate *d)
{
    memset(d, 0, sizeof *d);
    d->literals = malloc(WA_MAX_LITERALS + 2 * WA_SLACK);
    d->sequences = malloc(WA_MAX_SEQUENCES * sizeof *d->sequences);
    d->long_hash = malloc(sizeof(uint32_t) << WA_HASH_BITS);
    d->short_hash = malloc(sizeof(uint32_t) << WA_HASH_BITS);
    if (!d->literals || !d->sequences || !d->long_hash || !d->short_hash) {
        wa_deflate_free(d);
        return 0;
    }
    wa_deflate_reset(d);
    return 1;
}

void wa_deflate_free(wa_deflate *d)
{
    free(d->literals);
    free(d->sequences);
    free(d->long_hash);
    free(d->short_hash);
    free(d->out);
    memset(d, 0, sizeof *d);
}

void wa_deflate_reset(wa_deflate *d)
{
    d->n_literals = d->n_sequences = d->n_long = d->pending = 0;
    d->zeros = d->n_out = 0;
    d->bits = 0;
    d->n_bits = 0;
    d->failed = 0;
    wa_adler_begin(&d->adler);
    wa_forget(d);
}

/* Room for `more` bytes of output; if there is none, what was coded is dropped. */
int wa_reserve(wa_deflate *d, size_t more)
{
    size_t need = d->n_out + more;
    if (need <= d->capacity && !d->failed)
        return 1;
    if (!d->failed) {
        size_t capacity = need + need / 2 + 65536;
        uint8_t *out = realloc(d->out, capacity);
        if (out) {
            d->out = out;
            d->capacity = capacity;
            return 1;
        }
    }
    d->failed = 1;
    d->n_literals = d->n_sequences = d->n_long = d->pending = 0;
    return 0;
}

void wa_finish(wa_deflate *d)
{
    wa_active->flush_zeros(d);
    wa_active->write_block(d, 1);
    if (d->n_bits && wa_reserve(d, 16)) {
        d->out[d->n_out++] = (uint8_t)d->bits;
        d->bits = 0;
        d->n_bits = 0;
    }
}

/* End on a byte, so that another stream's blocks can follow: an empty stored block. */
void wa_pause(wa_deflate *d)
{
    wa_active->flush_zeros(d);
    if (d->n_literals || d->n_sequences)
        wa_active->write_block(d, 0);
    if (!wa_reserve(d, 16))
        return;
    d->bits &= ((uint64_t)1 << d->n_bits) - 1;
    d->n_bits += 3; /* not the last, stored */
    for (unsigned n = (d->n_bits + 7) / 8; n; n--, d->bits >>= 8)
        d->out[d->n_out++] = (uint8_t)d->bits;
    memcpy(d->out + d->n_out, "\0\0\377\377", 4);
    d->n_out += 4;
    d->bits = 0;
    d->n_bits = 0;
}

void wa_forget(wa_deflate *d)
{
    d->origin = 0;
    d->stale = 1;
}

void wa_clear(wa_deflate *d)
{
    if (!d->stale)
        return;
    d->stale = 0;
    memset(d->long_hash, 0, sizeof(uint32_t) << WA_HASH_BITS);
    memset(d->short_hash, 0, sizeof(uint32_t) << WA_HASH_BITS);
}

void wa_move(wa_deflate *d, size_t by)
{
    d->origin += by;
    if (d->origin > (size_t)1 << 30)
        wa_forget(d);
}

/* The block's matches that are not runs; *bytes grows by how many bytes they cover. */
size_t wa_count_matches(const wa_deflate *d, size_t *bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_sequences; i++)
        if (d->sequences[i].distance != 1) {
            *bytes += d->sequences[i].length;
            n++;
        }
    return n;
}
