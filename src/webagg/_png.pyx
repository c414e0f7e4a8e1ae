# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""RGBA frames to PNG (RFC 2083)."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memmove, memset

from webagg._diff cimport TILE_C, Damage, find_damage
from webagg._kernels cimport (
    WA_GREEDY,
    WA_SLACK,
    WA_THOROUGH,
    Workspace,
    adler_zeros,
    all_opaque,
    colours_clear,
    colours_seal,
    entropy,
    find_spans,
    finish,
    forget,
    kernels,
    move,
    reserve,
    reset,
    survey_row,
    wa_choice,
    wa_colours,
    wa_deflate,
    wa_kernels,
    wa_survey,
    wa_span,
)

import numpy as np

from webagg._diff import check_rgba
from webagg._kernels import _give, _take

# Unchanged pixels between changed ones this near are drawn again, as they are.
cdef enum:
    GAP = 16
    WINDOW = 32768
    HISTORY = 32768 + 262144
    # One in as many pixels as make about this many in all is looked at to decide.
    SAMPLE = 16000
    # Rows that are coded in every way to see which is best.
    BAND = 16
    # Bits a pixel below which residuals may repeat: slopes and steps, hardly any noise.
    GENTLE = 3


cdef enum Kind:
    INDEX
    RGB
    RGBA


cdef enum:
    # How rows are coded: filtered, by runs of zeros; as they are, by matches; filtered
    # and by matches.
    RUNS = 0
    MATCHES = 1
    FILTERED = 2


cdef struct Image:
    # What is to be encoded, and how.
    const uint8_t *pixels
    Py_ssize_t pitch
    Py_ssize_t width
    Py_ssize_t height
    const Damage *damage  # NULL: all pixels
    Kind kind
    int matched  # RUNS, MATCHES or FILTERED
    uint32_t key  # the colour of unchanged pixels, as in memory
    int gap
    int effort
    wa_deflate *d
    const wa_kernels *k
    wa_colours *colours
    wa_span *spans
    uint8_t *rows
    uint8_t *history


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


cdef void clear_row(const Image *image, uint8_t *row) noexcept nogil:
    """Fill a row with what stands for unchanged pixels."""
    cdef Py_ssize_t x
    cdef const uint8_t *key = <const uint8_t *> &image.key
    if image.key == 0 or image.kind != RGB:
        memset(row, 0, image.width * step_of(image))
    else:
        for x in range(image.width):
            row[3 * x] = key[0]
            row[3 * x + 1] = key[1]
            row[3 * x + 2] = key[2]


cdef bint same_row(const Image *image, Py_ssize_t y) noexcept nogil:
    """Whether a row has the same pixels, and the same of them changed, as that above."""
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
    clear_row(image, row)
    clear_row(image, last)
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
                clear_row(image, last)
            drawn = False
        same = drawn and same_row(image, y)
        if not same:
            pack(image, row, image.pixels + y * image.pitch, image.spans, n)
            same = y > 0 and memcmp(row, last, stride - 1) == 0
            if same:
                clear_row(image, row)
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
        clear_row(image, row)
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
    clear_row(image, row)
    choice.kind = 4
    choice.age = choice.streak = 0
    for y in range(image.height):
        n = spans_of(image, y, image.gap, spans)
        if n == 0 and not keyed:
            # Nothing here: no filter is all zeros, whatever is above.
            d.zeros += 1 + width
            adler_zeros(d, 1 + width)
            if m:
                clear_row(image, row)
            swap = row
            row = above
            above = swap
            if m or y == 0:
                clear_row(image, row)
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
        clear_row(image, row)


cdef size_t join(
    const wa_span *a, size_t n, const wa_span *b, size_t m, bint keyed, size_t width,
    wa_span *out,
) noexcept nogil:
    """Join two rows' spans and the pixel after each: all that can be predicted wrong."""
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


