/* Zone files: what is read must give a clock that runs on, whatever it shows. */
#include "tests/fuzz/fuzz.h"

#include "scheduler/plan.h"

static void look_at(const struct zone *zone, usec at)
{
    static const struct quiet_hours quiet = {21 * 60, 8 * 60};
    static const struct week_hours week = {0x1F, 9 * 60, 17 * 60};
    struct zone_stretch stretch = zone_stretch(zone, at);
    struct local local = zone_local(zone, at);
    usec back = zone_usec(zone, local), released = quiet_hours_release(&quiet, zone, at);
    usec there = week_hours_next(&week, zone, at);

    assert(stretch.from <= at && (at < stretch.till || stretch.till == USEC_NEVER));
    assert(local.month >= 1 && local.month <= 12 && local.day >= 1 && local.day <= 31);
    assert(local.hour < 24 && local.minute < 60 && local.second < 60);
    /* The same wall time, there or earlier. */
    assert(back <= at || at < INT64_MIN + 4 * USEC_DAY);
    assert(released >= at && !quiet_hours_cover(&quiet, zone, released));
    assert(there == USEC_NEVER || (there >= at && week_hours_cover(&week, zone, there)));
    assert(reminder_due(&quiet, 1, zone, at, USEC_HOUR) <= at);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(zone_freep) struct zone *zone = NULL;
    struct zone_stretch stretch;
    struct fault why = {0};

    if (zone_new(bytes, n, &zone, &why) != RC_OK) {
        assert(why.text[0] && !zone);
        return 0;
    }
    for (int year = 1890; year < 2110; year += 5)
        look_at(zone, day_of(year, 7, 1) * USEC_DAY);
    stretch = zone_stretch(zone, day_of(1900, 1, 1) * USEC_DAY);
    for (int i = 0; i < 100 && stretch.till < day_of(2100, 1, 1) * USEC_DAY; i++) {
        look_at(zone, stretch.till);
        look_at(zone, stretch.till - 1);
        stretch = zone_stretch(zone, stretch.till);
    }
    return 0;
}
