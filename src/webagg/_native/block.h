/* Writing one DEFLATE block: counts, trees, then the symbols (RFC 1951, section 3.2). */

/* Of many literals a quarter is counted: pieces near each other, and at distances that
   rows of pixels do not have. It costs about 0.2 % of bytes. */
enum { K(SAMPLED) = 1 << 15, K(SAMPLE) = 1 << 6, K(SKIP) = 256 + 24 };

static void K(count)(const uint8_t *p, size_t n, uint32_t counts[4][256])
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t v = wa_load64(p + i);
        counts[0][v & 255]++;
        counts[1][v >> 8 & 255]++;
        counts[2][v >> 16 & 255]++;
        counts[3][v >> 24 & 255]++;
        counts[0][v >> 32 & 255]++;
        counts[1][v >> 40 & 255]++;
        counts[2][v >> 48 & 255]++;
        counts[3][v >> 56]++;
    }
    for (; i < n; i++)
        counts[0][p[i]]++;
}

static int K(count_literals)(const wa_deflate *d, uint32_t *counts, int exact)
{
    uint32_t part[4][256];
    memset(part, 0, sizeof part);
    uint32_t least = 0, weight = 8;
    const int sampled = !exact && d->n_literals >= K(SAMPLED);
    if (sampled) {
        for (size_t i = 0; i < d->n_literals; i += K(SKIP)) {
            size_t left = d->n_literals - i;
            K(count)(d->literals + i, left < K(SAMPLE) ? left : K(SAMPLE), part);
        }
        weight = 8 * K(SKIP) / K(SAMPLE);
        least = 1; /* whatever was not seen may still be there */
    } else
        K(count)(d->literals, d->n_literals, part);
    for (int i = 0; i < 256; i++)
        counts[i] = (part[0][i] + part[1][i] + part[2][i] + part[3][i]) * weight / 8 + least;
    return sampled;
}

/* Bits and how many they are; of `n` the low byte counts, since codes are added to it as
   they are: their low byte is how many bits they have. */
typedef struct {
    uint64_t bits;
    uint32_t n;
    uint8_t *to;
} K(writer);

WA_INLINE void K(put)(K(writer) * w, uint64_t value, unsigned n)
{
    w->bits |= value << (w->n & 63);
    w->n += n;
}

WA_INLINE void K(put_code)(K(writer) * w, uint32_t code)
{
    K(put)(w, code >> 8, code);
}

/* Keeps at most seven bits, so that 57 more fit. */
WA_INLINE void K(drain)(K(writer) * w)
{
    const uint32_t n = w->n & 255;
    wa_store64le(w->to, w->bits);
    w->to += n >> 3;
    w->bits >>= n & 56;
    w->n = n & 7;
}

WA_INLINE void K(put_four)(K(writer) * w, const uint8_t *p, const uint32_t *code)
{
    uint32_t four = wa_load32le(p);
    uint32_t a = code[four & 255], b = code[four >> 8 & 255];
    uint32_t c = code[four >> 16 & 255], e = code[four >> 24];
    uint64_t low = a >> 8 | (uint64_t)(b >> 8) << (a & 63);
    uint64_t high = c >> 8 | (uint64_t)(e >> 8) << (c & 63);
    K(put)(w, low | high << ((a + b) & 63), a + b + c + e);
    K(drain)(w);
}

/* Up to three literals, without a branch on how many: the others have no bits. */
WA_INLINE void K(put_few)(K(writer) * w, const uint8_t *p, size_t n, const uint32_t *code)
{
    uint32_t a = code[p[0]] & (0u - (n > 0)), b = code[p[1]] & (0u - (n > 1));
    uint32_t c = code[p[2]] & (0u - (n > 2));
    uint64_t low = a >> 8 | (uint64_t)(b >> 8) << (a & 63);
    K(put)(w, low | (uint64_t)(c >> 8) << ((a + b) & 63), a + b + c);
}

