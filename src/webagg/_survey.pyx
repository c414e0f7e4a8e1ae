# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How a PNG is best coded: its kind, the colour of no change, the way of its rows."""

from libc.stdint cimport uint32_t

from webagg._diff cimport Damage
from webagg._kernels cimport (
    both,
    colours_seal,
    count_matches,
    finish,
    forget,
    reset,
)
from webagg._marked cimport FEW, few_colours, find_keys, is_grey, marked_pixels
from webagg._scanlines cimport (
    BANDED,
    DRAWN,
    FILTERED,
    GAP,
    GREY,
    INDEX,
    MATCHED,
    SMOOTH,
    RGB,
    RGBA,
    Image,
    code_rows,
    step_of,
)


cdef enum:
    # One in so many changed pixels is coded in several ways to see which is best, but
    # neither fewer nor more than these, in so many places.
    SHARE = 48
    LEAST_TRIED = 1000
    MOST_TRIED = 2000
    PLACES = 2
    # Fewest rows of such a place: matches need rows above.
    FEWEST_ROWS = 6
    MORE_ROWS = 12
    # Bytes that a match has on average where they are long.
    LONG = 12
    # Bits a pixel below which residuals may repeat wherever they begin.
    GENTLE = 9
    # Bands are looked for among so many changed pixels and more, if they take so many
    # bits each.
    MANY_BANDS = 100000
    BANDS_FROM = 3
    BANDS_TO = 7
    # One in so many rows is looked at before greys are tried.
    SOME = 16


# What drawing must gain, as a factor: over runs of zeros, which take less time, and
# over runs and matches, which take more.
cdef double OVER_RUNS = 1.08
cdef double OVER_MATCHES = 0.95
# What bands may lose to matching where few rows are tried, and must gain over it in
# more of them, and over drawing.
cdef double FIRST_LOOK = 1.36
cdef double SECOND_LOOK = 0.88
cdef double OVER_DRAWN = 0.95
# How much worse than matching drawing is where slopes are: of many pixels, and of few.
cdef double STEEP_MANY = 1.1
cdef double STEEP_FEW = 1.5
# What matches must gain over none in greys, as a factor, and over other kinds: they
# take much more time.
cdef double OVER_PLAIN = 0.85
cdef double OVER_COLOURS = 0.7


cdef struct Trial:
    # A way to code rows, and what came of it for some of them.
    Image image
    Py_ssize_t wanted
    Py_ssize_t rows  # of each place, at least
    Py_ssize_t pixels
    double size
    # Bytes coded, those of them in matches other than runs, and how many these are.
    size_t bytes
    size_t matched
    size_t matches


