#ifndef PROVIDERS_UTF16_H
#define PROVIDERS_UTF16_H
/* Utf16: texts as SMS networks carry those that do not fit GSM 7-bit (UCS-2, big-endian). */
#include "gateway/base/text.h"

/* Adds the bytes as UTF-8. Half a pair, a NUL and a byte left over become U+FFFD. */
void text_add_utf16(struct text *text, const void *bytes, size_t n);

#endif
