#ifndef GATEWAY_SIGNALS_MODEL_FEATURES_H
#define GATEWAY_SIGNALS_MODEL_FEATURES_H
/* Features: what the model is shown of one reply, as hashes.
 *
 * Three groups, each weighed as a whole: the senses of the words, their kinds and pairs of them, the same
 * in every variety; runs of letters, of the sound where it is Darija; and what the lexicon recognised. A
 * feature may stand there twice. Nothing about the sender is among them. */
#include "gateway/signals/findings.h"
#include "gateway/signals/gloss.h"
#include "gateway/signals/signals.h"

enum feature_group { GROUP_SENSES, GROUP_LETTERS, GROUP_CONCEPTS, GROUP_N };

/* What comes behind is left out: a reply of this length is for a person anyway. */
#define FEATURES_MAX 4096

/* Which words a feature was read from: the first and the last of them. */
struct feature {
    uint32_t hash;
    uint16_t from, till;
};

struct features {
    struct {
        struct feature at[FEATURES_MAX];
        size_t n;
    } groups[GROUP_N];
};

/* Takes those senses out that belong to a figure of speech. */
void features_read(const struct room *room, const struct findings *findings, struct senses *senses,
                   enum context context, struct features *out);

/* The feature that a concept of the lexicon is. */
uint32_t features_concept(const struct concept *concept);

/* What one feature of that group counts: a group weighs the same however long the reply is. */
float features_value(const struct features *features, enum feature_group group);

#endif