cdef void choose(Image *image, Image *other, bint opaque) noexcept nogil:
    """Decide on the kind of image and how it is coded.

    `other` has the memory for coding some rows at the same time.
    """
    cdef unsigned most = 256 if image.damage == NULL else 255
    image.key = 0
    image.gap = 0 if image.damage != NULL and image.damage.bare else GAP
    image.continued = False
    image.way = DRAWN
    if few_colours(image, other, most):
        image.kind = INDEX
        colours_seal(image.colours, 256 - most)
        return
    cdef uint32_t dark = 0, grey = 0
    cdef bint all_greys
    image.kind = RGB
    if not opaque or (image.damage != NULL and not find_keys(image, &dark, &grey)):
        image.kind = RGBA
    # With any grey left it would be the key.
    all_greys = dark != 0 and grey == dark
    if image.damage != NULL and image.damage.bare and dark:
        # Another colour would remain, transparent or not.
        image.kind = RGBA
        dark = grey = 0
    image.key = grey
    if image.marked < FEW:
        return
    cdef Trial drawn, matched
    drawn.wanted = min(max(image.marked // SHARE, LEAST_TRIED), MOST_TRIED)
    drawn.rows = FEWEST_ROWS
    drawn.image = image[0]
    matched = drawn
    matched.image.way = MATCHED
    matched.image.key = dark
    lend(&matched.image, other)
    both(code_some, &drawn, &matched)
    if all_greys and is_grey(image, SOME) and choose_grey(image, &drawn, &matched):
        return
    cdef int slope = way_of_slope(&drawn, &matched)
    if slope >= 0:
        image.way = slope
        image.key = grey if slope == BANDED else dark
        return
    # Without matches, runs of zeros do nearly as well, and take less time.
    cdef bint fruitless = 64 * matched.matched <= matched.bytes
    if drawn.size * (OVER_RUNS if fruitless else OVER_MATCHES) < matched.size:
        return
    image.key = drawn.image.key = dark
    image.way = FILTERED if fruitless else MATCHED
    if fruitless:
        return
    cdef bint gentle = 8 * matched.size < GENTLE * matched.pixels and (
        drawn.size
        > (STEEP_MANY if image.marked >= MANY_BANDS else STEEP_FEW) * matched.size
    )
    # Long matches, of much: that cannot be had without them.
    if not (
        6 * matched.matched >= matched.bytes
        and matched.matched >= LONG * matched.matches
    ):
        drawn.image.way = FILTERED
        code_some(&drawn)
        if drawn.size <= matched.size:
            image.way = FILTERED
            return
    if gentle:
        drawn.image.way = SMOOTH
        code_some(&drawn)
        if drawn.size < matched.size:
            image.way = SMOOTH


cdef bint choose_grey(
    Image *image, const Trial *drawn, const Trial *matched
) noexcept nogil:
    """Take grey and alpha if all is grey, and some rows are smaller so."""
    cdef int way
    cdef Trial plain = drawn[0], smooth = matched[0]
    plain.image.kind = smooth.image.kind = GREY
    plain.image.key = smooth.image.key = 0
    plain.image.way = FILTERED
    smooth.image.way = SMOOTH
    both(code_some, &plain, &smooth)
    cdef double others = min(drawn.size, matched.size)
    if smooth.size < min(OVER_PLAIN * plain.size, OVER_COLOURS * others):
        way = SMOOTH
    elif plain.size < others:
        way = FILTERED
    else:
        return False
    if not is_grey(image, 1):
        return False
    image.kind = GREY
    image.way = way
    image.key = 0
    return True


cdef int way_of_slope(const Trial *drawn, const Trial *matched) noexcept nogil:
    """Return BANDED or SMOOTH where that does better than the other ways, else -1.

    It takes some rows until bands do better than matching. What is not much worse at
    first is tried with more rows, and so is matching: what the rows beyond the first
    take tells how it goes on.
    """
    cdef Trial banded = drawn[0], rival = matched[0]
    cdef double bits = 8 * min(drawn.size, matched.size) / drawn.pixels
    cdef double first, part
    if drawn.image.marked < MANY_BANDS or not BANDS_FROM <= bits <= BANDS_TO:
        return -1
    banded.image.way = BANDED
    code_some(&banded)
    if drawn.size <= matched.size:
        return BANDED if banded.size < OVER_DRAWN * drawn.size else -1
    if banded.size > FIRST_LOOK * matched.size:
        return -1
    first = banded.size
    banded.rows = rival.rows = MORE_ROWS
    both(code_some, &banded, &rival)
    part = (banded.size - first) / max(rival.size - matched.size, 1)
    if part < SECOND_LOOK:
        return BANDED
    if part >= 1:
        return -1
    banded.image.way = SMOOTH
    banded.image.key = matched.image.key
    code_some(&banded)
    return SMOOTH if banded.size < rival.size else -1


cdef void lend(Image *image, const Image *memory) noexcept nogil:
    """Let an image be coded in the memory of another."""
    image.d = memory.d
    image.spans = memory.spans
    image.rows = memory.rows
    image.history = memory.history
    image.drawing = memory.drawing


cdef void code_some(void *argument) noexcept nogil:
    """Code some rows as the whole would be."""
    cdef Trial *trial = <Trial *> argument
    cdef const Image *image = &trial.image
    cdef Image part
    cdef Damage damage
    cdef Py_ssize_t first, last = 0, n
    cdef int place
    trial.pixels = 0
    trial.matched = 0
    reset(image.d)
    for place in range(PLACES):
        first = max(last, (1 + 2 * place) * image.height // (2 * PLACES + 1))
        while first < image.height and not marked_pixels(image, first):
            first += 1
        last = first
        n = 0
        while last < image.height and (
            n < trial.wanted // PLACES or last < first + trial.rows
        ):
            n += marked_pixels(image, last)
            last += 1
        if n == 0:
            break
        trial.pixels += n
        part = image[0]
        part.height = last - first
        part.pixels += first * part.pitch
        if image.damage != NULL:
            damage = image.damage[0]
            damage.rows += first
            damage.mask += first * damage.words
            part.damage = &damage
        forget(part.d)
        code_rows(&part)
    trial.matches = count_matches(image.d, &trial.matched)
    finish(image.d)
    trial.size = image.d.n_out
    trial.bytes = trial.pixels * step_of(image)
