#include "scheduler/make_up.h"

/* The next moment, on a later day than the one that was missed. */
static bool find_moment(const struct plan *plan, int32_t missed_day, int member, usec now,
                        struct planned *out)
{
    int32_t today = zone_day(plan->zone, now);
    int32_t day = missed_day < today ? today : missed_day + 1;

    for (int i = 0; i < MAKE_UP_AHEAD_DAYS; i++)
        if (plan_moment(plan, day + i, member, out) && out->due_at + MAKE_UP_LATE >= now)
            return true;
    return false;
}

/* Nobody is asked on that phone between what was missed and what takes its place, nor soon after: at least as long as
 * that came late. */
static bool has_room(const struct plan *plan, usec missed_at, int member, usec instead_at)
{
    usec late = instead_at - missed_at;
    usec till = instead_at + (late > MAKE_UP_APART ? late : MAKE_UP_APART) - 1;
    struct planned next;

    return !plan_next_on_phone(plan, zone_day(plan->zone, missed_at), member, till, &next);
}

bool make_up(const struct plan *plan, usec missed_at, int member, usec now, struct planned *out)
{
    struct planned planned;

    if (!find_moment(plan, zone_day(plan->zone, missed_at), member, now, &planned) ||
        !has_room(plan, missed_at, member, planned.due_at))
        return false;
    *out = planned;
    return true;
}
