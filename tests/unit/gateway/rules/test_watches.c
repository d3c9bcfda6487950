#include "tests/unit/gateway/rules/fixture.h"

/* Worries so many days ago, the newest first, up to a negative number. */
static struct watches watches_at(const int *days)
{
    struct watches watches = {0};

    for (; *days >= 0; days++)
        watches.at[watches.n++] = NOW - *days * USEC_DAY;
    return watches;
}

static void worries_add_up_over_weeks_and_fade(void **state)
{
    static const struct {
        const char *what;
        int days[8];
        enum level level;
    } cases[] = {
        {"one",                          {0, -1},                       LEVEL_STABLE },
        {"two weeks in a row",           {0, 7, -1},                    LEVEL_STABLE },
        {"three weeks in a row",         {0, 7, 14, -1},                LEVEL_RELAPSE},
        {"three days in a row",          {0, 1, 2, -1},                 LEVEL_RELAPSE},
        {"every other week, three",      {0, 14, 28, -1},               LEVEL_STABLE },
        {"every other week, four",       {0, 14, 28, 42, -1},           LEVEL_RELAPSE},
        {"once a month, for ever",       {0, 30, 60, 90, 120, 150, -1}, LEVEL_STABLE },
        {"two in spring, one in autumn", {0, 180, 187, -1},             LEVEL_STABLE },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct watches watches = watches_at(cases[i].days);
        struct ruling got = rule_watches(&config->rules, &watches, NOW);

        assert_ruling(cases[i].what, &got, cases[i].level, RULE_WATCHES, NULL);
    }
}

static void the_sentence_names_the_days_oldest_first(void **state)
{
    static const int days[] = {0, 1, 2, -1};
    struct watches watches = watches_at(days);
    struct ruling got = rule_watches(&config->rules, &watches, NOW);
    char figures[80];
    (void)state;

    snprintf(figures, sizeof(figures), "3 @%lld,@%lld,@%lld", (long long)(NOW - 2 * USEC_DAY),
             (long long)(NOW - USEC_DAY), (long long)NOW);
    assert_string_equal(got.figures.string, figures);
}

static void of_a_long_list_the_newest_days_are_named(void **state)
{
    struct watches watches = {0};
    char newest[32];
    struct ruling got;
    (void)state;

    while (watches.n < WATCHES_MAX) {
        watches.at[watches.n] = NOW - (usec)watches.n * USEC_DAY;
        watches.n++;
    }
    got = rule_watches(&config->rules, &watches, NOW);
    snprintf(newest, sizeof(newest), ",@%lld", (long long)NOW);
    assert_non_null(strstr(got.figures.string, newest));
    assert_true(strncmp(got.figures.string, "60 @", 4) == 0);
}

static struct past_signal worry(int days)
{
    return (struct past_signal){.domain = DOMAIN_FINANCE,
                                .level = LEVEL_WATCH,
                                .in_plan = true,
                                .at = NOW - days * USEC_DAY};
}

static void what_counts_is_a_worry_a_day_in_the_domain_and_the_plan(void **state)
{
    struct past_signal signals[] = {
        worry(0), worry(1), worry(1), worry(2), worry(3), worry(4), worry(5), worry(6),
    };
    struct past past = {.signals = signals, .signal_n = COUNT(signals)};
    struct watches got;
    (void)state;

    signals[3].in_plan = false;         /* outside the plan: neither scored nor trended */
    signals[4].domain = DOMAIN_SCHOOL;  /* never over domains */
    signals[5].source = SOURCE_SEVERAL; /* made of others */
    signals[6].level = LEVEL_RELAPSE;   /* a person was called: it starts anew */
    watches_of(config, &past, DOMAIN_FINANCE, NOW, &got);
    assert_int_equal(got.n, 2);
    assert_int_equal(got.at[0], NOW);
    assert_int_equal(got.at[1], NOW - USEC_DAY);
    watches_of(config, &past, DOMAIN_HOUSING, NOW, &got);
    assert_int_equal(got.n, 1); /* the new one */
}

static void watches_that_are_off_never_add_up(void **state)
{
    static const int days[] = {0, 1, 2, 3, 4, -1};
    struct rules rules = config->rules;
    struct watches watches = watches_at(days);
    struct ruling got;
    (void)state;

    rules.watches.on = false;
    got = rule_watches(&rules, &watches, NOW);
    assert_ruling("off", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

static void only_what_somebody_told_or_left_unsaid_is_a_worry(void **state)
{
    (void)state;
    assert_true(is_worry(SOURCE_REPLY));
    assert_true(is_worry(SOURCE_SILENCE));
    assert_true(is_worry(SOURCE_HELPER));
    assert_false(is_worry(SOURCE_SEVERAL));
    assert_false(is_worry(SOURCE_DELIVERY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_somebody_told_or_left_unsaid_is_a_worry),
        cmocka_unit_test(worries_add_up_over_weeks_and_fade),
        cmocka_unit_test(the_sentence_names_the_days_oldest_first),
        cmocka_unit_test(of_a_long_list_the_newest_days_are_named),
        cmocka_unit_test(what_counts_is_a_worry_a_day_in_the_domain_and_the_plan),
        cmocka_unit_test(watches_that_are_off_never_add_up),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
