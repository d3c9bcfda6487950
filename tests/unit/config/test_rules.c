#include "tests/unit/config/fixture.h"

static void what_a_municipality_says_of_one_rule_leaves_the_others_as_they_are(void **state)
{
    struct loaded loaded = load_with_key(
        "rules = { watches = { half_life_days = 14; }; score_slope = { on = false; }; };");
    const struct rules *rules;
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    rules = &loaded.config->rules;
    assert_true(rules->watches.on);
    assert_int_equal(rules->watches.half_life, 14 * USEC_DAY);
    assert_int_equal(rules->watches.sum_tenths, 25);
    assert_false(rules->score_slope.on);
    assert_int_equal(rules->score_slope.scores, 8);
    assert_true(rules->score_low.on);
    assert_int_equal(rules->score_low.relapse_at, 1);
    loaded_clear(&loaded);
}

static void a_rule_that_cannot_be_is_refused_with_what_it_may_be(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"rules = { score_lo = { on = false; }; };",        "did you mean \"score_low\""},
        {"rules = { score_low = { of = false; }; };",       "did you mean \"on\""       },
        {"rules = { score_low = { on = 0; }; };",           "expected true or false"    },
        {"rules = { score_low = { watch_at = 5; }; };",     "expected 0 to 4"           },
        {"rules = { score_slope = { scores = 5; }; };",     "expected 6 to 20"          },
        {"rules = { watches = { half_life_days = 0; }; };", "expected 1 to 365"         },
        {"rules = { watches = { sum_tenths = 10; }; };",    "expected 11 to 100"        },
        {"rules = { all_well = { days = 366; }; };",        "expected 1 to 365"         },
        {"rules = (1);",                                    "expected a group"          },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct loaded loaded = load_with_key(cases[i].text);
        const char *told = text_string(&loaded.mistakes.lines);

        if (loaded.mistakes.n != 1 || !strstr(told, cases[i].want))
            fail_msg("%s\n%s", cases[i].text, told);
        loaded_clear(&loaded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_municipality_says_of_one_rule_leaves_the_others_as_they_are),
        cmocka_unit_test(a_rule_that_cannot_be_is_refused_with_what_it_may_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
