#ifndef GATEWAY_SIGNALS_DECIDE_H
#define GATEWAY_SIGNALS_DECIDE_H
/* Decide: from what the lexicon found and what the model leans to, to one reading. Three outcomes: a signal,
 * none, or "ask a human" (`uncertain`). */
#include "gateway/signals/model/model.h"

/* A reply, as far as it was read. */
struct considered {
    const struct room *room;
    const struct findings *findings;
    const struct known *known;
    const struct reply_model *model;
    enum context context;
    bool scored; /* it is or holds a score */
};

/* Fills in all of `out` but the language. */
void decide(const struct considered *considered, struct reading *out);

#endif
