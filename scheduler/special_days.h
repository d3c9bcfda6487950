#ifndef SCHEDULER_SPECIAL_DAYS_H
#define SCHEDULER_SPECIAL_DAYS_H
/* Special_days: the days on which a municipality asks nobody, or asks on another day or at another hour.
 *
 * Made once from rules, constant from then on, so every thread may read it. It knows the days from 2000 to
 * 2100; outside nothing is special. Looking a day up costs a few nanoseconds. */
#include "scheduler/plan.h"

/* Days on the calendar; till exclusive. */
struct day_range {
    int32_t from_day, till_day;
};

enum special_kind {
    SPECIAL_RANGES,
    SPECIAL_WEEKDAYS,
};

struct special_rule {
    enum special_kind kind;
    const char
        *name; /* as in the configuration: what the days are called where they have no own name */
    enum day_act act;
    int from_min, till_min;         /* DAY_WINDOW: the window; till exclusive */
    unsigned weekdays;              /* SPECIAL_WEEKDAYS: bit 0 Monday … bit 6 Sunday */
    const struct day_range *ranges; /* SPECIAL_RANGES */
    size_t range_n;
};

#define SPECIAL_RULES_MAX 64

/* What is special about a day. */
struct special_day {
    const char *name; /* a key for the console's words */
    enum day_act act;
    int from_min, till_min; /* DAY_WINDOW */
};

struct special_days;

/* Of at most SPECIAL_RULES_MAX rules the first that names a day decides, also where it says
 * DAY_AS_USUAL. Nothing is kept of `rules` but their names, which must live longer. */
struct special_days *special_days_new(const struct special_rule *rules, size_t n);
void special_days_free(struct special_days *special);
void special_days_freep(struct special_days **special);

/* NULL: nothing, also where `special` is NULL. Lives as long as `special`. */
const struct special_day *special_day(const struct special_days *special, int32_t day);

#endif
