# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The rows of a PNG: filtered or not (RFC 2083, section 6), to DEFLATE's symbols."""

from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.string cimport memcmp, memcpy, memmove, memset

from webagg._kernels cimport (
    WA_GREEDY,
    WA_SLACK,
    adler_zeros,
    find_spans,
    forget,
    move,
    wa_choice,
    wa_deflate,
    wa_kernels,
    wa_span,
)


cdef inline unsigned step_of(const Image *image) noexcept nogil:
    return 1 if image.kind == INDEX else 3 if image.kind == RGB else 4


cdef size_t spans_of(
    const Image *image, Py_ssize_t y, int gap, wa_span *spans
) noexcept nogil:
    """Find what is to be drawn of a row."""
    if image.damage == NULL:
        spans[0].from_ = 0
        spans[0].to = <int32_t> image.width
        return 1
    if not image.damage.rows[y]:
        return 0
    return find_spans(
        image.damage.mask + y * image.damage.words,
        image.pixels + y * image.pitch,
        image.width,
        gap,
        spans,
    )


cdef void pack(
    const Image *image, uint8_t *row, const uint8_t *pixels, const wa_span *spans,
    size_t n,
) noexcept nogil:
    """Write a row's spans as samples."""
    cdef size_t i
    cdef unsigned step = step_of(image)
    cdef uint8_t *to
    cdef const uint8_t *source
    cdef size_t count
    for i in range(n):
        to = row + spans[i].from_ * step
        source = pixels + 4 * spans[i].from_
        count = spans[i].to - spans[i].from_
        if image.kind == INDEX:
            image.k.map(image.colours, to, source, count, 0, NULL)
        elif image.kind == RGB:
            image.k.pack_rgb(to, source, count)
        else:
            memcpy(to, source, 4 * count)


cdef void make_blank(const Image *image, uint8_t *blank) noexcept nogil:
    """Write a row that is nothing but what stands for unchanged pixels."""
    cdef Py_ssize_t x
    cdef const uint8_t *key = <const uint8_t *> &image.key
    memset(blank, 0, image.width * step_of(image))
    if image.key != 0 and image.kind == RGB:
        for x in range(image.width):
            blank[3 * x] = key[0]
            blank[3 * x + 1] = key[1]
            blank[3 * x + 2] = key[2]


cdef bint same_row(const Image *image, Py_ssize_t y) noexcept nogil:
    """Whether a row and what is changed in it are the same as above."""
    cdef const uint8_t *row = image.pixels + y * image.pitch
    cdef const uint64_t *mask
    if image.damage != NULL:
        mask = image.damage.mask + y * image.damage.words
        if memcmp(mask, mask - image.damage.words, 8 * image.damage.words) != 0:
            return False
    return memcmp(row, row - image.pitch, 4 * image.width) == 0


cdef void code_matched(Image *image) noexcept nogil:
    """Code rows without filter, by matches with what came before.

    A row equal to the one above is filtered (Up): all zeros, a single run.
    """
    cdef wa_deflate *d = image.d
    cdef unsigned step = step_of(image)
    cdef size_t stride = 1 + image.width * step
    cdef uint8_t *row = image.rows + WA_SLACK
    cdef uint8_t *last = row + stride + 2 * WA_SLACK
    cdef uint8_t *swap
    cdef uint8_t *blank
    cdef uint8_t *residuals[5]
    cdef wa_choice choice
    cdef wa_span whole
    cdef int kind
    cdef uint8_t *history = image.history
    cdef size_t filled = 0, skipped = 0, at, end, n, i, start, from_, to
    cdef Py_ssize_t y, raw = -1  # where in the history the last raw row starts
    cdef bint keyed = image.key != 0 and image.kind == RGB
    cdef bint drawn = False  # whether `last` is the row above
    cdef bint same
    memset(image.rows, 0, 2 * (stride + 2 * WA_SLACK))
    for kind in range(5):
        residuals[kind] = last + (kind + 1) * (stride + 2 * WA_SLACK)
    whole.from_ = 0
    whole.to = <int32_t> image.width
    choice.kind = 4
    choice.age = choice.streak = 0
    blank = last + 6 * (stride + 2 * WA_SLACK)
    make_blank(image, blank)
    memcpy(row, blank, stride - 1)
    memcpy(last, blank, stride - 1)
    for y in range(image.height):
        n = spans_of(image, y, image.gap, image.spans)
        if n == 0 and not keyed:
            skipped += stride
            continue
        if filled + stride + WINDOW > HISTORY:
            memmove(history, history + filled - WINDOW, WINDOW)
            move(d, filled - WINDOW)
            raw -= filled - WINDOW
            filled = WINDOW
        if skipped:
            d.zeros += skipped
            adler_zeros(d, skipped)
            if skipped >= WINDOW:
                # Nothing that came before is in reach.
                forget(d)
                raw = -1
                filled = 0
                skipped = WINDOW
            memset(history + filled, 0, skipped)
            filled += skipped
            skipped = 0
            if drawn:
                memcpy(last, blank, stride - 1)
            drawn = False
        same = drawn and same_row(image, y)
        if not same:
            pack(image, row, image.pixels + y * image.pitch, image.spans, n)
            same = y > 0 and memcmp(row, last, stride - 1) == 0
            if same:
                memcpy(row, blank, stride - 1)
        start = filled
        end = filled + stride
        if same:
            history[start] = 2
            memset(history + start + 1, 0, stride - 1)
            image.k.flush_zeros(d)
            image.k.add_literals(d, history, start, start + 1)
            d.zeros += stride - 1
        elif image.matched == FILTERED:
            choice.barred = 0
            kind = image.k.filter_best(residuals, row, last, &whole, 1, step, &choice)
            history[start] = <uint8_t> kind
            memcpy(history + start + 1, residuals[kind], stride - 1)
            image.k.flush_zeros(d)
            image.k.add_matches(
                d, history, start, end, end, start - raw if raw >= 0 else 0, 1,
                WA_GREEDY,
            )
            raw = start
        else:
            history[start] = 0
            memcpy(history + start + 1, row, stride - 1)
            at = start
            for i in range(1 if keyed else n):
                from_ = start + 1 + image.spans[i].from_ * step
                to = start + 1 + image.spans[i].to * step
                if keyed:
                    from_ = start + 1
                    to = end
                if from_ > at:
                    d.zeros += from_ - at
                    at = from_
                if to <= at:
                    continue
                image.k.flush_zeros(d)
                at = image.k.add_matches(
                    d, history, at, to, end, start - raw if raw >= 0 else 0, step,
                    image.effort,
                )
            d.zeros += end - at
            raw = start
        image.k.adler(&d.adler_a, &d.adler_b, history + start, stride)
        filled = end
        if same:
            continue
        drawn = True
        swap = last
        last = row
        row = swap
        memcpy(row, blank, stride - 1)
    if skipped:
        d.zeros += skipped
        adler_zeros(d, skipped)


