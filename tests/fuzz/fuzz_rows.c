/* Rows of pixels, drawn, as bands or as residuals: coded by matches, whole and in two halves.

   A picture is made from the input: some rows are blank, repeat the one above or have
   spans of pixels with gaps between them. The stream must inflate to what the rows are
   by definition, whatever was in the memory before. */

#include "check.h"

enum { ROWS = 700, PIXELS = 6000 };

enum { NOTHING, REPEATED, DRAWN };

typedef struct {
    unsigned step, rows, window_rows;
    size_t width, stride, n; /* n bytes in all */
    int period;
    uint32_t blank, blank_bytes;
    uint8_t kind[ROWS];
    wa_span *spans[ROWS];
    size_t n_spans[ROWS];
    uint8_t *rgba;  /* what is in no span is not to be looked at */
    uint8_t *bytes; /* nor here */
    uint8_t *raw;
} picture;

static uint8_t *allocate(size_t n)
{
    uint8_t *p = malloc(n);
    CHECK(p);
    memset(p, 0xa5, n);
    return p;
}

/* Different for each index, with 0 for 0 unless all are to be opaque. */
static uint32_t colour_of(unsigned index, unsigned step, int grey)
{
    uint32_t v = grey ? index * 0x010101u : index * 0x9e3779b1u;
    return step == 3 ? v | 0xff000000u : v;
}

static void put_pixel(picture *p, unsigned y, size_t x, unsigned index, int grey)
{
    uint32_t v = colour_of(index, p->step, grey);
    uint8_t *rgba = p->rgba + 4 * (y * p->width + x);
    uint8_t *bytes = p->bytes + y * (p->stride + WA_SLACK) + 1 + x * p->step;
    for (int i = 0; i < 4; i++)
        rgba[i] = (uint8_t)(v >> (8 * i));
    if (p->step == 1)
        bytes[0] = (uint8_t)(index > 250 ? 0 : index); /* some colours have no index */
    else
        memcpy(bytes, rgba, p->step);
    memcpy(p->raw + y * p->stride + 1 + x * p->step, bytes, p->step);
}

/* Spans with gaps that may be bridged, those that may not, and none. */
static void make_spans(picture *p, unsigned y, unsigned how, const uint8_t *data, size_t size)
{
    size_t n = 0, x = 0, at = y * 11;
    wa_span *spans = p->spans[y];
    if (how == 2) {
        spans[n++] = (wa_span){0, (int32_t)p->width};
    } else if (how == 3 && y && p->kind[y - 1] == DRAWN) {
        n = p->n_spans[y - 1];
        memcpy(spans, p->spans[y - 1], n * sizeof *spans);
    } else {
        unsigned b = data[at++ % size];
        x = b < 128 ? b % 4 : b;
        while (x < p->width) {
            size_t length = 1 + data[at++ % size] % (how > 5 ? 200 : 12);
            if (x + length > p->width)
                length = p->width - x;
            spans[n++] = (wa_span){(int32_t)x, (int32_t)(x + length)};
            b = data[at++ % size];
            x += length + 1 + (b < 200 ? b % 20 : b - 150);
        }
    }
    p->n_spans[y] = n;
}

static void make_row(picture *p, unsigned y, const uint8_t *data, size_t size, unsigned mask,
                     int grey)
{
    unsigned how = data[y * 5 % size] % 8, slow = data[(y * 3 + 1) % size];
    size_t shift = slow >> 2;
    uint8_t *raw = p->raw + y * p->stride;
    p->spans[y] = NULL;
    p->n_spans[y] = 0;
    memset(raw, 0, p->stride);
    if (how == 0 && !p->blank_bytes) {
        p->kind[y] = NOTHING;
        return;
    }
    if (how == 1) {
        p->kind[y] = REPEATED;
        raw[0] = 2;
        return;
    }
    p->kind[y] = DRAWN;
    for (size_t i = 1; i < p->stride && p->step == 3; i++)
        raw[i] = (uint8_t)(p->blank_bytes >> (8 * ((i - 1) % 3)));
    p->spans[y] = (wa_span *)allocate((p->width / 2 + 2) * sizeof(wa_span));
    if (how)
        make_spans(p, y, how, data, size);
    for (size_t i = 0; i < p->n_spans[y]; i++)
        for (size_t x = (size_t)p->spans[y][i].from; x < (size_t)p->spans[y][i].to; x++)
            put_pixel(p, y, x, data[(shift + (x >> (slow & 3))) % size] & mask, grey);
}

