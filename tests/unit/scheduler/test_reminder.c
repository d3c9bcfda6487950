#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "scheduler/plan.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))

static usec utc(const char *string)
{
    usec at;

    if (!clock_read(string, &at)) fail_msg("no moment: %s", string);
    return at;
}

static void a_reminder_that_would_disturb_comes_earlier(void **state)
{
    static const struct {
        const char *what;
        struct quiet_hours quiet;
        const char *starts_at;
        usec before;
        const char *want;
    } cases[] = {
        {"two days before",
         {HM(21, 0), HM(8, 0)},
         "2027-01-20T09:30:00Z", 2 * USEC_DAY,
         "2027-01-18T09:30:00Z"},
        {"two hours before",
         {HM(21, 0), HM(8, 0)},
         "2027-01-20T09:30:00Z", 2 * USEC_HOUR,
         "2027-01-20T07:30:00Z"},
        {"too early in the morning",
         {HM(21, 0), HM(8, 0)},
         "2027-01-20T08:00:00Z", 2 * USEC_HOUR,
         "2027-01-19T19:45:00Z"},
        {"late in the evening",
         {HM(21, 0), HM(8, 0)},
         "2027-01-20T22:00:00Z", 2 * USEC_HOUR,
         "2027-01-20T19:45:00Z"},
        {"the morning of summer time",
         {HM(21, 0), HM(8, 0)},
         "2027-03-28T07:00:00Z", 2 * USEC_HOUR,
         "2027-03-27T19:45:00Z"},
        {"hardly ever not quiet",
         {HM(21, 0), HM(20, 50)},
         "2027-01-20T12:00:00Z", USEC_HOUR,
         "2027-01-19T19:59:59Z"},
    };
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        usec due = reminder_due(&cases[i].quiet, 1, zone, utc(cases[i].starts_at), cases[i].before);
        char got[32];

        clock_write(due, got);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].what, got);
        assert_false(quiet_hours_cover(&cases[i].quiet, zone, due));
    }
}

/* Appointments around both changes of the clock, by day, early and late: on the clock, in Amsterdam. */
static void days_before_are_days_of_the_calendar(void **state)
{
    static const struct {
        const char *what;
        struct local starts_at;
        usec before;
        struct local want;
    } cases[] = {
        {"two days, the spring jump in between",
         {2027, 3, 29, 10, 30, 0},
         2 * USEC_DAY,
         {2027, 3, 27, 10, 30, 0}                                                                                                               },
        {"on the Sunday of the jump itself",
         {2027, 3, 28, 10, 30, 0},
         2 * USEC_DAY,
         {2027, 3, 26, 10, 30, 0}                                                                                                               },
        {"as early as may be, which 48 hours would take for the night",
         {2027, 3, 29, 8, 30, 0},
         2 * USEC_DAY,
         {2027, 3, 27, 8, 30, 0}                                                                                                                },
        {"late in the evening, in spring",
         {2027, 3, 29, 23, 0, 0},
         2 * USEC_DAY,
         {2027, 3, 27, 20, 45, 0}                                                                                                               },
        {"two days, the jump of autumn in between",
         {2027, 11, 1, 10, 30, 0},
         2 * USEC_DAY,
         {2027, 10, 30, 10, 30, 0}                                                                                                              },
        {"early in autumn",                                                 {2027, 11, 1, 8, 30, 0},   2 * USEC_DAY,   {2027, 10, 30, 8, 30, 0} },
        {"just before the quiet hours, which 48 hours would take for them",
         {2027, 11, 1, 20, 30, 0},
         2 * USEC_DAY,
         {2027, 10, 30, 20, 30, 0}                                                                                                              },
        {"late in the evening, in autumn",
         {2027, 11, 1, 23, 0, 0},
         2 * USEC_DAY,
         {2027, 10, 30, 20, 45, 0}                                                                                                              },
        {"a week",                                                          {2027, 4, 1, 10, 30, 0},   7 * USEC_DAY,   {2027, 3, 25, 10, 30, 0} },
        {"hours stay hours",                                                {2027, 10, 31, 23, 30, 0}, 30 * USEC_HOUR, {2027, 10, 30, 18, 30, 0}},
        {"early on the Sunday of the jump",
         {2027, 3, 28, 8, 30, 0},
         2 * USEC_HOUR,
         {2027, 3, 27, 20, 45, 0}                                                                                                               },
    };
    static const struct quiet_hours quiet = {HM(21, 0), HM(8, 0)};
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        usec due =
            reminder_due(&quiet, 1, zone, zone_usec(zone, cases[i].starts_at), cases[i].before);
        struct local got = zone_local(zone, due);

        if (memcmp(&got, &cases[i].want, sizeof(got)) != 0)
            fail_msg("%s: %d-%02d-%02d %02d:%02d", cases[i].what, got.year, got.month, got.day,
                     got.hour, got.minute);
    }
}

/* A small generator of its own, so that a failure is the same everywhere (xorshift, Marsaglia 2003). */
static uint64_t draw(uint64_t *state, uint64_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state % below;
}

/* Any appointment of twenty years, in zones whose clocks jump at midnight, in Ramadan, or never. */
static void no_reminder_disturbs_whatever_the_clock_does(void **state)
{
    static const char *const names[] = {"Europe/Amsterdam", "Africa/Casablanca", "Asia/Damascus",
                                        "UTC"};
    static const struct quiet_hours safe[] = {
        {0,      0 },
        { HM(18, 0),  HM(9, 0)},
        { HM(9,  0), HM(16, 0)},
        { HM(12, 0),  HM(8, 0)}
    };
    uint64_t dice = 20261122;
    (void)state;

    for (size_t i = 0; i < COUNT(names); i++) {
        SCOPED(zone_freep) struct zone *zone = system_zone(names[i]);

        for (int n = 0; n < 5000; n++) {
            struct quiet_hours quiet[2] = {
                {HM(21, 0), HM(8, 0)},
                safe[draw(&dice, COUNT(safe))]
            };
            usec starts_at = utc("2026-01-01T00:00:00Z") +
                             (usec)draw(&dice, UINT64_C(20) * 365 * 24 * 60) * USEC_MIN;
            usec before = (usec)(1 + draw(&dice, 72)) * USEC_HOUR;
            usec due = reminder_due(quiet, COUNT(quiet), zone, starts_at, before);
            bool disturbs =
                quiet_hours_cover(&quiet[0], zone, due) || quiet_hours_cover(&quiet[1], zone, due);

            /* Earlier than wished only for the quiet, which is over within a day; by an hour more or less where the
             * clock changed in between. */
            if (disturbs || due > starts_at - before + USEC_HOUR ||
                due < starts_at - before - USEC_DAY - USEC_HOUR)
                fail_msg("%s: %lld before %lld", names[i], (long long)before, (long long)starts_at);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reminder_that_would_disturb_comes_earlier),
        cmocka_unit_test(days_before_are_days_of_the_calendar),
        cmocka_unit_test(no_reminder_disturbs_whatever_the_clock_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
