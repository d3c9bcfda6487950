#include "tests/unit/gateway/rules/fixture.h"

static void a_run_of_silence_is_shown_then_calls(void **state)
{
    static const struct {
        const char *what;
        int run;
        bool trouble;
        enum level level;
    } cases[] = {
        {"one",                1, false, LEVEL_STABLE },
        {"two",                2, false, LEVEL_WATCH  },
        {"three",              3, false, LEVEL_RELAPSE},
        {"many",               9, false, LEVEL_RELAPSE},
        {"one, after trouble", 1, true,  LEVEL_RELAPSE},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ruling got = rule_silence(&config->rules, cases[i].run, cases[i].trouble);
        char figures[8];

        snprintf(figures, sizeof(figures), "%d", cases[i].run);
        assert_ruling(cases[i].what, &got, cases[i].level, RULE_SILENCE, figures);
    }
}

static void a_programme_and_then_a_phase_say_what_silence_means(void **state)
{
    static const struct {
        const char *what;
        struct silence programme, phase;
        int shown, calls;
    } cases[] = {
        {"neither",       {0, 0}, {0, 0}, 2, 3},
        {"the programme", {1, 2}, {0, 0}, 1, 2},
        {"half of it",    {1, 0}, {0, 0}, 1, 3},
        {"the phase",     {1, 2}, {4, 6}, 4, 6},
        {"half of each",  {1, 0}, {0, 5}, 1, 5},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct programme programme = {.silence = cases[i].programme};
        struct phase phase = {.silence = cases[i].phase};
        struct rules got = rules_within(&config->rules, &programme, &phase);

        if (got.silence.shown != cases[i].shown || got.silence.calls != cases[i].calls)
            fail_msg("%s: %d, %d", cases[i].what, got.silence.shown, got.silence.calls);
        assert_int_equal(got.silence.trouble_days, config->rules.silence.trouble_days);
    }
    assert_int_equal(rules_within(&config->rules, NULL, NULL).silence.calls, 3);
}

/* `said` is the past, newest first: "+" answered, "." in silence; one more silence comes after it. */
static struct habit habit_of(const char *said)
{
    struct habit habit = {0};

    for (; *said; said++)
        habit.answered[habit.n++] = *said == '+';
    return habit;
}

static void silence_is_judged_by_what_is_usual_for_the_member(void **state)
{
    static const struct {
        const char *said;
        enum level level;
        const char *figures;
    } cases[] = {
        {"",                         LEVEL_STABLE,  NULL     },
        {"+++++++",                  LEVEL_STABLE,  NULL     }, /* 1 in 9 */
        {"++++++++",                 LEVEL_WATCH,   "8 8 1"  }, /* 1 in 10 */
        {".++++++++++++",            LEVEL_RELAPSE, "12 12 2"}, /* under 1 % */
        {".++++.+++++++",            LEVEL_WATCH,   "11 12 2"}, /* the brief lapse is forgiven */
        {"..++++.+++++++",           LEVEL_RELAPSE, "11 12 3"},
        {"...+..+...+..",            LEVEL_STABLE,  NULL     }, /* seldom answers: nothing new */
        {"...............",          LEVEL_STABLE,  NULL     }, /* never did */
        {".......+.+.+.+.+.+.+.+.+", LEVEL_RELAPSE, NULL     },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct habit habit = habit_of(cases[i].said);
        struct ruling got = rule_silence_habit(&config->rules, &habit);

        assert_ruling(cases[i].said, &got, cases[i].level, RULE_SILENCE_HABIT, cases[i].figures);
    }
}

static void only_so_many_check_ins_make_a_habit(void **state)
{
    struct rules rules = config->rules;
    struct habit habit = habit_of("........................" /* after these: */ "++++++++++++");
    struct ruling got;
    (void)state;

    got = rule_silence_habit(&rules, &habit);
    assert_ruling("twelve", &got, LEVEL_RELAPSE, RULE_SILENCE_HABIT, "12 12 25");
    rules.silence_habit.check_ins = 4;
    got = rule_silence_habit(&rules, &habit);
    assert_ruling("four", &got, LEVEL_RELAPSE, RULE_SILENCE_HABIT, "4 4 25");
    rules.silence_habit.on = false;
    got = rule_silence_habit(&rules, &habit);
    assert_ruling("off", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

static void the_fixed_figures_stay_the_least(void **state)
{
    static const struct {
        const char *said;
        bool trouble;
        enum level level;
        enum rule_kind rule;
    } cases[] = {
        {"",              false, LEVEL_STABLE,  RULE_NONE         },
        {"",              true,  LEVEL_RELAPSE, RULE_SILENCE      },
        {".+..+..",       false, LEVEL_WATCH,   RULE_SILENCE      },
        {"..+..+",        false, LEVEL_RELAPSE, RULE_SILENCE      },
        {"++++++++++",    false, LEVEL_WATCH,   RULE_SILENCE_HABIT},
        {".++++++++++++", false, LEVEL_RELAPSE, RULE_SILENCE_HABIT},
        {".++++++++++++", true,  LEVEL_RELAPSE, RULE_SILENCE_HABIT},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct habit habit = habit_of(cases[i].said);
        struct ruling got = rule_silences(&config->rules, &habit, cases[i].trouble);

        assert_ruling(cases[i].said, &got, cases[i].level, cases[i].rule, NULL);
    }
}

static void silence_that_is_off_says_nothing(void **state)
{
    struct rules rules = config->rules;
    struct ruling got;
    (void)state;

    rules.silence.on = false;
    got = rule_silence(&rules, 9, true);
    assert_ruling("off", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_silence_is_shown_then_calls),
        cmocka_unit_test(a_programme_and_then_a_phase_say_what_silence_means),
        cmocka_unit_test(silence_is_judged_by_what_is_usual_for_the_member),
        cmocka_unit_test(only_so_many_check_ins_make_a_habit),
        cmocka_unit_test(the_fixed_figures_stay_the_least),
        cmocka_unit_test(silence_that_is_off_says_nothing),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
