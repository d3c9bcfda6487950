#ifndef GATEWAY_SIGNALS_RECOGNISE_H
#define GATEWAY_SIGNALS_RECOGNISE_H
/* Recognise: which words of the lexicon each token of a text can be, and in which variety the text is
 * written. The two depend on each other: "had" is Dutch or Darija by its company. */
#include "gateway/signals/lexicon.h"
#include "gateway/signals/normalise.h"

struct seen {
    uint32_t sets_at, sets_n; /* into recognised.sets; sorted */
    uint32_t word_n;          /* words of the lexicon it may be, in any variety */
    bool guessed;             /* only by a typo or by bones */
};

struct recognised {
    const struct lexicon *lexicon;
    struct tokens tokens;
    struct seen *seen; /* one a token */
    uint32_t *sets;
    size_t sets_n, sets_space;
    struct candidate *candidates;
    size_t candidate_n, candidate_space;
    const char *language; /* nl, ar, ary-Arab, ary-Latn or und */
    size_t word_n;        /* tokens that are words, not numbers or pictures */
    size_t unknown_n;     /* of them, the ones that nothing is known of */
};

/* Of the tokens that are read into `out` already; a glued "not" becomes a token of its own. */
void recognise(const struct lexicon *lexicon, struct recognised *out);
void recognised_clear(struct recognised *recognised);

bool recognised_has(const struct recognised *recognised, size_t token, uint32_t set);
bool recognised_is(const struct recognised *recognised, size_t token, enum class class);

#endif
