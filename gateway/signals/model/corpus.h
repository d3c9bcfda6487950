#ifndef GATEWAY_SIGNALS_MODEL_CORPUS_H
#define GATEWAY_SIGNALS_MODEL_CORPUS_H
/* Corpus: labelled replies, as people write them into tab-separated files.
 *
 * One header line, then: id, language, context, text, intent, signals ("finance:2;housing:1" or "-"),
 * kind. What the labels mean is in docs/labels.md. A file is one writer's. */
#include "gateway/signals/signals.h"

struct labelled {
    const char *id, *language, *kind, *text; /* borrowed from the corpus */
    enum context context;
    enum intent intent;          /* INTENT_N: none, it is ordinary text */
    enum level levels[DOMAIN_N]; /* [DOMAIN_GENERAL]: the highest of all */
    size_t writer;
};

/* Ordinary text is of nobody's family (games, news, verses), and without any signal. */
static inline bool labelled_is_ordinary(const struct labelled *labelled)
{
    return labelled->intent == INTENT_N;
}

struct corpus {
    struct labelled *at;
    size_t n, space;
    size_t writer_n;
    char **files; /* the bytes */
};

/* Adds the replies of one file, those of a new writer. RC_INVALID: file, line and what is wrong. */
enum rc corpus_add(struct corpus *corpus, const char *path, struct fault *why) NEEDS_CHECK;
void corpus_clear(struct corpus *corpus);

#endif
