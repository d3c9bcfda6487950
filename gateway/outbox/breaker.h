#ifndef GATEWAY_OUTBOX_BREAKER_H
#define GATEWAY_OUTBOX_BREAKER_H
/* Breaker: whether a provider is worth another try. Pure, and forgotten with the process.
 *
 * It opens after a few failures in a row, or at once where the provider refuses the account. After a while
 * one message is let through as a probe: if it is answered in order the breaker closes, else it stays open
 * for twice as long. What was still on the wire when it opened does not lengthen that. */
#include "gateway/base/base.h"

#define BREAKER_FAILURES 5
#define BREAKER_FIRST    (5 * USEC_SEC)
#define BREAKER_MAX      (5 * USEC_MIN)

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_PROBING };
const char *breaker_name(enum breaker_state state);

struct breaker {
    enum breaker_state state;
    int failures; /* in a row, while closed */
    int openings; /* since it was last closed */
    usec until;   /* open: when a probe may go */
};

/* Whether the next message is the probe. */
bool breaker_may_probe(const struct breaker *breaker, usec now);
/* A message left. */
void breaker_sent(struct breaker *breaker, usec now);

/* The provider took a message, or refused that one message. */
void breaker_worked(struct breaker *breaker);
/* It did not answer, or said that it cannot now. */
void breaker_failed(struct breaker *breaker, usec now);
/* It wants fewer messages: it is alive, and no probe has passed. */
void breaker_throttled(struct breaker *breaker, usec now);
/* It refuses the account (key, credit): no use in trying until somebody has mended that. */
void breaker_refused(struct breaker *breaker, usec now);

#endif
