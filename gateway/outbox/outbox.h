#ifndef GATEWAY_OUTBOX_OUTBOX_H
#define GATEWAY_OUTBOX_OUTBOX_H
/* Outbox: from the durable queue to the provider, and what became of it back into the store.
 *
 * One thread takes turns; many requests are in flight at once and the store works beside it. A message is
 * claimed, durably, before the wire is touched, so after a crash it is "unknown", never "unsent". An
 * unknown outcome is looked up where the provider can tell, else it waits for its report (half its
 * window, at most two hours), and is sent again at most once. Pages and crisis replies are the opposite:
 * in doubt they are sent again at once, by another route where there is one; in doubt once more they are asked
 * about, and sent again ten minutes later and then ever more seldom. */
#include "config/config.h"
#include "gateway/outbox/breaker.h"
#include "gateway/outbox/wire.h"
#include "gateway/store/store.h"

struct outbox;

struct outbox_options {
    struct store *store;
    const struct config *config;
    struct wire *wire;
    struct dice *dice;
    usec
        poll_for; /* how long an empty queue is left alone unless nudged; USEC_NEVER: until its time */
};

struct outbox_turn {
    size_t sent;     /* requests started */
    size_t recorded; /* outcomes handed to the store */
    bool busy;       /* something is in flight or being written … */
    bool writing;    /* … by the store, which will wake the wire */
    usec next_at;    /* when to take the next turn, if nothing wakes the wire before */
};

struct outbox *outbox_new(const struct outbox_options *options);
/* Waits for the store's answers; what is still on the wire stays claimed and becomes unknown. */
void outbox_free(struct outbox *outbox);

/* Takes answers off the wire, claims what is due, checks it one last time and starts it. Never waits.
 * RC_BROKEN: the store failed; what happened on the wire is kept and recorded by a later turn. */
enum rc outbox_take_turn(struct outbox *outbox, usec now, struct outbox_turn *out,
                         struct fault *why) NEEDS_CHECK;

/* Waits until the wire or the store has an answer, it is nudged, or `wait_for` (a span) is over. */
void outbox_wait(struct outbox *outbox, usec wait_for);

/* Something new may be due. From any thread. */
void outbox_nudge(struct outbox *outbox);

/* From now on nothing new is claimed; turns go on until `busy` is false. */
void outbox_drain(struct outbox *outbox);

#define ROUTE_TROUBLE_SPACE 128

/* How a route stands, for the console and the operator. */
struct route_status {
    bool off;
    enum breaker_state breaker;
    usec probe_at;                     /* while open: when the next try is made */
    char trouble[ROUTE_TROUBLE_SPACE]; /* what opened it, in the provider's code and our words */
};
/* Of the route at that place in the configuration. From any thread. */
void outbox_route_status(struct outbox *outbox, size_t route, struct route_status *out);

#endif
