#ifndef GATEWAY_USSD_USSD_H
#define GATEWAY_USSD_USSD_H
/* Ussd: one request of a USSD provider in, one screen out.
 *
 * /ussd/<route>[/<secret>][/<what the provider appends>]. What was typed is on disk, in the inbox, before
 * anything is decided about it; where it stands then leads the session on, whichever node looks (steps.h). A
 * request that neither a secret nor a signature vouches for is answered as a stranger's would be: nothing of a
 * family is shown, and what is typed is read by a person. */
#include "gateway/inbox/inbox.h"
#include "gateway/steps/steps.h"

/* Answers one request, waiting for the disk: for a virtual clock. */
void ussd_exchange(struct world *world, const struct inbox *inbox,
                   const struct http_request *request, usec now, struct http_response *answer);

/* ---- The desk: many at once, each answered in time ------------------------------------------- */

/* A screen that is not ready by then says what is true at that moment: that the answer is safe and what follows
 * comes later, or that nobody knows. Networks end a session that waits for seconds; families sooner. */
#define USSD_ANSWER_WITHIN (700 * USEC_MS)

struct desk;

struct desk_options {
    struct world *world; /* its dice are not used */
    const struct inbox *inbox;
    struct clock *clock;
    /* From any thread: a step was handled, or (not RC_OK) could not be. `calls`: somebody is to be called, or a
     * text waits to be handled. */
    void (*handled)(void *with, bool calls, enum rc rc, const struct fault *why);
    void *with;
};

/* RC_BROKEN: no threads. Everything in `options` outlives the desk. */
enum rc desk_new(const struct desk_options *options, struct desk **out,
                 struct fault *why) NEEDS_CHECK;
/* Returns when everything that was received is answered and written. NULL is fine. */
void desk_free(struct desk *desk);

/* Never waits; `request` lives until the answer. */
void desk_receive(struct desk *desk, const struct http_request *request, inbox_answer *answer,
                  void *with);

#endif
