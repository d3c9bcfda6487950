#ifndef SCHEDULER_MOMENT_H
#define SCHEDULER_MOMENT_H
/* Moment: at which second of a day a member is asked. Inside scheduler/ only. */
#include "scheduler/plan.h"

/* A window on the wall clock, within one day; till exclusive. */
struct window {
    int from_min, till_min;
};

/* How many minutes of it quiet hours leave on an ordinary day. */
int window_open_min(struct window window, const struct quiet_hours *quiet);

/* What two windows have in common; where that leaves too little to send in, the second one. */
struct window window_narrow(struct window window, struct window by,
                            const struct quiet_hours *quiet);

/* The minute that is learned for the day; -1: none. */
int learned_minute(const struct plan *plan, int32_t day, int member);

/* Sets `due_at` and `window_till` of the member in `planned`. False: on this day there is no moment left
 * in the window. */
bool moment_find(const struct plan *plan, struct window window, int32_t day,
                 struct planned *planned);

#endif
