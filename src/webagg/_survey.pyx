# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How a PNG is best coded: its kind, the colour of no change, the way of its rows."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from webagg._diff cimport ROW_COST, STEP_COST, STEP_ROWS, Damage
from webagg._kernels cimport (
    both,
    colours_clear,
    colours_join,
    colours_seal,
    count_matches,
    finish,
    forget,
    reset,
    wa_colours,
)
from webagg._scanlines cimport (
    BANDED,
    DRAWN,
    FILTERED,
    GAP,
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
    SHARE = 32
    LEAST_TRIED = 1000
    MOST_TRIED = 3000
    PLACES = 2
    # Fewest rows of such a place: matches need rows above.
    FEWEST_ROWS = 6
    MORE_ROWS = 12
    # Fewer changed pixels are better not filtered, mostly, and not worth looking. From
    # here on `other` has memory: _pngfile's MANY must not be more.
    FEW = 30000
    # Bytes that a match has on average where they are long.
    LONG = 12
    # Bits a pixel below which residuals may repeat wherever they begin.
    GENTLE = 9
    # Changed pixels from which on, and bits a pixel from and to which, bands are looked for.
    MANY_BANDS = 100000
    BANDS_FROM = 1
    BANDS_TO = 7


# What drawing must gain, as a factor: over runs of zeros, which take less time, and
# over runs and matches, which take more.
cdef double OVER_RUNS = 1.08
cdef double OVER_MATCHES = 0.95
# What other ways must gain that take longer.
cdef double MATCHING = 1.0
cdef double SMOOTHING = 1.0
# What bands may lose where few rows are tried.
cdef double FIRST_LOOK = 1.12


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
    image.kind = RGB
    if not opaque or (image.damage != NULL and not find_keys(image, &dark, &grey)):
        image.kind = RGBA
    elif image.damage != NULL and image.damage.bare and dark:
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
    if is_banded(&drawn, &matched):
        image.way = BANDED
        return
    # Without matches, runs of zeros do nearly as well, and take less time.
    cdef bint fruitless = 64 * matched.matched <= matched.bytes
    if drawn.size * (OVER_RUNS if fruitless else OVER_MATCHES) < matched.size:
        return
    image.key = drawn.image.key = dark
    image.way = FILTERED if fruitless else MATCHED
    if fruitless:
        return
    cdef bint slope = 8 * matched.size < GENTLE * matched.pixels and (
        2 * drawn.size > 3 * matched.size
    )
    # Long matches, of much: that cannot be had without them.
    if not (
        6 * matched.matched >= matched.bytes
        and matched.matched >= LONG * matched.matches
    ):
        drawn.image.way = FILTERED
        code_some(&drawn)
        if drawn.size <= MATCHING * matched.size:
            image.way = FILTERED
            return
    if slope:
        drawn.image.way = SMOOTH
        code_some(&drawn)
        if SMOOTHING * drawn.size < matched.size:
            image.way = SMOOTH


cdef bint is_banded(const Trial *drawn, const Trial *matched) noexcept nogil:
    """Whether bands do better than what drawing or matching came to.

    It takes some rows until they do. So what is not much worse at first is tried with
    more of them, and the better of the others, too.
    """
    cdef Trial banded = drawn[0], rival = drawn[0]
    cdef double least = min(drawn.size, matched.size)
    if banded.image.marked < MANY_BANDS or not (
        BANDS_FROM * drawn.pixels <= 8 * least <= BANDS_TO * drawn.pixels
    ):
        return False
    banded.image.way = BANDED
    code_some(&banded)
    if banded.size > FIRST_LOOK * least:
        return False
    # Each in memory of its own, which drawing and matching have.
    if matched.size < drawn.size:
        rival = matched[0]
    else:
        lend(&rival.image, &matched.image)
    banded.rows = rival.rows = MORE_ROWS
    both(code_some, &banded, &rival)
    return banded.size < rival.size


cdef void lend(Image *image, const Image *memory) noexcept nogil:
    """Let an image be coded in the memory of another."""
    image.d = memory.d
    image.spans = memory.spans
    image.rows = memory.rows
    image.history = memory.history
    image.drawing = memory.drawing


cdef inline const uint64_t *mask_of(const Image *image, Py_ssize_t y) noexcept nogil:
    return image.damage.mask + y * image.damage.words


cdef struct Collection:
    # The colours of the marked pixels of some rows, if they are at most so many.
    const Image *image
    Py_ssize_t first
    Py_ssize_t last
    unsigned most
    wa_colours *colours
    bint few


cdef void collect(void *argument) noexcept nogil:
    cdef Collection *c = <Collection *> argument
    cdef const Image *image = c.image
    cdef Py_ssize_t y
    cdef const uint8_t *row
    cdef const uint8_t *above
    cdef const uint64_t *mask
    cdef const uint64_t *marked
    colours_clear(c.colours, 11)
    c.few = True
    for y in range(c.first, c.last):
        mask = marked = NULL
        if image.damage != NULL:
            if not image.damage.rows[y]:
                continue
            mask = mask_of(image, y)
            if y > c.first and image.damage.rows[y - 1]:
                marked = mask - image.damage.words
        row = image.pixels + y * image.pitch
        above = row - image.pitch if y > c.first else NULL
        c.few = image.k.collect(
            c.colours, mask, row, above, marked, image.width, c.most
        )
        if not c.few:
            break


cdef bint few_colours(Image *image, const Image *other, unsigned most) noexcept nogil:
    """Collect the colours of the marked pixels; whether there are at most so many."""
    cdef Collection halves[2]
    halves[0].image = image
    halves[0].first = 0
    halves[0].last = image.height
    halves[0].most = most
    halves[0].colours = image.colours
    if other.d == NULL:
        collect(&halves[0])
        return halves[0].few
    halves[1] = halves[0]
    halves[0].last = halves[1].first = lower_half(image)
    halves[1].colours = other.colours
    both(collect, &halves[0], &halves[1])
    if not (halves[0].few and halves[1].few):
        return False
    return colours_join(image.colours, other.colours, most)


cdef struct Keys:
    # Which greys, and whether (1, 0, 0), a part of the marked pixels has.
    const Image *image
    Py_ssize_t first
    Py_ssize_t last
    uint8_t seen[257]


cdef void mark_keys(void *argument) noexcept nogil:
    cdef Keys *keys = <Keys *> argument
    cdef const Image *image = keys.image
    cdef Py_ssize_t y
    cdef size_t steps
    memset(keys.seen, 0, 257)
    for y in range(keys.first, keys.last):
        if image.damage.rows[y]:
            steps = 0
            image.k.mark_keys(
                keys.seen, mask_of(image, y), image.pixels + y * image.pitch,
                image.width, &steps if y % STEP_ROWS == 0 else NULL,
            )
            image.costs[y] += <uint32_t> (STEP_ROWS * STEP_COST * steps)


cdef void look_for_keys(const Image *image, uint8_t *seen) noexcept nogil:
    """See which greys, and whether (1, 0, 0), the marked pixels have."""
    cdef Keys keys[2]
    cdef int half, value
    for half in range(2):
        keys[half].image = image
    keys[0].first = 0
    keys[0].last = keys[1].first = image.height // 2
    keys[1].last = image.height
    if image.marked < FEW:
        mark_keys(&keys[0])
        mark_keys(&keys[1])
    else:
        both(mark_keys, &keys[0], &keys[1])
    for value in range(257):
        seen[value] = keys[0].seen[value] | keys[1].seen[value]


cdef bint find_keys(const Image *image, uint32_t *dark, uint32_t *grey) noexcept nogil:
    """Find colours that no marked pixel has; return whether there are any.

    `dark` gets black, or (1, 0, 0): filtered rows are best where blank pixels leave
    least. `grey` gets black or another grey: unfiltered rows are best where the bytes
    of blank pixels repeat. What is not to be had of one is taken of the other.
    """
    cdef uint8_t seen[257]
    cdef int value
    if image.damage.costs != NULL:
        memcpy(seen, image.damage.keys, 257)
    else:
        look_for_keys(image, seen)
    dark[0] = grey[0] = 0
    if not seen[0]:
        return True
    for value in range(1, 255):
        if not seen[value]:
            memset(grey, value, 3)
            break
    if not seen[256]:
        (<uint8_t *> dark)[0] = 1
    elif grey[0]:
        dark[0] = grey[0]
    else:
        dark[0] = find_any_key(image)
    if not grey[0]:
        grey[0] = dark[0]
    return dark[0] != 0


cdef uint32_t find_any_key(const Image *image) noexcept nogil:
    """Find a colour that no marked pixel has among some rare ones; return it or 0."""
    cdef uint32_t key = 0, i
    cdef uint8_t *colour = <uint8_t *> &key
    cdef Py_ssize_t y
    cdef bint taken
    for i in range(2, 64):
        # Dark ones first, then those with one strong sample.
        colour[0] = <uint8_t> ((i & 1) * (1 if i < 8 else 255 - i))
        colour[1] = <uint8_t> ((i >> 1 & 1) * (1 if i < 8 else i))
        colour[2] = <uint8_t> ((i >> 2 & 1) * (1 if i < 8 else 251 - 2 * i))
        colour[3] = 255
        taken = False
        for y in range(image.height):
            if image.damage.rows[y] and image.k.has_colour(
                mask_of(image, y), image.pixels + y * image.pitch, image.width, key
            ):
                taken = True
                break
        colour[3] = 0
        if key and not taken:
            return key
    return 0


cdef Py_ssize_t marked_pixels(const Image *image, Py_ssize_t y) noexcept nogil:
    cdef Py_ssize_t word, n = 0
    if image.damage == NULL:
        return image.width
    if image.damage.rows[y]:
        for word in range(<Py_ssize_t> image.damage.words):
            n += popcount(mask_of(image, y)[word])
    return n


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


cdef Py_ssize_t lower_half(const Image *image) noexcept nogil:
    """Return the row from which on half of the work is left."""
    cdef Py_ssize_t y
    cdef uint64_t n = 0, all = 0
    for y in range(image.height):
        all += image.costs[y]
    y = 0
    while y + 1 < image.height and 2 * n < all:
        n += image.costs[y]
        y += 1
    return y


cdef void count_marked(Image *image) noexcept nogil:
    """Count the pixels that are marked: by them rows are judged at first."""
    cdef Py_ssize_t y, n
    image.marked = 0
    if image.damage != NULL and image.damage.costs != NULL:
        image.costs = image.damage.costs
        image.marked = image.damage.marked
        return
    for y in range(image.height):
        n = marked_pixels(image, y)
        image.costs[y] = <uint32_t> (n + ROW_COST if n else 0)
        image.marked += n


cdef inline int popcount(uint64_t v) noexcept nogil:
    v = v - ((v >> 1) & <uint64_t> 0x5555555555555555)
    v = (v & <uint64_t> 0x3333333333333333) + ((v >> 2) & <uint64_t> 0x3333333333333333)
    v = (v + (v >> 4)) & <uint64_t> 0x0f0f0f0f0f0f0f0f
    return <int> ((v * <uint64_t> 0x0101010101010101) >> 56)
