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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reminder_that_would_disturb_comes_earlier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
