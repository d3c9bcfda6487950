#include "providers/utf16.h"

#define REPLACEMENT 0xFFFDU

static unsigned unit_at(const unsigned char *at, size_t n)
{
    return n < 2 ? 0 : (unsigned)at[0] << 8 | at[1];
}

static void add_character(struct text *text, unsigned c)
{
    unsigned char bytes[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = n - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    bytes[0] = (unsigned char)(n == 1 ? c : (0xF00 >> n & 0xFF) | c);
    text_add_bytes(text, bytes, n);
}

void text_add_utf16(struct text *text, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < n; i += 2) {
        unsigned c = unit_at(at + i, n - i), low = 0;

        if (c >= 0xD800 && c <= 0xDBFF && i + 2 < n) low = unit_at(at + i + 2, n - i - 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) c = REPLACEMENT;
        add_character(text, c);
    }
}
