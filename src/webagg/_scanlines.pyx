# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The rows of a PNG: filtered or not (RFC 2083, section 6), to DEFLATE's symbols."""

from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memmove, memset

from webagg._kernels cimport (
    WA_PAIR_BITS,
    WA_THOROUGH,
    WA_SINGLE_BITS,
    WA_SLACK,
    forget,
    move,
    wa_adler_run,
    wa_choice,
    wa_deflate,
    wa_drawing,
    wa_kernels,
    wa_pair,
    wa_single,
    wa_span,
)


cdef enum:
    # So many rows on, pixels are fetched into the cache.
    AHEAD = 2


cdef struct History:
    # The stream's last rows, residuals; what a match may copy.
    uint8_t *bytes
    size_t stride
    size_t filled
    size_t skipped  # bytes of blank rows that are not there yet
    size_t row  # where the present row's pixels start
    uint8_t blank  # the filter type of blank rows


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
    cdef const uint8_t *row = image.pixels + y * image.pitch
    return image.k.find_spans(
        image.damage.mask + y * image.damage.words,
        row,
        row + AHEAD * image.pitch if y + AHEAD < image.height else NULL,
        image.width,
        gap,
        image.damage.opaque or image.damage.bare,
        spans,
    )


cdef void pack_grey(uint8_t *to, const uint8_t *rgba, size_t n) noexcept nogil:
    cdef size_t i
    for i in range(n):
        to[2 * i] = rgba[4 * i]
        to[2 * i + 1] = 255


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
            image.k.map(image.colours, to, source, count, 0, 1, NULL)
        elif image.kind == RGB:
            image.k.pack_rgb(to, source, count)
        elif image.kind == GREY:
            pack_grey(to, source, count)
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


cdef bint same_row(
    const Image *image, Py_ssize_t y, const wa_span *spans, size_t n
) noexcept nogil:
    """Whether a row and what is changed in it are the same as above."""
    cdef const uint8_t *row = image.pixels + y * image.pitch
    cdef const uint64_t *mask
    cdef const uint8_t *piece
    cdef size_t i
    if image.damage == NULL or not (image.damage.opaque or image.damage.bare):
        # Unchanged pixels, too: where they are translucent, spans end.
        if memcmp(row, row - image.pitch, 4 * image.width) != 0:
            return False
    if image.damage == NULL:
        return True
    mask = image.damage.mask + y * image.damage.words
    if memcmp(mask, mask - image.damage.words, 8 * image.damage.words) != 0:
        return False
    for i in range(n):
        piece = row + 4 * spans[i].from_
        if memcmp(
            piece, piece - image.pitch, 4 * (spans[i].to - spans[i].from_)
        ) != 0:
            return False
    return True


cdef void repeat_row(wa_deflate *d, const wa_kernels *k) noexcept nogil:
    """Add the filter type Up: zeros after it repeat the row above."""
    cdef uint8_t kind[WA_SLACK]
    kind[0] = 2
    k.flush_zeros(d)
    k.add_literals(d, kind, 0, 1)
    wa_adler_run(&d.adler, kind[0], 1)


cdef void prepare_drawing(Image *image) noexcept nogil:
    """Forget what was drawn before; learn what blank pixels are."""
    cdef wa_drawing *g = &image.drawing
    cdef const uint8_t *key = <const uint8_t *> &image.key
    g.step = step_of(image)
    g.width = <uint32_t> image.width
    g.stride = 1 + image.width * g.step
    g.last_row = g.first_row = 0
    g.blank = 0
    g.blank_bytes = 0
    g.period = 1
    if image.kind == RGB:
        g.blank_bytes = key[0] | <uint32_t> key[1] << 8 | <uint32_t> key[2] << 16
        g.period = 1 if key[0] == key[1] and key[1] == key[2] else 3
        memcpy(&g.blank, key, 3)
        (<uint8_t *> &g.blank)[3] = 255
    g.reach = <uint32_t> min(WINDOW, (g.rows - 1) * g.stride)
    memset(g.pairs, 0, sizeof(wa_pair) << WA_PAIR_BITS)
    memset(g.singles, 0, sizeof(wa_single) << WA_SINGLE_BITS)


