#include "tests/unit/gateway/rules/fixture.h"

static const struct past_signal *alarm_30(const struct past *past)
{
    return last_alarm(past, NOW, 30 * USEC_DAY);
}

static const struct past_signal *violence_30(const struct past *past)
{
    return last_violence(past, NOW, 30 * USEC_DAY);
}

static struct past_signal days_ago(int days, enum domain domain, enum level level)
{
    return (struct past_signal){
        .domain = domain, .level = level, .in_plan = true, .at = NOW - days * USEC_DAY};
}

static struct past_signal of_source(struct past_signal signal, enum signal_source source)
{
    signal.source = source;
    return signal;
}

static struct past_signal outside_plan(struct past_signal signal)
{
    signal.in_plan = false;
    return signal;
}

static void an_alarm_is_what_somebody_said_lately_within_the_plan(void **state)
{
    struct past_signal relapse = days_ago(1, DOMAIN_FINANCE, LEVEL_RELAPSE);
    struct past_signal blow = days_ago(1, DOMAIN_VIOLENCE, LEVEL_WATCH);
    const struct {
        const char *what;
        struct past_signal signal;
        bool alarm, violence;
    } cases[] = {
        {"a relapse",     relapse,           true,                   false                                           },
        {"a score",       of_source(relapse, SOURCE_SCORE),          true,                                             false},
        {"a worry",               days_ago(1,                        DOMAIN_FINANCE,                      LEVEL_WATCH),                                 false, false},
        {"long ago",          days_ago(31,                      DOMAIN_FINANCE,                                            LEVEL_CRISIS),                                                   false, false},
        {"silence", of_source(relapse,SOURCE_SILENCE),false,false},
        {"several together",       of_source(relapse,       SOURCE_SEVERAL),                               false,                                                                                                                     false},
        {"outside the plan",               outside_plan(relapse),               false,              false                                        },
        {"violence",          blow,                           false,                                true},
        {"violence outside it",          outside_plan(blow),                           false,                           false                     },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct past_signal signal = cases[i].signal;
        struct past past = {.signals = &signal, .signal_n = 1};

        if ((alarm_30(&past) != NULL) != cases[i].alarm) fail_msg("alarm: %s", cases[i].what);
        if ((violence_30(&past) != NULL) != cases[i].violence)
            fail_msg("violence: %s", cases[i].what);
    }
}

static void all_well_soon_after_an_alarm_is_shown_and_after_a_grave_one_calls(void **state)
{
    static const struct {
        const char *what;
        int days;
        enum domain domain;
        enum level level, wanted;
    } cases[] = {
        {"a relapse",    3,  DOMAIN_FINANCE,  LEVEL_RELAPSE, LEVEL_WATCH  },
        {"a crisis",     3,  DOMAIN_MENTAL,   LEVEL_CRISIS,  LEVEL_RELAPSE},
        {"violence",     3,  DOMAIN_VIOLENCE, LEVEL_RELAPSE, LEVEL_RELAPSE},
        {"a worry",      3,  DOMAIN_FINANCE,  LEVEL_WATCH,   LEVEL_STABLE },
        {"the 14th day", 14, DOMAIN_FINANCE,  LEVEL_RELAPSE, LEVEL_WATCH  },
        {"the 15th day", 15, DOMAIN_FINANCE,  LEVEL_RELAPSE, LEVEL_STABLE },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct past_signal signal = days_ago(cases[i].days, cases[i].domain, cases[i].level);
        struct past past = {.signals = &signal, .signal_n = 1};
        struct ruling got = rule_all_well(&config->rules, &past, NOW);
        char figures[32];

        snprintf(figures, sizeof(figures), "@%lld", (long long)signal.at);
        assert_ruling(cases[i].what, &got, cases[i].wanted, RULE_ALL_WELL, figures);
    }
}

