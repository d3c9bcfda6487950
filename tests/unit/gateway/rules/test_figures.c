#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/rules/figures.h"

static void what_was_written_is_read_back(void **state)
{
    static const struct figure wanted[] = {
        {true,  false, 4         },
        {true,  false, -2        },
        {false, false, 7         },
        {true,  true,  1772000000},
        {false, true,  5         },
    };
    struct figures figures = {0};
    const char *at = figures.string;
    struct figure got;
    (void)state;

    figures_number(&figures, 4);
    figures_number(&figures, -2);
    figures_and_number(&figures, 7);
    figures_day(&figures, 1772000000);
    figures_and_day(&figures, 5);
    assert_string_equal(figures.string, "4 -2,7 @1772000000,@5");
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_true(figure_next(&at, &got));
        if (got.begins != wanted[i].begins || got.is_day != wanted[i].is_day ||
            got.value != wanted[i].value)
            fail_msg("figure %zu: %d %d %lld", i, got.begins, got.is_day, (long long)got.value);
    }
    assert_false(figure_next(&at, &got));
}

static void what_does_not_fit_is_left_out_whole(void **state)
{
    struct figures figures = {0};
    const char *at = figures.string;
    struct figure got;
    int n = 0;
    (void)state;

    for (int i = 0; i < 100; i++)
        figures_and_day(&figures, 1772000000000000);
    while (figure_next(&at, &got)) {
        assert_int_equal(got.value, 1772000000000000);
        n++;
    }
    assert_string_equal(at, "");
    assert_int_equal(n, (FIGURES_SPACE - 1) / (int)strlen(",@1772000000000000"));
}

static void what_is_no_figure_ends_the_reading(void **state)
{
    static const char *const cases[] = {"", " ", "x", "@", ",,", "@x", " 4"};
    struct figure got;
    (void)state;

    for (size_t i = 0; i + 1 < COUNT(cases); i++) {
        const char *at = cases[i];
        if (figure_next(&at, &got)) fail_msg("\"%s\" was read", cases[i]);
        assert_ptr_equal(at, cases[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(what_does_not_fit_is_left_out_whole),
        cmocka_unit_test(what_is_no_figure_ends_the_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
