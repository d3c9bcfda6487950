#ifndef TESTS_SIGNALS_FIGURES_H
#define TESTS_SIGNALS_FIGURES_H
/* Figures: how well readings agree with labels.
 *
 * They count replies: of those with a crisis (with level 2 or more), how many were read as one (recall); of
 * those read as one, how many are (precision). Domains count labels. A reply that was only marked uncertain
 * counts as missed. */
#include "gateway/signals/model/corpus.h"

/* Right, missed and false alarms. */
struct counts {
    size_t hits, misses, alarms;
};

struct figures {
    size_t n, intents, languages, uncertain;
    size_t unseen; /* crises that were neither read as level 2 or more nor marked uncertain */
    struct counts crisis, relapse, domains;
};

double counts_recall(const struct counts *counts);
double counts_precision(const struct counts *counts);

enum level reading_level(const struct reading *reading); /* the highest */
void figures_count(struct figures *figures, const struct labelled *labelled,
                   const struct reading *reading);
/* One line. */
void figures_print(const char *name, const struct figures *figures);

#endif
