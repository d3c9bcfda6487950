#include "tests/unit/gateway/rules/fixture.h"

/* "5432": a week apart, the newest last. */
static struct scores scores(const char *digits)
{
    struct scores scores = {0};

    for (size_t i = 0; digits[i]; i++)
        scores_add(&scores, digits[i] - '0', NOW + (usec)i * 7 * USEC_DAY);
    return scores;
}

static void a_score_is_judged_by_itself_and_by_the_last_one(void **state)
{
    static const struct {
        const char *given;
        enum level level;
        enum rule_kind rule;
        const char *figures;
    } cases[] = {
        {"",   LEVEL_STABLE,  RULE_NONE,       ""   },
        {"5",  LEVEL_STABLE,  RULE_NONE,       ""   },
        {"3",  LEVEL_STABLE,  RULE_NONE,       ""   },
        {"2",  LEVEL_WATCH,   RULE_SCORE_LOW,  "2"  },
        {"1",  LEVEL_RELAPSE, RULE_SCORE_LOW,  "1"  },
        {"53", LEVEL_WATCH,   RULE_SCORE_DROP, "5 3"},
        {"42", LEVEL_WATCH,   RULE_SCORE_DROP, "4 2"},
        {"31", LEVEL_RELAPSE, RULE_SCORE_LOW,  "1"  },
        {"43", LEVEL_STABLE,  RULE_NONE,       ""   },
        {"24", LEVEL_STABLE,  RULE_NONE,       ""   },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scores given = scores(cases[i].given);
        struct ruling got = rule_scores(&config->rules, &given);

        assert_ruling(cases[i].given, &got, cases[i].level, cases[i].rule, cases[i].figures);
    }
}

static void a_rule_that_is_off_says_nothing(void **state)
{
    struct rules rules = config->rules;
    struct scores given = scores("41");
    struct ruling got;
    (void)state;

    rules.score_low.on = false;
    got = rule_scores(&rules, &given);
    assert_ruling("without low", &got, LEVEL_WATCH, RULE_SCORE_DROP, "4 1");
    rules.score_drop.on = false;
    got = rule_scores(&rules, &given);
    assert_ruling("without both", &got, LEVEL_STABLE, RULE_NONE, NULL);
    rules.follow_up.on = false;
    got = rule_follow_up(&rules, &given);
    assert_ruling("follow-up", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

static void what_the_family_names_has_the_level_of_its_score(void **state)
{
    static const struct {
        const char *given;
        enum level level;
    } cases[] = {
        {"",  LEVEL_WATCH  },
        {"2", LEVEL_WATCH  },
        {"1", LEVEL_RELAPSE}
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scores given = scores(cases[i].given);
        struct ruling got = rule_follow_up(&config->rules, &given);

        assert_ruling(cases[i].given, &got, cases[i].level, RULE_FOLLOW_UP, "");
    }
}

static void scores_are_of_one_member_and_one_domain(void **state)
{
    char script[] = "how-is-it", step[] = "week", none[] = "";
    struct past_score given[] = {
        {.member_id = 1, .score = 2, .at = NOW - 1, .script = script, .step = step},
        {.member_id = 2, .score = 5, .at = NOW - 2, .script = script, .step = step},
        {.member_id = 1, .score = 4, .at = NOW - 3, .script = none,   .step = none},
    };
    struct past past = {.scores = given, .score_n = COUNT(given)};
    struct scores got;
    (void)state;

    scores_of(config, &past, 1, DOMAIN_GENERAL, &got);
    assert_int_equal(got.n, 2);
    assert_int_equal(got.at[0].score, 4);
    assert_int_equal(got.at[1].score, 2);
    scores_of(config, &past, 2, DOMAIN_GENERAL, &got);
    assert_int_equal(got.n, 1);
    scores_of(config, &past, 1, DOMAIN_SCHOOL, &got);
    assert_int_equal(got.n, 0);
    scores_of_last(config, &past, 1, &got);
    assert_int_equal(got.n, 2);
}

static void of_many_scores_the_newest_are_kept(void **state)
{
    struct past_score given[SCORES_MAX + 5];
    struct past past = {.scores = given, .score_n = COUNT(given)};
    char none[] = "";
    struct scores got;
    (void)state;

    for (size_t i = 0; i < COUNT(given); i++)
        given[i] =
            (struct past_score){.score = 3, .at = NOW - (usec)i, .script = none, .step = none};
    scores_of(config, &past, 0, DOMAIN_GENERAL, &got);
    assert_int_equal(got.n, SCORES_MAX);
    assert_int_equal(got.at[SCORES_MAX - 1].at, NOW);
    scores_add(&got, 1, NOW + 1);
    assert_int_equal(got.n, SCORES_MAX);
    assert_int_equal(got.at[SCORES_MAX - 1].score, 1);
    assert_int_equal(got.at[0].at, NOW - (SCORES_MAX - 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_is_judged_by_itself_and_by_the_last_one),
        cmocka_unit_test(a_rule_that_is_off_says_nothing),
        cmocka_unit_test(what_the_family_names_has_the_level_of_its_score),
        cmocka_unit_test(scores_are_of_one_member_and_one_domain),
        cmocka_unit_test(of_many_scores_the_newest_are_kept),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
