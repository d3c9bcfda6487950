#ifndef GATEWAY_SIGNALS_MATCH_H
#define GATEWAY_SIGNALS_MATCH_H
/* Match: every place where a row of the lexicon fits, found in one pass over the tokens. */
#include "gateway/signals/recognise.h"

#define MATCHES_MAX 1024 /* of one text; what comes behind is left out and `over` says so */

struct match {
    uint32_t concept;
    uint16_t tokens[PATTERN_SETS_MAX]; /* the words that carried it; gaps are not in it */
    uint8_t n;
    bool guessed; /* a word was a typo or known by its bones only */
};

struct matches {
    struct match *at; /* in order of their last word */
    size_t n, space;
    bool over;
};

void match_all(const struct recognised *recognised, struct matches *out);
void matches_clear(struct matches *matches);

static inline size_t match_first(const struct match *match)
{
    return match->tokens[0];
}

static inline size_t match_last(const struct match *match)
{
    return match->tokens[match->n - 1];
}

bool match_holds(const struct match *match, size_t token);

#endif
