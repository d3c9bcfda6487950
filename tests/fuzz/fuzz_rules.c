/* Method, version and headers of any bytes: a line each, "name:value". */
#include "tests/fuzz/fuzz.h"

#include "gateway/web/rules.h"

#define LINES_MAX 100

/* The next line of `*at`, made a string of its own. */
static char *next_line(const char **at, size_t *left)
{
    const char *end = memchr(*at, '\n', *left);
    size_t n = end ? (size_t)(end - *at) : *left;
    char *line = mem_copy(*at, n);

    *at += n + (end != NULL);
    *left -= n + (end != NULL);
    return line;
}

static size_t count(const struct http_headers *headers, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < headers->n; i++)
        n += strcasecmp(headers->at[i].name, name) == 0;
    return n;
}

static void read_headers(const char *at, size_t left, struct http_headers *out)
{
    for (int i = 0; i < LINES_MAX && left > 0; i++) {
        SCOPED(mem_free) char *line = next_line(&at, &left);
        char *colon = strchr(line, ':');

        if (!colon) continue;
        *colon = '\0';
        http_header_add(out, line, colon + 1);
    }
}

/* What was let through can be read in one way only. */
static void check_shape(const struct http_headers *headers, const struct request_shape *shape)
{
    assert(shape->method);
    assert(count(headers, "Content-Length") + count(headers, "Transfer-Encoding") <= 1);
    assert(count(headers, "Host") <= 1);
    assert(shape->declared == (count(headers, "Content-Length") == 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *at = (const char *)bytes;
    SCOPED(mem_free) char *method = next_line(&at, &n);
    SCOPED(mem_free) char *version = next_line(&at, &n);
    SCOPED(text_clear) struct text host = {0};
    SCOPED(text_clear) struct text port = {0};
    struct request_shape shape = {0};
    struct http_headers headers = {0};

    read_headers(at, n, &headers);
    if (rules_check(method, version, &headers, &shape) == 0) check_shape(&headers, &shape);
    if (rules_read_listen(method, &host, &port))
        assert(strtoul(text_string(&port), NULL, 10) <= 65535);
    rules_is_webhook(version);
    http_headers_clear(&headers);
    return 0;
}
