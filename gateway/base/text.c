#include "gateway/base/text.h"

#include <ctype.h>

static size_t limit_of(const struct text *text)
{
    return text->limit ? text->limit : TEXT_LIMIT_DEFAULT;
}

/* Makes room for `n` more bytes and a NUL; says how many of them fit under the limit. */
static size_t make_room(struct text *text, size_t n)
{
    size_t left = limit_of(text) - text->n;

    if (n > left) {
        text->over = true;
        n = left;
    }
    if (text->n + n + 1 > text->space) {
        size_t space = text->space ? text->space : 64;

        while (space < text->n + n + 1)
            space *= 2;
        text->at = mem_grow(text->at, space, 1);
        text->space = space;
    }
    return n;
}

void text_add_bytes(struct text *text, const void *bytes, size_t n)
{
    n = make_room(text, n);
    if (n) memcpy(text->at + text->n, bytes, n);
    text->n += n;
    text->at[text->n] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
    if (make_room(text, 1)) text->at[text->n++] = c;
    text->at[text->n] = '\0';
}

void text_addv(struct text *text, const char *format, va_list args)
{
    char *made = NULL;
    int n = vasprintf(&made, format, args);

    if (n < 0) return;
    text_add_bytes(text, made, (size_t)n);
    free(made);
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_addv(text, format, args);
    va_end(args);
}

void text_add_url(struct text *text, const char *bytes, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (isascii(c) && (isalnum(c) || strchr("-._~", c) != NULL) && c != '\0') {
            text_add_char(text, (char)c);
        } else {
            char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
            text_add_bytes(text, escaped, sizeof(escaped));
        }
    }
}

size_t utf8_length(const char *at, size_t n)
{
    const unsigned char *b = (const unsigned char *)at;

    if (n == 0) return 0;
    if (b[0] < 0x80) return 1;
    if (b[0] >= 0xC2 && b[0] <= 0xDF) return n >= 2 && (b[1] & 0xC0) == 0x80 ? 2 : 0;
    if ((b[0] & 0xF0) == 0xE0) {
        if (n < 3 || (b[1] & 0xC0) != 0x80 || (b[2] & 0xC0) != 0x80) return 0;
        if (b[0] == 0xE0 && b[1] < 0xA0) return 0;  /* overlong */
        if (b[0] == 0xED && b[1] >= 0xA0) return 0; /* surrogate */
        return 3;
    }
    if (b[0] < 0xF0 || b[0] > 0xF4 || n < 4) return 0;
    if ((b[1] & 0xC0) != 0x80 || (b[2] & 0xC0) != 0x80 || (b[3] & 0xC0) != 0x80) return 0;
    if (b[0] == 0xF0 && b[1] < 0x90) return 0;
    if (b[0] == 0xF4 && b[1] >= 0x90) return 0;
    return 4;
}

size_t utf8_count(const char *at, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; count++) {
        size_t length = utf8_length(at + i, n - i);
        i += length ? length : 1;
    }
    return count;
}

void text_add_utf8(struct text *text, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = utf8_length(bytes + i, n - i);

        if (length)
            text_add_bytes(text, bytes + i, length);
        else
            text_add(text, "\xEF\xBF\xBD");
        i += length ? length : 1;
    }
}

/* Line ends for some readers of lines: U+0085 (C2 85), U+2028 and U+2029 (E2 80 A8, E2 80 A9). */
static bool is_unicode_line_end(const char *at, size_t length)
{
    return (length == 2 && memcmp(at, "\xC2\x85", 2) == 0) ||
           (length == 3 &&
            (memcmp(at, "\xE2\x80\xA8", 3) == 0 || memcmp(at, "\xE2\x80\xA9", 3) == 0));
}

static void add_json_char(struct text *text, const char *at, size_t length)
{
    if (length == 0) {
        text_add(text, "\xEF\xBF\xBD");
    } else if (is_unicode_line_end(at, length)) {
        text_add(text, length == 2 ? "\\u0085" : at[2] == '\xA8' ? "\\u2028" : "\\u2029");
    } else if (length > 1 || (*at >= 0x20 && *at != '"' && *at != '\\' && *at != 0x7F)) {
        text_add_bytes(text, at, length);
    } else if (*at == '"' || *at == '\\') {
        text_add_char(text, '\\');
        text_add_char(text, *at);
    } else if (*at == '\n') {
        text_add(text, "\\n");
    } else {
        text_addf(text, "\\u%04x", (unsigned)*at);
    }
}

void text_add_json(struct text *text, const char *bytes, size_t n)
{
    text_add_char(text, '"');
    for (size_t i = 0; i < n;) {
        size_t length = utf8_length(bytes + i, n - i);

        add_json_char(text, bytes + i, length);
        i += length ? length : 1;
    }
    text_add_char(text, '"');
}

void text_add_html(struct text *text, const char *string)
{
    for (; *string; string++) {
        switch (*string) {
        case '&':
            text_add(text, "&amp;");
            break;
        case '<':
            text_add(text, "&lt;");
            break;
        case '>':
            text_add(text, "&gt;");
            break;
        case '"':
            text_add(text, "&quot;");
            break;
        case '\'':
            text_add(text, "&#39;");
            break;
        default:
            text_add_char(text, *string);
        }
    }
}

const char *text_string(const struct text *text)
{
    return text->at ? text->at : "";
}

char *text_take(struct text *text)
{
    char *taken = text->at ? text->at : mem_new(1, 1);

    *text = (struct text){.limit = text->limit};
    return taken;
}

bool text_over(const struct text *text)
{
    return text->over;
}

void text_reset(struct text *text)
{
    text->n = 0;
    text->over = false;
    if (text->at) text->at[0] = '\0';
}

void text_clear(struct text *text)
{
    if (!text) return;
    free(text->at);
    *text = (struct text){.limit = text->limit};
}

void text_wipe(struct text *text)
{
    if (!text) return;
    if (text->at) explicit_bzero(text->at, text->space);
    text_clear(text);
}
