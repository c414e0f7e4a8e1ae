/* The kernels, once for each instruction set, and the choice between them. */

#include "native.h"
#include "huffman.h"
#include "pixels.h"

#if (defined(__x86_64__) || defined(_M_X64)) && !defined(WEBAGG_PORTABLE)
#include <emmintrin.h>
#define WA_X86 1
#if (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
#include <immintrin.h>
#define WA_DISPATCH 1
#else
#define WA_DISPATCH 0
#endif
#else
#define WA_X86 0
#define WA_DISPATCH 0
#endif

/* DEFLATE's length and distance symbols (RFC 1951, section 3.2.5). */
static const uint16_t wa_distance_base[30] = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const uint8_t wa_distance_extra[30] = {0, 0, 0, 0, 1, 1, 2,  2,  3,  3,
                                              4, 4, 5, 5, 6, 6, 7,  7,  8,  8,
                                              9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
static const uint8_t wa_length_order[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                            11, 4,  12, 3, 13, 2, 14, 1, 15};
/* Per length: symbol, number of extra bits << 9, extra bits << 16. */
static uint32_t wa_length_table[259];
/* Per distance - 1 below 256, and per (distance - 1) >> 7 above. */
static uint8_t wa_distance_table[512];

static void wa_make_tables(void)
{
    unsigned length = 3;
    for (unsigned symbol = 257; symbol < 285; symbol++) {
        unsigned extra = symbol < 261 ? 0 : (symbol - 261) >> 2;
        for (unsigned i = 0; i < 1u << extra; i++)
            if (length < 259)
                wa_length_table[length++] = symbol | extra << 9 | i << 16;
    }
    wa_length_table[258] = 285;
    for (unsigned symbol = 0; symbol < 30; symbol++) {
        unsigned from = wa_distance_base[symbol] - 1u;
        for (unsigned i = 0; i < 1u << wa_distance_extra[symbol]; i++) {
            if (from + i < 256)
                wa_distance_table[from + i] = (uint8_t)symbol;
            else
                wa_distance_table[256 + ((from + i) >> 7)] = (uint8_t)symbol;
        }
    }
}

WA_INLINE unsigned wa_distance_symbol(unsigned distance)
{
    unsigned i = distance - 1;
    return wa_distance_table[i < 256 ? i : 256 + (i >> 7)];
}

#if WA_X86
/* Read from 32 - n on, a vector of n set bytes and zeros; read to 64 + n, one of zeros and
   n set bytes. */
static const uint8_t wa_edges[96] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
#endif

#define K_JOIN2(a, b) a##_##b
#define K_JOIN(a, b) K_JOIN2(a, b)
#define K(name) K_JOIN(name, K_NAME)
#define K_TEXT2(name) #name
#define K_TEXT(name) K_TEXT2(name)

#define K_NAME portable
#define K_SSE2 0
#define K_AVX2 0
#include "variant.h"
#undef K_NAME
#undef K_SSE2
#undef K_AVX2

#if WA_X86
#define K_NAME sse2
#define K_SSE2 1
#define K_AVX2 0
#include "variant.h"
#undef K_NAME
#undef K_SSE2
#undef K_AVX2
#endif

#if WA_DISPATCH
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt,pclmul"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2,lzcnt,pclmul")
#endif
#define K_NAME avx2
#define K_SSE2 1
#define K_AVX2 1
#include "variant.h"
#undef K_NAME
#undef K_SSE2
#undef K_AVX2
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

static const wa_kernels *wa_usable[4]; /* worst first, then NULL */

static void wa_find_usable(void)
{
    int n = 0;
    wa_make_tables();
    wa_crc_init();
    wa_usable[n++] = &kernels_portable;
#if WA_X86
    wa_usable[n++] = &kernels_sse2;
#endif
#if WA_DISPATCH
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul"))
        wa_usable[n++] = &kernels_avx2;
#endif
    wa_usable[n] = NULL;
}

const wa_kernels *wa_active;

const char *wa_variant(int i)
{
    if (!wa_usable[0])
        wa_find_usable();
    return wa_usable[i] ? wa_usable[i]->name : NULL;
}

int wa_select(const char *name)
{
    const wa_kernels *best = NULL;
    for (int i = 0; wa_variant(i); i++)
        if (!name || !*name || !strcmp(name, wa_usable[i]->name))
            best = wa_usable[i];
    if (best)
        wa_active = best;
    return best != NULL;
}