WA_INLINE void K(put_literals)(K(writer) * w, const uint8_t *p, size_t n,
                               const uint32_t *code)
{
    K(writer) v = *w;
    for (; n >= 4; n -= 4, p += 4)
        K(put_four)(&v, p, code);
    K(put_few)(&v, p, n, code);
    K(drain)(&v);
    *w = v;
}

/* What a block has: literals and matches in turn, then the last literals. */
static void K(put_sequences)(K(writer) * w, const wa_deflate *d, const uint32_t *code,
                             const uint32_t *length_codes, const uint32_t *distance_codes)
{
    /* Per symbol: bits of the code, the code << 8, base << 32, bits of all << 48. */
    uint64_t distances[30];
    for (int i = 0; i < 30; i++) {
        uint64_t all = (distance_codes[i] & 255) + wa_distance_extra[i];
        distances[i] = distance_codes[i] | (uint64_t)wa_distance_base[i] << 32 | all << 48;
    }
    K(writer) v = *w;
    const uint8_t *p = d->literals;
    const wa_sequence *s = d->sequences, *end = s + d->n_sequences;
    for (; s < end; s++) {
        uint32_t k = s->literals, length = s->length;
        const uint64_t far = distances[s->symbol];
        const uint64_t distance = (uint32_t)far >> 8 |
                                  (uint64_t)(s->distance - (uint32_t)(far >> 32 & 0xffff))
                                      << (far & 31);
        for (; k > 3; k -= 4, p += 4)
            K(put_four)(&v, p, code);
        /* Three literals and a length are at most 36 and 17 bits. */
        K(put_few)(&v, p, k, code);
        p += k;
        if (!WA_LIKELY(length <= 258)) {
            K(drain)(&v);
            do {
                uint32_t part = length < 261 ? length - 3 : 258;
                K(put_code)(&v, length_codes[part]);
                K(put)(&v, distance, (unsigned)(far >> 48));
                K(drain)(&v);
                length -= part;
            } while (length > 258);
        }
        K(put_code)(&v, length_codes[length]);
        K(drain)(&v);
        K(put)(&v, distance, (unsigned)(far >> 48));
        K(drain)(&v);
    }
    *w = v;
    K(put_literals)(w, p, (size_t)(d->literals + d->n_literals - p), code);
}

static void K(put_stored)(wa_deflate *d, int last)
{
    const uint8_t *p = d->literals;
    size_t left = d->n_literals;
    do {
        size_t part = left < 65535 ? left : 65535;
        left -= part;
        K(writer) w = {d->bits, d->n_bits, d->out + d->n_out};
        K(put)(&w, last && !left, 3);
        w.n = (w.n + 7) & ~7u;
        K(drain)(&w);
        K(put)(&w, (uint64_t)part | (uint64_t)(~part & 0xffff) << 16, 32);
        K(drain)(&w);
        memcpy(w.to, p, part);
        p += part;
        d->n_out = (size_t)(w.to + part - d->out);
        d->bits = 0;
        d->n_bits = 0;
    } while (left);
}

