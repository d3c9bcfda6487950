#ifndef SCHEDULER_RHYTHM_H
#define SCHEDULER_RHYTHM_H
/* Rhythm: the days that an RFC 5545 rule names, within a phase.
 *
 * Only days: the hours are the phase's window. libical expands the rule on floating dates; what it
 * would take minutes over is refused by rhythm_check (plan.h), and a rhythm that did not pass it gives
 * no days at all. */
#include "gateway/base/base.h"

struct rhythm_days {
    struct icalrecur_iterator_impl *iterator;
    int32_t from_day, till_day;
};

/* Begins at the first day of `rhythm` that is `from_day` or later and before `till_day`. The rule's
 * own first day, from which INTERVAL counts, is `first_day`; it is in the rhythm only if the rule
 * names it. */
void rhythm_begin(struct rhythm_days *days, const char *rhythm, int32_t first_day, int32_t from_day,
                  int32_t till_day);
bool rhythm_next(struct rhythm_days *days, int32_t *out);
void rhythm_clear(struct rhythm_days *days);

/* How many days of the rhythm come before `day`. */
int64_t rhythm_count(const char *rhythm, int32_t first_day, int32_t day);

#endif
