#ifndef SCHEDULER_PLAN_H
#define SCHEDULER_PLAN_H
/* Plan: when a family in a programme is asked.
 *
 * A programme is a row of phases; a phase has one rhythm (RFC 5545 RRULE on floating local days: see
 * rhythm.h), one window on the wall clock, and says who is asked by which script. The
 * moment inside the window is spread deterministically per enrolment and member, so a city is not
 * asked in one second and a family is asked at a steady time. Pure: no clock, no I/O, no state. */
#include "scheduler/programme.h"
#include "scheduler/quiet_hours.h"
#include "scheduler/zone.h"

struct special_days;

/* What a special day does to the check-ins that fall on it. */
enum day_act {
    DAY_AS_USUAL,
    DAY_SKIP,
    DAY_EARLIER, /* moved to the nearest earlier day that is none */
    DAY_LATER,
    DAY_WINDOW, /* asked in what the window has in common with another; where that is too little, in that */
};

/* Days on which one family is left in peace, for a reason that nobody writes down. They go before the special
 * days of the municipality; of two that overlap the one that begins last counts. */
struct own_days {
    int32_t from_day, till_day; /* till exclusive */
    int32_t since_day;          /* the day after they were made: nothing is moved to before it */
    enum day_act act;           /* not DAY_WINDOW */
    int32_t
        ended_day; /* the day after they were ended: from then on they hold no more; 0: they were not */
};

/* The first day on which they hold no more; not after `from_day` where they never did. */
int32_t own_days_end(const struct own_days *days);

/* What one family's plan differs in from its programme. It counts from `since_day`, which lies after the day on
 * which it was made, so that nothing that was asked already is asked once more. Where two concern the same, the
 * last counts. A new rhythm counts from its first day, that of `phase` -1 in later phases from theirs. */
struct plan_change {
    int32_t since_day;
    int phase;              /* index; -1: this phase and those that follow */
    char *rhythm;           /* RRULE; "": the phase's own */
    int from_min, till_min; /* window; equal: the phase's own */
    /* That the phase is longer, of a `phase` that is named; not counted where `since_day` lies after its end. */
    int extra_weeks;
};

/* The minute of the local day at which a member is best asked, as learned from when replies came. `before` is what
 * held on the day of the last check-in, also where more is learned before the next one: else that day's moment
 * would come once more. */
struct best_time {
    int32_t from_day;   /* from then on `minute`, until then `before` */
    int minute, before; /* -1: none, the moment is spread */
};

struct plan {
    const struct programme *programme;
    const struct zone *zone;
    struct quiet_hours quiet;
    int32_t start_day;                 /* first day of the enrolment */
    int first_phase;                   /* index of the phase that begins then */
    const struct plan_change *changes; /* by since_day */
    size_t change_n;
    const struct own_days *own_days; /* by from_day, then since_day; those that were ended too */
    size_t own_day_n;
    const struct special_days *special; /* of the municipality; NULL: none */
    int member_n;                       /* how many are asked, at least 1 */
    const struct best_time *best;       /* of each of them; NULL: nothing is learned */
    /* Of each of them, the same number where they share one, 0 where they have none; NULL: nobody shares.
     * In ASKS_EACH those who share are asked in turn. */
    const int *phones;
    uint64_t seed; /* of the enrolment: spreads the moments */
};

/* One check-in to come. */
struct planned {
    usec due_at;
    usec window_till; /* past it nothing is sent any more */
    int member;       /* from 1 */
    const struct phase *phase;
};

/* Where planning has come: the check-ins up to and including this one are done. */
struct plan_cursor {
    usec at;
    int member;
};

/* One phase of a plan on the calendar. */
struct plan_phase {
    int index;
    int32_t first_day, end_day; /* end_day exclusive; INT32_MAX: without end */
};

/* The first check-in after `cursor`, in order of time and then member. False: the programme ends
 * before there is one.
 *
 * A moment that the spring jump skips comes at the first minute after the jump; where that leaves
 * nothing of the window, the window moves along. There is no check-in on a day when no minute of the
 * window lies outside quiet hours, or that the zone left out. Of a window that quiet hours cut in two,
 * both parts are used.
 *
 * A check-in is moved to the nearest working day that is not moved or skipped itself, at most 7 days away, inside
 * its phase and not to before the change that made it; where the wanted direction has none, in the other
 * one; else it is skipped. Two that come to one day are one. The turn of who is asked goes with the days of
 * the rhythm, wherever they are moved.
 *
 * Costs a few microseconds; where members take turns 10 µs more for each year of the phase that is past. */
bool plan_next(const struct plan *plan, struct plan_cursor cursor, struct planned *out);

/* The first check-in on a later day than `day`, and not after `till`, of this member or of another with the same
 * phone: who shares one is asked one at a time. */
bool plan_next_on_phone(const struct plan *plan, int32_t day, int member, usec till,
                        struct planned *out);

/* When the plan would ask a member on `day`, if the rhythm named that day. False: the day lies outside the
 * programme, is one that check-ins are moved away from, or leaves no minute to ask in. */
bool plan_moment(const struct plan *plan, int32_t day, int member, struct planned *out);

/* Which phase `day` lies in. False: the programme has not begun, or is over. */
bool plan_phase_on(const struct plan *plan, int32_t day, struct plan_phase *out);

/* The first day after the programme; INT32_MAX where the last phase has no end. */
int32_t plan_end_day(const struct plan *plan);

/* How many minutes of the phase's window quiet hours leave on an ordinary day. */
int phase_open_min(const struct phase *phase, const struct quiet_hours *quiet);

/* RC_INVALID: the rhythm is empty or cannot be read, asks more than once a day, ends by itself (COUNT, UNTIL), uses
 * what a phase has no use for, or does not come round for 5 years; `why` says which. Costs less than a
 * millisecond, and 8 for the worst rules found: 84 beginnings, each followed for 10 years at the most. */
enum rc rhythm_check(const char *string, struct fault *why) NEEDS_CHECK;

/* When to remind of an appointment `before` its start. Whole days are days of the calendar: the same time on the
 * clock, also where that changes in between. Never in one of the quiet hours, the municipality's and the phone's
 * (moved earlier, to a quarter of an hour before they begin, so that it can still be sent), never after
 * `starts_at`. Where they leave no such moment it is in one of them, and the last look before the wire decides. */
usec reminder_due(const struct quiet_hours *quiet, size_t quiet_n, const struct zone *zone,
                  usec starts_at, usec before);

#endif
