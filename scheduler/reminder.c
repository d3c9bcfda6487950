#include "scheduler/plan.h"

/* A reminder that would fall into quiet hours goes this long before they begin, so that there is time
 * to send it. */
#define REMINDER_LEAD (15 * USEC_MIN)

usec reminder_due(const struct quiet_hours *quiet, const struct zone *zone, usec starts_at,
                  usec before)
{
    usec due = starts_at - before;
    usec begun;

    if (!quiet_hours_cover(quiet, zone, due)) return due;
    begun = quiet_hours_begun(quiet, zone, due);
    due = begun - REMINDER_LEAD;
    /* Between two quiets that lie close together there may be no such moment. */
    return quiet_hours_cover(quiet, zone, due) ? begun - 1 : due;
}
