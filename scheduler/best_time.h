#ifndef SCHEDULER_BEST_TIME_H
#define SCHEDULER_BEST_TIME_H
/* Best_time: at which minute a member is best asked, as learned from when the last answers came.
 *
 * An answer within BEST_QUICK speaks for the minute at which was asked, a later one for the minute at which it came;
 * what counts is the one in the middle, inside the window. It changes only where it is at least BEST_DIFFERS_MIN from
 * what is used, so that it does not creep. Pure. */
#include "scheduler/plan.h"

#define BEST_ANSWERS_MIN 5
#define BEST_ANSWERS_MAX 20
#define BEST_QUICK       USEC_HOUR
#define BEST_DIFFERS_MIN 15

/* An answered check-in: when it left, when the answer came. */
struct answered {
    usec asked_at, answered_at;
};

/* The minute in the middle, on the circle of the day, of at most BEST_ANSWERS_MAX; -1: fewer than BEST_ANSWERS_MIN. */
int best_minute(const struct zone *zone, const struct answered *answers, size_t n);

/* What a member is learned from. */
struct learning {
    int32_t today, planned_day; /* … of the last check-in that was planned for the family */
    const struct answered *answers;
    size_t n;
};

/* What is learned for the days after today. False: nothing new. `plan->best` is what was learned before. */
bool best_time_learn(const struct plan *plan, int member, const struct learning *learning,
                     struct best_time *out);

/* `minute` from tomorrow on, and what held on the day of the last check-in until then: whatever is learned, and how
 * often, that day's moment stays where it was. */
struct best_time best_time_from(const struct best_time *was, int minute, int32_t today,
                                int32_t planned_day);

#endif
