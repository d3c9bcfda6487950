#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scheduler/special_days.h"
#include "scheduler/zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))
#define WORK             0x1F

static int32_t date(const char *string)
{
    int32_t day;

    if (!day_read(string, &day)) fail_msg("no date: %s", string);
    return day;
}

/* Easter Sundays: the table of the United States Census Bureau, and the earliest and the latest there are. */
static void easter_is_the_sunday_of_the_tables(void **state)
{
    static const char *const sundays[] = {
        "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
        "2030-04-21", "2035-03-25", "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(sundays); i++) {
        int32_t day = date(sundays[i]);

        if (holiday_day(HOLIDAY_EASTER, day_local(day).year) != day) fail_msg("%s", sundays[i]);
    }
    for (int year = 1900; year < 2500; year++) {
        int32_t day = holiday_day(HOLIDAY_EASTER, year);

        assert_int_equal(day_weekday(day), 7);
        assert_true(day >= day_of(year, 3, 22) && day <= day_of(year, 4, 25));
    }
}

static struct special_days *special_of(struct special_rule *rules, size_t n)
{
    struct special_days *special = NULL;
    struct special_rules all = {.rules = rules, .rule_n = n, .working_days = WORK};

    assert_int_equal(special_days_new(&all, &special, NULL), RC_OK);
    return special;
}

static char spring[] = "rule", other_name[] = "other";

/* Source of the dates: rijksoverheid.nl, "Wat zijn de officiële feestdagen in Nederland?"; King's Day on a
 * Saturday in 2025 and 2031. */
static void every_dutch_holiday_is_known(void **state)
{
    static const struct {
        const char *day, *name;
    } cases[] = {
        {"2026-01-01", "new_year"            },
        {"2026-04-03", "good_friday"         },
        {"2026-04-05", "easter"              },
        {"2026-04-06", "easter_monday"       },
        {"2026-04-27", "kings_day"           },
        {"2025-04-26", "kings_day"           },
        {"2025-04-27", NULL                  },
        {"2031-04-26", "kings_day"           },
        {"2026-05-05", NULL                  },
        {"2025-05-05", "liberation_day"      },
        {"2026-05-14", "ascension_day"       },
        {"2026-05-24", "whit_sunday"         },
        {"2026-05-25", "whit_monday"         },
        {"2026-12-24", NULL                  },
        {"2026-12-25", "christmas_day"       },
        {"2026-12-26", "second_christmas_day"},
        {"2026-12-31", NULL                  },
        {"2100-12-26", "second_christmas_day"},
        {"2101-01-01", NULL                  },
        {"2019-12-25", NULL                  },
    };
    struct special_rule rule = {
        .name = spring, .kind = SPECIAL_HOLIDAYS, .act = DAY_LATER, .holidays = HOLIDAYS_PUBLIC};
    SCOPED(special_days_freep) struct special_days *special = special_of(&rule, 1);
    SCOPED(special_days_freep) struct special_days *all = NULL;
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct special_day *day = special_day(special, date(cases[i].day));

        if (!day != !cases[i].name || (day && strcmp(day->name, cases[i].name) != 0))
            fail_msg("%s: %s", cases[i].day, day ? day->name : "nothing");
        if (day) assert_int_equal(day->act, DAY_LATER);
    }
    rule.all_liberation_days = true;
    rule.holidays = 1U << HOLIDAY_LIBERATION_DAY;
    all = special_of(&rule, 1);
    assert_non_null(special_day(all, date("2026-05-05")));
    assert_null(special_day(all, date("2026-05-14")));
    assert_null(special_day(NULL, date("2026-05-14")));
}