cdef inline void put32(uint8_t *p, uint32_t v) noexcept nogil:
    p[0] = <uint8_t> (v >> 24)
    p[1] = <uint8_t> (v >> 16)
    p[2] = <uint8_t> (v >> 8)
    p[3] = <uint8_t> v


cdef size_t chunk(
    const wa_kernels *k, uint8_t *out, size_t at, const char *name, size_t n
) noexcept nogil:
    """Close the chunk whose data, of n bytes, starts at out[at + 8]."""
    put32(out + at, <uint32_t> n)
    memcpy(out + at + 4, name, 4)
    put32(out + at + 8 + n, k.crc(0, out + at + 4, 4 + n))
    return at + 12 + n


cdef int encode(Image *image) noexcept nogil:
    """Write the whole file to the encoder's output; 0 if memory ran out."""
    cdef wa_deflate *d = image.d
    cdef const wa_kernels *k = image.k
    cdef size_t at = 8, data, i
    cdef uint8_t *out
    cdef unsigned n = image.colours.n if image.kind == INDEX else 0
    cdef unsigned hole = 1 if image.damage != NULL else 0
    cdef uint32_t opaque = 0
    reset(d)
    if not reserve(d, 4096):
        return 0
    out = d.out
    memcpy(out, b"\x89PNG\r\n\x1a\n", 8)
    put32(out + 16, <uint32_t> image.width)
    put32(out + 20, <uint32_t> image.height)
    out[24] = 8
    out[25] = 3 if image.kind == INDEX else 2 if image.kind == RGB else 6
    out[26] = out[27] = out[28] = 0
    at = chunk(k, out, at, b"IHDR", 13)
    if image.kind == INDEX:
        memset(out + at + 8, 0, 3)
        for i in range(n):
            out[at + 8 + 3 * (i + hole)] = <uint8_t> image.colours.colour[i]
            out[at + 9 + 3 * (i + hole)] = <uint8_t> (image.colours.colour[i] >> 8)
            out[at + 10 + 3 * (i + hole)] = <uint8_t> (image.colours.colour[i] >> 16)
        at = chunk(k, out, at, b"PLTE", 3 * (n + hole))
        for i in range(n):
            out[at + 8 + i + hole] = <uint8_t> (image.colours.colour[i] >> 24)
            if out[at + 8 + i + hole] != 255:
                opaque = <uint32_t> (i + hole + 1)
        if hole:
            out[at + 8] = 0
            opaque = max(opaque, 1)
        if opaque:
            at = chunk(k, out, at, b"tRNS", opaque)
    elif image.kind == RGB and hole:
        for i in range(3):
            out[at + 8 + 2 * i] = 0
            out[at + 9 + 2 * i] = (<const uint8_t *> &image.key)[i]
        at = chunk(k, out, at, b"tRNS", 6)
    data = at
    out[at + 8] = 0x78
    out[at + 9] = 0x01
    d.n_out = at + 10
    if image.matched != RUNS:
        code_matched(image)
    else:
        code_filtered(image)
    finish(d)
    if d.failed or not reserve(d, 64):
        return 0
    put32(d.out + d.n_out, d.adler_b << 16 | d.adler_a)
    at = chunk(k, d.out, data, b"IDAT", d.n_out + 4 - data - 8)
    d.n_out = chunk(k, d.out, at, b"IEND", 0)
    return 1


