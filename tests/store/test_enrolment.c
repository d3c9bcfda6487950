/* Enrolments: what a coordinator does with them, and what is left of it. */
#include "tests/store/fixture.h"

static void an_enrolment_is_loaded_as_it_was_made(void **state)
{
    struct fixture *fixture = *state;
    char programme[] = "standard";
    struct enrolment made = {.programme = programme,
                             .domains = 6,
                             .start_day = 20000,
                             .first_phase = 2,
                             .planned_at = NOW,
                             .next_at = NOW};
    SCOPED(family_clear) struct family family = {0};
    int64_t family_id = fixture_family(fixture, "+31612345678");

    must(store_enrol(fixture->store, family_id, &made, "noor", NOW, &fixture->why));
    must(store_family_load(fixture->store, family_id, &family, &fixture->why));
    assert_int_equal(family.enrolment.id, made.id);
    assert_int_equal(family.enrolment.first_phase, 2);
    assert_int_equal(family.enrolment.paused_till_day, INT32_MAX);
    assert_int_equal(family.enrolment.outcome, ENDING_NONE);
    assert_int_equal(family.enrolment.previous_id, 0);
    assert_int_equal(family.enrolment.change_n + family.enrolment.own_day_n, 0);
    assert_true(family.enrolment.learns);
    assert_int_equal(family.members[0].best.minute, -1);
    assert_int_equal(family.members[0].best.before, -1);
}

static void every_outcome_is_found_by_its_name(void **state)
{
    enum ending found = ENDING_NONE;

    (void)state;
    for (int ending = 0; ending < ENDING_N; ending++) {
        assert_true(ending_find(ending_name((enum ending)ending), &found));
        assert_int_equal(found, ending);
    }
    assert_false(ending_find("weg", &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_enrolment_is_loaded_as_it_was_made, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test(every_outcome_is_found_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
