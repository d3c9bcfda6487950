#ifndef GATEWAY_RUN_GATEWAY_H
#define GATEWAY_RUN_GATEWAY_H
/* Gateway: the world of a configuration, made once and handed down, and the threads that run its steps.
 *
 * Threads: the server's loop and its page workers, the store's writer, one that dispatches, one that
 * handles what came in, one that plans, watches and keeps. A demonstration has one thread for all steps,
 * since its clock can be moved. */
#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/store/store.h"

struct gateway;
struct demo_clock;
struct story;

struct gateway_options {
    const struct data *data;
    const struct config *config; /* lives longer than the gateway */
    struct store *store;         /* likewise */
    struct clock *clock;         /* likewise */
    /* The demonstration: the phone pane, the buttons that move the clock. NULL: the real thing. `clock`
     * is then its clock. */
    struct demo_clock *demo_clock;
    struct story *story;
};

/* Builds everything and starts the threads. RC_TAKEN: somebody listens on that address. */
enum rc gateway_start(const struct gateway_options *options, struct gateway **out,
                      struct fault *why) NEEDS_CHECK;
int gateway_port(const struct gateway *gateway);

/* Stops taking work, finishes what is in hand and ends the threads; loses nothing. */
void gateway_stop(struct gateway *gateway);

#endif
