/* All kernels for one instruction set: K_NAME, K_SSE2 and K_AVX2 say which. */

#if K_AVX2
#define K_VECTOR __m256i
#define K_WIDTH 32
#define K_LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define K_STORE(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#define K_ZERO _mm256_setzero_si256
#define K_SUB _mm256_sub_epi8
#define K_SUBS _mm256_subs_epu8
#define K_MIN _mm256_min_epu8
#define K_SUM _mm256_sad_epu8
#define K_ADD64 _mm256_add_epi64
#define K_ADD32 _mm256_add_epi32
#define K_EQUAL _mm256_cmpeq_epi8
#define K_OR _mm256_or_si256
#define K_AND _mm256_and_si256
#define K_ANDNOT _mm256_andnot_si256
#elif K_SSE2
#define K_VECTOR __m128i
#define K_WIDTH 16
#define K_LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define K_STORE(p, v) _mm_storeu_si128((__m128i *)(p), v)
#define K_ZERO _mm_setzero_si128
#define K_SUB _mm_sub_epi8
#define K_SUBS _mm_subs_epu8
#define K_MIN _mm_min_epu8
#define K_SUM _mm_sad_epu8
#define K_ADD64 _mm_add_epi64
#define K_ADD32 _mm_add_epi32
#define K_EQUAL _mm_cmpeq_epi8
#define K_OR _mm_or_si128
#define K_AND _mm_and_si128
#define K_ANDNOT _mm_andnot_si128
#endif

#include "checksum.h"
#include "crc.h"
#include "block.h"
#include "tokens.h"
#include "lz.h"
#include "rows.h"
#include "filters.h"
#include "diff.h"
#include "drawing.h"
#include "bands.h"
#include "repeats.h"
#include "palette.h"
#include "stock.h"
#include "spans.h"

static const wa_kernels K(kernels) = {
    .name = K_TEXT(K_NAME),
    .diff_row = K(diff_row),
    .write_block = K(write_block),
    .add_residuals = K(add_residuals),
    .add_literals = K(add_literals),
    .flush_zeros = K(zeros),
    .add_matches = K(add_matches),
    .add_pixels = K(add_pixels),
    .add_repeats = K(add_repeats),
    .adler = K(adler),
    .crc = K(crc),
    .find_spans = K(find_spans),
    .collect = K(collect),
    .has_colour = K(has_colour),
    .mark_keys = K(mark_keys),
    .pack_rgb = K(pack_rgb),
    .pack_green = K(pack_green),
    .filter_best = K(filter_best),
    .map = K(map),
};

#if K_SSE2
#undef K_VECTOR
#undef K_WIDTH
#undef K_LOAD
#undef K_STORE
#undef K_ZERO
#undef K_SUB
#undef K_SUBS
#undef K_MIN
#undef K_SUM
#undef K_ADD64
#undef K_ADD32
#undef K_EQUAL
#undef K_OR
#undef K_AND
#undef K_ANDNOT
#endif