cdef void code_drawn(Image *image) noexcept nogil:
    """Code rows as they are, by matches of pixels.

    A row equal to the one above is filtered (Up): all zeros, a single run.
    """
    cdef wa_deflate *d = image.d
    cdef const wa_kernels *k = image.k
    cdef wa_drawing *g = &image.drawing
    cdef unsigned step = step_of(image)
    cdef size_t width = image.width * step, stride = 1 + width
    cdef uint8_t *bytes = image.rows + WA_SLACK
    cdef uint8_t *blank = bytes + width + 2 * WA_SLACK
    cdef const uint8_t *row
    cdef wa_span *spans = image.spans
    cdef size_t n, i, from_, to, at
    cdef Py_ssize_t y
    # Whether the row above has something, or is there and has nothing.
    cdef bint drawn = False, blank_above = False
    prepare_drawing(image)
    make_blank(image, blank)
    cdef uint8_t byte = <uint8_t> g.blank_bytes
    for y in range(image.height):
        row = image.pixels + y * image.pitch
        n = spans_of(image, y, image.gap, spans)
        if n == 0 and g.blank_bytes == 0:
            d.zeros += stride
            wa_adler_run(&d.adler, 0, stride)
            drawn = False
            continue
        if (n == 0 and blank_above) or (drawn and n and same_row(image, y, spans, n)):
            repeat_row(d, k)
            d.zeros += stride - 1
            wa_adler_run(&d.adler, 0, stride - 1)
            continue
        drawn = n > 0
        blank_above = n == 0
        d.zeros += 1
        wa_adler_run(&d.adler, 0, 1)
        if g.period > 1:
            # The rarest case: blank pixels of unlike bytes.
            memcpy(bytes, blank, width)
            pack(image, bytes, row, spans, n)
            k.adler(&d.adler, bytes, width)
        else:
            pack(image, bytes, row, spans, n)
            at = i = 0
            while i < n:
                from_ = spans[i].from_ * step
                to = spans[i].to * step
                i += 1
                while i < n and spans[i].from_ * step < to + SUMMED:
                    memset(bytes + to, byte, spans[i].from_ * step - to)
                    to = spans[i].to * step
                    i += 1
                wa_adler_run(&d.adler, byte, from_ - at)
                k.adler(&d.adler, bytes + from_, to - from_)
                at = to
            wa_adler_run(&d.adler, byte, width - at)
        k.add_pixels(
            d, g, <uint32_t> y, row, bytes, spans, n, image.way == BANDED
        )


