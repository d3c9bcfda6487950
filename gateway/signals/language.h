#ifndef GATEWAY_SIGNALS_LANGUAGE_H
#define GATEWAY_SIGNALS_LANGUAGE_H
/* Language: the variety a text is written in, from its words and its writing habits. It decides which
 * words of the lexicon a token may be, never how serious something is. */
#include "gateway/signals/recognise.h"

/* By which way a token led to a word of the lexicon. */
enum how {
    HOW_DUTCH,
    HOW_SPELLED, /* Latin Darija, spelled as in the lexicon */
    HOW_SOUND,
    HOW_BONES,
    HOW_TYPO,
    HOW_ARABIC,
    HOW_SIGN, /* a number or a picture */
};

struct candidate {
    uint32_t token, word;
    enum how how;
};

struct variety {
    const char *name;         /* nl, ar, ary-Arab, ary-Latn or und */
    unsigned dutch, moroccan; /* weight of what speaks for each, in Latin letters */
    unsigned shared;          /* of Darija words that are Dutch words too */
    unsigned foreign;         /* of words of languages that are not read */
};

static inline bool how_is_guess(enum how how)
{
    return how == HOW_BONES || how == HOW_TYPO;
}

struct variety variety_of(const struct recognised *recognised);
bool variety_allows(const struct variety *variety, const struct recognised *recognised,
                    const struct candidate *candidate);

#endif
