# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The changed pixels of a picture: how many, in which colours, and how much work."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from webagg._judge cimport FEW_COLOURS, KEYS, ROW_COST, STEP_COST, STEP_ROWS, Findings
from webagg._kernels cimport (
    both,
    colours_clear,
    colours_join,
    colours_put,
    wa_colours,
)
from webagg._scanlines cimport Image, spans_of


cdef inline int popcount(uint64_t v) noexcept nogil:
    v = v - ((v >> 1) & <uint64_t> 0x5555555555555555)
    v = (v & <uint64_t> 0x3333333333333333) + ((v >> 2) & <uint64_t> 0x3333333333333333)
    v = (v + (v >> 4)) & <uint64_t> 0x0f0f0f0f0f0f0f0f
    return <int> ((v * <uint64_t> 0x0101010101010101) >> 56)


cdef inline const uint64_t *mask_of(const Image *image, Py_ssize_t y) noexcept nogil:
    return image.damage.mask + y * image.damage.words


cdef Py_ssize_t marked_pixels(const Image *image, Py_ssize_t y) noexcept nogil:
    cdef Py_ssize_t word, n = 0
    if image.damage == NULL:
        return image.width
    if image.damage.rows[y]:
        for word in range(<Py_ssize_t> image.damage.words):
            n += popcount(mask_of(image, y)[word])
    return n


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
        image.marked = image.damage.found.marked
        return
    for y in range(image.height):
        n = marked_pixels(image, y)
        image.costs[y] = <uint32_t> (n + ROW_COST if n else 0)
        image.marked += n


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
    cdef size_t ignored = 0
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
            c.colours, mask, row, above, marked, image.width, c.most, &ignored, NULL
        )
        if not c.few:
            break


cdef bint take_colours(const Findings *found, wa_colours *colours) noexcept nogil:
    """Take the colours that were found while frames were compared."""
    cdef int i
    colours_clear(colours, 11)
    for i in range(found.n_colours):
        colours_put(colours, found.colours[i], FEW_COLOURS)
    return found.n_colours >= 0


cdef bint few_colours(Image *image, const Image *other, unsigned most) noexcept nogil:
    """Collect the colours of the marked pixels; whether there are at most so many."""
    cdef Collection halves[2]
    if image.damage != NULL and image.damage.costs != NULL:
        return take_colours(&image.damage.found, image.colours)
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
    uint8_t seen[KEYS]


cdef void mark_keys(void *argument) noexcept nogil:
    cdef Keys *keys = <Keys *> argument
    cdef const Image *image = keys.image
    cdef Py_ssize_t y
    cdef size_t steps
    memset(keys.seen, 0, KEYS)
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
    for value in range(KEYS):
        seen[value] = keys[0].seen[value] | keys[1].seen[value]


cdef bint find_keys(const Image *image, uint32_t *dark, uint32_t *grey) noexcept nogil:
    """Find colours that no marked pixel has; return whether there are any.

    `dark` gets black, or (1, 0, 0): filtered rows are best where blank pixels leave
    least. `grey` gets black or another grey: unfiltered rows are best where the bytes
    of blank pixels repeat. What is not to be had of one is taken of the other.
    """
    cdef uint8_t seen[KEYS]
    cdef int value
    if image.damage.costs != NULL:
        memcpy(seen, image.damage.found.keys, KEYS)
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


cdef bint is_grey(const Image *image, int step) noexcept nogil:
    """Whether all drawn pixels of each so many-th row have three equal samples."""
    cdef Py_ssize_t y = 0
    cdef size_t n, i
    cdef const uint8_t *row
    while y < image.height:
        row = image.pixels + y * image.pitch
        n = spans_of(image, y, image.gap, image.spans)
        for i in range(n):
            if is_uneven(
                row + 4 * image.spans[i].from_,
                image.spans[i].to - image.spans[i].from_,
            ):
                return False
        y += step
    return True


cdef inline bint is_uneven(const uint8_t *rgba, size_t n) noexcept nogil:
    cdef size_t i
    cdef uint32_t pixel = 1, uneven = 0
    # Red against green and green against blue, wherever in a word they are.
    cdef uint32_t samples = 0xffff if (<uint8_t *> &pixel)[0] else 0xffff00
    for i in range(n):
        memcpy(&pixel, rgba + 4 * i, 4)
        uneven |= pixel ^ pixel >> 8
    return (uneven & samples) != 0


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
