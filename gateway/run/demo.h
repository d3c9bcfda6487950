#ifndef GATEWAY_RUN_DEMO_H
#define GATEWAY_RUN_DEMO_H
/* Demonstration: a made-up municipality whose clock can be moved, and weeks of its history played through
 * the real steps before it opens. */
#include <stdatomic.h>

#include "gateway/inbox/inbox.h"
#include "gateway/run/story.h"
#include "gateway/steps/steps.h"

/* A clock that runs like the machine's, some time off. */
struct demo_clock {
    struct clock clock; /* first: a `struct clock *` is a `struct demo_clock *` */
    _Atomic usec offset;
};

void demo_clock_init(struct demo_clock *clock, usec at);
/* Never backwards. */
void demo_clock_move(struct demo_clock *clock, usec at);

/* What a moved clock runs over. */
struct demo {
    struct world *world;
    struct inbox *inbox;
    struct wire *wire; /* the sandbox's */
    struct demo_clock *clock;
    struct story *story; /* NULL: nobody plays the families */
};

/* Everything that is due until `until`, moment by moment, with the clock moved along. */
enum rc demo_run_until(struct demo *demo, usec until, struct fault *why) NEEDS_CHECK;

/* Hands the sandbox's delivery reports to the inbox, as webhooks; returns how many. */
size_t demo_deliver_reports(struct wire *wire, const struct inbox *inbox, usec now);

/* A text from a phone, as the sandbox provider's webhook. */
enum rc demo_deliver_text(const struct inbox *inbox, const char *number, const char *text, usec now,
                          struct fault *why) NEEDS_CHECK;

/* One step of a USSD session on a phone, as the sandbox provider's webhook, and the screen that answers it.
 * `typed` NULL: dialled, or looked at again. */
struct demo_keys {
    const char *number, *session, *typed;
};
enum rc demo_deliver_keys(struct demo *demo, const struct demo_keys *keys, usec now,
                          struct text *screen, bool *end, struct fault *why) NEEDS_CHECK;

#endif
