#include "tests/unit/config/fixture.h"

#define YEAR_DAYS 365

static struct loaded loaded;

static int load_defaults(void **state)
{
    struct data data = {0};
    (void)state;

    loaded.rc = config_load(&data, NULL, TODAY, &loaded.config, &loaded.mistakes);
    return loaded.rc == RC_OK ? 0 : -1;
}

static int clear_defaults(void **state)
{
    (void)state;
    loaded_clear(&loaded);
    return 0;
}

static void all_thirteen_programmes_are_there(void **state)
{
    static const char *const names[] = {
        "mee",    "kwadraad",    "friesland",     "ompg",       "bkk", "vig",       "enschede",
        "zwolle", "utrecht-wac", "amsterdam-mpg", "oosterhout", "icm", "maassluis",
    };
    (void)state;

    assert_int_equal(loaded.config->programme_n, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++)
        if (!config_programme(loaded.config, names[i])) fail_msg("%s is missing", names[i]);
}

static int count_year(const struct programme *programme, int32_t start_day)
{
    struct plan plan = {.programme = programme,
                        .zone = loaded.config->municipality.zone,
                        .quiet = loaded.config->quiet,
                        .start_day = start_day,
                        .member_n = 1,
                        .seed = 1};
    usec end = zone_day_start(plan.zone, start_day + YEAR_DAYS);
    struct planned planned;
    struct plan_cursor cursor = {0};
    int n = 0;

    for (; n < 1000 && plan_next(&plan, cursor, &planned) && planned.due_at < end; n++)
        cursor = (struct plan_cursor){.at = planned.due_at, .member = planned.member};
    return n;
}

static void every_programme_asks_at_least_six_times_in_its_first_year(void **state)
{
    int32_t start;
    (void)state;

    assert_true(day_read("2027-01-18", &start));
    for (size_t i = 0; i < loaded.config->programme_n; i++) {
        const struct programme *programme = &loaded.config->programmes[i];

        /* Whatever day of the week it begins on. */
        for (int32_t day = start; day < start + 7; day++) {
            int n = count_year(programme, day);
            if (n < 6 || n > 110) fail_msg("%s asks %d times", programme->name, n);
        }
    }
}

static void every_programme_begins_with_fading_out_and_fades(void **state)
{
    (void)state;

    for (size_t i = 0; i < loaded.config->programme_n; i++) {
        const struct programme *programme = &loaded.config->programmes[i];

        assert_string_equal(programme->phases[0].name, "fading-out");
        assert_true(programme->phase_n >= 2);
        assert_int_equal(programme->reminders[0], 48 * USEC_HOUR);
        assert_int_equal(programme->reminders[1], 2 * USEC_HOUR);
        assert_int_equal(programme->reminders[2], 0);
        assert_int_equal(programme->nudge_after, 24 * USEC_HOUR);
        assert_in_range(programme->nudges_max, 1, 2);
        assert_true(programme->title_nl[0] && programme->title_en[0]);
        for (size_t j = 0; j < programme->phase_n; j++)
            assert_non_null(config_script(loaded.config, programme->phases[j].script));
    }
}

static void aftercare_lasts_as_long_as_the_programme_says(void **state)
{
    static const struct {
        const char *programme, *phase;
        int weeks;
    } cases[] = {
        {"ompg",       "aftercare",            13}, /* three months */
        {"oosterhout", "finger-on-the-pulse",  13},
        {"icm",        "lasting",              0 }, /* without end */
        {"mee",        "lasting",              0 },
        {"enschede",   "in-the-neighbourhood", 0 },
        {"zwolle",     "safety-net",           78}, /* two years in all */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct programme *programme = config_programme(loaded.config, cases[i].programme);
        const struct phase *last = &programme->phases[programme->phase_n - 1];

        assert_string_equal(last->name, cases[i].phase);
        assert_int_equal(last->weeks, cases[i].weeks);
    }
}

static void the_first_script_asks_what_it_is_about_only_at_one_or_two(void **state)
{
    const struct script *script = config_script(loaded.config, "how-is-it");
    const struct script_step *about = script_step_find(script, "about");
    const struct rule *rules = script->steps[0].rules;
    (void)state;

    assert_int_equal(script->steps[0].expects, EXPECTS_SCORE);
    assert_int_equal(rules[0].scores, 1U << 1 | 1U << 2);
    assert_string_equal(rules[0].go, "about");
    assert_string_equal(rules[1].say, "thanks");
    assert_string_equal(rules[2].say, "thanks-good");
    assert_int_equal(rules[3].scores, 0);
    assert_string_equal(rules[3].say, "heard");
    assert_int_equal(about->expects, EXPECTS_CHOICE);
    assert_int_equal(about->choice_n, 6);
    assert_int_equal(about->choices[0].domain, DOMAIN_FINANCE);
    assert_int_equal(about->choices[5].domain, DOMAIN_GENERAL);
    assert_null(script_step_find(script, "nowhere"));
}

static void the_demonstration_loads_without_a_warning(void **state)
{
    SCOPED(text_clear) struct text text = {0};
    struct data data = {0};
    struct fault why;
    struct loaded demo;
    (void)state;

    assert_int_equal(data_read(&data, "demo/demo.cfg", &text, &why), RC_OK);
    demo = load_with_key(text_string(&text));
    if (demo.rc != RC_OK) fail_msg("%s", text_string(&demo.mistakes.lines));
    assert_string_equal(text_string(&demo.mistakes.warnings), "");
    loaded_clear(&demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_thirteen_programmes_are_there),
        cmocka_unit_test(every_programme_asks_at_least_six_times_in_its_first_year),
        cmocka_unit_test(every_programme_begins_with_fading_out_and_fades),
        cmocka_unit_test(aftercare_lasts_as_long_as_the_programme_says),
        cmocka_unit_test(the_demonstration_loads_without_a_warning),
        cmocka_unit_test(the_first_script_asks_what_it_is_about_only_at_one_or_two),
    };
    return cmocka_run_group_tests(tests, load_defaults, clear_defaults);
}
