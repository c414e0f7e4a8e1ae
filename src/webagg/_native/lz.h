/* Matches: what came before, found by hashing (LZ77 as in RFC 1951, section 4).
   Positions count from `base`; tables hold position + 1, 0 is none. Callers keep
   WA_SLACK readable bytes behind `end`. */

/* How many bytes are equal, at most `most`. */
WA_INLINE size_t K(extent)(const uint8_t *a, const uint8_t *b, size_t most)
{
    size_t n = 0;
    while (n < most) {
        uint64_t v = wa_load64le(a + n) ^ wa_load64le(b + n);
        if (v) {
            n += wa_ctz64(v) >> 3;
            break;
        }
        n += 8;
    }
    return n < most ? n : most;
}

WA_INLINE uint32_t K(hash)(uint64_t v, unsigned bytes)
{
    return (uint32_t)(((v << (64 - 8 * bytes)) * 0x9e3779b185ebca87ULL) >>
                      (64 - WA_HASH_BITS));
}

/* The literals base[from:to]. */
static void K(add_literals)(wa_deflate *d, const uint8_t *base, size_t from, size_t to)
{
    while (from < to) {
        size_t n = to - from < WA_SLACK ? to - from : WA_SLACK;
        K(room)(d, WA_SLACK);
        K(literals)(d, base + from, n);
        from += n;
    }
}

typedef struct {
    size_t length, distance;
} K(found);

/* One probe each: the pixel before, the row above, two hashes. Fast. `narrow` and
   `wide` are the bytes hashed; constants where this is inlined. */
WA_INLINE size_t K(match_with)(wa_deflate *d, const uint8_t *base, size_t from, size_t to,
                               size_t end, size_t stride, unsigned step, unsigned narrow,
                               unsigned wide)
{
    uint32_t *restrict near = d->short_hash, *restrict far = d->long_hash;
    size_t at = from, anchor = from;
    const int has_stride = stride > 8 && stride <= 32768;
    const uint64_t head = narrow < 8 ? ((uint64_t)1 << 8 * (narrow & 7)) - 1 : ~(uint64_t)0;
    while (at < to) {
        size_t left = end - at;
        uint64_t v = wa_load64le(base + at);
        if (left < 8)
            break;
        size_t length = 0, distance = 0;
        if (at >= step && wa_load64le(base + at - step) == v) {
            length = K(extent)(base + at, base + at - step, left);
            distance = step;
        }
        if (has_stride && at >= stride && wa_load64le(base + at - stride) == v) {
            size_t n = K(extent)(base + at, base + at - stride, left);
            if (n > length + 4) {
                length = n;
                distance = stride;
            }
        }
        uint32_t h = K(hash)(v, narrow), g = K(hash)(v, wide);
        size_t a = near[h], b = far[g];
        near[h] = far[g] = (uint32_t)at + 1;
        if (!length) {
            if (b && at + 1 - b <= 32768) {
                size_t n = K(extent)(base + at, base + b - 1, left);
                if (n >= wide) {
                    length = n;
                    distance = at + 1 - b;
                }
            }
            if (!length && a && at + 1 - a <= (narrow == 3 ? 4096 : 32768) &&
                !((wa_load64le(base + a - 1) ^ v) & head)) {
                length = K(extent)(base + at, base + a - 1, left);
                distance = at + 1 - a;
            }
            if (!length) {
                at += step;
                continue;
            }
        }
        length -= length % step;
        K(add_literals)(d, base, anchor, at);
        K(match)(d, length, distance);
        anchor = at + length;
        if (length <= 24)
            for (at += step; at < anchor && at + 8 <= end; at += step) {
                v = wa_load64le(base + at);
                near[K(hash)(v, narrow)] = far[K(hash)(v, wide)] = (uint32_t)at + 1;
            }
        else
            for (at = anchor - 2 * step; at < anchor && at + 8 <= end; at += step) {
                v = wa_load64le(base + at);
                near[K(hash)(v, narrow)] = far[K(hash)(v, wide)] = (uint32_t)at + 1;
            }
        at = anchor;
    }
    if (at < to)
        at = to;
    K(add_literals)(d, base, anchor, at);
    return at;
}

/* Code base[from:to]; the last match may reach up to `end`. Returns where it ended. */
static size_t K(add_matches)(wa_deflate *d, const uint8_t *base, size_t from, size_t to,
                             size_t end, size_t stride, unsigned step)
{
    if (step == 1)
        return K(match_with)(d, base, from, to, end, stride, 1, 4, 8);
    if (step == 3)
        return K(match_with)(d, base, from, to, end, stride, 3, 3, 6);
    return K(match_with)(d, base, from, to, end, stride, 4, 4, 8);
}

enum { K(DEPTH) = 24, K(GOOD) = 32, K(ENOUGH) = 96 };

WA_INLINE void K(link)(wa_deflate *d, const uint8_t *base, size_t at)
{
    uint32_t h = K(hash)(wa_load64le(base + at), 3);
    d->chain[at & ((1 << WA_CHAIN_BITS) - 1)] = d->short_hash[h];
    d->short_hash[h] = (uint32_t)at + 1;
}

/* The longest earlier match, nearest first; `at` is not linked yet. */
WA_INLINE K(found) K(longest)(const wa_deflate *d, const uint8_t *base, size_t at,
                              size_t left, size_t beat, int depth)
{
    K(found) best = {beat, 0};
    uint64_t v = wa_load64le(base + at);
    uint32_t next = d->short_hash[K(hash)(v, 3)];
    while (next && depth--) {
        size_t from = next - 1;
        if (at - from > 32768 || from >= at)
            break;
        if (best.length < left && base[from + best.length] == base[at + best.length]) {
            size_t n = K(extent)(base + at, base + from, left);
            if (n > best.length && (n > 3 || at - from <= 2048)) {
                best.length = n;
                best.distance = at - from;
                if (n >= K(ENOUGH))
                    break;
            }
        }
        next = d->chain[from & ((1 << WA_CHAIN_BITS) - 1)];
        if (next > from)
            break; /* overwritten by a newer position: the chain ends here */
    }
    return best;
}

/* Chains and one step of lazy evaluation: slower, smaller. */
static size_t K(add_matches_small)(wa_deflate *d, const uint8_t *base, size_t from,
                                   size_t to, size_t end)
{
    size_t at = from, anchor = from;
    while (at < to && end - at >= 8) {
        K(found) best = K(longest)(d, base, at, end - at, 2, K(DEPTH));
        K(link)(d, base, at);
        if (!best.distance) {
            at++;
            continue;
        }
        while (best.length < K(GOOD) && at + 1 < to && end - at >= 9) {
            K(found) next = K(longest)(d, base, at + 1, end - at - 1, best.length, K(DEPTH));
            if (!next.distance)
                break;
            at++;
            K(link)(d, base, at);
            best = next;
        }
        K(add_literals)(d, base, anchor, at);
        K(match)(d, best.length, best.distance);
        anchor = at + best.length;
        /* Long runs of one byte would only make long chains of equal candidates. */
        size_t most = best.length > 512 ? at + 16 : anchor;
        for (at++; at < most && end - at >= 8; at++)
            K(link)(d, base, at);
        at = anchor;
    }
    if (at < to)
        at = to;
    K(add_literals)(d, base, anchor, at);
    return at;
}
