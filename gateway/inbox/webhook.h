#ifndef GATEWAY_INBOX_WEBHOOK_H
#define GATEWAY_INBOX_WEBHOOK_H
/* Webhook: who may speak, and what was said. */
#include "gateway/inbox/inbox.h"

/* Which of our addresses a request came to: /in/… and /report/…, or /ussd/…. */
enum webhook_door { DOOR_TEXTS, DOOR_USSD };

struct webhook {
    const struct route *route; /* NULL: there is none, or it may not speak */
    struct receipt receipt;
    bool vouched; /* a secret or a signature says that it is the provider */
};
void webhook_clear(struct webhook *webhook);

/* Reads a request with the adapter of its route; `screen` is what a USSD answer shows. False: the answer in
 * `out->receipt` says no, and nothing was said. */
bool webhook_read(const struct inbox *inbox, enum webhook_door door,
                  const struct http_request *request, const struct ussd_screen *screen, usec now,
                  struct webhook *out);

/* What was said as arrivals, and the memory of their strings. Valid as {0}. */
struct arrived {
    struct arrival *at;
    size_t n;
    char **strings;
    size_t string_n, space;
};
void arrived_clear(struct arrived *arrived);
void arrived_add(struct arrived *arrived, const struct webhook *webhook, usec now);

#endif