static void make_picture(picture *p, const uint8_t *head, const uint8_t *data, size_t size)
{
    static const unsigned steps[] = {1, 3, 4};
    static const uint32_t blanks[] = {0, 0x010101, 0x000100, 0x7f7f7f, 0x010001, 0xfefefe};
    size_t rows, most;
    memset(p, 0, sizeof *p);
    p->step = steps[head[0] % 3];
    p->width = head[1] < 160 ? 1 + head[1] % 80 : 1 + (head[1] + 256u * head[2]) % 3000;
    most = PIXELS / p->width < 3 ? 3 : PIXELS / p->width;
    rows = 2 + head[3] * 3u;
    rows = rows > most ? most : rows;
    p->rows = (unsigned)(rows > ROWS ? ROWS : rows);
    p->stride = 1 + p->width * p->step;
    p->n = p->rows * p->stride;
    p->blank_bytes = p->step == 3 ? blanks[head[4] % 6] : 0;
    p->blank = p->step == 3 ? p->blank_bytes | 0xff000000u : 0;
    if (WA_BIG_ENDIAN)
        p->blank = (uint32_t)(wa_swap64(p->blank) >> 32);
    p->period = p->blank_bytes == (p->blank_bytes & 255) * 0x010101u ? 1 : 3;
    for (p->window_rows = 2; p->window_rows < 32768 / (1 + p->width) + 2 &&
                             p->window_rows < 4096 &&
                             (head[5] >= 192 || p->window_rows < 2u << head[5] % 8);)
        p->window_rows *= 2;
    p->rgba = allocate(4 * p->width * p->rows);
    p->bytes = allocate((p->stride + WA_SLACK) * p->rows);
    p->raw = allocate(p->n);
    unsigned mask = (2u << head[6] % 8) - 1;
    for (unsigned y = 0; y < p->rows; y++)
        make_row(p, y, data, size, mask, head[6] & 8);
}

static void free_picture(picture *p)
{
    for (unsigned y = 0; y < p->rows; y++)
        free(p->spans[y]);
    free(p->rgba);
    free(p->bytes);
    free(p->raw);
}

/* Memory as the encoder allocates it, to the byte; `stale` is what was there before. */
static void prepare(wa_drawing *g, const picture *p, int stale)
{
    const size_t words = p->width / 64 + 3, origins = (p->width + 8) * sizeof(wa_origin);
    memset(g, 0, sizeof *g);
    for (g->bits = 4; (size_t)1 << g->bits < p->width + 8;)
        g->bits++;
    g->rows = p->window_rows;
    const size_t window = (((size_t)g->rows << g->bits) + 96) * 4 + WA_SLACK;
    g->window = 16 + (uint32_t *)memset(allocate(window), stale, window);
    g->pairs = calloc(sizeof(wa_pair), 1 << WA_PAIR_BITS);
    g->singles = calloc(sizeof(wa_single), 1 << WA_SINGLE_BITS);
    g->like_left = (uint64_t *)allocate(24 * words + origins + WA_SLACK);
    memset(g->like_left, stale, 24 * words + origins);
    CHECK(g->pairs && g->singles);
    g->like_above = g->like_left + words;
    g->known = g->like_above + words;
    g->origins = (wa_origin *)(g->known + words);
    g->width = (uint32_t)p->width;
    g->stride = p->stride;
    g->step = p->step;
    g->blank = p->blank;
    g->blank_bytes = p->blank_bytes;
    g->period = (unsigned)p->period;
    const size_t reach = (g->rows - 1) * g->stride;
    g->reach = (uint32_t)(reach < 32768 ? reach : 32768);
}

