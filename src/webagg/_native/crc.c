/* CRC-32 as PNG wants it (RFC 2083, section 15), sixteen bytes a step. */

#include "native.h"

static uint32_t table[16][256];

static void make_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t v = i;
        for (int k = 0; k < 8; k++)
            v = v >> 1 ^ (v & 1 ? 0xedb88320u : 0);
        table[0][i] = v;
    }
    for (int k = 1; k < 16; k++)
        for (uint32_t i = 0; i < 256; i++)
            table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 255];
}

void wa_crc_init(void)
{
    if (!table[0][1])
        make_table();
}

uint32_t wa_crc_portable(uint32_t crc, const uint8_t *p, size_t n)
{
    crc = ~crc;
    for (; n >= 16; n -= 16, p += 16) {
        uint64_t a = wa_load64le(p) ^ crc, b = wa_load64le(p + 8);
        crc = table[15][a & 255] ^ table[14][a >> 8 & 255] ^ table[13][a >> 16 & 255] ^
              table[12][a >> 24 & 255] ^ table[11][a >> 32 & 255] ^
              table[10][a >> 40 & 255] ^ table[9][a >> 48 & 255] ^ table[8][a >> 56] ^
              table[7][b & 255] ^ table[6][b >> 8 & 255] ^ table[5][b >> 16 & 255] ^
              table[4][b >> 24 & 255] ^ table[3][b >> 32 & 255] ^
              table[2][b >> 40 & 255] ^ table[1][b >> 48 & 255] ^ table[0][b >> 56];
    }
    for (; n; n--)
        crc = crc >> 8 ^ table[0][(crc ^ *p++) & 255];
    return ~crc;
}
