/* Rows of drawings: matches of whole pixels (LZ77, RFC 1951 section 4), found in a window
   of the last rows that holds what the stream's bytes stand for. */

enum {
    /* Gaps between spans that a match may cross: what a longest match covers in RGB. */
    K(REACH) = 86
};

WA_INLINE uint32_t *K(drawn_row)(const wa_drawing *g, uint32_t y)
{
    return g->window + ((size_t)(y & (g->rows - 1)) << g->bits);
}

/* Say where in the stream a row is. Positions have 32 bits: long before they would come
   round, they and the tables start anew. */
WA_INLINE void K(locate)(wa_drawing *g, uint32_t y)
{
    if ((uint64_t)(y - g->first_row) * g->stride > WA_LAST_POSITION) {
        memset(g->pairs, 0, sizeof *g->pairs << WA_PAIR_BITS);
        memset(g->singles, 0, sizeof *g->singles << WA_SINGLE_BITS);
        g->first_row = y;
    }
    g->position = WA_FIRST_POSITION + (uint32_t)((y - g->first_row) * g->stride);
}

/* Write a row into the window: the spans' pixels, and what is blank. */
WA_INLINE void K(fill)(const wa_drawing *g, uint32_t *restrict row,
                       const uint8_t *restrict rgba, const wa_span *spans, size_t n)
{
    const uint32_t blank = g->blank;
    const size_t width = g->width;
    if (n != 1 || spans[0].from || (size_t)spans[0].to != width)
        for (size_t x = 0; x < width; x++)
            row[x] = blank;
    for (size_t x = width; x < width + 8; x++) /* hashes read past the last pixel */
        row[x] = blank;
    for (size_t i = 0; i < n; i++)
        memcpy(row + spans[i].from, rgba + 4 * (size_t)spans[i].from,
               4 * (size_t)(spans[i].to - spans[i].from));
}

/* Blank pixels inside a row. */
WA_INLINE void K(blanks)(wa_deflate *d, const wa_drawing *g, size_t n, unsigned step)
{
    if (!n)
        return;
    if (!g->blank_bytes) {
        d->zeros += n * step;
        return;
    }
    /* Another colour than black: as many literals as repeat, then the run. */
    uint8_t pixel[WA_SLACK];
    unsigned period = g->period;
    K(zeros)(d);
    for (unsigned i = 0; i < 3; i++)
        pixel[i] = (uint8_t)(g->blank_bytes >> (8 * i));
    K(room)(d, WA_SLACK);
    K(literals)(d, pixel, period);
    size_t left = n * step - period;
    if (left >= 3)
        K(match)(d, left, period);
    else if (left) /* one pixel, of three equal bytes */
        K(literals)(d, pixel, left);
}

/* Of two pixels, or four. */
WA_INLINE uint32_t K(hash_pixels)(uint64_t two, uint64_t next, unsigned step)
{
    if (WA_BIG_ENDIAN) {
        two = wa_swap64(two);
        next = wa_swap64(next);
    }
    two *= 0x9e3779b185ebca87ULL;
    if (step == 1)
        two ^= next * 0xc2b2ae3d27d4eb4fULL;
    return (uint32_t)(two >> (64 - WA_PAIR_BITS));
}

WA_INLINE uint32_t K(hash_pixel)(uint32_t v)
{
    if (WA_BIG_ENDIAN)
        v = (uint32_t)(wa_swap64(v) >> 32);
    return (v * 0x9e3779b1u) >> (32 - WA_SINGLE_BITS);
}

/* Set bits where pixels of a row equal others, in the words that have [from, to). */
WA_INLINE void K(compare)(uint64_t *same, const uint32_t *p, const uint32_t *q, size_t from,
                          size_t to)
{
    size_t word = from / 64;
    for (; 64 * word < to; word++) {
        uint32_t ignored = 0;
        same[word] = ~K(differ)((const uint8_t *)(p + 64 * word),
                                (const uint8_t *)(q + 64 * word), &ignored);
    }
    same[word - 1] &= ~(uint64_t)0 >> ((64 * word - to) & 63);
    same[word] = 0;
}

/* 57 bits or more of a row of them, from x on. */
WA_INLINE uint64_t K(bits_at)(const uint64_t *bits, size_t x)
{
    return wa_load64le((const uint8_t *)bits + (x >> 3)) >> (x & 7);
}

/* The words' bits where this one and the next two are set. */
WA_INLINE uint64_t K(threes)(const uint64_t *bits)
{
    return bits[0] & (bits[0] >> 1 | bits[1] << 63) & (bits[0] >> 2 | bits[1] << 62);
}

/* Look up where the pixels of [from, to) that equal neither the one before nor the one
   above were before; set bits of `known` where there is any match. No branches on what the
   pixels are: most of a drawing's edges are as hard to foresee as coins. */
