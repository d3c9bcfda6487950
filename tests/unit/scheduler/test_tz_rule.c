#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scheduler/tz_rule.h"
#include "scheduler/zone.h"

static struct tz_rule rule_of(const char *string)
{
    struct tz_rule rule;

    if (!tz_rule_read(string, strlen(string), &rule)) fail_msg("not read: %s", string);
    return rule;
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    return (int64_t)day_of(year, month, day) * 86400 + hour * INT64_C(3600) + minute * INT64_C(60);
}

static void a_rule_changes_the_clock_at_its_moment(void **state)
{
    static const struct {
        const char *rule;
        int year, month, day, hour, minute; /* of the change, UTC */
        int before_s, after_s;
    } cases[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3",           2050, 3,  27, 1,  0,  3600,   7200  },
        {"CET-1CEST,M3.5.0,M10.5.0/3",           2050, 10, 30, 1,  0,  7200,   3600  },
        {"EST5EDT,M3.2.0,M11.1.0",               2050, 3,  13, 7,  0,  -18000, -14400},
        {"EST5EDT,M3.2.0,M11.1.0",               2050, 11, 6,  6,  0,  -14400, -18000},
 /* South of the equator summer spans the new year; half an hour of it here. */
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2050, 4,  2,  15, 0,  39600,  37800 },
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2050, 10, 1,  15, 30, 37800,  39600 },
 /* Ireland's summer is its standard time: the other one is an hour less. */
        {"IST-1GMT0,M10.5.0,M3.5.0/1",           2030, 3,  31, 1,  0,  0,      3600  },
        {"IST-1GMT0,M10.5.0,M3.5.0/1",           2030, 10, 27, 1,  0,  3600,   0     },
 /* More than a day after, and before, the day that is named. */
        {"EET-2EEST,M3.4.4/50,M10.4.4/50",       2070, 3,  29, 0,  0,  7200,   10800 },
        {"EET-2EEST,M3.4.4/50,M10.4.4/50",       2070, 10, 24, 23, 0,  10800,  7200  },
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",      2099, 3,  29, 1,  0,  -7200,  -3600 },
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",      2099, 10, 25, 1,  0,  -3600,  -7200 },
 /* Jn leaves 29 February out, n counts it: both mean 1 March 2028 here. */
        {"AAA0BBB,J60/0,J300/0",                 2028, 3,  1,  0,  0,  0,      3600  },
        {"AAA0BBB,60/0,300/0",                   2028, 3,  1,  0,  0,  0,      3600  },
        {"AAA0BBB,60/0,300/0",                   2027, 3,  2,  0,  0,  0,      3600  },
 /* An hour that reaches back into the year before. */
        {"AAA0BBB,J1/-25,J200/0",                2027, 12, 30, 23, 0,  0,      3600  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct tz_rule rule = rule_of(cases[i].rule);
        int64_t at =
            utc(cases[i].year, cases[i].month, cases[i].day, cases[i].hour, cases[i].minute);
        struct tz_stretch before = tz_rule_stretch(&rule, at - 1);
        struct tz_stretch after = tz_rule_stretch(&rule, at);

        if (before.offset_s != cases[i].before_s || after.offset_s != cases[i].after_s ||
            before.till != at || after.from != at)
            fail_msg("%s in %d: %d to %d", cases[i].rule, cases[i].year, before.offset_s,
                     after.offset_s);
    }
}

static void a_rule_without_summer_never_changes(void **state)
{
    struct tz_rule rule = rule_of("<+0545>-5:45");
    struct tz_stretch stretch = tz_rule_stretch(&rule, 0);
    (void)state;

    assert_int_equal(stretch.offset_s, 5 * 3600 + 45 * 60);
    assert_true(stretch.from == INT64_MIN && stretch.till == INT64_MAX);
}

/* RFC 8536, 3.3.1, says summer time all year in this way. */
static void summer_may_last_all_year(void **state)
{
    struct tz_rule rule = rule_of("EST5EDT,0/0,J365/25");
    (void)state;

    for (int day = 0; day < 800; day++)
        assert_int_equal(tz_rule_stretch(&rule, utc(2027, 1, 1 + day, 4, 0)).offset_s, -14400);
}

static void what_is_no_rule_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "C",
        "CE-1",
        "CET",
        "CET-",
        "CET-25",
        "CET-1:60",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M3.5.0,",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,J0,J366",
        "CET-1CEST,0,366",
        "CET-1CEST,M3.5.0,M10.5.0 ",
        "<CET-1",
        "<C!T>-1",
        "<>-1",
        "CET-1111111111111111111",
    };
    struct tz_rule rule;
    (void)state;

    for (size_t i = 0; i < COUNT(wrong); i++)
        if (tz_rule_read(wrong[i], strlen(wrong[i]), &rule)) fail_msg("%s", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_changes_the_clock_at_its_moment),
        cmocka_unit_test(a_rule_without_summer_never_changes),
        cmocka_unit_test(summer_may_last_all_year),
        cmocka_unit_test(what_is_no_rule_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
