#ifndef SCHEDULER_SPECIAL_DAYS_H
#define SCHEDULER_SPECIAL_DAYS_H
/* Special_days: the days on which a municipality asks nobody, or asks on another day or at another hour.
 *
 * Made once from rules, constant from then on, so every thread may read it. It knows the days from 2020 to
 * 2100; outside nothing is special. Looking a day up costs a few nanoseconds. */
#include "scheduler/holidays.h"
#include "scheduler/plan.h"

/* Days on the calendar; till exclusive. */
struct day_range {
    int32_t from_day, till_day;
};

enum special_kind {
    SPECIAL_RANGES,
    SPECIAL_WEEKDAYS,
    SPECIAL_HOLIDAYS,
    SPECIAL_RAMADAN,
    SPECIAL_EID_AL_FITR,
    SPECIAL_EID_AL_ADHA,
};

struct special_rule {
    char *name; /* for the days that have no name of their own */
    enum special_kind kind;
    enum day_act act;
    int from_min, till_min;   /* DAY_WINDOW: the window; till exclusive */
    unsigned weekdays;        /* SPECIAL_WEEKDAYS: bit 0 Monday … bit 6 Sunday */
    unsigned holidays;        /* SPECIAL_HOLIDAYS: a set */
    bool all_liberation_days; /* else only every fifth year, when most people have the day off */
    int feast_days;           /* SPECIAL_EID_*: how many, from 1 */
    struct day_range *ranges; /* SPECIAL_RANGES */
    size_t range_n;
};

#define SPECIAL_RULES_MAX 64

/* By how many days the feasts of one year of the Hijra differ from the calendar. */
struct islamic_correction {
    int year, days;
};

struct special_rules {
    struct special_rule *rules; /* at most SPECIAL_RULES_MAX; the first that names a day decides */
    size_t rule_n;
    unsigned working_days; /* as weekdays: nothing is moved to other days */
    int islamic_days;      /* correction of every year that has none of its own */
    struct islamic_correction *corrections;
    size_t correction_n;
};

/* What is special about a day. */
struct special_day {
    const char *name; /* of the holiday or the feast, else of the rule */
    enum day_act act; /* also DAY_AS_USUAL, where a rule says so */
    int from_min, till_min;
};

struct special_days;

/* RC_BROKEN: ICU lacks the Islamic calendar. Nothing is kept of `rules` but the names, which must live longer. */
enum rc special_days_new(const struct special_rules *rules, struct special_days **out,
                         struct fault *why) NEEDS_CHECK;
void special_days_free(struct special_days *special);
void special_days_freep(struct special_days **special);

/* NULL: nothing, also where `special` is NULL. Lives as long as `special`. */
const struct special_day *special_day(const struct special_days *special, int32_t day);

/* Whether replies are read on such a day of the week, so that a check-in may be moved there. */
bool special_is_working(const struct special_days *special, int32_t day);

#endif
