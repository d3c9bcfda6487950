#ifndef GATEWAY_SIGNALS_SCOPE_H
#define GATEWAY_SIGNALS_SCOPE_H
/* Scope: which words change the meaning of which match. "Geen schulden", "vorig jaar", "bang dat", "de
 * buurvrouw", "in een film": same words, other meaning. What follows from it is in findings.h. */
#include "gateway/signals/match.h"

/* Where a token stands in the message. */
struct place {
    uint16_t clause, sentence;
    uint16_t breaks; /* words such as "but" up to here */
    uint16_t softs;  /* words such as "and" up to here */
};

/* All matches of one message and where they stand. */
struct room {
    const struct recognised *recognised;
    const struct matches *matches;
    struct place *places; /* one a token */
    bool *dropped;        /* one a match: hidden by a figure of speech or by a longer scope */
};

void room_init(struct room *room, const struct recognised *recognised,
               const struct matches *matches);
void room_clear(struct room *room);

const struct concept *room_concept(const struct room *room, const struct match *match);

/* A match of `scope` that works on `match` and is not negated itself, or NULL. */
const struct match *room_find(const struct room *room, const struct match *match, enum scope scope);
/* The same for one that is negated itself: "niet opgelost". */
bool room_finds_negated(const struct room *room, const struct match *match, enum scope scope);
/* Does a word of that scope belong to the match itself? */
bool room_holds(const struct room *room, const struct match *match, enum scope scope);

/* Is what is mended at `better` the trouble told at `match`: told before it, or in its clause? */
bool room_mends(const struct room *room, const struct match *better, const struct match *match);

bool match_shares_word(const struct match *a, const struct match *b);
/* Is `longer` more than `match`, with all its words? */
bool match_holds_all(const struct match *longer, const struct match *match);
size_t match_distance(const struct match *a, const struct match *b); /* words between */

#endif
