#ifndef GATEWAY_USSD_CALL_H
#define GATEWAY_USSD_CALL_H
/* Call: one request of a USSD provider and the screen that answers it. Only ussd/ includes this. */
#include "gateway/inbox/webhook.h"
#include "gateway/steps/steps.h"

struct call {
    const struct inbox *inbox;
    const struct http_request *request; /* until it is answered */
    usec now;
    struct webhook webhook;
    struct arrived arrived;
    const struct arrival *arrival;
    bool typed; /* else dialled */
};
void call_clear(struct call *call);

/* Reads the request. False: nothing is to be shown, and `answer` says so (a refusal, the end of a session). */
bool call_read(const struct inbox *inbox, const struct http_request *request, usec now,
               struct call *out, struct http_response *answer);

struct dialled call_dialled(const struct call *call);

/* The answer that shows this text, as the provider wants it. */
void call_show(const struct call *call, const char *text, bool end, struct http_response *answer);

/* What can be said without asking the store. Danger is heard all the same: it gets the emergency number and
 * no promise that nobody keeps. */
enum blind {
    BLIND_NOTE,     /* nobody vouches for this request: it is answered as a stranger's */
    BLIND_KEPT,     /* … what was typed is on disk */
    BLIND_PROMISED, /* it is on disk, and what follows is done after */
    BLIND_UNSURE,   /* nobody knows whether it is */
    BLIND_BUSY,     /* nothing was typed */
};
void call_show_blind(const struct call *call, const struct reader *reader, enum blind blind,
                     struct http_response *answer);

#endif
