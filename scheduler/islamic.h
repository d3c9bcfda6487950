#ifndef SCHEDULER_ISLAMIC_H
#define SCHEDULER_ISLAMIC_H
/* Islamic: the feasts of the Umm al-Qura calendar, as ICU knows it.
 *
 * That calendar is made ahead. What people keep may differ by a day, by where the moon is seen: whoever asks
 * corrects it. Its days begin at sunset; here a day is the one that follows. */
#include "gateway/base/base.h"

/* The feasts of one year of the Hijra: first days. */
struct islamic_year {
    int year;
    int32_t ramadan, eid_al_fitr, eid_al_adha; /* Ramadan lasts until Eid al-Fitr */
};

/* The years in order, so that every Gregorian year from `first` to `last` is covered; the caller frees. ICU's
 * tables end in 2174; behind them it counts on. RC_BROKEN: ICU lacks the calendar. */
enum rc islamic_years(int first, int last, struct islamic_year **out, size_t *n,
                      struct fault *why) NEEDS_CHECK;

#endif
