# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How a PNG is best coded: its kind and the way of its rows, judged by its pixels."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from webagg._diff cimport Damage
from webagg._kernels cimport (
    WA_REPEATS,
    WA_THOROUGH,
    colours_clear,
    colours_seal,
    entropy,
    finish,
    reset,
    survey_row,
    wa_colours,
    wa_survey,
)
from webagg._scanlines cimport (
    FILTERED,
    GAP,
    INDEX,
    MATCHES,
    RGB,
    RGBA,
    RUNS,
    Image,
    code_rows,
)


cdef enum:
    # One in as many pixels as make about this many in all is looked at to decide.
    SAMPLE = 16000
    # Rows that are coded in every way to see which is best.
    BAND = 16
    # Bits a pixel below which residuals may repeat: slopes and steps, hardly any noise.
    GENTLE = 3


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
        if image.height >= 8 * BAND:
            image.effort = least_effort(image)
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


cdef size_t bytes_of_some(const Image *image) noexcept nogil:
    """Code two bands of rows, as the whole would be; return the size."""
    cdef Image part
    cdef Damage damage
    cdef Py_ssize_t first
    cdef int band
    cdef size_t size = 0
    for band in range(2):
        part = image[0]
        part.height = BAND
        first = (1 + band) * image.height // 3
        if image.damage != NULL:
            # The next rows with damage.
            while first < image.height - BAND and not image.damage.rows[first]:
                first += 1
            damage = image.damage[0]
            damage.rows += first
            damage.mask += first * damage.words
            part.damage = &damage
        part.pixels += first * part.pitch
        reset(part.d)
        code_rows(&part)
        finish(part.d)
        size += part.d.n_out
    return size


cdef int fewest_bytes(const Image *image, bint opaque, int key) noexcept nogil:
    """Code some rows in every way; what takes longer must gain more."""
    cdef double gain[3]
    cdef double best = 0, size
    cdef int way, chosen = RUNS
    cdef Image part = image[0]
    gain[RUNS] = 1.0
    gain[MATCHES] = 1.15
    gain[FILTERED] = 1.3
    for way in range(3):
        settle(&part, way, opaque, key)
        size = gain[way] * bytes_of_some(&part)
        if way == RUNS or size < best:
            best = size
            chosen = way
    return chosen


cdef int least_effort(const Image *image) noexcept nogil:
    """Look for matches only where that gains a tenth over repeats."""
    cdef Image part = image[0]
    cdef size_t repeats
    part.effort = WA_REPEATS
    repeats = bytes_of_some(&part)
    part.effort = WA_THOROUGH
    return WA_THOROUGH if bytes_of_some(&part) * 10 < repeats * 9 else WA_REPEATS
