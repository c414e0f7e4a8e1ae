/* libFuzzer target: every kernel, every variant, against zlib and against each other.

   The first bytes choose what is checked, step, width, effort and filter; the rest are
   pixels. Whatever comes out must inflate to what went in, and be the same for every
   variant. */

#include "check.h"
#include "pixels.h"
#include "sample.h"

static uint8_t *padded(const uint8_t *data, size_t n)
{
    uint8_t *copy = calloc(1, n + 2 * WA_SLACK);
    CHECK(copy);
    memcpy(copy + WA_SLACK, data, n);
    return copy;
}

void inflates_to(const wa_deflate *d, const uint8_t *raw, size_t n)
{
    uint8_t *out = malloc(n + 1);
    z_stream z;
    memset(&z, 0, sizeof z);
    CHECK(out && inflateInit2(&z, -15) == Z_OK);
    z.next_in = d->out;
    z.avail_in = (uInt)d->n_out;
    z.next_out = out;
    z.avail_out = (uInt)n + 1;
    CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
    CHECK(z.avail_in == 0 && z.total_out == n && !memcmp(out, raw, n));
    inflateEnd(&z);
    free(out);
}

void same_as_first(record *first, const wa_deflate *d)
{
    if (!first->bytes) {
        first->bytes = malloc(d->n_out);
        CHECK(first->bytes);
        first->n = d->n_out;
        memcpy(first->bytes, d->out, first->n);
    }
    CHECK(first->n == d->n_out && !memcmp(first->bytes, d->out, first->n));
}

static void deflates(wa_deflate *d, const uint8_t *bytes, size_t n, unsigned step,
                     size_t stride, int effort, size_t cut)
{
    record first = {NULL, 0};
    for (int i = 0; wa_variant(i); i++) {
        CHECK(wa_select(wa_variant(i)));
        wa_deflate_reset(d);
        if (effort > WA_THOROUGH)
            wa_active->add_residuals(d, bytes, n);
        else {
            size_t at = wa_active->add_matches(d, bytes, 0, cut, n, stride, step, effort);
            CHECK(at >= cut && at <= n);
            wa_active->flush_zeros(d);
            wa_active->write_block(d, 0);
            wa_active->add_literals(d, bytes, at, n);
        }
        wa_finish(d);
        CHECK(!d->failed);
        inflates_to(d, bytes, n);
        /* Stored blocks bound what can be lost. */
        CHECK(d->n_out <= n + n / 100 + 300);
        same_as_first(&first, d);
    }
    free(first.bytes);
}

/* What a filter leaves of a byte (RFC 2083, section 6). */
static uint8_t residual(const uint8_t *row, const uint8_t *above, size_t step, int kind)
{
    const int a = *(row - step), b = *above, c = *(above - step);
    const int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
    const int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    const int predicted[5] = {0, a, b, (a + b) / 2, paeth};
    return (uint8_t)(row[0] - predicted[kind]);
}

/* The chosen filter's residuals are in its buffer, whichever it is; `barred` leaves one or
   more to choose from. */
static void filters(const uint8_t *bytes, size_t n, unsigned step, unsigned barred)
{
    wa_choice first[32];
    const size_t width = 40, length = width * step, rows = n / length;
    const wa_span spans[2] = {{0, 7}, {9, (int32_t)width}};
    for (int i = 0; wa_variant(i); i++) {
        wa_choice choice = {4, 0, 0, 0, barred};
        uint8_t *buffers[5], *above = calloc(1, length + 2 * WA_SLACK);
        CHECK(above && wa_select(wa_variant(i)));
        for (int k = 0; k < 5; k++) {
            buffers[k] = calloc(1, length + WA_SLACK);
            CHECK(buffers[k]);
        }
        for (size_t y = 0; y < rows && y < 32; y++) {
            uint8_t *row = padded(bytes + y * length, length);
            int kind = wa_active->filter_best(buffers, row + WA_SLACK, above + WA_SLACK,
                                              spans, 2, step, &choice);
            uint32_t sum = 0;
            CHECK(kind >= 0 && kind < 5 && !(barred >> kind & 1));
            for (size_t x = 0; x < length; x++) {
                if (x / step >= 7 && x / step < 9)
                    continue;
                uint8_t left = residual(row + WA_SLACK + x, above + WA_SLACK + x, step, kind);
                CHECK(buffers[kind][x] == left);
                sum += left < 128 ? left : 256u - left;
            }
            CHECK(choice.score == sum);
            if (i == 0)
                first[y] = choice;
            CHECK(first[y].kind == choice.kind && first[y].age == choice.age);
            free(above);
            above = row;
        }
        for (int k = 0; k < 5; k++)
            free(buffers[k]);
        free(above);
    }
}

