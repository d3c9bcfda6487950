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
        cmocka_unit_test(silence_that_is_off_says_nothing),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
