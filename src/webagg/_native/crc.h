/* CRC-32 by carry-less multiplication, 64 bytes a step (Gopal and others, "Fast CRC
   computation for generic polynomials using PCLMULQDQ", Intel, 2009). */

#if K_AVX2

WA_INLINE __m128i K(fold)(__m128i crc, __m128i next, __m128i by)
{
    __m128i low = _mm_clmulepi64_si128(crc, by, 0x00);
    __m128i high = _mm_clmulepi64_si128(crc, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

static uint32_t K(crc)(uint32_t crc, const uint8_t *p, size_t n)
{
    if (n < 64)
        return wa_crc_portable(crc, p, n);
    /* x to the power of the distance folded over, modulo the polynomial, reflected. */
    const __m128i by_64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
    const __m128i by_16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
    __m128i part[4];
    for (int i = 0; i < 4; i++)
        part[i] = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    part[0] = _mm_xor_si128(part[0], _mm_cvtsi32_si128((int)~crc));
    for (p += 64, n -= 64; n >= 64; p += 64, n -= 64)
        for (int i = 0; i < 4; i++)
            part[i] = K(fold)(part[i], _mm_loadu_si128((const __m128i *)(p + 16 * i)), by_64);
    __m128i all = part[0];
    for (int i = 1; i < 4; i++)
        all = K(fold)(all, part[i], by_16);
    for (; n >= 16; p += 16, n -= 16)
        all = K(fold)(all, _mm_loadu_si128((const __m128i *)p), by_16);
    /* Sixteen bytes that have the checksum of all so far, from a start of zero. */
    uint8_t rest[16];
    _mm_storeu_si128((__m128i *)rest, all);
    crc = wa_crc_portable(0xffffffffu, rest, 16);
    return wa_crc_portable(crc, p, n);
}

#else

static uint32_t K(crc)(uint32_t crc, const uint8_t *p, size_t n)
{
    return wa_crc_portable(crc, p, n);
}

#endif