static void release(wa_drawing *g)
{
    free(g->window - 16);
    free(g->pairs);
    free(g->singles);
    free(g->like_left);
}

enum way { AS_DRAWN, AS_BANDS, AS_RESIDUALS };

/* The first row is number `first`: far down, positions start anew on the way. */
static void code(wa_deflate *d, const picture *p, unsigned from, unsigned to, uint32_t first,
                 enum way way, int stale)
{
    uint8_t up[WA_SLACK] = {2};
    wa_drawing g;
    prepare(&g, p, stale);
    wa_deflate_reset(d);
    for (unsigned y = from; y < to; y++) {
        const uint8_t *raw = p->raw + y * p->stride;
        const uint8_t *bytes = p->bytes + y * (p->stride + WA_SLACK) + 1;
        if (p->kind[y] == REPEATED) {
            wa_active->flush_zeros(d);
            wa_active->add_literals(d, up, 0, 1);
            d->zeros += p->stride - 1;
            wa_active->adler(&d->adler, up, 1);
            wa_adler_run(&d->adler, 0, p->stride - 1);
        } else if (p->kind[y] == NOTHING) {
            d->zeros += p->stride;
            wa_adler_run(&d->adler, 0, p->stride);
        } else {
            d->zeros += 1;
            wa_active->adler(&d->adler, raw, p->stride);
            if (way == AS_RESIDUALS)
                wa_active->add_repeats(d, &g, first + y - from, bytes, p->spans[y], p->n_spans[y]);
            else
                wa_active->add_pixels(d, &g, first + y - from, p->rgba + 4 * y * p->width, bytes,
                                      p->spans[y], p->n_spans[y], way == AS_BANDS);
        }
    }
    release(&g);
}

static void check(const wa_deflate *d, const picture *p, record *first)
{
    CHECK(!d->failed);
    inflates_to(d, p->raw, p->n);
    CHECK(wa_adler_value(&d->adler) == adler32(1, p->raw, (uInt)p->n));
    same_as_first(first, d);
}

static void codes(const picture *p, unsigned cut, enum way way)
{
    static wa_deflate upper, lower;
    record whole = {NULL, 0}, halves = {NULL, 0}, deep = {NULL, 0};
    const uint32_t far = (uint32_t)(WA_LAST_POSITION / p->stride) - p->rows / 2;
    CHECK(upper.literals || wa_deflate_init(&upper));
    CHECK(lower.literals || wa_deflate_init(&lower));
    for (int i = 0; wa_variant(i); i++) {
        CHECK(wa_select(wa_variant(i)));
        code(&upper, p, 0, p->rows, 0, way, 0x55 * i);
        wa_finish(&upper);
        check(&upper, p, &whole);

        code(&upper, p, 0, cut, 0, way, 0x33 * i);
        wa_pause(&upper);
        code(&lower, p, cut, p->rows, 0, way, 0x77 * i);
        wa_finish(&lower);
        CHECK(wa_reserve(&upper, lower.n_out));
        memcpy(upper.out + upper.n_out, lower.out, lower.n_out);
        upper.n_out += lower.n_out;
        wa_adler_join(&upper.adler, &lower.adler, (p->rows - cut) * p->stride);
        check(&upper, p, &halves);

        if (p->rows & 1) {
            code(&upper, p, 0, p->rows, far, way, 0x11 * i);
            wa_finish(&upper);
            check(&upper, p, &deep);
        }
    }
    free(whole.bytes);
    free(halves.bytes);
    free(deep.bytes);
}

void fuzz_rows(const uint8_t *data, size_t size)
{
    picture p;
    if (size < 9)
        return;
    make_picture(&p, data, data + 8, size - 8);
    unsigned cut = data[7] % (p.rows + 1);
    codes(&p, cut, AS_DRAWN);
    if (p.step != 1)
        codes(&p, cut, AS_BANDS);
    if (p.step != 1 && !p.blank_bytes && p.blank == (p.step == 3 ? 0xff000000u : 0))
        codes(&p, cut, AS_RESIDUALS);
    free_picture(&p);
}
