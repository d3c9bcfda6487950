#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "scheduler/quiet_hours.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))

static usec utc(const char *string)
{
    usec at;

    if (!clock_read(string, &at)) fail_msg("no moment: %s", string);
    return at;
}

static void a_message_is_released_at_the_first_moment_that_is_not_quiet(void **state)
{
    static const struct {
        const char *what;
        struct quiet_hours hours;
        const char *at, *want;
    } cases[] = {
        {"by day",                  {HM(21, 0), HM(8, 0)},  "2027-01-18T12:00:00Z", "2027-01-18T12:00:00Z"},
        {"the last second",         {HM(21, 0), HM(8, 0)},  "2027-01-18T19:59:59Z", "2027-01-18T19:59:59Z"},
        {"the first",               {HM(21, 0), HM(8, 0)},  "2027-01-18T20:00:00Z", "2027-01-19T07:00:00Z"},
        {"after midnight",          {HM(21, 0), HM(8, 0)},  "2027-01-18T03:00:00Z", "2027-01-18T07:00:00Z"},
        {"the end",                 {HM(21, 0), HM(8, 0)},  "2027-01-18T07:00:00Z", "2027-01-18T07:00:00Z"},
        {"within a day",            {HM(12, 0), HM(13, 0)}, "2027-01-18T11:30:00Z", "2027-01-18T12:00:00Z"},
        {"never quiet",             {HM(8, 0), HM(8, 0)},   "2027-01-18T07:00:00Z", "2027-01-18T07:00:00Z"},
        {"night of spring",         {HM(21, 0), HM(8, 0)},  "2027-03-27T22:00:00Z", "2027-03-28T06:00:00Z"},
        {"night of autumn",         {HM(21, 0), HM(8, 0)},  "2027-10-30T22:00:00Z", "2027-10-31T07:00:00Z"},
        {"its end is skipped",
         {HM(21, 0), HM(2, 30)},
         "2027-03-28T00:00:00Z",                                                    "2027-03-28T01:00:00Z"},
        {"all of it is skipped",
         {HM(2, 0), HM(3, 0)},
         "2027-03-28T00:59:59Z",                                                    "2027-03-28T00:59:59Z"},
        {"its end comes twice",
         {HM(21, 0), HM(2, 30)},
         "2027-10-30T23:00:00Z",                                                    "2027-10-31T00:30:00Z"},
        {"quiet once more",         {HM(21, 0), HM(2, 30)}, "2027-10-31T01:10:00Z", "2027-10-31T01:30:00Z"},
        {"across the doubled hour",
         {HM(2, 30), HM(3, 30)},
         "2027-10-31T00:30:00Z",                                                    "2027-10-31T01:00:00Z"},
    };
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        usec at = utc(cases[i].at), want = utc(cases[i].want);
        usec got = quiet_hours_release(&cases[i].hours, zone, at);

        if (got != want)
            fail_msg("%s: %lld s late", cases[i].what, (long long)(got - want) / 1000000);
        if (quiet_hours_cover(&cases[i].hours, zone, at) != (want > at))
            fail_msg("%s: quiet or not", cases[i].what);
    }
}

static void quiet_begins_where_it_was_not_quiet_before(void **state)
{
    static const struct {
        const char *what;
        struct quiet_hours hours;
        const char *at, *want;
    } cases[] = {
        {"the evening before",
         {HM(21, 0), HM(8, 0)},
         "2027-01-18T03:00:00Z",                                                  "2027-01-17T20:00:00Z"},
        {"this very moment",       {HM(21, 0), HM(8, 0)}, "2027-01-17T20:00:00Z", "2027-01-17T20:00:00Z"},
        {"across the spring jump",
         {HM(21, 0), HM(8, 0)},
         "2027-03-28T05:00:00Z",                                                  "2027-03-27T20:00:00Z"},
        {"its begin is skipped",
         {HM(2, 30), HM(8, 0)},
         "2027-03-28T05:00:00Z",                                                  "2027-03-28T01:00:00Z"},
        {"its begin comes twice",
         {HM(2, 30), HM(8, 0)},
         "2027-10-31T05:00:00Z",                                                  "2027-10-31T01:30:00Z"},
    };
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (quiet_hours_begun(&cases[i].hours, zone, utc(cases[i].at)) != utc(cases[i].want))
            fail_msg("%s", cases[i].what);
}

/* Every quarter of an hour around a change of the clock, with every quiet of whole hours. */
static void nothing_is_released_into_quiet_around_a_jump(void **state)
{
    static const struct {
        const char *zone, *at;
    } jumps[] = {
        {"Europe/Amsterdam",    "2027-03-28T01:00:00Z"},
        {"Europe/Amsterdam",    "2027-10-31T01:00:00Z"},
        {"Asia/Damascus",       "2022-03-24T22:00:00Z"},
        {"Australia/Lord_Howe", "2027-04-03T15:00:00Z"},
        {"Pacific/Apia",        "2011-12-30T10:00:00Z"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(jumps); i++) {
        SCOPED(zone_freep) struct zone *zone = system_zone(jumps[i].zone);

        for (int quiet = 0; quiet < 24 * 24; quiet++) {
            struct quiet_hours hours = {quiet / 24 * 60, quiet % 24 * 60};

            for (int quarter = -100; quarter < 100; quarter++) {
                usec at = utc(jumps[i].at) + quarter * (15 * USEC_MIN);
                usec go = quiet_hours_release(&hours, zone, at);

                /* The only open hour of a day may be the one that a jump skips. */
                if (go < at || go > at + 2 * USEC_DAY)
                    fail_msg("%s: quiet %d to %d holds %lld minutes", jumps[i].zone, hours.from_min,
                             hours.till_min, (long long)((go - at) / USEC_MIN));
                assert_false(quiet_hours_cover(&hours, zone, go));
                assert_true(go == at || quiet_hours_cover(&hours, zone, go - 1));
            }
        }
    }
}

static void the_ends_of_time_are_not_passed(void **state)
{
    struct quiet_hours always = {HM(9, 0), HM(8, 59)};
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    assert_true(quiet_hours_release(&always, zone, USEC_NEVER) == USEC_NEVER);
    assert_true(quiet_hours_release(&always, zone, INT64_MIN) < INT64_MIN + USEC_DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_released_at_the_first_moment_that_is_not_quiet),
        cmocka_unit_test(quiet_begins_where_it_was_not_quiet_before),
        cmocka_unit_test(nothing_is_released_into_quiet_around_a_jump),
        cmocka_unit_test(the_ends_of_time_are_not_passed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