/* Source: the Umm al-Qura calendar, R.H. van Gent, webspace.science.uu.nl/~gent0113/islam/ummalqura.htm. */
static void feasts_follow_the_moon_and_are_corrected(void **state)
{
    static const struct {
        enum special_kind kind;
        int feast_days, correction;
        const char *before, *first, *last, *after;
    } cases[] = {
        {SPECIAL_RAMADAN,     0, 0,  "2026-02-17", "2026-02-18", "2026-03-19", "2026-03-20"},
        {SPECIAL_RAMADAN,     0, 0,  "2025-02-28", "2025-03-01", "2025-03-29", "2025-03-30"},
        {SPECIAL_RAMADAN,     0, 1,  "2026-02-18", "2026-02-19", "2026-03-20", "2026-03-21"},
        {SPECIAL_EID_AL_FITR, 3, 0,  "2026-03-19", "2026-03-20", "2026-03-22", "2026-03-23"},
        {SPECIAL_EID_AL_FITR, 1, -1, "2026-03-18", "2026-03-19", "2026-03-19", "2026-03-20"},
        {SPECIAL_EID_AL_ADHA, 3, 0,  "2026-05-26", "2026-05-27", "2026-05-29", "2026-05-30"},
        {SPECIAL_RAMADAN,     0, 0,  "2030-12-25", "2030-12-26", "2031-01-23", "2031-01-24"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(special_days_freep) struct special_days *special = NULL;
        struct special_rule rule = {
            .name = spring, .kind = cases[i].kind, .feast_days = cases[i].feast_days};
        struct islamic_correction own[] = {
            {1447, cases[i].correction},
            {1449, 2                  }
        };
        struct special_rules rules = {.rules = &rule,
                                      .rule_n = 1,
                                      .islamic_days = cases[i].correction ? -2 : 0,
                                      .corrections = own,
                                      .correction_n = cases[i].correction ? 2 : 0};

        assert_int_equal(special_days_new(&rules, &special, NULL), RC_OK);
        if (special_day(special, date(cases[i].before)) ||
            !special_day(special, date(cases[i].first)) ||
            !special_day(special, date(cases[i].last)) ||
            special_day(special, date(cases[i].after)))
            fail_msg("%zu: from %s to %s", i, cases[i].first, cases[i].last);
    }
}

static void two_ramadans_may_lie_in_one_year(void **state)
{
    struct special_rule rule = {.name = spring, .kind = SPECIAL_RAMADAN};
    SCOPED(special_days_freep) struct special_days *special = special_of(&rule, 1);
    int days = 0;
    (void)state;

    for (int32_t day = date("2030-01-01"); day < date("2031-01-01"); day++)
        days += special_day(special, day) != NULL;
    assert_int_equal(days, 30 + 6);
    for (int32_t day = date("2020-01-01"), last = 0; day < date("2101-01-01"); day++) {
        if (!special_day(special, day)) continue;
        if (last > 0 && day - last > 1) assert_in_range(day - last, 354 - 30, 355 - 28);
        last = day;
    }
}

static void the_first_rule_that_names_a_day_decides(void **state)
{
    struct day_range ranges[] = {
        {date("2027-02-20"), date("2027-03-01")},
        {date("2027-05-01"), date("2027-05-02")}
    };
    struct special_rule rules[] = {
        {.name = spring,     .kind = SPECIAL_WEEKDAYS, .act = DAY_AS_USUAL, .weekdays = 1},
        {.name = other_name,
         .act = DAY_WINDOW,
         .from_min = HM(11,                                                 0),
         .till_min = HM(16, 0),
         .ranges = ranges,
         .range_n = 2},
        {.name = spring,                .act = DAY_SKIP,                             .ranges = ranges,                                                      .range_n = 2                                                                  },
    };
    SCOPED(special_days_freep) struct special_days *special = special_of(rules, COUNT(rules));
    const struct special_day *day = special_day(special, date("2027-02-20"));
    (void)state;

    assert_string_equal(day->name, "other");
    assert_int_equal(day->act, DAY_WINDOW);
    assert_int_equal(day->from_min, HM(11, 0));
    assert_int_equal(day->till_min, HM(16, 0));
    assert_int_equal(special_day(special, date("2027-02-22"))->act, DAY_AS_USUAL);
    assert_ptr_equal(special_day(special, date("2027-05-01")), day);
    assert_null(special_day(special, date("2027-05-02")));
    assert_true(special_is_working(special, date("2027-02-26")));
    assert_false(special_is_working(special, date("2027-02-27")));
    assert_true(special_is_working(NULL, date("2027-02-27")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(easter_is_the_sunday_of_the_tables),
        cmocka_unit_test(every_dutch_holiday_is_known),
        cmocka_unit_test(feasts_follow_the_moon_and_are_corrected),
        cmocka_unit_test(two_ramadans_may_lie_in_one_year),
        cmocka_unit_test(the_first_rule_that_names_a_day_decides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