cdef void code_filtered(Image *image) noexcept nogil:
    """Code rows by the filter that leaves least, and runs of zeros."""
    cdef wa_deflate *d = image.d
    cdef const wa_kernels *k = image.k
    cdef unsigned step = step_of(image)
    cdef size_t width = image.width * step, room = width + 2 * WA_SLACK
    cdef uint8_t *row = image.rows + WA_SLACK
    cdef uint8_t *above = row + room
    cdef uint8_t *swap
    cdef uint8_t *blank
    cdef uint8_t *residuals[5]
    cdef wa_span *spans = image.spans
    cdef wa_span *before = image.spans + image.width + 2
    cdef wa_span *joint = before + image.width + 2
    cdef size_t n, m = 0, joined, i, from_, to, at
    cdef Py_ssize_t y
    cdef int kind, chosen
    cdef wa_choice choice
    cdef uint8_t byte
    cdef wa_span *keep
    cdef bint keyed = image.key != 0 and image.kind == RGB
    memset(row - WA_SLACK, 0, WA_SLACK)
    memset(above - WA_SLACK, 0, WA_SLACK + width)
    for kind in range(5):
        residuals[kind] = above + (kind + 1) * room
    blank = above + 6 * room
    make_blank(image, blank)
    memcpy(row, blank, width)
    choice.kind = 4
    choice.age = choice.streak = 0
    for y in range(image.height):
        n = spans_of(image, y, image.gap, spans)
        if n == 0 and not keyed:
            # Nothing here: no filter is all zeros, whatever is above.
            d.zeros += 1 + width
            adler_zeros(d, 1 + width)
            if m:
                memcpy(row, blank, width)
            swap = row
            row = above
            above = swap
            if m or y == 0:
                memcpy(row, blank, width)
            m = 0
            continue
        pack(image, row, image.pixels + y * image.pitch, spans, n)
        joined = join(spans, n, before, m, keyed, image.width, joint)
        # With a key, unchanged pixels are zero only where a neighbour predicts them.
        choice.barred = 0 if not keyed else 5 if y == 0 else 1
        if n == 0 or m == 0:
            choice.age = choice.streak = 0
        chosen = k.filter_best(residuals, row, above, joint, joined, step, &choice)
        byte = <uint8_t> chosen
        k.adler(&d.adler_a, &d.adler_b, &byte, 1)
        if byte:
            k.flush_zeros(d)
            residuals[0][width] = byte
            k.add_literals(d, residuals[0], width, width + 1)
        else:
            d.zeros += 1
        at = 0
        for i in range(joined):
            from_ = joint[i].from_ * step
            to = joint[i].to * step
            d.zeros += from_ - at
            adler_zeros(d, from_ - at)
            k.add_residuals(d, residuals[chosen] + from_, to - from_)
            k.adler(&d.adler_a, &d.adler_b, residuals[chosen] + from_, to - from_)
            at = to
        d.zeros += width - at
        adler_zeros(d, width - at)
        swap = row
        row = above
        above = swap
        keep = spans
        spans = before
        before = keep
        m = n
        memcpy(row, blank, width)


cdef size_t join(
    const wa_span *a, size_t n, const wa_span *b, size_t m, bint keyed, size_t width,
    wa_span *out,
) noexcept nogil:
    """Join two rows' spans, and the pixel after each: all that may not be zero."""
    cdef size_t i = 0, j = 0, count = 0
    cdef int32_t from_, to
    if keyed:
        out[0].from_ = 0
        out[0].to = 1
        count = 1
    while i < n or j < m:
        if j >= m or (i < n and a[i].from_ <= b[j].from_):
            from_ = a[i].from_
            to = a[i].to
            i += 1
        else:
            from_ = b[j].from_
            to = b[j].to
            j += 1
        if to < <int32_t> width:
            to += 1
        if count and from_ <= out[count - 1].to + 4:
            if to > out[count - 1].to:
                out[count - 1].to = to
        else:
            out[count].from_ = from_
            out[count].to = to
            count += 1
    return count


cdef void code_rows(Image *image) noexcept nogil:
    """Code all rows in the way that `matched` says."""
    if image.matched == RUNS:
        code_filtered(image)
    else:
        code_matched(image)
