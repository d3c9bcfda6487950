#include "tests/unit/gateway/rules/fixture.h"

/* "5432": so far apart, the newest last. */
static struct scores scores_every(const char *digits, usec apart)
{
    struct scores scores = {0};

    for (size_t i = 0; digits[i]; i++)
        scores_add(&scores, digits[i] - '0', NOW + (usec)i * apart);
    return scores;
}

static struct scores weekly(const char *digits)
{
    return scores_every(digits, 7 * USEC_DAY);
}

typedef struct ruling score_rule(const struct rules *rules, const struct scores *scores);

struct trend_case {
    const char *given;
    bool said;
    const char *figures;
};

static void assert_said(score_rule *rule, enum level level, enum rule_kind kind,
                        const struct trend_case *wanted)
{
    struct scores given = weekly(wanted->given);
    struct ruling got = rule(&config->rules, &given);

    assert_ruling(wanted->given, &got, wanted->said ? level : LEVEL_STABLE, kind, wanted->figures);
}

static void three_scores_each_lower_are_said_once(void **state)
{
    static const struct trend_case cases[] = {
        {"",      false, NULL   },
        {"54",    false, NULL   },
        {"543",   true,  "5,4,3"},
        {"4543",  true,  "5,4,3"},
        {"5432",  false, NULL   }, /* said already */
        {"5443",  false, NULL   },
        {"54543", true,  "5,4,3"},
        {"345",   false, NULL   },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_said(rule_score_falling, LEVEL_WATCH, RULE_SCORE_FALLING, &cases[i]);
}

static void a_slow_slope_is_said_once_and_no_odd_week_makes_it(void **state)
{
    static const struct trend_case cases[] = {
        {"54433",       false, NULL           }, /* too few */
        {"554433",      true,  "5,5,4,4,3,3"  },
        {"5544333",     false, NULL           }, /* said already */
        {"44444441",    false, NULL           }, /* one bad week */
        {"45454545",    false, NULL           },
        {"33445544",    false, NULL           },
        {"44444333",    false, NULL           }, /* one point lower, and stays */
        {"5554443",     true,  "5,5,5,4,4,4,3"},
        {"55544433",    false, NULL           }, /* said already */
        {"33333554433", false, NULL           }, /* only as low as it was */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_said(rule_score_slope, LEVEL_WATCH, RULE_SCORE_SLOPE, &cases[i]);
}

static void a_slope_looks_no_further_back_than_its_days(void **state)
{
    struct scores monthly = scores_every("554433", 30 * USEC_DAY);
    struct scores seldom = scores_every("554433", 60 * USEC_DAY);
    struct scores at_once = scores_every("554433", USEC_MIN);
    struct ruling got;
    (void)state;

    got = rule_score_slope(&config->rules, &monthly);
    assert_int_equal(got.level, LEVEL_WATCH);
    got = rule_score_slope(&config->rules, &seldom);
    assert_int_equal(got.level, LEVEL_STABLE);
    got = rule_score_slope(&config->rules, &at_once);
    assert_int_equal(got.level, LEVEL_STABLE);
}

static void a_slide_to_a_low_score_calls_a_person_once(void **state)
{
    static const struct trend_case cases[] = {
        {"2",       false, NULL           },
        {"42",      false, NULL           }, /* a drop, no slide */
        {"432",     false, NULL           },
        {"5432",    true,  "2 5,4,3,2"    },
        {"54322",   false, NULL           },
        {"5543",    false, NULL           }, /* not low yet */
        {"554332",  true,  "2 5,5,4,3,3,2"},
        {"5543322", false, NULL           }, /* said already */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_said(rule_score_slide, LEVEL_RELAPSE, RULE_SCORE_SLIDE, &cases[i]);
}

static void of_several_rules_one_speaks(void **state)
{
    static const struct {
        const char *given;
        enum level level;
        enum rule_kind rule;
    } cases[] = {
        {"543",    LEVEL_WATCH,   RULE_SCORE_FALLING},
        {"542",    LEVEL_WATCH,   RULE_SCORE_FALLING},
        {"5432",   LEVEL_RELAPSE, RULE_SCORE_SLIDE  },
        {"554433", LEVEL_WATCH,   RULE_SCORE_SLOPE  },
        {"5444",   LEVEL_STABLE,  RULE_NONE         },
        {"4321",   LEVEL_RELAPSE, RULE_SCORE_SLIDE  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scores given = weekly(cases[i].given);
        struct ruling got = rule_scores(&config->rules, &given);

        assert_ruling(cases[i].given, &got, cases[i].level, cases[i].rule, NULL);
    }
}

static void a_trend_that_is_off_says_nothing(void **state)
{
    struct rules rules = config->rules;
    struct scores given = weekly("554433"), falling = weekly("5432");
    (void)state;

    rules.score_slope.on = rules.score_falling.on = rules.score_slide.on = false;
    assert_int_equal(rule_score_slope(&rules, &given).level, LEVEL_STABLE);
    assert_int_equal(rule_score_falling(&rules, &falling).level, LEVEL_STABLE);
    assert_int_equal(rule_score_slide(&rules, &falling).level, LEVEL_STABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_scores_each_lower_are_said_once),
        cmocka_unit_test(a_slow_slope_is_said_once_and_no_odd_week_makes_it),
        cmocka_unit_test(a_slope_looks_no_further_back_than_its_days),
        cmocka_unit_test(a_slide_to_a_low_score_calls_a_person_once),
        cmocka_unit_test(of_several_rules_one_speaks),
        cmocka_unit_test(a_trend_that_is_off_says_nothing),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
