#ifndef SCHEDULER_RHYTHM_H
#define SCHEDULER_RHYTHM_H
/* Rhythm: the days that an RFC 5545 rule names. Only days: the hours are the phase's window.
 *
 * The days are found by asking of one after the other whether it is in the rhythm. That is slow for a
 * rule of every ten years and quick for those of aftercare (under a microsecond), it cannot run away,
 * and it can be read beside the RFC. libical 3.0.16 was tried and left: it takes the wrong weeks
 * for "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU" from a Monday, does not see the negative days in
 * "FREQ=DAILY;BYMONTHDAY=-1", and only one month in "FREQ=YEARLY;BYMONTHDAY=1". */
#include "gateway/base/text.h"

enum frequency { DAILY = 1, WEEKLY = 2, MONTHLY = 4, YEARLY = 8 };

#define RHYTHM_LIST_MAX 32
/* A rhythm must come round at least this often. */
#define RHYTHM_GAP_DAYS (5 * 366)

struct rhythm {
    enum frequency frequency;
    int interval;
    int week_start;                           /* 1 Monday … 7 Sunday */
    unsigned months;                          /* bits 1 to 12; 0: all */
    uint32_t month_days, month_days_from_end; /* bits 1 to 31, the last day is 1 from the end */
    size_t weekday_n;
    struct {
        int ordinal; /* 2 for 2TU, -1 for -1FR; 0: every one */
        int weekday;
    } weekdays[RHYTHM_LIST_MAX];
    size_t year_day_n, week_number_n;
    int year_days[RHYTHM_LIST_MAX], week_numbers[RHYTHM_LIST_MAX]; /* negative from the end */
    /* Every list is in order, each once: 0, then from 1 on, then those from the end. */
};

/* RC_INVALID: see rhythm_check in plan.h, which also refuses what is well written and never comes. */
enum rc rhythm_read(const char *string, struct rhythm *out, struct fault *why) NEEDS_CHECK;

/* Adds the rule: read again it is `rhythm`. Two rules that only differ in how they are written give the
 * same. */
void rhythm_write(const struct rhythm *rhythm, struct text *out);

/* The days of the month that it names, from the end negative. Returns how many. */
#define RHYTHM_MONTH_DAYS_MAX 62
size_t rhythm_month_days(const struct rhythm *rhythm, int out[static RHYTHM_MONTH_DAYS_MAX]);
size_t rhythm_months(const struct rhythm *rhythm, int out[static 12]);

/* Whether `day` is in the rhythm that counts from `first_day`, which itself is in it only if the rule
 * names it. */
bool rhythm_names(const struct rhythm *rhythm, int32_t first_day, int32_t day);

/* The first day of the rhythm from `from_day` (not before `first_day`) up to `till_day`, exclusive. Looks
 * at each of these days, for some 25 ns. */
bool rhythm_next(const struct rhythm *rhythm, int32_t first_day, int32_t from_day, int32_t till_day,
                 int32_t *out);

/* How many days of the rhythm come before `day`. */
int64_t rhythm_count(const struct rhythm *rhythm, int32_t first_day, int32_t day);

#endif
