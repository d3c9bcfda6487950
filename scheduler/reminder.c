#include "scheduler/plan.h"

/* A reminder that would fall into quiet hours goes this long before they begin, so that there is time
 * to send it. */
#define REMINDER_LEAD (15 * USEC_MIN)
/* Out of one quiet it may fall into another; two that leave room in a day are past in fewer steps. */
#define STEPS_MAX 8

static const struct quiet_hours *covering(const struct quiet_hours *quiet, size_t quiet_n,
                                          const struct zone *zone, usec at)
{
    for (size_t i = 0; i < quiet_n; i++)
        if (quiet_hours_cover(&quiet[i], zone, at)) return &quiet[i];
    return NULL;
}

/* Whole days are days of the calendar, so that a reminder of two days before comes at the hour of the appointment
 * also where the clock changes in between. */
static usec wished(const struct zone *zone, usec starts_at, usec before)
{
    struct local at = zone_local(zone, starts_at);

    if (before % USEC_DAY != 0) return starts_at - before;
    at.day -= (int)(before / USEC_DAY);
    return zone_usec(zone, at);
}

usec reminder_due(const struct quiet_hours *quiet, size_t quiet_n, const struct zone *zone,
                  usec starts_at, usec before)
{
    usec due = wished(zone, starts_at, before);

    for (int i = 0; i < STEPS_MAX; i++) {
        const struct quiet_hours *hours = covering(quiet, quiet_n, zone, due);
        usec begun;

        if (!hours) return due;
        begun = quiet_hours_begun(hours, zone, due);
        due = begun - REMINDER_LEAD;
        /* Between two quiets that lie close together there may be no such moment. */
        if (covering(quiet, quiet_n, zone, due) && !covering(quiet, quiet_n, zone, begun - 1))
            return begun - 1;
    }
    return due;
}
