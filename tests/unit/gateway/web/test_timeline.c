#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/web/timeline.h"
#include "tests/unit/gateway/web/drawn.h"

static struct drawn draw(const char *language, const char *programme, int member_n,
                         const char *style)
{
    struct drawn drawn = drawn_begin(language);
    struct plan plan = {.member_n = member_n};

    plan.programme = config_programme(drawn.config, programme);
    plan.zone = drawn.config->municipality.zone;
    plan.quiet = drawn.config->quiet;
    assert_true(day_read("2027-01-04", &plan.start_day));
    timeline_add(&drawn.svg, &drawn.phrases, &plan, style);
    return drawn;
}

static void every_phase_has_a_row_and_every_check_in_a_stroke(void **state)
{
    static const struct {
        const char *programme;
        int member_n;
        size_t phases, up, down, open;
    } cases[] = {
        {"friesland", 1, 4, 8 + 5 + 4 + 6, 0,     0},
        {"ompg",      2, 2, 8 + 13,        13,    0},
        {"kwadraad",  2, 3, 6 + 5 + 2,     4 + 2, 0},
        {"enschede",  1, 3, 8 + 8 + 6,     0,     1},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct drawn drawn = draw("nl", cases[i].programme, cases[i].member_n, NULL);

        if (drawn_times(&drawn, "class=\"t-name\"") != cases[i].phases ||
            drawn_times(&drawn, "v-11") != cases[i].up ||
            drawn_times(&drawn, "v11") != cases[i].down ||
            drawn_times(&drawn, "t-open") != cases[i].open)
            fail_msg("%s: %zu up, %zu down, %zu open: %s", cases[i].programme,
                     drawn_times(&drawn, "v-11"), drawn_times(&drawn, "v11"),
                     drawn_times(&drawn, "t-open"), text_string(&drawn.svg));
        drawn_clear(&drawn);
    }
}

static void who_cannot_see_it_hears_the_phases(void **state)
{
    struct drawn dutch = draw("nl", "oosterhout", 2, NULL), english = draw("en", "mee", 1, NULL);
    (void)state;

    assert_int_equal(drawn_times(&dutch, "role=\"img\""), 1);
    assert_int_equal(drawn_times(&dutch, "Tijdlijn van Oosterhout: vinger aan de pols"), 1);
    assert_int_equal(drawn_times(&dutch, "afbouw: 4 weken, elke week op woensdag, 4 check-ins."),
                     1);
    assert_int_equal(
        drawn_times(&english, "aftercare: 18 weeks, every 2 weeks on Tuesday, 9 check-ins."), 1);
    assert_int_equal(drawn_times(&english, "without end, every 4 weeks on Tuesday."), 1);
    drawn_clear(&dutch);
    drawn_clear(&english);
}

static void a_file_of_its_own_brings_its_colours(void **state)
{
    struct drawn page = draw("nl", "vig", 1, NULL), file = draw("nl", "vig", 1, ".x { }");
    (void)state;

    assert_int_equal(drawn_times(&page, "<style>"), 0);
    assert_int_equal(drawn_times(&page, "xmlns"), 0);
    assert_int_equal(drawn_times(&file, "<style>.x { }</style>"), 1);
    assert_int_equal(drawn_times(&file, "xmlns=\"http://www.w3.org/2000/svg\""), 1);
    drawn_clear(&page);
    drawn_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_phase_has_a_row_and_every_check_in_a_stroke),
        cmocka_unit_test(who_cannot_see_it_hears_the_phases),
        cmocka_unit_test(a_file_of_its_own_brings_its_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
