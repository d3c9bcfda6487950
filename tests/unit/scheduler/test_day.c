#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scheduler/zone.h"

static void known_dates_have_their_number_and_weekday(void **state)
{
    static const struct {
        int year, month, day, weekday;
        int32_t number;
    } cases[] = {
        {1970, 1,  1,  4, 0      },
        {1969, 12, 31, 3, -1     },
        {2000, 2,  29, 2, 11016  },
        {2027, 1,  18, 1, 20836  },
        {2100, 3,  1,  1, 47541  },
        {1,    1,  1,  1, -719162},
        {0,    2,  29, 2, -719469},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct local back = day_local(cases[i].number);

        assert_int_equal(day_of(cases[i].year, cases[i].month, cases[i].day), cases[i].number);
        assert_int_equal(back.year, cases[i].year);
        assert_int_equal(back.month, cases[i].month);
        assert_int_equal(back.day, cases[i].day);
        assert_int_equal(day_weekday(cases[i].number), cases[i].weekday);
    }
}

static void every_day_of_eight_centuries_comes_back_from_its_date(void **state)
{
    int32_t last = day_of(2400, 1, 1);
    int weekday = day_weekday(day_of(1600, 1, 1));
    (void)state;

    for (int32_t day = day_of(1600, 1, 1); day < last; day++) {
        struct local date = day_local(day);

        assert_int_equal(day_of(date.year, date.month, date.day), day);
        assert_int_equal(day_weekday(day), weekday);
        weekday = weekday % 7 + 1;
    }
}

static void months_and_days_out_of_range_carry_over(void **state)
{
    (void)state;

    assert_int_equal(day_of(2027, 13, 1), day_of(2028, 1, 1));
    assert_int_equal(day_of(2027, 0, 1), day_of(2026, 12, 1));
    assert_int_equal(day_of(2027, -11, 1), day_of(2026, 1, 1));
    assert_int_equal(day_of(2027, 2, 30), day_of(2027, 3, 2));
    assert_int_equal(day_of(2027, 3, 0), day_of(2027, 2, 28));
}

static void a_date_beyond_all_days_is_the_last_one(void **state)
{
    (void)state;

    assert_int_equal(day_of(INT32_MAX, 1, 1), INT32_MAX);
    assert_int_equal(day_of(INT32_MIN, 1, 1), INT32_MIN);
    assert_int_equal(day_local(INT32_MAX).year, 5881580);
}

static void a_date_is_read_only_in_its_one_form(void **state)
{
    static const char *const wrong[] = {
        "",           "2027",       "2027-1-18",  "2027-01-18 ", " 2027-01-18",
        "2027-13-01", "2027-00-10", "2027-02-29", "2027-04-31",  "2027-01-00",
        "2027/01/18", "18-01-2027", "+027-01-18", "2027-01-1x",
    };
    int32_t day = 7;
    (void)state;

    assert_true(day_read("2028-02-29", &day));
    assert_int_equal(day, day_of(2028, 2, 29));
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (day_read(wrong[i], &day)) fail_msg("%s", wrong[i]);
    assert_int_equal(day, day_of(2028, 2, 29));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_dates_have_their_number_and_weekday),
        cmocka_unit_test(every_day_of_eight_centuries_comes_back_from_its_date),
        cmocka_unit_test(months_and_days_out_of_range_carry_over),
        cmocka_unit_test(a_date_beyond_all_days_is_the_last_one),
        cmocka_unit_test(a_date_is_read_only_in_its_one_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
