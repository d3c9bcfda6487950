#include "gateway/outbox/breaker.h"

const char *breaker_name(enum breaker_state state)
{
    static const char *const names[] = {
        [BREAKER_CLOSED] = "closed", [BREAKER_OPEN] = "open", [BREAKER_PROBING] = "probing"};

    return names[state];
}

static void open_for(struct breaker *breaker, usec wait, usec now)
{
    breaker->state = BREAKER_OPEN;
    breaker->failures = 0;
    breaker->openings++;
    breaker->until = now + wait;
}

/* Twice as long each time. */
static usec wait_of(const struct breaker *breaker)
{
    usec wait = BREAKER_FIRST;

    for (int i = 0; i < breaker->openings && wait < BREAKER_MAX; i++)
        wait *= 2;
    return wait < BREAKER_MAX ? wait : BREAKER_MAX;
}

bool breaker_may_probe(const struct breaker *breaker, usec now)
{
    return breaker->state == BREAKER_OPEN && now >= breaker->until;
}

void breaker_sent(struct breaker *breaker, usec now)
{
    if (breaker_may_probe(breaker, now)) breaker->state = BREAKER_PROBING;
}

void breaker_worked(struct breaker *breaker)
{
    *breaker = (struct breaker){0};
}

void breaker_failed(struct breaker *breaker, usec now)
{
    switch (breaker->state) {
    case BREAKER_CLOSED:
        if (++breaker->failures >= BREAKER_FAILURES) open_for(breaker, wait_of(breaker), now);
        break;
    case BREAKER_OPEN:
        break;
    case BREAKER_PROBING:
        open_for(breaker, wait_of(breaker), now);
        break;
    }
}

void breaker_throttled(struct breaker *breaker, usec now)
{
    if (breaker->state == BREAKER_PROBING) breaker_failed(breaker, now);
}

void breaker_refused(struct breaker *breaker, usec now)
{
    open_for(breaker, BREAKER_MAX, now);
}
