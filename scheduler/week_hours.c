#include "scheduler/quiet_hours.h"
#include "scheduler/zone.h"

/* A moment on the wall clock of one stretch, as if that clock were UTC. */
static usec on_wall(const struct zone_stretch *stretch, usec at)
{
    return at + stretch->offset_s * USEC_SEC;
}

static int32_t wall_day(usec wall)
{
    return (int32_t)(wall / USEC_DAY - (wall % USEC_DAY < 0));
}

static bool has_day(const struct week_hours *hours, int32_t day)
{
    return (hours->days >> (day_weekday(day) - 1)) & 1;
}

static bool covers(const struct week_hours *hours, usec wall)
{
    int32_t day = wall_day(wall);
    usec of_day = wall - day * USEC_DAY;

    return has_day(hours, day) && of_day >= hours->from_min * USEC_MIN &&
           of_day < hours->till_min * USEC_MIN;
}

/* How long until they next begin after `wall`, on a clock that never jumps: a week at the most. */
static usec until_begin(const struct week_hours *hours, usec wall)
{
    int32_t day = wall_day(wall);

    for (int i = 0; i <= 7; i++) {
        usec begin = (day + i) * USEC_DAY + hours->from_min * USEC_MIN;

        if (has_day(hours, day + i) && begin > wall) return begin - wall;
    }
    return USEC_NEVER;
}

bool week_hours_cover(const struct week_hours *hours, const struct zone *zone, usec at)
{
    struct zone_stretch stretch = zone_stretch(zone, at);

    return covers(hours, on_wall(&stretch, at));
}

usec week_hours_next(const struct week_hours *hours, const struct zone *zone, usec at)
{
    if ((hours->days & 0x7F) == 0 || hours->from_min >= hours->till_min) return USEC_NEVER;
    while (at < USEC_NEVER - 8 * USEC_DAY) {
        struct zone_stretch stretch = zone_stretch(zone, at);
        usec wall = on_wall(&stretch, at);
        usec begin;

        if (covers(hours, wall)) return at;
        begin = at + until_begin(hours, wall);
        if (begin < stretch.till) return begin;
        at = stretch.till;
    }
    return USEC_NEVER;
}
