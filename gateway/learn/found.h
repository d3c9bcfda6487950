#ifndef GATEWAY_LEARN_FOUND_H
#define GATEWAY_LEARN_FOUND_H
/* Found: replies with their verdicts, as labelled replies to learn from and to measure on. Nothing is written. */
#include "gateway/signals/model/corpus.h"

/* One in so many is kept apart to measure on, by its id: the same ones each time. */
#define FOUND_APART 5

struct labelled_replies;

struct found {
    struct labelled *taught, *apart; /* texts are borrowed from the replies */
    size_t taught_n, apart_n;
};
void found_clear(struct found *found);

void found_divide(const struct labelled_replies *replies, struct found *out);

#endif
