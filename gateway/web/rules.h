#ifndef GATEWAY_WEB_RULES_H
#define GATEWAY_WEB_RULES_H
/* Rules: which requests are refused before anything of them is used. Pure; reads hostile bytes.
 *
 * A request whose length two readers could understand differently lets a stranger hide a second one
 * inside it (request smuggling), where a proxy stands in front. libmicrohttpd 0.9.75 takes the first
 * Content-Length of several, and Transfer-Encoding before Content-Length; RFC 9112, 6.3 says refuse. */
#include "providers/http.h"

/* What the request line and headers say. */
struct request_shape {
    const char *method;  /* a constant; "GET" for HEAD */
    uint64_t body_bytes; /* declared; 0 where it is not */
    bool declared;       /* there is a Content-Length */
    bool chunked;
    bool expects; /* waits for "100 Continue" before its body */
};

/* 0: it may go on and `out` is filled in; else the status that refuses it: 400, 431 or 501. */
int rules_check(const char *method, const char *version, const struct http_headers *headers,
                struct request_shape *out);

/* /in/…, /report/… and /ussd/… */
bool rules_is_webhook(const char *url);
/* Bytes that the body of a request to this path may have. */
size_t rules_body_max(const char *url);

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (every address) -> host and port. False: none of these. */
bool rules_read_listen(const char *listen, struct text *host, struct text *port);

#endif