/* Checksums of bytes and of runs, in two parts that are joined. */
static void sums(const uint8_t *bytes, size_t n)
{
    const size_t half = n / 2, many = n + 70000;
    uint8_t *run = malloc(many);
    CHECK(run);
    for (int i = 0; wa_variant(i); i++) {
        wa_adler sum, rest;
        CHECK(wa_select(wa_variant(i)));
        wa_adler_begin(&sum);
        wa_adler_begin(&rest);
        memset(run, bytes[0], many);
        uint32_t all = (uint32_t)adler32(1, run, (uInt)many);
        wa_adler_run(&sum, bytes[0], many);
        CHECK(wa_adler_value(&sum) == all);
        wa_active->adler(&sum, bytes, half);
        all = (uint32_t)adler32(all, bytes, (uInt)half);
        CHECK(wa_adler_value(&sum) == all);
        wa_active->adler(&rest, bytes + half, n - half);
        all = (uint32_t)adler32(all, bytes + half, (uInt)(n - half));
        memset(run, 255, many);
        wa_adler_run(&rest, 255, many);
        all = (uint32_t)adler32(all, run, (uInt)many);
        wa_adler_join(&sum, &rest, n - half + many);
        CHECK(wa_adler_value(&sum) == all);
        CHECK(wa_active->crc(0, bytes, n) == crc32(0, bytes, (uInt)n));
    }
    free(run);
}

static void differs(const uint8_t *pixels, size_t n)
{
    size_t width = n / 8;
    if (!width)
        return;
    const uint8_t *b = pixels + 4 * width;
    uint64_t *mask = malloc((width + 63) / 64 * 8);
    uint8_t *copy = malloc(4 * width);
    for (int i = 0; wa_variant(i); i++) {
        uint8_t alpha[2] = {255, 255}, expected = 255, whole = 255;
        int any = 0;
        CHECK(mask && copy && wa_select(wa_variant(i)));
        memcpy(copy, b, 4 * width);
        int found = wa_active->diff_row(pixels, copy, width, 1, mask, alpha);
        CHECK(!memcmp(copy, pixels, 4 * width));
        for (size_t x = 0; x < width; x++) {
            int differ = memcmp(pixels + 4 * x, b + 4 * x, 4) != 0;
            CHECK((int)(mask[x / 64] >> (x % 64) & 1) == differ);
            any |= differ;
            whole &= pixels[4 * x + 3];
            if (differ)
                expected &= pixels[4 * x + 3];
        }
        CHECK(found == any && alpha[0] == expected && alpha[1] == whole);
    }
    free(mask);
    free(copy);
}

