/* What is looked for among a row's marked pixels, against a loop over the pixels. */

#include "check.h"
#include "pixels.h"

typedef struct {
    size_t width, words;
    uint8_t *row, *above; /* of exactly width pixels */
    uint64_t *mask, *marked;
} rows;

static int is_set(const uint64_t *mask, size_t x)
{
    return !mask || (mask[x / 64] >> (x % 64) & 1);
}

static void finds_spans(const rows *r, int gap)
{
    wa_span *expected = malloc((r->width / 2 + 2) * sizeof *expected);
    wa_span *spans = malloc((r->width / 2 + 2) * sizeof *spans);
    size_t n = 0, end = 0;
    int opaque = 1;
    CHECK(expected && spans);
    for (size_t x = 0; x < r->width; x++)
        opaque &= r->row[4 * x + 3] == 255;
    for (size_t x = 0; x < r->width; x++) {
        if (!is_set(r->mask, x))
            continue;
        int bridged = n > 0 && x - end <= (size_t)gap;
        for (size_t i = end; bridged && i < x; i++)
            bridged = r->row[4 * i + 3] == 255;
        if (n == 0 || !(x == end || bridged))
            expected[n++].from = (int32_t)x;
        end = x + 1;
        expected[n - 1].to = (int32_t)end;
    }
    for (int i = 0; wa_variant(i); i++) {
        CHECK(wa_select(wa_variant(i)));
        for (int known = 0; known <= opaque; known++) {
            CHECK(wa_active->find_spans(r->mask, r->row, r->row, r->width, gap, known, spans) == n);
            CHECK(!memcmp(spans, expected, n * sizeof *spans));
        }
    }
    free(expected);
    free(spans);
}

/* Add colours not yet there; 0 if they are more than `most`. */
static int add_all(uint32_t *colours, unsigned *n, unsigned most, const uint8_t *row,
                   const uint64_t *mask, size_t width)
{
    for (size_t x = 0; x < width; x++) {
        unsigned i = 0;
        uint32_t v = wa_load32le(row + 4 * x);
        if (!is_set(mask, x))
            continue;
        while (i < *n && colours[i] != v)
            i++;
        if (i == *n) {
            if (*n == most)
                return 0;
            colours[(*n)++] = v;
        }
    }
    return 1;
}

/* Of the marked pixels: how many, and how many are unlike the one after them. */
static void count(const rows *r, const uint64_t *mask, size_t *n, size_t *steps)
{
    for (size_t x = 0; x < r->width; x++)
        if (is_set(mask, x)) {
            *n += 1;
            *steps += x + 1 < r->width && memcmp(r->row + 4 * x, r->row + 4 * x + 4, 4);
        }
}

/* Sorted, they are in order and the same. */
static void sorts(const wa_colours *c)
{
    uint32_t colours[256];
    memcpy(colours, c->colour, c->n * sizeof *colours);
    wa_colours_sort(colours, c->n);
    for (unsigned i = 0; i < c->n; i++) {
        CHECK(wa_colours_find(c, colours[i]) >= 0);
        CHECK(i == 0 || colours[i - 1] < colours[i]);
    }
}

static void collects(const rows *r, int masked, int seen_above, int counted, unsigned most)
{
    static wa_colours c;
    uint32_t colours[256];
    unsigned n = 0;
    const uint64_t *mask = masked ? r->mask : NULL, *marked = masked ? r->marked : NULL;
    const uint8_t *above = seen_above ? r->above : NULL;
    int first = !above || add_all(colours, &n, most, above, marked, r->width);
    int second = first && add_all(colours, &n, most, r->row, mask, r->width);
    size_t n_marked = 0, n_steps = 0;
    count(r, mask, &n_marked, &n_steps);
    for (int i = 0; wa_variant(i); i++) {
        CHECK(wa_select(wa_variant(i)));
        wa_colours_clear(&c, 11);
        size_t ignored = 0, found = 0, steps = 0;
        int done = !above || wa_active->collect(&c, marked, above, NULL, NULL, r->width, most,
                                                &ignored, NULL);
        CHECK(done == first);
        if (!done)
            continue;
        done = wa_active->collect(&c, mask, r->row, above, marked, r->width, most, &found,
                                  counted ? &steps : NULL);
        CHECK(done == second);
        if (!done)
            continue;
        CHECK(c.n == n && !memcmp(c.colour, colours, n * sizeof *colours));
        CHECK(found == n_marked && (!counted || steps == n_steps));
        sorts(&c);
    }
}

