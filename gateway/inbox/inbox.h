#ifndef GATEWAY_INBOX_INBOX_H
#define GATEWAY_INBOX_INBOX_H
/* Inbox: one webhook of a provider becomes durable events.
 *
 * /in/<route>[/<secret>] and /report/<route>[/<secret>] both take either kind of webhook. A route with
 * networks takes them from nowhere else, whatever they know; one with a secret is only reached by a path that carries it; what else proves that the provider speaks (a
 * signature, Basic authentication) is the adapter's. The provider hears its own answer once everything
 * it said is on disk, and 503 where that failed, so that it tries again. A report or opt-out that
 * neither a secret nor a signature vouches for moves nothing (403). What a text means, and whether anyone
 * knows its sender, is decided later, by the handle step. */
#include "config/config.h"
#include "gateway/store/store.h"

struct inbox {
    const struct config *config;
    struct store *store;
    bool inside; /* the webhooks come from the sandbox in this process, which needs no secret */
};

#define INBOX_BODY_MAX ((size_t)256 << 10)

/* Hears the answer, exactly once: maybe on the store's own thread, maybe before the call that asked
 * has returned. Is quick, does not call the store, and takes out of `answer` what it wants to keep. */
typedef void inbox_answer(void *with, struct http_response *answer);

/* Receives one webhook without waiting. `request->url` is the path and query as they came. Nothing of
 * `inbox` or `request` is needed after it returns, but the store. Answers: 404 no such route, 403 wrong network or
 * secret, 405 neither GET, POST nor PUT, 413 body over INBOX_BODY_MAX, 503 not durable, else the
 * adapter's own. */
void inbox_receive_later(const struct inbox *inbox, const struct http_request *request, usec now,
                         inbox_answer *answer, void *with);

/* The same, and waits until it is durable: for the sandbox and for tests. */
void inbox_receive(const struct inbox *inbox, const struct http_request *request, usec now,
                   struct http_response *answer);

#endif