WA_INLINE void K(look_back)(const wa_drawing *g, uint32_t y, uint32_t from, uint32_t to,
                            const unsigned step)
{
    const uint32_t *row = K(drawn_row)(g, y), *window = g->window;
    const uint64_t *left = g->like_left, *above = g->like_above;
    uint64_t *restrict known = g->known;
    wa_origin *restrict origins = g->origins;
    wa_pair *restrict pairs = g->pairs;
    wa_single *restrict singles = g->singles;
    const uint32_t width = g->width, base = g->position, place = (uint32_t)(row - window), reach = g->reach;
    size_t word = from / 64;
    for (; 64 * word < to; word++) {
        uint64_t neighbours = step == 1 ? K(threes)(left + word) | K(threes)(above + word)
                                        : left[word] | above[word];
        uint64_t rest = ~neighbours, found = 0;
        if (64 * word < from)
            rest &= ~(uint64_t)0 << (from & 63);
        /* The last pixels begin no match of several. */
        if (64 * word + 64 > to)
            rest &= ~(uint64_t)0 >> ((64 - to) & 63);
        while (rest) {
            unsigned i = wa_ctz64(rest);
            uint32_t x = (uint32_t)(64 * word) + i, at = base + x * step;
            const uint8_t *here = (const uint8_t *)(row + x);
            const uint64_t two = wa_load64(here);
            const uint64_t next = step == 1 ? wa_load64(here + 8) : 0;
            rest &= rest - 1;
            wa_pair *pair = &pairs[K(hash_pixels)(two, next, step)];
            uint32_t back = at - pair->position;
            uint32_t several = (pair->pixels == two) & (back - 1 < reach);
            wa_origin o = {back, pair->place};
            if (step == 1) {
                several &= (wa_load64((const uint8_t *)(window + pair->place + 2)) == next) &
                           (x + 4 <= to);
                found |= (uint64_t)several << i;
            } else {
                several &= x + 2 <= to;
                wa_single *single = &singles[K(hash_pixel)(row[x])];
                uint32_t one = at - single->position;
                uint32_t known_one = (single->pixel == row[x]) & (one - 1 < reach);
                /* All bits if several, so that the choice is no branch. */
                uint32_t choice = 0u - several;
                o.distance = (back & choice) | (one & ~choice);
                o.place = (pair->place & choice) | ((place + x) & ~choice);
                single->pixel = row[x];
                single->position = at;
                found |= (uint64_t)(several | known_one) << i;
            }
            /* What reaches beyond the row is no match: 0 is out of reach. */
            pair->pixels = two;
            pair->position = x + (step == 1 ? 4 : 2) <= width ? at : 0;
            pair->place = place + x;
            origins[x] = o;
        }
        known[word] = neighbours | found;
    }
    known[word] = 0;
}

/* How many pixels from p on are the same as those from q on, at most `most`; eight are
   compared at once, which mostly are enough. */
WA_INLINE uint32_t K(alike)(const uint32_t *p, const uint32_t *q, uint32_t most)
{
    uint32_t same = 0;
#if K_AVX2
    same = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(
        _mm256_cmpeq_epi32(_mm256_loadu_si256((const __m256i *)p),
                           _mm256_loadu_si256((const __m256i *)q))));
#elif K_SSE2
    same = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(
        _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)p),
                                        _mm_loadu_si128((const __m128i *)q)),
                        _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)(p + 4)),
                                        _mm_loadu_si128((const __m128i *)(q + 4)))),
        _mm_setzero_si128()));
#else
    for (int i = 0; i < 8; i++)
        same |= (uint32_t)(p[i] == q[i]) << i;
#endif
    uint32_t n = wa_ctz64(~(uint64_t)same);
    if (!WA_LIKELY(n < 8))
        n = (uint32_t)(K(extent)((const uint8_t *)p, (const uint8_t *)q, 4 * (size_t)most) / 4);
    return n < most ? n : most;
}

/* Where literals and sequences go next; the encoder's, while a row is coded. */
typedef struct {
    uint8_t *literal, *last_literal;
    wa_sequence *sequence, *last_sequence;
    size_t pending;
} K(cursor);

WA_INLINE K(cursor) K(open)(const wa_deflate *d)
{
    K(cursor) c = {d->literals + d->n_literals,
                   d->literals + WA_MAX_LITERALS - WA_SLACK - 1,
                   d->sequences + d->n_sequences, d->sequences + WA_MAX_SEQUENCES - 4,
                   d->pending};
    return c;
}

WA_INLINE void K(close)(wa_deflate *d, const K(cursor) * c)
{
    d->n_literals = (size_t)(c->literal - d->literals);
    d->n_sequences = (size_t)(c->sequence - d->sequences);
    d->pending = c->pending;
}

/* Literals, then a match of at least 3 bytes. */
WA_INLINE void K(add_both)(wa_deflate *d, K(cursor) * c, const uint8_t *p, size_t n,
                           size_t length, uint32_t distance)
{
    if (!WA_LIKELY(n <= WA_SLACK && c->literal < c->last_literal &&
                   c->sequence < c->last_sequence && length <= 258)) {
        K(close)(d, c);
        K(add_literals)(d, p, 0, n);
        K(match)(d, length, distance);
        *c = K(open)(d);
        return;
    }
    memcpy(c->literal, p, WA_SLACK);
    c->literal += n;
    wa_sequence s = {(uint32_t)(c->pending + n), (uint32_t)length, (uint16_t)distance,
                     (uint16_t)wa_distance_symbol(distance)};
    *c->sequence++ = s;
    c->pending = 0;
}

