#ifndef GATEWAY_RUN_ROUTE_WATCH_H
#define GATEWAY_RUN_ROUTE_WATCH_H
/* Route_watch: the operator hears of a provider that stopped working, of one that works again, and of a
 * budget that runs out; once, not a thousand times a second. */
#include "gateway/outbox/outbox.h"
#include "gateway/run/trouble.h"

struct route_watch {
    const struct config *config;
    struct trouble *troubles; /* of each route's provider */
    int *told;                /* percent of each route's budget that was warned of */
    usec budgets_at;          /* when they are looked at again */
};

void route_watch_init(struct route_watch *watch, const struct config *config);
void route_watch_clear(struct route_watch *watch);

/* After a turn of the outbox. */
void route_watch_providers(struct route_watch *watch, struct outbox *outbox);
/* Now and then; from one thread. */
enum rc route_watch_budgets(struct route_watch *watch, struct store *store, usec now,
                            struct fault *why) NEEDS_CHECK;

#endif
