#include "tests/unit/gateway/rules/fixture.h"

static void two_who_tell_very_different_things_are_shown(void **state)
{
    static const struct {
        const char *what;
        struct observation mine, other;
        enum level level;
        enum rule_kind rule;
        const char *figures;
    } cases[] = {
        {"scores far apart",       {.score = 5},           {.score = 2}, LEVEL_WATCH,  RULE_OBSERVERS_SCORE, "2 5"},
        {"the other way",          {.score = 1},           {.score = 3}, LEVEL_WATCH,  RULE_OBSERVERS_SCORE, "3 1"},
        {"close together",         {.score = 4},           {.score = 3}, LEVEL_STABLE, RULE_NONE,            NULL },
        {"the other said nothing", {.score = 5},           {0},          LEVEL_STABLE, RULE_NONE,            NULL },
        {"trouble beside a 4",
         {.level = LEVEL_RELAPSE},
         {.score = 4},
         LEVEL_WATCH,                                                                  RULE_OBSERVERS_TOLD,
         "2 4"                                                                                                    },
        {"a 4 beside trouble",
         {.score = 4},
         {.level = LEVEL_CRISIS, .score = 3},
         LEVEL_WATCH,                                                                  RULE_OBSERVERS_TOLD,
         "3 4"                                                                                                    },
        {"trouble beside a 3",
         {.level = LEVEL_RELAPSE},
         {.score = 3},
         LEVEL_STABLE,                                                                 RULE_NONE,
         NULL                                                                                                     },
        {"a worry beside a 5",     {.level = LEVEL_WATCH}, {.score = 5}, LEVEL_STABLE, RULE_NONE,            NULL },
        {"both in trouble",
         {.level = LEVEL_RELAPSE},
         {.level = LEVEL_RELAPSE},
         LEVEL_STABLE,                                                                 RULE_NONE,
         NULL                                                                                                     },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ruling got = rule_observers_score(&config->rules, &cases[i].mine, &cases[i].other);

        if (got.level == LEVEL_STABLE)
            got = rule_observers_told(&config->rules, &cases[i].mine, &cases[i].other);
        assert_ruling(cases[i].what, &got, cases[i].level, cases[i].rule, cases[i].figures);
    }
}

static void observers_that_are_off_say_nothing(void **state)
{
    struct rules rules = config->rules;
    struct observation mine = {.score = 5, .level = LEVEL_CRISIS}, other = {.score = 1};
    struct ruling got;
    (void)state;

    rules.observers_score.on = false;
    got = rule_observers_score(&rules, &mine, &other);
    assert_ruling("scores", &got, LEVEL_STABLE, RULE_NONE, NULL);
    other.score = 5;
    got = rule_observers_told(&rules, &mine, &other);
    assert_ruling("still on", &got, LEVEL_WATCH, RULE_OBSERVERS_TOLD, "3 5");
    rules.observers_told.on = false;
    got = rule_observers_told(&rules, &mine, &other);
    assert_ruling("told", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

#define MEMBER 7

static void an_observation_is_of_one_member_and_of_these_days(void **state)
{
    static char none[] = "";
    const struct {
        const char *what;
        struct past_score score;
        struct past_signal signal;
        struct observation want;
    } cases[] = {
        {"lately",
         {.member_id = MEMBER, .score = 2, .at = NOW - USEC_DAY, .script = none, .step = none},
         {.member_id = MEMBER, .level = LEVEL_RELAPSE, .in_plan = true, .at = NOW - USEC_DAY},
         {.score = 2, .level = LEVEL_RELAPSE}},
        {"last week",
         {.member_id = MEMBER, .score = 2, .at = NOW - 7 * USEC_DAY, .script = none, .step = none},
         {.member_id = MEMBER, .level = LEVEL_RELAPSE, .in_plan = true, .at = NOW - 7 * USEC_DAY},
         {0}                                 },
        {"somebody else",
         {.member_id = 8, .score = 2, .at = NOW - USEC_DAY, .script = none, .step = none},
         {.member_id = 8, .level = LEVEL_RELAPSE, .in_plan = true, .at = NOW - USEC_DAY},
         {0}                                 },
        {"outside the plan, and what only silence says",
         {.member_id = 8, .score = 2, .at = NOW - USEC_DAY, .script = none, .step = none},
         {.member_id = MEMBER, .level = LEVEL_RELAPSE, .at = NOW - USEC_DAY},
         {0}                                 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct past_score score = cases[i].score;
        struct past_signal signal = cases[i].signal;
        struct past past = {.scores = &score, .score_n = 1, .signals = &signal, .signal_n = 1};
        struct observation got =
            observation_of(config, &past, MEMBER, DOMAIN_GENERAL, NOW, 3 * USEC_DAY);

        if (got.score != cases[i].want.score || got.level != cases[i].want.level)
            fail_msg("%s: score %d, level %d", cases[i].what, got.score, (int)got.level);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_who_tell_very_different_things_are_shown),
        cmocka_unit_test(observers_that_are_off_say_nothing),
        cmocka_unit_test(an_observation_is_of_one_member_and_of_these_days),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
