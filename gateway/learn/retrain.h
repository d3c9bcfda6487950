#ifndef GATEWAY_LEARN_RETRAIN_H
#define GATEWAY_LEARN_RETRAIN_H
/* Retrain: the corpus and what people found, together, make a new model, and both models are measured on replies that
 * neither has seen.
 *
 * What families wrote is in memory only and is not in the model: that holds weights of hashes of words and of runs
 * of letters which at least a few replies share (docs/signals.md, "Learning from findings"). */
#include "gateway/base/data.h"
#include "gateway/learn/found.h"
#include "gateway/learn/measure.h"

/* A new model whose crisis recall on the test part is lower by more than this is not taken. */
#define RETRAIN_CRISIS_LOSS_MAX 0.01

struct retrained {
    size_t corpus_n, test_n;       /* replies of the corpus: learnt from, measured on */
    size_t taught_n, apart_n;      /* replies with a verdict: learnt from, measured on */
    struct measured before, after; /* on the corpus's test part */
    struct measured apart_before, apart_after; /* on the replies kept apart */
    struct text packed;                        /* the new model */
};
void retrained_clear(struct retrained *retrained);

/* `corpus` is a folder with a folder for each language, and the test part in test/ likewise. `present` is the taken
 * model, NULL: none was; one of another version does not read, so the shipped one is compared with. RC_MISSING: no
 * verdict to learn from, or no corpus there. */
enum rc retrain(const struct data *data, const char *corpus, const struct text *present,
                const struct found *found, struct retrained *out, struct fault *why) NEEDS_CHECK;

/* RC_DENIED: it finds fewer crises of the test part than the present one. */
enum rc retrain_check(const struct retrained *retrained, struct fault *why) NEEDS_CHECK;

void retrain_print(const struct retrained *retrained, struct text *out);

#endif
