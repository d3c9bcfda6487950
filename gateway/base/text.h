#ifndef GATEWAY_BASE_TEXT_H
#define GATEWAY_BASE_TEXT_H
/* Text: a growing run of bytes that knows its length and its limit.
 *
 * Everything that comes from outside or is put together travels in one. Adding never fails: past the
 * limit it drops what does not fit and remembers that; whoever uses the finished text asks
 * `text_over` once. The bytes always end with a NUL that is not counted, and may hold others. Escaping
 * is part of adding, so nothing is ever joined by hand. Valid as {0}, with the default limit. */
#include <stdarg.h>

#include "gateway/base/base.h"

#define TEXT_LIMIT_DEFAULT ((size_t)1 << 20)

struct text {
    char *at;     /* NULL only while nothing was added; see text_string */
    size_t n;     /* bytes, without the NUL */
    size_t space; /* bytes allocated */
    size_t limit; /* bytes at most; 0: TEXT_LIMIT_DEFAULT */
    bool over;    /* something did not fit */
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *bytes, size_t n);
void text_add_char(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* For application/x-www-form-urlencoded: everything but letters, digits and "-._~" becomes %XX, a
 * blank too (%20 is read back alike everywhere, "+" is not). */
void text_add_url(struct text *text, const char *bytes, size_t n);
/* A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD; U+0085, U+2028 and U+2029 are
 * escaped, so that one object stays one line for every reader of lines. */
void text_add_json(struct text *text, const char *bytes, size_t n);
/* HTML text or a quoted attribute. */
void text_add_html(struct text *text, const char *string);

/* The bytes as a C string: "" when empty. Borrowed until the next change. */
const char *text_string(const struct text *text);
/* Hands the bytes over to the caller, who frees them, and empties the text. Never NULL. */
char *text_take(struct text *text);
bool text_over(const struct text *text);
/* Empties it and keeps the memory and the limit. */
void text_reset(struct text *text);
void text_clear(struct text *text);
/* The same, after overwriting the bytes: for secrets and what families wrote. */
void text_wipe(struct text *text);

/* Bytes of the UTF-8 character at `at` (1 to 4), or 0 where the bytes are not UTF-8 (overlong forms,
 * surrogates and cut sequences included). `n` is what is left. */
size_t utf8_length(const char *at, size_t n);
/* Code points; each byte that is not UTF-8 counts as one. */
size_t utf8_count(const char *at, size_t n);
/* Copies, with U+FFFD for each byte that is not UTF-8. */
void text_add_utf8(struct text *text, const char *bytes, size_t n);

#endif
