#ifndef GATEWAY_AGENDA_FEED_H
#define GATEWAY_AGENDA_FEED_H
/* Feed: the calendars of staff that are published at an address, looked at every so often.
 *
 * The address is a secret: it stands in no log, no fault and no row. A feed that cannot be fetched, or not
 * be read, changes nothing. */
#include <stdatomic.h>

#include "config/config.h"
#include "gateway/outbox/wire.h"
#include "gateway/store/store.h"

struct feed_reader {
    struct store *store;
    const struct config *config;
    struct wire *wire;          /* its own */
    const atomic_bool *give_up; /* the gateway stops: a fetch is left where it is */
};

/* When the feed of this member of staff must be looked at; USEC_NEVER: there is none. */
enum rc feed_due(const struct feed_reader *reader, const struct staff *staff, usec *out,
                 struct fault *why) NEEDS_CHECK;

/* Fetches it and takes over what changed. RC_AGAIN or RC_INVALID: what is wrong with the feed, which is also
 * kept for the console; `news` is whether it was not wrong in that way before, or now is well and was not. */
enum rc feed_take(const struct feed_reader *reader, const struct staff *staff, usec now, bool *news,
                  struct fault *why) NEEDS_CHECK;

/* How the feeds of all staff stand. */
struct feed_counts {
    size_t n, failing;
    usec
        read_at; /* when the one that waits longest was fetched well; 0: never; USEC_NEVER: there are none */
};
enum rc feed_count(struct store *store, const struct config *config, struct feed_counts *out,
                   struct fault *why) NEEDS_CHECK;

#endif