cdef void code_filtered(Image *image) noexcept nogil:
    """Code rows by the filter that leaves least: runs of zeros, and perhaps matches."""
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
    cdef wa_drawing *g = &image.drawing
    memset(row - WA_SLACK, 0, WA_SLACK)
    memset(above - WA_SLACK, 0, WA_SLACK + width)
    for kind in range(5):
        residuals[kind] = above + (kind + 1) * room
    blank = above + 6 * room
    make_blank(image, blank)
    memcpy(row, blank, width)
    choice.kind = 4
    choice.age = choice.streak = 0
    cdef History history
    begin_history(&history, image.history, 1 + width, 2 if keyed else 0)
    if image.way == MATCHED:
        prepare_drawing(image)
    for y in range(image.height):
        n = spans_of(image, y, image.gap, spans)
        if n == 0 and (not keyed or (m == 0 and y > 0)):
            # Nothing here, nor above if that matters: all zeros.
            if keyed:
                repeat_row(d, k)
            else:
                d.zeros += 1
                wa_adler_run(&d.adler, 0, 1)
            d.zeros += width
            wa_adler_run(&d.adler, 0, width)
            history.skipped += 1 + width
            if m or y == 0:
                memcpy(above, blank, width)
            m = 0
            continue
        pack(image, row, image.pixels + y * image.pitch, spans, n)
        joined = join(spans, n, before, m, keyed, image.width, joint)
        # No filter leaves flat areas as literals; and with a key, unchanged pixels are
        # zero only where a neighbour predicts them.
        choice.barred = 5 if keyed and y == 0 else 1
        if y == 0 and image.continued:
            choice.barred = ABOVE
        if n == 0 or m == 0:
            choice.age = choice.streak = 0
        chosen = k.filter_best(residuals, row, above, joint, joined, step, &choice)
        byte = <uint8_t> chosen
        wa_adler_run(&d.adler, byte, 1)
        if byte:
            k.flush_zeros(d)
            residuals[0][width] = byte
            k.add_literals(d, residuals[0], width, width + 1)
        else:
            d.zeros += 1
        at = 0
        if image.way == SMOOTH:
            remember(&history, d, byte, residuals[chosen], joint, joined, step)
        for i in range(joined):
            from_ = joint[i].from_ * step
            to = joint[i].to * step
            wa_adler_run(&d.adler, 0, from_ - at)
            k.adler(&d.adler, residuals[chosen] + from_, to - from_)
            if image.way != MATCHED:
                d.zeros += from_ - at
            if image.way == FILTERED:
                k.add_residuals(d, residuals[chosen] + from_, to - from_)
            elif image.way == SMOOTH:
                k.flush_zeros(d)
                k.add_matches(
                    d, history.bytes, history.row + from_, history.row + to,
                    history.row + to, history.stride, 1, WA_THOROUGH,
                )
            at = to
        wa_adler_run(&d.adler, 0, width - at)
        if image.way == MATCHED:
            k.add_repeats(d, g, <uint32_t> y, residuals[chosen], joint, joined)
        else:
            d.zeros += width - at
        swap = row
        row = above
        above = swap
        keep = spans
        spans = before
        before = keep
        m = n
        memcpy(row, blank, width)


cdef void begin_history(
    History *h, uint8_t *bytes, size_t stride, uint8_t blank
) noexcept nogil:
    h.bytes = bytes
    h.stride = stride
    h.blank = blank
    h.filled = h.skipped = h.row = 0


cdef void remember(
    History *h, wa_deflate *d, uint8_t kind, const uint8_t *residuals,
    const wa_span *spans, size_t n, unsigned step,
) noexcept nogil:
    """Append a row, and the blank ones before it, to what matches can reach."""
    cdef size_t i, from_
    if h.skipped >= WINDOW:
        # Nothing that came before is in reach; nor are its places, which are used anew.
        forget(d)
        h.filled = 0
        h.skipped = 0
    if h.filled + h.skipped + h.stride > HISTORY - WINDOW:
        from_ = min(h.filled, <size_t> WINDOW)
        memmove(h.bytes, h.bytes + h.filled - from_, from_)
        move(d, h.filled - from_)
        h.filled = from_
    memset(h.bytes + h.filled, 0, h.skipped + h.stride)
    for i in range(h.skipped // h.stride):
        h.bytes[h.filled + i * h.stride] = h.blank
    h.filled += h.skipped
    h.skipped = 0
    h.bytes[h.filled] = kind
    h.row = h.filled + 1
    for i in range(n):
        from_ = spans[i].from_ * step
        memcpy(
            h.bytes + h.row + from_, residuals + from_, spans[i].to * step - from_
        )
    h.filled += h.stride


cdef enum:
    # Gaps up to so many bytes are summed up byte by byte: that is soon done.
    SUMMED = 192
    # The filters that need the row above, and None.
    ABOVE = 1 | 1 << 2 | 1 << 4
    # Spans this near are filtered as one: zeros between them cost less than a start.
    NEAR = 40


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
        if count and from_ <= out[count - 1].to + NEAR:
            if to > out[count - 1].to:
                out[count - 1].to = to
        else:
            out[count].from_ = from_
            out[count].to = to
            count += 1
    return count


cdef void code_rows(Image *image) noexcept nogil:
    """Code all rows in the way that was chosen."""
    if image.way == DRAWN or image.way == BANDED:
        code_drawn(image)
    else:
        code_filtered(image)
