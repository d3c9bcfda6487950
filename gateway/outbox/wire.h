#ifndef GATEWAY_OUTBOX_WIRE_H
#define GATEWAY_OUTBOX_WIRE_H
/* Wire: requests out, answers back, many at once.
 *
 * The real one is libcurl's multi interface on the caller's thread (HTTP and SMTP); the sandbox answers
 * in this process; simulate and tests bring their own. One thread uses a wire, but `wake` may be called
 * from any. */
#include "providers/http.h"

/* How an exchange ended, which decides whether the message may be sent again. */
enum wire_end {
    WIRE_NEVER_SENT, /* no connection was made: the message certainly did not leave */
    WIRE_CUT,        /* the request (or part of it) left and no whole answer came */
    WIRE_ANSWERED,
};

struct exchange {
    uint64_t tag; /* the caller's */
    enum wire_end end;
    struct http_response response;
    char error[96]; /* for the log: what the library says; never a text or a number */
};
void exchange_clear(struct exchange *exchange);

struct wire {
    /* Starts one request, which is copied. A mail has method "MAIL", an smtp:// or smtps:// URL, the
     * headers From, To, User and Password (the last two optional) and the finished RFC 5322 message as
     * body; it is ANSWERED with the SMTP code as status. False: no room, take answers first. */
    bool (*start)(struct wire *wire, uint64_t tag, const struct http_request *request,
                  usec timeout_for);
    /* Moves at most `max` finished exchanges into `out`; the caller clears them. */
    size_t (*take)(struct wire *wire, struct exchange *out, size_t max);
    /* Works until something has finished, `wake` was called or `wait_for` (a span) is over. */
    void (*run)(struct wire *wire, usec wait_for);
    void (*wake)(struct wire *wire);
    void (*free)(struct wire *wire);
};

/* libcurl multi. At most `inflight_max` requests at once, connections are kept and reused, HTTP/1.1, no
 * redirects, TLS checked, bodies limited to 2 MiB. Proxies from the environment are not used. */
enum rc wire_curl_new(size_t inflight_max, struct wire **out, struct fault *why) NEEDS_CHECK;

/* Answers requests to "sandbox:" in this process as the sandbox provider, and mail to "sandbox:" too;
 * hands everything else to `inner` (NULL: it is never sent). */
struct wire *wire_sandbox_new(struct wire *inner);

/* The delivery reports that the sandbox owes for answers that were taken, oldest first: at most `max`
 * webhooks, their URL as path and query, for inbox_receive. The caller clears them. */
size_t wire_sandbox_reports(struct wire *wire, struct http_request *out, size_t max);

#endif
