/* The sums of Adler-32 (RFC 1950), divided only once they are large. */
#ifndef WEBAGG_ADLER_H
#define WEBAGG_ADLER_H

#include <stddef.h>
#include <stdint.h>

/* The sum of all bytes, and that of the sums so far after each; modulo 65521, or not yet. */
typedef struct {
    uint64_t a, b;
} wa_adler;

static inline void wa_adler_begin(wa_adler *sum)
{
    sum->a = 1;
    sum->b = 0;
}

/* Add n < 2**17 bytes whose own sums, from zeros, are a < 2**31 and b < 2**62. */
static inline void wa_adler_add(wa_adler *sum, uint64_t n, uint64_t a, uint64_t b)
{
    /* So that n * a, and all, fit. */
    if ((sum->a >> 31) | (sum->b >> 62)) {
        sum->a %= 65521;
        sum->b %= 65521;
    }
    sum->b += n * sum->a + b;
    sum->a += a;
}

/* Add n equal bytes. */
static inline void wa_adler_run(wa_adler *sum, unsigned value, size_t n)
{
    uint64_t k = n < 65521 ? n : n % 65521;
    wa_adler_add(sum, k, k * value, k * (k + 1) / 2 * value);
}

/* Add what others summed up from a start of their own, of n bytes. */
static inline void wa_adler_join(wa_adler *sum, const wa_adler *other, uint64_t n)
{
    /* That started at 1, which was added to b each time. */
    uint64_t k = n % 65521, a = other->a % 65521 + 65520, b = other->b % 65521 + 65521;
    wa_adler_add(sum, k, a % 65521, b - k);
}

static inline uint32_t wa_adler_value(const wa_adler *sum)
{
    return (uint32_t)(sum->b % 65521) << 16 | (uint32_t)(sum->a % 65521);
}

#endif