static void all_well_is_told_once_an_alarm(void **state)
{
    struct past_signal signals[] = {
        days_ago(1, DOMAIN_FINANCE, LEVEL_RELAPSE), /* a new alarm */
        days_ago(2, DOMAIN_GENERAL, LEVEL_WATCH),   /* told */
        days_ago(3, DOMAIN_FINANCE, LEVEL_RELAPSE),
    };
    struct past told = {.signals = &signals[1], .signal_n = 2};
    struct past again = {.signals = &signals[0], .signal_n = 3};
    struct ruling got;
    (void)state;

    signals[1].rule = RULE_ALL_WELL;
    signals[1].source = SOURCE_SEVERAL;
    got = rule_all_well(&config->rules, &told, NOW);
    assert_ruling("told already", &got, LEVEL_STABLE, RULE_NONE, NULL);
    got = rule_all_well(&config->rules, &again, NOW);
    assert_ruling("a new alarm", &got, LEVEL_WATCH, RULE_ALL_WELL, NULL);
}

static void a_stop_after_violence_or_trouble_calls_a_person(void **state)
{
    static const struct {
        const char *what;
        int days;
        enum domain domain;
        enum level level, stop, decline;
        enum rule_kind rule;
    } cases[] = {
        {"violence",       80, DOMAIN_VIOLENCE, LEVEL_WATCH,   LEVEL_RELAPSE, LEVEL_RELAPSE,
         RULE_STOP_AFTER_VIOLENCE                                                                     },
        {"long ago",       91, DOMAIN_VIOLENCE, LEVEL_CRISIS,  LEVEL_STABLE,  LEVEL_STABLE,  RULE_NONE},
        {"trouble",        29, DOMAIN_FINANCE,  LEVEL_RELAPSE, LEVEL_RELAPSE, LEVEL_STABLE,
         RULE_STOP_AFTER_TROUBLE                                                                      },
        {"trouble, older", 31, DOMAIN_FINANCE,  LEVEL_RELAPSE, LEVEL_STABLE,  LEVEL_STABLE,
         RULE_NONE                                                                                    },
        {"only a worry",   1,  DOMAIN_FINANCE,  LEVEL_WATCH,   LEVEL_STABLE,  LEVEL_STABLE,  RULE_NONE},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct past_signal signal = days_ago(cases[i].days, cases[i].domain, cases[i].level);
        struct past past = {.signals = &signal, .signal_n = 1};
        struct ruling stop = rule_stop(&config->rules, &past, NOW);
        struct ruling decline = rule_decline(&config->rules, &past, NOW);

        assert_ruling(cases[i].what, &stop, cases[i].stop, cases[i].rule, NULL);
        assert_ruling(cases[i].what, &decline, cases[i].decline, cases[i].rule, NULL);
    }
}

static void a_contrast_that_is_off_says_nothing(void **state)
{
    struct rules rules = config->rules;
    struct past_signal signal = days_ago(1, DOMAIN_VIOLENCE, LEVEL_CRISIS);
    struct past past = {.signals = &signal, .signal_n = 1};
    struct ruling got;
    (void)state;

    rules.all_well.on = rules.stop_after_violence.on = false;
    got = rule_all_well(&rules, &past, NOW);
    assert_ruling("all well", &got, LEVEL_STABLE, RULE_NONE, NULL);
    got = rule_decline(&rules, &past, NOW);
    assert_ruling("decline", &got, LEVEL_STABLE, RULE_NONE, NULL);
    got = rule_stop(&rules, &past, NOW);
    assert_ruling("stop", &got, LEVEL_RELAPSE, RULE_STOP_AFTER_TROUBLE, NULL);
    rules.stop_after_trouble.on = false;
    got = rule_stop(&rules, &past, NOW);
    assert_ruling("stop", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alarm_is_what_somebody_said_lately_within_the_plan),
        cmocka_unit_test(all_well_soon_after_an_alarm_is_shown_and_after_a_grave_one_calls),
        cmocka_unit_test(all_well_is_told_once_an_alarm),
        cmocka_unit_test(a_stop_after_violence_or_trouble_calls_a_person),
        cmocka_unit_test(a_contrast_that_is_off_says_nothing),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
