#include "tests/unit/gateway/rules/fixture.h"

#define MEMBER 7
#define MOST   8

/* One appointment a week, the oldest first, the last two days ago: "m" missed, "d" declined, "u" reminded of and not
 * answered, "c" confirmed, "k" confirmed and came, "x" called off, "r" another time, "-" never reminded of, "o"
 * somebody else's. */
static struct appointments appointments_of(const char *fates, struct appointment into[static MOST])
{
    struct appointments all = {.at = into, .n = strlen(fates)};

    for (size_t i = 0; i < all.n; i++) {
        struct appointment *one = &into[i];

        *one = (struct appointment){.id = (int64_t)i + 1,
                                    .member_id = fates[i] == 'o' ? MEMBER + 1 : MEMBER,
                                    .starts_at =
                                        NOW - 2 * USEC_DAY - (usec)(all.n - 1 - i) * 7 * USEC_DAY,
                                    .told_at = fates[i] != '-' ? NOW : 0};
        if (fates[i] == 'm' || fates[i] == 'o') one->attendance = ATTENDANCE_MISSED;
        if (fates[i] == 'k') one->attendance = ATTENDANCE_CAME;
        if (fates[i] == 'd') one->state = APPOINTMENT_DECLINED;
        if (fates[i] == 'c') one->state = APPOINTMENT_CONFIRMED;
        if (fates[i] == 'x') one->state = APPOINTMENT_CANCELLED;
        if (fates[i] == 'r') one->state = APPOINTMENT_RESCHEDULE;
    }
    return all;
}

/* Of the member; one that is not there stands for none. */
static const struct appointment *newest_of(const struct appointments *all)
{
    static const struct appointment none = {.member_id = MEMBER};

    for (size_t i = all->n; i-- > 0;)
        if (all->at[i].member_id == MEMBER) return &all->at[i];
    return &none;
}

static void appointments_that_came_to_nothing_are_shown_then_call(void **state)
{
    static const struct {
        const char *fates;
        enum level level;
        const char *figures;
    } cases[] = {
        {"",      LEVEL_STABLE,  NULL   },
        {"kkk",   LEVEL_STABLE,  NULL   },
        {"u",     LEVEL_STABLE,  NULL   },
        {"d",     LEVEL_STABLE,  NULL   },
        {"m",     LEVEL_WATCH,   "1 0 0"},
        {"dd",    LEVEL_WATCH,   "0 2 0"},
        {"ddu",   LEVEL_STABLE,  NULL   }, /* was told */
        {"du",    LEVEL_WATCH,   "0 1 1"},
        {"kmm",   LEVEL_RELAPSE, "2 0 0"},
        {"mdd",   LEVEL_RELAPSE, "1 2 0"},
        {"uuuu",  LEVEL_RELAPSE, "0 0 4"},
        {"mmk",   LEVEL_STABLE,  NULL   },
        {"mmc",   LEVEL_STABLE,  NULL   },
        {"mxr-m", LEVEL_RELAPSE, "2 0 0"},
        {"ooo",   LEVEL_STABLE,  NULL   },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct appointment into[MOST];
        struct appointments all = appointments_of(cases[i].fates, into);
        struct ruling got = rule_appointments(&config->rules, &all, newest_of(&all), NOW);

        assert_ruling(cases[i].fates, &got, cases[i].level, RULE_APPOINTMENTS, cases[i].figures);
    }
}

static void what_is_still_to_come_says_nothing_unless_it_is_declined(void **state)
{
    struct appointment into[MOST];
    struct appointments all = appointments_of("du", into);
    struct ruling got;
    (void)state;

    into[1].starts_at = NOW + USEC_DAY;
    got = rule_appointments(&config->rules, &all, newest_of(&all), NOW);
    assert_ruling("to come", &got, LEVEL_STABLE, RULE_NONE, NULL);
    into[1].state = APPOINTMENT_DECLINED;
    got = rule_appointments(&config->rules, &all, newest_of(&all), NOW);
    assert_ruling("declined", &got, LEVEL_WATCH, RULE_APPOINTMENTS, "0 2 0");
}

static void appointments_that_are_off_say_nothing(void **state)
{
    struct rules rules = config->rules;
    struct appointment into[MOST];
    struct appointments all = appointments_of("mmm", into);
    struct ruling got;
    (void)state;

    rules.appointments.on = false;
    got = rule_appointments(&rules, &all, newest_of(&all), NOW);
    assert_ruling("off", &got, LEVEL_STABLE, RULE_NONE, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appointments_that_came_to_nothing_are_shown_then_call),
        cmocka_unit_test(what_is_still_to_come_says_nothing_unless_it_is_declined),
        cmocka_unit_test(appointments_that_are_off_say_nothing),
    };
    return cmocka_run_group_tests(tests, load_config, free_config);
}