static void finds_colours(const rows *r, uint32_t colour)
{
    uint8_t keys[257] = {0};
    size_t n_marked = 0, n_steps = 0;
    int found = 0;
    count(r, r->mask, &n_marked, &n_steps);
    for (size_t x = 0; x < r->width; x++) {
        const uint8_t *p = r->row + 4 * x;
        if (!is_set(r->mask, x))
            continue;
        found |= !memcmp(p, &colour, 4);
        if (p[0] == p[1] && p[1] == p[2] && p[0] != 255)
            keys[p[0]] = 1;
        if (p[0] == 1 && p[1] == 0 && p[2] == 0)
            keys[256] = 1;
    }
    for (int i = 0; wa_variant(i); i++) {
        uint8_t seen[257] = {0};
        CHECK(wa_select(wa_variant(i)));
        CHECK(!wa_active->has_colour(r->mask, r->row, r->width, colour) == !found);
        size_t steps = 0;
        CHECK(wa_active->mark_keys(seen, r->mask, r->row, r->width, &steps) == n_marked);
        CHECK(!memcmp(seen, keys, sizeof keys) && steps == n_steps);
        memset(seen, 0, sizeof seen);
        CHECK(wa_active->mark_keys(seen, r->mask, r->row, r->width, NULL) == n_marked);
        CHECK(!memcmp(seen, keys, sizeof keys));
    }
}

static void fill(uint8_t *row, size_t width, const uint8_t *data, size_t size, size_t shift,
                 unsigned how)
{
    for (size_t x = 0; x < width; x++) {
        uint8_t b = data[(shift + x) % size], pixel[4] = {b, b, b, 255};
        if (how & 1)
            pixel[2] ^= b & 1;
        if (how & 2)
            pixel[1] = data[(shift + 3 * x) % size] & 3;
        if (how & 4)
            pixel[3] = b > 250 ? 3 : 255;
        if (how & 8 && b < 128) /* few colours, those at the ends */
            memset(pixel, b & 1 ? 0 : 255, 3);
        if (how & 16 && b < 64)
            pixel[0] = 1;
        memcpy(row + 4 * x, pixel, 4);
    }
}

static void fill_mask(uint64_t *mask, size_t width, const uint8_t *data, size_t size,
                      unsigned dense)
{
    for (size_t x = 0; x < width; x++)
        if (data[x / (1 + dense % 8) % size] % 16 >= dense / 8)
            mask[x / 64] |= (uint64_t)1 << (x % 64);
}

void fuzz_marks(const uint8_t *data, size_t size)
{
    rows r;
    if (size < 8)
        return;
    const uint8_t *head = data;
    data += 7;
    size -= 7;
    r.width = 1 + (head[0] + 256u * (head[1] & 1));
    r.words = (r.width + 63) / 64;
    r.row = malloc(4 * r.width);
    r.above = malloc(4 * r.width);
    r.mask = calloc(8, r.words);
    r.marked = calloc(8, r.words);
    CHECK(r.row && r.above && r.mask && r.marked);
    fill(r.row, r.width, data, size, 0, head[2]);
    fill(r.above, r.width, data, size, head[3] & 15, head[3] & 16 ? head[2] : head[3] >> 4);
    fill_mask(r.mask, r.width, data, size, head[4] & 127);
    fill_mask(r.marked, r.width, data, size, head[4] & 128 ? head[4] & 127 : head[5] & 127);
    finds_spans(&r, head[5] % 40);
    collects(&r, head[6] & 1, head[6] & 2, head[5] & 128, 1 + (head[6] >> 2) * 4u);
    uint32_t colour;
    memcpy(&colour, head[1] & 2 ? r.row + 4 * (head[5] % r.width) : head, 4);
    finds_colours(&r, colour);
    free(r.row);
    free(r.above);
    free(r.mask);
    free(r.marked);
}