/* The indices of an update: unknown colours are literal, or join unless it is shared. */
static void maps(const uint8_t *rgba, size_t n, unsigned most, int keep, int shared)
{
    static wa_colours c;
    uint8_t *out = malloc(n + WA_SLACK), *literals = malloc(3 * n + WA_SLACK);
    record first = {NULL, 0};
    for (int i = 0; wa_variant(i); i++) {
        CHECK(out && literals && wa_select(wa_variant(i)));
        wa_colours_clear(&c, WA_SLOT_BITS);
        wa_colours_add(&c, rgba, n, WA_MAX_COLOURS);
        wa_colours_keep(&c, keep ? most : most / 2);
        CHECK(c.n <= most);
        const unsigned before = c.n;
        uint8_t *end = literals;
        int done = wa_active->map(&c, out, rgba, n, most, shared, &end);
        CHECK(!shared || c.n == before);
        if (!first.bytes) {
            first.bytes = malloc(n);
            first.n = (size_t)done;
            CHECK(first.bytes);
            memcpy(first.bytes, out, n);
        }
        CHECK(first.n == (size_t)done && !(done && memcmp(first.bytes, out, n)));
        if (done) {
            const uint8_t *literal = literals;
            for (size_t k = 0; k < n; k++) {
                if (out[k] == most) {
                    CHECK(!memcmp(literal, rgba + 4 * k, 3) && rgba[4 * k + 3] == 255);
                    literal += 3;
                } else
                    CHECK(out[k] < c.n && c.colour[out[k]] == wa_load32le(rgba + 4 * k));
            }
            CHECK(literal == end);
        }
    }
    free(first.bytes);
    free(out);
    free(literals);
}

/* The indices of a picture: 0 for what is not in the palette, if that starts at 1. */
static void indexes(const uint8_t *rgba, size_t n, size_t known, unsigned hole)
{
    static wa_colours c;
    uint8_t *out = malloc(n + WA_SLACK);
    wa_colours_clear(&c, 11);
    if (wa_colours_add(&c, rgba, known, 256 - hole)) {
        wa_colours_seal(&c, hole);
        for (int i = 0; wa_variant(i); i++) {
            CHECK(out && wa_select(wa_variant(i)));
            wa_active->map(&c, out, rgba, n, 0, 1, NULL);
            for (size_t k = 0; k < n; k++) {
                int id = wa_colours_find(&c, wa_load32le(rgba + 4 * k));
                CHECK(out[k] == (id < 0 ? 0 : id + (int)hole));
            }
        }
    }
    free(out);
}

static void samples(const uint8_t *rgba, size_t n)
{
    static wa_colours c;
    wa_sample s;
    memset(&s, 0, sizeof s);
    wa_colours_clear(&c, WA_SLOT_BITS);
    wa_sample_row(&s, &c, rgba, n > 1 ? rgba + 4 : NULL, n > 1 ? n - 1 : n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wa_deflate d;
    if (!d.literals && !wa_deflate_init(&d))
        abort();
    if (size < 6)
        return 0;
    if (data[0] >= 128) {
        (data[0] >= 224 ? fuzz_marks : fuzz_rows)(data + 1, size - 1);
        wa_select("");
        return 0;
    }
    static const unsigned steps[] = {1, 3, 4};
    unsigned step = steps[data[0] % 3];
    size_t stride = 1 + step * (1 + (data[1] | (size_t)data[2] << 8) % 1500);
    int effort = data[3] % 4;
    unsigned repeats = 1 + data[5] % 64, often = data[3] >> 2;
    data += 6;
    size -= 6;
    if (!size)
        return 0;
    /* Short inputs are drawn out, so that blocks and windows overflow as well. */
    size_t n = size * repeats;
    uint8_t *bytes = calloc(1, n + 4 * WA_SLACK);
    CHECK(bytes);
    for (unsigned i = 0; i < repeats; i++) {
        memcpy(bytes + i * size, data, size);
        if (often & 1)
            bytes[i * size] ^= (uint8_t)i;
    }
    n -= n % step;
    if (n) {
        deflates(&d, bytes, n, step, stride, effort, n - (often >> 1) % (n / step + 1) * step);
        sums(bytes, n);
        filters(bytes, n, step, (often & 23) == 23 ? 0 : often & 31);
        differs(bytes, n);
        if (n >= 4) {
            maps(bytes, n / 4, 255, often & 2, often & 4);
            indexes(bytes, n / 4, often & 8 ? n / 4 : n / 8, often >> 4 & 1);
            samples(bytes, n / 4);
        }
    }
    free(bytes);
    wa_select("");
    return 0;
}
