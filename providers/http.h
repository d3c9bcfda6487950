#ifndef PROVIDERS_HTTP_H
#define PROVIDERS_HTTP_H
/* One HTTP request and one response, as plain data: what adapters write and read. No I/O. */
#include "gateway/base/text.h"

struct http_header {
    char *name; /* as written; compared without regard to case */
    char *value;
};

struct http_headers {
    struct http_header *at;
    size_t n;
};

#define HTTP_PEER_SPACE 48

struct http_request {
    const char *method; /* a constant: "GET", "POST", … */
    struct text url;    /* complete: for a webhook the public one, as the provider was given it */
    struct http_headers headers;
    struct text body;
    char peer
        [HTTP_PEER_SPACE]; /* of a webhook: the other end of the connection; "" where there is none */
};

struct http_response {
    int status; /* 0: no answer came */
    struct http_headers headers;
    struct text body;
};

/* Copies both. */
void http_header_add(struct http_headers *headers, const char *name, const char *value);
/* "Authorization: SCHEME SECRET". */
void http_header_add_authorization(struct http_headers *headers, const char *scheme,
                                   const char *secret);
/* The first of that name, or NULL. Borrowed. */
const char *http_header_find(const struct http_headers *headers, const char *name);

void http_headers_clear(struct http_headers *headers);
void http_request_clear(struct http_request *request);
void http_response_clear(struct http_response *response);

#endif
