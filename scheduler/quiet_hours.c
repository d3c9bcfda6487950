#include "scheduler/quiet_hours.h"

#include "scheduler/zone.h"

static usec wrap_day(usec span)
{
    span %= USEC_DAY;
    return span < 0 ? span + USEC_DAY : span;
}

/* How long ago the wall clock in `stretch` showed `minute` of the day. */
static usec since_minute(const struct zone_stretch *stretch, usec at, int minute)
{
    return wrap_day(at % USEC_DAY + stretch->offset_s * USEC_SEC - minute * USEC_MIN);
}

static usec quiet_length(const struct quiet_hours *hours)
{
    return wrap_day((hours->till_min - hours->from_min) * USEC_MIN);
}

static bool covers(const struct quiet_hours *hours, const struct zone_stretch *stretch, usec at)
{
    return since_minute(stretch, at, hours->from_min) < quiet_length(hours);
}

bool quiet_hours_cover(const struct quiet_hours *hours, const struct zone *zone, usec at)
{
    struct zone_stretch stretch = zone_stretch(zone, at);

    return covers(hours, &stretch, at);
}

/* Within a stretch the wall clock runs like any other; where the quiet outlasts it, the search goes on
 * from the jump of the clock. */
usec quiet_hours_release(const struct quiet_hours *hours, const struct zone *zone, usec at)
{
    struct zone_stretch stretch = zone_stretch(zone, at);

    while (covers(hours, &stretch, at) && at < USEC_NEVER - USEC_DAY) {
        usec till = at + quiet_length(hours) - since_minute(&stretch, at, hours->from_min);

        if (till < stretch.till) return till;
        at = stretch.till;
        stretch = zone_stretch(zone, at);
    }
    return at;
}

usec quiet_hours_begun(const struct quiet_hours *hours, const struct zone *zone, usec at)
{
    struct zone_stretch stretch = zone_stretch(zone, at);

    assert(covers(hours, &stretch, at));
    while (stretch.from > INT64_MIN) {
        usec from = at - since_minute(&stretch, at, hours->from_min);
        usec before = stretch.from - 1;
        struct zone_stretch earlier;

        if (from > stretch.from) return from;
        earlier = zone_stretch(zone, before);
        if (!covers(hours, &earlier, before)) return stretch.from;
        at = before;
        stretch = earlier;
    }
    return at - since_minute(&stretch, at, hours->from_min);
}