/* The last row before this one that is in the window, and how many bytes back it is; NULL
   if that is out of reach, and then no pixel is like one above. This row is the last now. */
WA_INLINE const uint32_t *K(row_above)(wa_drawing *g, uint32_t y, uint32_t *distance)
{
    const uint32_t *above = NULL;
    const size_t back = (y + 1 - g->last_row) * g->stride;
    if (g->last_row && y + 1 - g->last_row < g->rows && back <= g->reach)
        above = K(drawn_row)(g, g->last_row - 1);
    else
        memset(g->like_above, 0, 8 * (g->width / 64 + 3));
    g->last_row = y + 1;
    *distance = (uint32_t)back;
    return above;
}

WA_INLINE void K(code_drawn)(wa_deflate *d, wa_drawing *g, uint32_t y, const uint8_t *bytes,
                             const wa_span *spans, size_t n, const unsigned step)
{
    const uint32_t *row = K(drawn_row)(g, y);
    const uint64_t *like_left = g->like_left, *like_above = g->like_above;
    const uint64_t *known = g->known;
    const uint32_t *window = g->window;
    const wa_origin *origins = g->origins;
    const uint32_t place = (uint32_t)(row - window), column = (1u << g->bits) - 1;
    const uint32_t width = g->width;
    uint32_t at = 0, above_distance;
    const uint32_t *above = K(row_above)(g, y, &above_distance);
    for (size_t i = 0; i < n;) {
        size_t last = i;
        while (last + 1 < n && spans[last + 1].from - spans[last].to <= K(REACH))
            last++;
        const uint32_t limit = (uint32_t)spans[last].to;
        uint32_t x = (uint32_t)spans[i].from, anchor = x, to = (uint32_t)spans[i].to;
        K(compare)(g->like_left, row, row - 1, x, limit);
        if (x == 0)
            g->like_left[0] &= ~(uint64_t)1; /* nothing before */
        if (above)
            K(compare)(g->like_above, row, above, x, limit);
        K(look_back)(g, y, x, limit, step);
        K(blanks)(d, g, x - at, step);
        K(zeros)(d);
        K(cursor) c = K(open)(d);
        for (;;) {
            uint64_t ahead = K(bits_at)(known, x);
            uint32_t literals = WA_LIKELY(ahead) ? wa_ctz64(ahead) : 57;
            x += literals;
            if (x >= to) {
                x = x - literals > to ? x - literals : to;
                K(close)(d, &c);
                if (anchor < to)
                    K(add_literals)(d, bytes, anchor * step, to * step);
                while (i <= last && x >= (uint32_t)spans[i].to)
                    i++;
                if (i > last)
                    break;
                if (x < (uint32_t)spans[i].from) {
                    K(blanks)(d, g, (uint32_t)spans[i].from - x, step);
                    K(zeros)(d);
                    x = (uint32_t)spans[i].from;
                }
                anchor = x;
                to = (uint32_t)spans[i].to;
                c = K(open)(d);
                continue;
            }
            if (!WA_LIKELY(ahead))
                continue;
            const uint64_t unlike_left = ~K(bits_at)(like_left, x);
            const uint64_t unlike_above = ~K(bits_at)(like_above, x);
            uint32_t run = wa_ctz64(unlike_left | (uint64_t)1 << 63);
            uint32_t below = wa_ctz64(unlike_above | (uint64_t)1 << 63);
            /* A pixel's row repeats what is near for fewer bits; it must do for a match. */
            const int upwards = below > run + (step == 1 && run > 2);
            uint32_t length = upwards ? below : run;
            uint32_t distance = upwards ? above_distance : step;
            const uint32_t *from = upwards ? above + x : row + x - 1;
            uint32_t most = limit - x;
            if (length < (step == 1 ? 3 : 1)) {
                const wa_origin o = origins[x];
                distance = o.distance;
                if (o.place == place + x)
                    length = 1; /* the place of the pixel itself: only it is known */
                else {
                    uint32_t rest = width - (o.place & column);
                    most = rest < most ? rest : most;
                    length = K(alike)(row + x, window + o.place, most);
                    /* An index and a run of it take less than a match that covers no
                       more than both. */
                    if (step == 1 &&
                        length < 3 + wa_ctz64(~K(bits_at)(like_left, x + 1) | (uint64_t)1 << 63)) {
                        x++;
                        continue;
                    }
                }
            } else if (length >= 56)
                length = K(alike)(row + x, from, most);
            K(add_both)(d, &c, bytes + anchor * step, (x - anchor) * step,
                        (size_t)length * step, distance);
            anchor = x = x + length;
        }
        at = x;
    }
    K(blanks)(d, g, g->width - at, step);
}

