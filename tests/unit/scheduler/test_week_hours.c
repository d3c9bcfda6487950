#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "scheduler/quiet_hours.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))

enum { MO = 1, TU = 2, WE = 4, TH = 8, FR = 16, SA = 32, SU = 64 };

static usec utc(const char *string)
{
    usec at;

    if (!clock_read(string, &at)) fail_msg("no moment: %s", string);
    return at;
}

/* 2027-01-18 is a Monday. */
static void the_next_moment_is_inside_the_hours(void **state)
{
    static const struct {
        const char *what;
        struct week_hours hours;
        const char *at, *want;
    } cases[] = {
        {"at work",                {MO | TU, HM(9, 0), HM(17, 0)}, "2027-01-18T12:00:00Z", "2027-01-18T12:00:00Z"},
        {"too early",
         {MO | TU, HM(9, 0), HM(17, 0)},
         "2027-01-18T06:00:00Z",                                                           "2027-01-18T08:00:00Z"},
        {"too late",
         {MO | TU, HM(9, 0), HM(17, 0)},
         "2027-01-18T16:00:00Z",                                                           "2027-01-19T08:00:00Z"},
        {"over the weekend",
         {MO | TU, HM(9, 0), HM(17, 0)},
         "2027-01-20T12:00:00Z",                                                           "2027-01-25T08:00:00Z"},
        {"a week on",              {MO, HM(9, 0), HM(17, 0)},      "2027-01-18T16:00:00Z", "2027-01-25T08:00:00Z"},
        {"Sunday",                 {SU, HM(9, 0), HM(17, 0)},      "2027-01-18T16:00:00Z", "2027-01-24T08:00:00Z"},
        {"across the spring jump",
         {SU, HM(9, 0), HM(17, 0)},
         "2027-03-27T12:00:00Z",                                                           "2027-03-28T07:00:00Z"},
        {"its begin is skipped",
         {SU, HM(2, 30), HM(17, 0)},
         "2027-03-27T12:00:00Z",                                                           "2027-03-28T01:00:00Z"},
        {"all day long",           {MO | SU, 0, HM(24, 0)},        "2027-01-17T22:59:59Z", "2027-01-17T22:59:59Z"},
    };
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        usec at = utc(cases[i].at), want = utc(cases[i].want);

        if (week_hours_next(&cases[i].hours, zone, at) != want) fail_msg("%s", cases[i].what);
        if (week_hours_cover(&cases[i].hours, zone, at) != (want == at))
            fail_msg("%s: there or not", cases[i].what);
    }
}

static void hours_without_days_or_minutes_never_come(void **state)
{
    struct week_hours none[] = {
        {0,      0,  HM(24, 0)},
        { MO,  HM(9, 0),  HM(9, 0)},
        { MO, HM(17, 0),  HM(9, 0)},
    };
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    for (size_t i = 0; i < COUNT(none); i++) {
        assert_true(week_hours_next(&none[i], zone, 0) == USEC_NEVER);
        assert_false(week_hours_cover(&none[i], zone, utc("2027-01-18T12:00:00Z")));
    }
}

static void hours_that_a_missing_day_swallows_come_a_week_later(void **state)
{
    struct week_hours friday = {FR, HM(9, 0), HM(17, 0)};
    SCOPED(zone_freep) struct zone *apia = system_zone("Pacific/Apia");
    (void)state;

    /* Friday 30 December 2011 did not happen in Apia. */
    assert_true(week_hours_next(&friday, apia, utc("2011-12-29T12:00:00Z")) ==
                utc("2012-01-05T19:00:00Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_moment_is_inside_the_hours),
        cmocka_unit_test(hours_without_days_or_minutes_never_come),
        cmocka_unit_test(hours_that_a_missing_day_swallows_come_a_week_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