static void K(write_counted)(wa_deflate *d, int last, int exact)
{
    const size_t n_out = d->n_out;
    uint32_t counts[288], distance_counts[32];
    uint32_t length_counts[259];
    wa_code code, distances, lengths;
    if (!wa_reserve(d, 2 * d->n_literals + 8 * d->n_sequences + d->n_long + 1024))
        return;
    memset(counts + 256, 0, 32 * sizeof *counts);
    memset(distance_counts, 0, sizeof distance_counts);
    memset(length_counts, 0, sizeof length_counts);
    const int sampled = K(count_literals)(d, counts, exact);
    for (size_t i = 0; i < d->n_sequences; i++) {
        uint32_t length = d->sequences[i].length, pieces = 1;
        if (length > 258) {
            uint32_t longest = (length - 3) / 258;
            length_counts[258] += longest;
            length -= 258 * longest;
            pieces += longest;
            if (length > 258) { /* 259 or 260: what is left must be at least 3 */
                length_counts[length - 3]++;
                length = 3;
                pieces++;
            }
        }
        length_counts[length]++;
        distance_counts[d->sequences[i].symbol] += pieces;
    }
    for (int i = 3; i < 259; i++)
        counts[wa_length_table[i] & 511] += length_counts[i];
    counts[256] = 1;
    wa_lengths(counts, WA_LITERALS, WA_LITERAL_BITS, code.length);
    wa_lengths(distance_counts, WA_DISTANCES, WA_DISTANCE_BITS, distances.length);
    wa_assign(&code, WA_LITERALS);
    wa_assign(&distances, WA_DISTANCES);

    unsigned n_code = WA_LITERALS, n_distances = WA_DISTANCES;
    while (n_code > 257 && !code.length[n_code - 1])
        n_code--;
    while (n_distances > 1 && !distances.length[n_distances - 1])
        n_distances--;
    uint8_t both[WA_LITERALS + WA_DISTANCES];
    uint16_t symbols[WA_LITERALS + WA_DISTANCES];
    memcpy(both, code.length, n_code);
    memcpy(both + n_code, distances.length, n_distances);
    unsigned n_symbols = wa_run_lengths(both, n_code + n_distances, symbols);
    uint32_t symbol_counts[19] = {0};
    for (unsigned i = 0; i < n_symbols; i++)
        symbol_counts[symbols[i] & 31]++;
    wa_lengths(symbol_counts, 19, 7, lengths.length);
    wa_assign(&lengths, 19);
    unsigned n_lengths = 19;
    while (n_lengths > 4 && !lengths.length[wa_length_order[n_lengths - 1]])
        n_lengths--;

    if (d->n_sequences == 0) {
        /* Bits as coded, from the (sampled) counts, against bytes as they are. */
        uint64_t coded = 17 + 3 * n_lengths;
        for (unsigned i = 0; i < n_symbols; i++)
            coded += lengths.length[symbols[i] & 31] + 2;
        for (int i = 0; i < 257; i++)
            coded += (uint64_t)counts[i] * code.length[i];
        if (coded >= 8 * (uint64_t)d->n_literals) {
            K(put_stored)(d, last);
            d->n_literals = d->pending = 0;
            return;
        }
    }
    K(writer) w = {d->bits, d->n_bits, d->out + d->n_out};
    K(put)(&w, (uint64_t)(last != 0) | 4 | (n_code - 257) << 3 | (n_distances - 1) << 8 |
                   (n_lengths - 4) << 13, 17);
    K(drain)(&w);
    for (unsigned i = 0; i < n_lengths; i++) {
        K(put)(&w, lengths.length[wa_length_order[i]], 3);
        if ((w.n & 255) > 48)
            K(drain)(&w);
    }
    K(drain)(&w);
    for (unsigned i = 0; i < n_symbols; i++) {
        unsigned s = symbols[i] & 31;
        K(put_code)(&w, lengths.entry[s]);
        K(put)(&w, symbols[i] >> 8, s < 16 ? 0 : s == 16 ? 2 : s == 17 ? 3 : 7);
        K(drain)(&w);
    }

    /* A length's code and extra bits in one table. */
    uint32_t length_codes[259];
    for (int i = 3; i < 259; i++) {
        uint32_t info = wa_length_table[i], entry = code.entry[info & 511];
        length_codes[i] = (entry + (info >> 9 & 7)) | (info >> 16) << (8 + (entry & 255));
    }
    K(put_sequences)(&w, d, code.entry, length_codes, distances.entry);
    K(put_code)(&w, code.entry[256]);
    K(drain)(&w);
    if (sampled && (size_t)(w.to - d->out) - n_out > d->n_literals) {
        /* What was not counted was of another kind: a block must never grow. */
        K(write_counted)(d, last, 1);
        return;
    }
    d->n_out = (size_t)(w.to - d->out);
    d->bits = w.bits;
    d->n_bits = w.n;
    d->n_literals = d->n_sequences = d->n_long = d->pending = 0;
}

static void K(write_block)(wa_deflate *d, int last)
{
    K(write_counted)(d, last, 0);
}
