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

static int64_t enrolled(struct fixture *fixture)
{
    return fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
}

static struct enrolment_act act_of(int64_t enrolment_id, enum enrolment_word word)
{
    return (struct enrolment_act){.enrolment_id = enrolment_id, .word = word, .who = "noor"};
}

static struct family load(struct fixture *fixture)
{
    struct family family = {0};

    must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
    return family;
}

static void every_act_leaves_who_when_what_and_why_and_is_planned_anew(void **state)
{
    struct fixture *fixture = *state;
    struct enrolment_act act = act_of(enrolled(fixture), WORD_PAUSED);
    SCOPED(enrolment_log_clear) struct enrolment_log log = {0};
    SCOPED(family_clear) struct family family = {0};

    act.reason = "geboorte";
    act.detail = "2027-02-01";
    act.paused_till_day = day_of(2027, 2, 1);
    must(store_enrolment_act(fixture->store, &act, NOW + 1, &fixture->why));
    must(store_enrolment_log(fixture->store, fixture->family_id, &log, &fixture->why));
    assert_int_equal(log.n, 2);
    assert_int_equal(log.at[0].word, WORD_ENROLLED);
    assert_int_equal(log.at[1].word, WORD_PAUSED);
    assert_int_equal(log.at[1].at, NOW + 1);
    assert_string_equal(log.at[1].who, "noor");
    assert_string_equal(log.at[1].reason, "geboorte");
    assert_string_equal(log.at[1].detail, "2027-02-01");
    family = load(fixture);
    assert_int_equal(family.enrolment.paused_till_day, day_of(2027, 2, 1));
    assert_int_equal(family.enrolment.next_at, NOW + 1);
}

static void changes_come_back_in_the_order_in_which_they_count(void **state)
{
    static char weekly[] = "FREQ=WEEKLY", own[] = "";
    static const struct plan_change later = {.since_day = 30, .phase = -1, .rhythm = weekly},
                                    sooner = {.since_day = 20, .rhythm = own, .extra_weeks = 4};
    struct fixture *fixture = *state;
    struct enrolment_act act = act_of(enrolled(fixture), WORD_RHYTHM);
    SCOPED(family_clear) struct family family = {0};

    act.change_n = 1;
    act.changes = &later;
    must(store_enrolment_act(fixture->store, &act, NOW, &fixture->why));
    act.word = WORD_EXTENDED;
    act.changes = &sooner;
    must(store_enrolment_act(fixture->store, &act, NOW, &fixture->why));
    family = load(fixture);
    assert_int_equal(family.enrolment.change_n, 2);
    assert_int_equal(family.enrolment.changes[0].extra_weeks, 4);
    assert_string_equal(family.enrolment.changes[1].rhythm, "FREQ=WEEKLY");
    assert_int_equal(family.enrolment.changes[1].phase, -1);
}

static void own_days_are_added_ended_and_taken_away(void **state)
{
    struct fixture *fixture = *state;
    struct enrolment_act add = act_of(enrolled(fixture), WORD_OWN_DAYS), end = add;
    SCOPED(family_clear) struct family family = {0};

    add.days = (struct own_days){.from_day = 40, .till_day = 50, .since_day = 31, .act = DAY_LATER};
    must(store_enrolment_act(fixture->store, &add, NOW, &fixture->why));
    must_be(RC_TAKEN, store_enrolment_act(fixture->store, &add, NOW, &fixture->why));
    end.word = WORD_OWN_DAYS_ENDED;
    end.days = (struct own_days){.from_day = 40, .ended_day = 45};
    must(store_enrolment_act(fixture->store, &end, NOW, &fixture->why));
    must_be(RC_MISSING, store_enrolment_act(fixture->store, &end, NOW, &fixture->why));
    add.days.since_day = 45;
    must(store_enrolment_act(fixture->store, &add, NOW, &fixture->why));
    family = load(fixture);
    assert_int_equal(family.enrolment.own_day_n, 2);
    assert_int_equal(own_days_end(&family.enrolment.own_days[0]), 45);
    assert_int_equal(family.enrolment.own_days[0].since_day, 31);
    assert_int_equal(family.enrolment.own_days[0].act, DAY_LATER);
    assert_int_equal(own_days_end(&family.enrolment.own_days[1]), 50);
    /* Those that do not hold yet leave nothing behind. */
    must(store_enrolment_act(fixture->store, &end, NOW, &fixture->why));
    must_be(RC_MISSING, store_enrolment_act(fixture->store, &end, NOW, &fixture->why));
}

static void what_ended_stays_ended_and_is_entered_again_once(void **state)
{
    struct fixture *fixture = *state;
    char programme[] = "standard";
    struct enrolment next = {.programme = programme,
                             .domains = 4,
                             .start_day = 20001,
                             .planned_at = NOW,
                             .next_at = NOW};
    int64_t id = enrolled(fixture);
    struct enrolment_act end = act_of(id, WORD_ENDED), again = act_of(id, WORD_REENTERED);
    SCOPED(family_clear) struct family family = {0};

    end.outcome = ENDING_MOVED;
    again.outcome = ENDING_REENTERED;
    again.next = &next;
    must(store_enrolment_act(fixture->store, &end, NOW, &fixture->why));
    family = load(fixture);
    assert_int_equal(family.enrolment.outcome, ENDING_MOVED);
    family_clear(&family);
    for (enum enrolment_word word = WORD_PAUSED; word <= WORD_LEARNING; word++) {
        const struct enrolment_act act = act_of(id, word);

        must_be(RC_INVALID, store_enrolment_act(fixture->store, &act, NOW, &fixture->why));
    }
    must(store_enrolment_act(fixture->store, &again, NOW, &fixture->why));
    family = load(fixture);
    assert_int_equal(family.enrolment.previous_id, id);
    assert_int_equal(family.enrolment.state, ENROLMENT_ACTIVE);
    must_be(RC_TAKEN, store_enrolment_act(fixture->store, &again, NOW, &fixture->why));
}

/* A plan from before a change would undo it. */
static void what_was_planned_before_a_change_is_not_written_after_it(void **state)
{
    struct fixture *fixture = *state;
    struct changes changes = {
        .next_was = NOW, .planned_at = NOW, .next_at = NOW + 7 * USEC_DAY, .appointment_state = -1};
    struct enrolment_act act = act_of(enrolled(fixture), WORD_LEARNING);

    changes.enrolment_id = act.enrolment_id;
    must(store_enrolment_act(fixture->store, &act, NOW + 1, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &changes, NOW + 2, &fixture->why));
    changes.next_was = NOW + 1;
    must(store_apply(fixture->store, &changes, NOW + 2, &fixture->why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_enrolment_is_loaded_as_it_was_made, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(every_act_leaves_who_when_what_and_why_and_is_planned_anew,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(changes_come_back_in_the_order_in_which_they_count,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(own_days_are_added_ended_and_taken_away, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(what_ended_stays_ended_and_is_entered_again_once,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_planned_before_a_change_is_not_written_after_it,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test(every_outcome_is_found_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
