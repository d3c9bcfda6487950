#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/people/roster.h"
#include "tests/fixture/fixture.h"

static const char *name_of(const struct staff *staff)
{
    return staff ? staff->login : "nobody";
}

static void the_manager_then_the_deputy_then_the_duty_roster(void **state)
{
    static const struct {
        const char *name;
        usec after;
        const char *want;
    } cases[] = {
        {"Monday 10:00",                        0,                            "sanne" },
        {"Monday 19:00, only the deputy works", 9 * USEC_HOUR,                "karim" },
        {"Monday 22:00, the duty roster",       12 * USEC_HOUR,               "noor"  },
        {"Saturday 12:00, the deputy",          5 * USEC_DAY + 2 * USEC_HOUR, "karim" },
        {"Sunday 12:00, nobody",                6 * USEC_DAY + 2 * USEC_HOUR, "nobody"},
    };
    struct fixture *fixture =
        fixture_new("duties = ( { hours = \"mon-fri 18:00-24:00\"; staff = \"noor\"; } );");

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct staff *got =
            roster_on_duty(fixture->config, "sanne", FIXTURE_NOW + cases[i].after);

        if (strcmp(name_of(got), cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].name, name_of(got));
    }
    fixture_free(fixture);
}

static void a_relapse_waits_for_the_managers_hours(void **state)
{
    struct fixture *fixture = fixture_new("");
    usec saturday = FIXTURE_NOW + 5 * USEC_DAY;

    (void)state;
    assert_true(roster_next_hours(fixture->config, "sanne", FIXTURE_NOW) == FIXTURE_NOW);
    assert_true(roster_next_hours(fixture->config, "sanne", saturday) ==
                FIXTURE_NOW + 7 * USEC_DAY - 90 * USEC_MIN);
    assert_true(roster_next_hours(fixture->config, "", saturday) == saturday);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manager_then_the_deputy_then_the_duty_roster),
        cmocka_unit_test(a_relapse_waits_for_the_managers_hours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
