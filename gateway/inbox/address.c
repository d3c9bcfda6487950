#include "gateway/inbox/address.h"

#define SEGMENT_MAX 256

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Decodes one segment of a path; false: a broken escape, a NUL, or too long. */
static bool read_segment(const char *at, size_t n, struct text *out)
{
    for (size_t i = 0; i < n; i++) {
        int high, low;
        char c = at[i];

        if (c == '%') {
            high = i + 2 < n ? hex_digit(at[i + 1]) : -1;
            low = i + 2 < n ? hex_digit(at[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || out->n == SEGMENT_MAX) return false;
        text_add_char(out, c);
    }
    return out->n > 0;
}

/* Bytes up to the next slash. */
static size_t segment_length(const char *at, size_t n)
{
    const char *slash = memchr(at, '/', n);

    return slash ? (size_t)(slash - at) : n;
}

/* Bytes of the path without its query. */
static size_t path_length(const char *url, size_t n)
{
    size_t i = 0;

    while (i < n && url[i] != '?' && url[i] != '#')
        i++;
    return i;
}

bool address_read(const char *url, size_t n, struct address *out)
{
    static const char *const prefixes[] = {"/in/", "/report/", "/ussd/"};
    size_t length;

    n = path_length(url, n);
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        size_t prefix_n = strlen(prefixes[i]);

        if (n < prefix_n || memcmp(url, prefixes[i], prefix_n) != 0) continue;
        out->is_ussd = i == 2;
        url += prefix_n;
        n -= prefix_n;
        length = segment_length(url, n);
        if (!read_segment(url, length, &out->route)) return false;
        if (length == n) return true;
        url += length + 1;
        n -= length + 1;
        if (out->is_ussd) n = segment_length(url, n);
        return n == 0 || read_segment(url, n, &out->secret);
    }
    return false;
}

void address_clear(struct address *address)
{
    text_clear(&address->route);
    text_wipe(&address->secret);
}
