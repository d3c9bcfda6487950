#ifndef SCHEDULER_MAKE_UP_H
#define SCHEDULER_MAKE_UP_H
/* Make_up: what becomes of a check-in whose window passed before it could be asked, since the gateway stood still
 * or no provider took it.
 *
 * It is asked on the next day that the plan allows, at the member's own moment, unless the rhythm comes round so
 * soon that the two would crowd: within MAKE_UP_APART, or nearer than it is behind. Of several that were missed
 * only the newest is made up, so a long stop is no burst. Pure. */
#include "scheduler/plan.h"

#define MAKE_UP_APART      (3 * USEC_DAY)
#define MAKE_UP_LATE       (10 * USEC_MIN) /* that its moment may be past */
#define MAKE_UP_AHEAD_DAYS 14              /* that a day is looked for */

/* When the check-in that was due at `missed_at` is asked instead. While that is to come it is
 * worked out anew at its moment, since the plan may be another by then. False: it is left at that. */
bool make_up(const struct plan *plan, usec missed_at, int member, usec now, struct planned *out);

#endif
