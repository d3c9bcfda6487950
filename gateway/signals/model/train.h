#ifndef GATEWAY_SIGNALS_MODEL_TRAIN_H
#define GATEWAY_SIGNALS_MODEL_TRAIN_H
/* Train: from labelled replies to a model. The same replies in the same order give the same bytes. */
#include "gateway/signals/model/corpus.h"
#include "gateway/signals/model/model.h"

/* A feature and how much it counts in one reply. */
struct weighed {
    uint32_t feature;
    float value;
};

/* One reply as numbers; made once, since a corpus is learnt from again and again. */
struct example {
    const struct labelled *labelled; /* borrowed */
    struct weighed *features;        /* in order, each once */
    size_t n;
};

void example_init(struct example *example, const struct labelled *labelled,
                  const struct features *features);
void example_clear(struct example *example);

/* Learns from `n` replies. Adds the packed model to `out`, whose limit must allow it. */
void model_train(const struct example *examples, size_t n, struct text *out);

#endif
