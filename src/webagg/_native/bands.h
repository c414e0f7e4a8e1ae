/* Rows of slopes, where bands of one colour follow each other: matches of whole pixels
   (LZ77, RFC 1951 section 4), looked for where a band begins or is about to end. What
   follows decides where a row goes on as one before did: eight pixels are hashed, or else
   four. */

enum {
    K(FORESEEN) = 8,
    K(FORESEEN_LESS) = 4,
    K(BAND_END) = 3, /* pixels before a band's end from which on is looked for more */
    K(BAND_TABLE) = 1 << (WA_PAIR_BITS - 1) /* two of them in the place of the pairs */
};

WA_INLINE uint64_t K(hash_ahead)(const uint32_t *p, unsigned pixels)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < pixels; i += 2) {
        v = (v ^ wa_load64le((const uint8_t *)(p + i))) * 0x9e3779b185ebca87ULL;
        v ^= v >> 29;
    }
    return v * 0xc2b2ae3d27d4eb4fULL;
}

/* Note where the pixels with this hash are, and return where they were. */
WA_INLINE wa_pair K(note)(wa_pair *table, uint64_t hash, uint32_t position, uint32_t place)
{
    wa_pair *entry = &table[hash >> (65 - WA_PAIR_BITS)], before = *entry;
    entry->pixels = hash;
    entry->position = position;
    entry->place = place;
    return before;
}

/* Note the bands that begin between two pixels of a row. */
WA_INLINE void K(note_bands)(wa_drawing *g, const uint32_t *row, uint32_t x, uint32_t to,
                             const unsigned step)
{
    const uint32_t place = (uint32_t)(row - g->window);
    while (x < to) {
        uint64_t begins = ~K(bits_at)(g->like_left, x);
        uint32_t skip = begins ? wa_ctz64(begins) : 64;
        if (skip >= 57) { /* no more are sure */
            x += 57;
            continue;
        }
        x += skip;
        if (x >= to)
            break;
        K(note)(g->pairs, K(hash_ahead)(row + x, K(FORESEEN)), g->position + x * step,
                place + x);
        K(note)(g->pairs + K(BAND_TABLE), K(hash_ahead)(row + x, K(FORESEEN_LESS)),
                g->position + x * step, place + x);
        x++;
    }
}

/* How many pixels from x on, at most `most`, are as those where the same eight, or four,
   came last; and how many bytes back that is. */
WA_INLINE uint32_t K(foresee)(wa_drawing *g, const uint32_t *row, uint32_t x, uint32_t most,
                              const unsigned step, uint32_t *distance)
{
    const uint32_t place = (uint32_t)(row - g->window) + x, column = (1u << g->bits) - 1;
    const uint32_t at = g->position + x * step;
    const uint64_t more = K(hash_ahead)(row + x, K(FORESEEN));
    const uint64_t less = K(hash_ahead)(row + x, K(FORESEEN_LESS));
    const wa_pair a = K(note)(g->pairs, more, at, place);
    const wa_pair b = K(note)(g->pairs + K(BAND_TABLE), less, at, place);
    uint32_t from;
    if (a.pixels == more && at - a.position - 1 < g->reach) {
        from = a.place;
        *distance = at - a.position;
    } else if (b.pixels == less && at - b.position - 1 < g->reach) {
        from = b.place;
        *distance = at - b.position;
    } else
        return 0;
    /* No further than the end of either row. */
    const uint32_t rest = g->width - (from & column);
    return K(alike)(row + x, g->window + from, rest < most ? rest : most);
}

WA_INLINE void K(code_bands)(wa_deflate *d, wa_drawing *g, uint32_t y, const uint8_t *bytes,
                             const wa_span *spans, size_t n, const unsigned step)
{
    const uint32_t *row = K(drawn_row)(g, y);
    uint32_t at = 0, above_distance;
    const uint32_t *above = K(row_above)(g, y, &above_distance);
    for (size_t i = 0; i < n; i++) {
        const uint32_t to = (uint32_t)spans[i].to;
        uint32_t x = (uint32_t)spans[i].from, anchor = x;
        K(compare)(g->like_left, row, row - 1, x, to);
        if (x == 0)
            g->like_left[0] &= ~(uint64_t)1; /* nothing before */
        if (above)
            K(compare)(g->like_above, row, above, x, to);
        K(blanks)(d, g, x - at, step);
        K(zeros)(d);
        K(cursor) c = K(open)(d);
        while (x < to) {
            const uint32_t most = to - x;
            uint32_t length = wa_ctz64(~K(bits_at)(g->like_left, x) | (uint64_t)1 << 63);
            uint32_t distance = step;
            if (length >= 56)
                length = K(alike)(row + x, row + x - 1, most);
            length = length < most ? length : most;
            if (length <= K(BAND_END)) {
                uint32_t below =
                    wa_ctz64(~K(bits_at)(g->like_above, x) | (uint64_t)1 << 63);
                if (below >= 56)
                    below = K(alike)(row + x, above + x, most);
                below = below < most ? below : most;
                if (below > length) {
                    length = below;
                    distance = above_distance;
                }
                uint32_t back = 0;
                uint32_t found = K(foresee)(g, row, x, most, step, &back);
                if (found > length) {
                    length = found;
                    distance = back;
                }
            }
            if (length * step < 3) {
                x++;
                continue;
            }
            K(add_both)(d, &c, bytes + anchor * step, (x - anchor) * step,
                        (size_t)length * step, distance);
            K(note_bands)(g, row, x + 1, x + length, step);
            anchor = x = x + length;
        }
        K(close)(d, &c);
        if (anchor < to)
            K(add_literals)(d, bytes, anchor * step, to * step);
        at = to;
    }
    K(blanks)(d, g, g->width - at, step);
}

/* Code a row's pixels, of a drawing or of a picture that is bands all over; `bytes` are
   they in the stream, `spans` what is not blank. */
static void K(add_pixels)(wa_deflate *d, wa_drawing *g, uint32_t y, const uint8_t *rgba,
                          const uint8_t *bytes, const wa_span *spans, size_t n, int bands)
{
    K(fill)(g, K(drawn_row)(g, y), rgba, spans, n);
    K(locate)(g, y);
    if (g->step == 1) /* a palette has no bands of whole pixels */
        K(code_drawn)(d, g, y, bytes, spans, n, 1);
    else if (g->step == 3 && bands)
        K(code_bands)(d, g, y, bytes, spans, n, 3);
    else if (g->step == 3)
        K(code_drawn)(d, g, y, bytes, spans, n, 3);
    else if (bands)
        K(code_bands)(d, g, y, bytes, spans, n, 4);
    else
        K(code_drawn)(d, g, y, bytes, spans, n, 4);
}