cdef void choose(Image *image, bint opaque, wa_colours *some) noexcept nogil:
    """Decide on the kind of image and how it is coded."""
    cdef wa_survey s
    cdef Py_ssize_t y
    cdef const uint8_t *row
    cdef const uint64_t *mask = NULL
    cdef const uint64_t *marked = NULL
    cdef int key = 0
    memset(&s, 0, sizeof(s))
    s.most = 256 if image.damage == NULL else 255
    s.every = <unsigned> (1 + image.width * image.height // SAMPLE)
    colours_clear(image.colours, 11)
    colours_clear(some, 15)
    for y in range(image.height):
        if image.damage != NULL:
            if not image.damage.rows[y]:
                continue
            mask = image.damage.mask + y * image.damage.words
            marked = NULL
            if y and image.damage.rows[y - 1]:
                marked = mask - image.damage.words
        row = image.pixels + y * image.pitch
        survey_row(
            &s, image.colours, some, mask, row, row - image.pitch if y else NULL,
            marked, image.width,
        )
    image.key = 0
    image.gap = GAP
    if not s.too_many:
        image.kind = INDEX
        image.matched = 1
        colours_seal(image.colours, 256 - s.most)
        return
    # In bits: a run, a colour that was there before, one that was not.
    cdef double matched = (
        12.0 * s.sample.runs + 16.0 * s.sample.seen + 23.0 * s.sample.fresh
    )
    cdef double filtered = entropy(s.sample.residuals) + 10.0 * s.sample.edges
    while s.dark >> key & 1:
        key += 1
    cdef uint32_t total = s.sample.flat + s.sample.seen + s.sample.fresh
    # Looking for matches takes longer, and longest where colours are new.
    cdef int way = RUNS
    if 1.25 * matched <= filtered and 4 * s.sample.fresh <= total:
        way = MATCHES
    elif filtered < GENTLE * total and image.height >= 8 * BAND:
        way = fewest_bytes(image, opaque, key)
    settle(image, way, opaque, key)


cdef void settle(Image *image, int matched, bint opaque, int key) noexcept nogil:
    """Choose between RGB and RGBA, and the colour that stands for no change."""
    image.matched = matched
    image.key = 0
    if not opaque or key == 8 or (matched and key):
        # Matches take alpha along for nothing, but runs of another key than black,
        # broken at each row, would cost more.
        image.kind = RGBA
        return
    image.kind = RGB
    if image.damage != NULL:
        (<uint8_t *> &image.key)[0] = key & 1
        (<uint8_t *> &image.key)[1] = key >> 1 & 1
        (<uint8_t *> &image.key)[2] = key >> 2


cdef int fewest_bytes(const Image *image, bint opaque, int key) noexcept nogil:
    """Code some rows in every way; what takes longer must gain more."""
    cdef double gain[3]
    cdef double best = 0, size
    cdef int matched, chosen = RUNS, band
    cdef Image part
    cdef Damage damage
    cdef Py_ssize_t y, first
    gain[RUNS] = 1.0
    gain[MATCHES] = 1.15
    gain[FILTERED] = 1.3
    for matched in range(3):
        size = 0
        for band in range(2):
            part = image[0]
            part.height = BAND
            first = (1 + band) * image.height // 3
            if image.damage != NULL:
                # The next rows with damage.
                y = first
                while y < image.height - BAND and not image.damage.rows[y]:
                    y += 1
                first = min(y, image.height - BAND)
                damage = image.damage[0]
                damage.rows += first
                damage.mask += first * damage.words
                part.damage = &damage
            part.pixels += first * part.pitch
            settle(&part, matched, opaque, key)
            reset(part.d)
            if matched == RUNS:
                code_filtered(&part)
            else:
                code_matched(&part)
            finish(part.d)
            size += part.d.n_out
        size *= gain[matched]
        if matched == RUNS or size < best:
            best = size
            chosen = matched
    return chosen


cdef bint frame_opaque(const uint8_t[:, :, :] rgba) noexcept nogil:
    cdef Py_ssize_t y
    for y in range(rgba.shape[0]):
        if not all_opaque(&rgba[y, 0, 0], rgba.shape[1]):
            return False
    return True


cdef bytes encode_pixels(
    Workspace space, const uint8_t[:, :, :] rgba, const Damage *damage, bint opaque
):
    cdef Image image
    cdef size_t width = rgba.shape[1]
    image.pixels = &rgba[0, 0, 0]
    image.pitch = rgba.strides[0]
    image.width = rgba.shape[1]
    image.height = rgba.shape[0]
    image.damage = damage
    image.d = &space.deflate
    image.k = kernels()
    image.colours = space.colours
    image.spans = <wa_span *> space.block(2, 4 * (width + 4) * sizeof(wa_span))
    image.rows = <uint8_t *> space.block(3, 8 * (4 * width + 2 * WA_SLACK))
    image.history = <uint8_t *> space.block(4, HISTORY + 4 * width)
    image.effort = WA_THOROUGH
    cdef int done
    with nogil:
        choose(&image, opaque, space.others)
        done = encode(&image)
    if not done:
        raise MemoryError
    return PyBytes_FromStringAndSize(<char *> image.d.out, image.d.n_out)


def encode_png(rgba):
    """Encode a frame as a lossless PNG.

    Parameters
    ----------
    rgba : ndarray
        (height, width, 4) uint8, C-contiguous or with strided rows.

    Returns
    -------
    bytes
        A PNG of kind indexed, RGB or RGBA, whichever the pixels allow.

    Raises
    ------
    TypeError, ValueError
        If `rgba` is not such an array.
    """
    check_rgba(rgba)
    space = _take()
    try:
        return encode_pixels(space, rgba, NULL, frame_opaque(rgba))
    finally:
        _give(space)


def diff_png(current, previous):
    """Encode what changed from one frame to the next, for matplotlib's protocol.

    Parameters
    ----------
    current, previous : ndarray
        (height, width, 4) uint8, C-contiguous or with strided rows.

    Returns
    -------
    mode : {"diff", "full"}
        "diff": unchanged pixels are transparent, and drawing the picture over
        `previous` gives `current`. "full": all pixels are there, because the sizes
        differ or a changed pixel is not opaque.
    png : bytes
        A PNG of the size of `current`.

    Raises
    ------
    TypeError, ValueError
        If one is not such an array.
    """
    cdef Damage damage
    cdef const uint8_t[:, :, :] new, old
    check_rgba(current, "current")
    check_rgba(previous, "previous")
    if current.shape != previous.shape:
        return "full", encode_png(current)
    new = current
    old = previous
    cdef Workspace space = _take()
    try:
        allocate(space, &damage, new.shape[1], new.shape[0])
        with nogil:
            find_damage(
                &new[0, 0, 0], new.strides[0], <uint8_t *> &old[0, 0, 0],
                old.strides[0], new.shape[1], new.shape[0], False, &damage,
            )
        if damage.alpha != 255:
            return "full", encode_pixels(space, new, NULL, frame_opaque(new))
        return "diff", encode_pixels(space, new, &damage, True)
    finally:
        _give(space)


def encode_since(
    const uint8_t[:, :, ::1] pixels, const uint64_t[:, ::1] stamps, uint64_t base,
    uint64_t[:, ::1] mask, uint8_t[::1] rows,
):
    """Encode what changed after a frame, for matplotlib's protocol.

    Parameters
    ----------
    pixels : ndarray
        (height, width, 4) uint8, the newest frame.
    stamps : ndarray
        uint64, the frame in which each tile last changed.
    base : int
        Number of the frame to start from; 0 for all of the newest one.
    mask, rows : ndarray or None
        The pixels that changed after `base`, as `copy_damage` gives them, if known.

    Returns
    -------
    (str, bytes)
        As for `diff_png`.
    """
    cdef Damage damage
    cdef Workspace space
    cdef bint opaque = False
    if base == 0:
        return "full", encode_png(np.asarray(pixels))
    space = _take()
    try:
        if mask is not None:
            damage.words = mask.shape[1]
            damage.mask = &mask[0, 0]
            damage.rows = &rows[0]
        else:
            allocate(space, &damage, pixels.shape[1], pixels.shape[0])
        with nogil:
            if mask is None:
                mark_tiles(stamps, base, pixels.shape[1], pixels.shape[0], &damage)
            opaque = damage_opaque(&pixels[0, 0, 0], pixels.shape[1], pixels.shape[0], &damage)
        if not opaque:
            return "full", encode_png(np.asarray(pixels))
        return "diff", encode_pixels(space, pixels, &damage, True)
    finally:
        _give(space)


cdef void mark_tiles(
    const uint64_t[:, ::1] stamps, uint64_t base, Py_ssize_t width, Py_ssize_t height,
    Damage *damage,
) noexcept nogil:
    """Mark all pixels of the tiles that changed after `base`."""
    cdef Py_ssize_t x, y, column, last
    cdef uint64_t *row
    for y in range(height):
        row = damage.mask + y * damage.words
        damage.rows[y] = 0
        memset(row, 0, 8 * damage.words)
        for column in range(stamps.shape[1]):
            if stamps[y // TILE_C, column] > base:
                damage.rows[y] = 1
                last = min((column + 1) * TILE_C, width)
                for x in range(column * TILE_C, last):
                    row[x // 64] |= <uint64_t> 1 << (x % 64)


cdef bint damage_opaque(
    const uint8_t *pixels, Py_ssize_t width, Py_ssize_t height, const Damage *damage
) noexcept nogil:
    """Whether all marked pixels are opaque."""
    cdef Py_ssize_t y, word
    cdef uint64_t bits
    cdef const uint8_t *piece
    for y in range(height):
        if not damage.rows[y]:
            continue
        for word in range(<Py_ssize_t> damage.words):
            bits = damage.mask[y * damage.words + word]
            piece = pixels + 4 * (y * width + 64 * word)
            if bits == 0 or all_opaque(piece, min(64, width - 64 * word)):
                continue
            while bits:
                if bits & 1 and piece[3] != 255:
                    return False
                bits >>= 1
                piece += 4
    return True


cdef int allocate(
    Workspace space, Damage *damage, Py_ssize_t width, Py_ssize_t height
) except 0:
    damage.words = (width + 63) // 64
    damage.mask = <uint64_t *> space.block(0, height * damage.words * 8)
    damage.rows = <uint8_t *> space.block(1, height)
    return 1


def unfilter(const uint8_t[:, ::1] rows, unsigned bpp):
    """Undo the PNG filters of rows that start with a filter type byte.

    Parameters
    ----------
    rows : ndarray
        (height, 1 + n) uint8.
    bpp : int
        Bytes per pixel, 1 to 8.

    Returns
    -------
    ndarray
        (height, n) uint8.

    Raises
    ------
    ValueError
        If a filter type is not one of 0 to 4.
    """
    if not 1 <= bpp <= 8:
        raise ValueError(f"bpp must be from 1 to 8, got {bpp}")
    cdef Py_ssize_t y, i, n = rows.shape[1] - 1
    out = np.zeros((rows.shape[0] + 1, n + bpp), np.uint8)
    cdef uint8_t[:, ::1] target = out
    cdef int kind = 0, a, b, c, pa, pb, pc, p
    with nogil:
        for y in range(rows.shape[0]):
            kind = rows[y, 0]
            if kind > 4:
                break
            for i in range(n):
                a = target[y + 1, i]
                b = target[y, i + bpp]
                c = target[y, i]
                p = 0
                if kind == 1:
                    p = a
                elif kind == 2:
                    p = b
                elif kind == 3:
                    p = (a + b) >> 1
                elif kind == 4:
                    pa = b - c if b > c else c - b
                    pb = a - c if a > c else c - a
                    pc = a + b - 2 * c
                    pc = pc if pc >= 0 else -pc
                    p = a if pa <= pb and pa <= pc else b if pb <= pc else c
                target[y + 1, i + bpp] = <uint8_t> (rows[y, i + 1] + p)
    if kind > 4:
        raise ValueError(f"unknown PNG filter type {kind}; 0 to 4 exist")
    return out[1:, bpp:]
