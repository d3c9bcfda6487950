#ifndef GATEWAY_LEARN_MEASURE_H
#define GATEWAY_LEARN_MEASURE_H
/* Measure: how well a reader does on labelled replies, all and by language. Pure.
 *
 * They are the figures of docs/signals.md: of the replies with a crisis (with level 2 or more), how many were read as
 * one; of those read as one, how many are. Domains count labels. A reply that is only marked uncertain counts as
 * missed. */
#include "gateway/base/text.h"
#include "gateway/signals/model/corpus.h"

struct hits {
    int64_t right, missed, alarms;
};

struct figures {
    int64_t replies, intents, varieties, uncertain; /* right intents and varieties */
    int64_t unseen; /* crises that were neither read as level 2 or 3 nor marked uncertain */
    struct hits crisis, calls, domains; /* calls: level 2 or 3 */
};

struct measured {
    struct figures all, languages[LANGUAGE_N];
};

void figures_add(struct figures *figures, const struct labelled *labelled,
                 const struct reading *reading);
double figures_domain_f1(const struct figures *figures);

void measured_add(struct measured *measured, const struct labelled *labelled,
                  const struct reading *reading);

/* 1 where there is nothing to find, or nothing was said. */
double hits_recall(const struct hits *hits);
double hits_precision(const struct hits *hits);

/* "0.91 -> 0.93", a line a figure; languages that have no reply are left out. */
void measured_print(const struct measured *before, const struct measured *after, struct text *out);

#endif
