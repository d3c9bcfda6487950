#ifndef GATEWAY_BASE_CLOCK_H
#define GATEWAY_BASE_CLOCK_H
/* Clock: the only way to ask what time it is.
 *
 * `main` makes one and hands it down; simulations and the demonstration make others. */
#include "gateway/base/base.h"

struct clock {
    usec (*now)(struct clock *clock);
};

/* The machine's own clock. */
struct clock clock_real(void);

usec clock_now(struct clock *clock);

/* Seconds that only go forward, for time-outs and rates inside one process; unrelated to UTC. */
usec clock_monotonic(void);

/* "2026-04-02T08:30:00Z" and back. Written to the second; read with or without a fraction, whose
 * microseconds are kept. False: not in that form, or not a date. */
void clock_write(usec at, char out[static 32]);
bool clock_read(const char *string, usec *out);

#endif
