#ifndef GATEWAY_OUTBOX_CURL_SLOT_H
#define GATEWAY_OUTBOX_CURL_SLOT_H
/* Slot: one easy handle of libcurl and the exchange that it carries; used again and again.
 *
 * It knows how a request becomes options and how a result becomes an exchange, and nothing of sockets
 * or waiting: see curl_wire.c. */
#include <curl/curl.h>

#include "gateway/outbox/wire.h"

struct slot {
    CURL *easy;
    struct slot *next; /* in the wire's lists */
    struct curl_slist *headers, *receivers;
    struct text body; /* of the request */
    size_t body_read; /* of a mail: what libcurl fetched */
    bool mail;
    bool repeatable; /* GET: may be sent twice */
    bool dirty;      /* options of a mail are set, which no HTTP request may see */
    struct exchange exchange;
};

/* NULL: libcurl has no memory. */
struct slot *slot_new(void);
void slot_free(struct slot *slot);

/* Sets the handle up. False: the request cannot be sent as it is, and the exchange says why. */
bool slot_prepare(struct slot *slot, uint64_t tag, const struct http_request *request,
                  usec timeout_for);
/* Fills in the exchange after libcurl is through with the handle. */
void slot_finish(struct slot *slot, CURLcode code);
/* Makes the slot ready for the next request; what is left in the exchange is cleared. */
void slot_reset(struct slot *slot);

#endif
