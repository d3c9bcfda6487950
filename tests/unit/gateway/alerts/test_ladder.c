#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/alerts/alerts.h"
#include "tests/fixture/fixture.h"

#define OWN                                                                                        \
    "programmes = ( { name = \"own\"; like = \"oosterhout\"; ladder = ("                           \
    " { who = \"coordinator\"; hours = 8; }, { who = \"process_manager\"; hours = 48; } ); },"     \
    " { name = \"usual\"; title_nl = \"Gewoon\"; phases = ( { name = \"p\"; weeks = 8;"            \
    " rhythm = \"FREQ=WEEKLY\"; between = \"10:00-12:00\"; script = \"how-is-it\"; } ); } );"

/* Who is paged first at this step, and how long that person has. */
struct rung_of_a_step {
    char programme[8], owner[8];
    enum level level;
    int step;
    const char *staff;
    usec wait_for;
};

static void check_rung(struct fixture *fixture, struct rung_of_a_step *want)
{
    struct alert alert = {.id = 1,
                          .family_id = 1,
                          .level = want->level,
                          .owner = want->owner,
                          .step = want->step,
                          .programme = want->programme};
    struct decision decision;

    decision_init(&decision);
    alerts_step(fixture->config, &fixture->dice, &alert, FIXTURE_NOW, &decision);
    if (strcmp(decision.pages[0].staff, want->staff) != 0 ||
        decision.alert_step.next_at != FIXTURE_NOW + want->wait_for)
        fail_msg("%s, step %d: %s, %lld s", want->programme, want->step, decision.pages[0].staff,
                 (long long)((decision.alert_step.next_at - FIXTURE_NOW) / USEC_SEC));
    assert_int_equal(decision.alert_step.step, want->step + 1);
    decision_clear(&decision);
}

static void a_relapse_climbs_the_ladder_of_its_programme_and_a_crisis_does_not(void **state)
{
    static struct rung_of_a_step cases[] = {
        {"usual", "sanne", LEVEL_RELAPSE, 0, "sanne", USEC_DAY      },
        {"usual", "sanne", LEVEL_RELAPSE, 1, "noor",  USEC_DAY      },
        {"usual", "sanne", LEVEL_RELAPSE, 2, "peter", USEC_DAY      },
        {"usual", "sanne", LEVEL_RELAPSE, 9, "peter", USEC_DAY      },
        {"usual", "",      LEVEL_RELAPSE, 0, "noor",  USEC_DAY      },
        {"",      "sanne", LEVEL_RELAPSE, 0, "sanne", USEC_DAY      },
        {"own",   "sanne", LEVEL_RELAPSE, 0, "noor",  8 * USEC_HOUR },
        {"own",   "sanne", LEVEL_RELAPSE, 1, "peter", 48 * USEC_HOUR},
        {"own",   "sanne", LEVEL_RELAPSE, 2, "peter", 48 * USEC_HOUR},
        {"own",   "sanne", LEVEL_CRISIS,  0, "sanne", 5 * USEC_MIN  },
        {"own",   "sanne", LEVEL_CRISIS,  1, "noor",  5 * USEC_MIN  },
    };
    struct fixture *fixture = fixture_new(OWN);
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        check_rung(fixture, &cases[i]);
    fixture_free(fixture);
}

static void the_first_step_is_the_deadline(void **state)
{
    struct fixture *fixture = fixture_new(OWN);
    char manager[] = "sanne", own[] = "own", usual[] = "usual";
    struct family family = {.id = 1, .manager = manager, .enrolment = {.id = 1}};
    struct new_alert alert;
    (void)state;

    family.enrolment.programme = own;
    alert = alerts_raise(fixture->config, &family, LEVEL_RELAPSE, FIXTURE_NOW);
    assert_int_equal(alert.deadline_at, FIXTURE_NOW + 8 * USEC_HOUR);
    family.enrolment.programme = usual;
    alert = alerts_raise(fixture->config, &family, LEVEL_RELAPSE, FIXTURE_NOW);
    assert_int_equal(alert.deadline_at, FIXTURE_NOW + fixture->config->alerts.relapse_within);
    alert = alerts_raise(fixture->config, &family, LEVEL_CRISIS, FIXTURE_NOW);
    assert_int_equal(alert.deadline_at, FIXTURE_NOW + 5 * USEC_MIN);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_relapse_climbs_the_ladder_of_its_programme_and_a_crisis_does_not),
        cmocka_unit_test(the_first_step_is_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
