#include "tests/unit/gateway/rules/fixture.h"

#define TEXTS_MAX 30

static char main_route[] = "main";

/* One text a week, the newest first and two days old: "x" did not arrive, "+" did, "?" nobody knows. */
static struct reach reach_of(const char *texts, usec heard_at,
                             struct reach_text into[static TEXTS_MAX])
{
    struct reach reach = {.heard_at = heard_at, .texts = into};

    for (; *texts; texts++, reach.text_n++)
        into[reach.text_n] =
            (struct reach_text){.at = NOW - 2 * USEC_DAY - (usec)reach.text_n * 7 * USEC_DAY,
                                .failed = *texts == 'x',
                                .arrived = *texts == '+',
                                .route = main_route};
    return reach;
}

static void texts_in_a_row_that_do_not_arrive_are_told(void **state)
{
    static const struct {
        const char *texts;
        enum level level;
        usec since;
    } cases[] = {
        {"",     LEVEL_STABLE, 0                  },
        {"xx",   LEVEL_STABLE, 0                  },
        {"xxx+", LEVEL_WATCH,  NOW - 16 * USEC_DAY},
        {"xxxx", LEVEL_WATCH,  NOW - 23 * USEC_DAY},
        {"+xxx", LEVEL_STABLE, 0                  },
        {"x?xx", LEVEL_STABLE, 0                  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reach_text texts[TEXTS_MAX];
        struct reach reach = reach_of(cases[i].texts, 0, texts);
        usec since = 0;
        struct ruling got = rule_number_failed(&config->rules, &reach, &since);

        assert_ruling(cases[i].texts, &got, cases[i].level, RULE_NUMBER_FAILED, NULL);
        if (since != cases[i].since) fail_msg("%s: since", cases[i].texts);
    }
}

static void a_number_from_which_nobody_writes_for_long_is_told(void **state)
{
    static const struct {
        const char *what, *texts;
        int heard_days_ago; /* 0: never */
        enum level level;
        const char *figures;
    } cases[] = {
        {"sixty days",             "++++++++++", 60, LEVEL_WATCH,  "60 9" },
        {"nearly",                 "++++++++++", 59, LEVEL_STABLE, NULL   },
        {"one text, asked seldom", "+",          90, LEVEL_STABLE, NULL   },
        {"never, since the first", "++++++++++", 0,  LEVEL_WATCH,  "65 10"},
        {"never, but new",         "+++",        0,  LEVEL_STABLE, NULL   },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reach_text texts[TEXTS_MAX];
        usec heard_at = cases[i].heard_days_ago ? NOW - cases[i].heard_days_ago * USEC_DAY : 0;
        struct reach reach = reach_of(cases[i].texts, heard_at, texts);
        usec since = 0;
        struct ruling got = rule_number_silent(&config->rules, &reach, NOW, &since);

        assert_ruling(cases[i].what, &got, cases[i].level, RULE_NUMBER_SILENT, cases[i].figures);
    }
}

static void texts_without_a_report_are_told_where_the_route_reports(void **state)
{
    static const struct {
        const char *texts;
        usec later;
        const char *figures; /* the number of them */
        enum level level;
        bool reports;
    } cases[] = {
        {"?+",  0,               "1 ", LEVEL_WATCH,  true },
        {"??+", 0,               "2 ", LEVEL_WATCH,  true },
        {"??+", -36 * USEC_HOUR, "1 ", LEVEL_WATCH,  true }, /* the newest is on its way */
        {"?+",  -36 * USEC_HOUR, NULL, LEVEL_STABLE, true },
        {"+?",  0,               NULL, LEVEL_STABLE, true },
        {"x?",  0,               NULL, LEVEL_STABLE, true },
        {"??",  0,               NULL, LEVEL_STABLE, false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct route route = {.name = main_route, .reports = cases[i].reports};
        struct config own = {.rules = config->rules, .routes = &route, .route_n = 1};
        struct reach_text texts[TEXTS_MAX];
        struct reach reach = reach_of(cases[i].texts, 0, texts);
        usec since = 0;
        struct ruling got = rule_number_unreported(&own, &reach, NOW + cases[i].later, &since);

        assert_ruling(cases[i].texts, &got, cases[i].level, RULE_NUMBER_UNREPORTED, NULL);
        if (cases[i].figures && strncmp(got.figures.string, cases[i].figures, 2) != 0)
            fail_msg("%s: %s", cases[i].texts, got.figures.string);
    }
}

static void rules_of_numbers_that_are_off_say_nothing(void **state)
{
    struct config own = {.rules = config->rules};
    struct reach_text texts[TEXTS_MAX];
    struct route route = {.name = main_route, .reports = true};
    struct reach failed = reach_of("xxxxxxxxxxxx", 0, texts);
    struct ruling got[4];
    usec since;
    (void)state;

    own.routes = &route;
    own.route_n = 1;
    own.rules.number_failed.on = own.rules.number_silent.on = false;
    own.rules.number_unreported.on = own.rules.number_wrong.on = false;
    got[0] = rule_number_failed(&own.rules, &failed, &since);
    got[1] = rule_number_silent(&own.rules, &failed, NOW, &since);
    failed.texts[0].failed = false;
    got[2] = rule_number_unreported(&own, &failed, NOW, &since);
    got[3] = rule_number_wrong(&own.rules);
    for (size_t i = 0; i < COUNT(got); i++)
        assert_ruling("off", &got[i], LEVEL_STABLE, RULE_NONE, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_in_a_row_that_do_not_arrive_are_told),
        cmocka_unit_test(a_number_from_which_nobody_writes_for_long_is_told),
        cmocka_unit_test(texts_without_a_report_are_told_where_the_route_reports),
        cmocka_unit_test(rules_of_numbers_that_are_off_say_nothing),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
