#include "gateway/web/rules.h"

#include "gateway/web/server.h"

static const struct {
    const char *written, *method;
} methods[] = {
    {"DELETE",  "DELETE" },
    {"GET",     "GET"    },
    {"HEAD",    "GET"    },
    {"OPTIONS", "OPTIONS"},
    {"PATCH",   "PATCH"  },
    {"POST",    "POST"   },
    {"PUT",     "PUT"    },
};

static const char *find_method(const char *written)
{
    for (size_t i = 0; i < COUNT(methods); i++)
        if (strcmp(methods[i].written, written) == 0) return methods[i].method;
    return NULL;
}

/* RFC 9110, 5.6.2: what a header may be called. */
static bool is_token(const char *name)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "!#$%&'*+-.^_`|~";

    return *name && name[strspn(name, letters)] == '\0';
}

/* No control characters but the tab. */
static bool is_value(const char *value)
{
    for (; *value; value++)
        if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7F) return false;
    return true;
}

/* Digits only, no sign, no list, small enough to count with. */
static bool read_length(const char *value, uint64_t *out)
{
    size_t n = strspn(value, "0123456789");

    if (n == 0 || n > 18 || value[n] != '\0') return false;
    *out = strtoull(value, NULL, 10);
    return true;
}

/* Reads what one header says about the body. False: it must not be there. */
static bool read_header(const struct http_header *header, const char *version,
                        struct request_shape *out)
{
    if (!is_token(header->name) || !is_value(header->value)) return false;
    if (strcasecmp(header->name, "Content-Length") == 0) {
        if (out->declared) return false;
        out->declared = true;
        return read_length(header->value, &out->body_bytes);
    }
    if (strcasecmp(header->name, "Transfer-Encoding") == 0) {
        if (out->chunked || strcmp(version, "HTTP/1.1") != 0) return false;
        out->chunked = true;
        return strcasecmp(header->value, "chunked") == 0;
    }
    if (strcasecmp(header->name, "Expect") == 0) out->expects = true;
    return true;
}

int rules_check(const char *method, const char *version, const struct http_headers *headers,
                struct request_shape *out)
{
    struct request_shape shape = {.method = find_method(method)};
    size_t bytes = 0, hosts = 0;

    if (!shape.method) return 501;
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0) return 400;
    for (size_t i = 0; i < headers->n; i++) {
        const struct http_header *header = &headers->at[i];

        bytes += strlen(header->name) + strlen(header->value) + 4;
        if (!read_header(header, version, &shape)) return 400;
        if (strcasecmp(header->name, "Host") == 0) hosts++;
    }
    if (bytes > SERVER_HEADER_BYTES) return 431;
    if (shape.declared && shape.chunked) return 400;
    if (hosts > 1 || (hosts == 0 && strcmp(version, "HTTP/1.1") == 0)) return 400;
    *out = shape;
    return 0;
}

bool rules_is_webhook(const char *url)
{
    static const char *const prefixes[] = {"/in/", "/report/", "/ussd/"};

    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (strncmp(url, prefixes[i], strlen(prefixes[i])) == 0) return true;
    return false;
}

size_t rules_body_max(const char *url)
{
    static const char *const calendars[] = {"/calendar", "/api/v1/calendar"};

    if (rules_is_webhook(url)) return SERVER_WEBHOOK_BYTES;
    for (size_t i = 0; i < COUNT(calendars); i++)
        if (strcmp(url, calendars[i]) == 0) return SERVER_UPLOAD_BYTES;
    return SERVER_FORM_BYTES;
}

bool rules_read_listen(const char *listen, struct text *host, struct text *port)
{
    const char *colon = strrchr(listen, ':');
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    size_t host_n = colon ? (size_t)(colon - listen) : 0;

    if (digits == 0 || digits > 5 || colon[1 + digits] != '\0') return false;
    if (strtoul(colon + 1, NULL, 10) > 65535) return false;
    if (*listen == '[') {
        if (host_n < 3 || listen[host_n - 1] != ']') return false;
        listen++;
        host_n -= 2;
    } else if (memchr(listen, ':', host_n)) {
        return false; /* an IPv6 address without brackets */
    }
    text_add_bytes(host, listen, host_n);
    text_add(port, colon + 1);
    return true;
}
