#include "tests/store/fixture.h"

static void a_family_is_read_back_as_it_was_added(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(family_clear) struct family family = {0};

    fixture_family(fixture, "+31612345678");
    fixture_enrol(fixture, fixture->family_id);
    fixture_reopen(fixture);
    must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
    assert_string_equal(family.name, "Gezin");
    assert_string_equal(family.manager, "noor");
    assert_int_equal(family.member_n, 1);
    assert_string_equal(family.members[0].name, "Amal");
    assert_string_equal(family.members[0].phone.number, "+31612345678");
    assert_string_equal(family.enrolment.programme, "standard");
    assert_int_equal(family.created_at, NOW);
}

static void the_digits_of_a_member_are_kept(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(family_clear) struct family family = {0};

    fixture_family(fixture, "+31612345678");
    must(store_member_digits(fixture->store, fixture->family_id, fixture->member_id, DIGITS_ARABIC,
                             &fixture->why));
    must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
    assert_int_equal(family.members[0].digits, DIGITS_ARABIC);
    must_be(RC_MISSING, store_member_digits(fixture->store, fixture->family_id,
                                            fixture->member_id + 9, DIGITS_USUAL, &fixture->why));
}

static void members_may_share_a_phone(void **state)
{
    struct fixture *fixture = *state;
    char name[] = "Gezin", manager[] = "noor", first[] = "Amal", second[] = "Karim";
    char number[] = "+31612345678";
    struct member members[] = {
        {.name = first,  .phone = {.number = number}},
        {.name = second, .phone = {.number = number}},
    };
    struct family family = {.name = name, .manager = manager, .members = members, .member_n = 2};

    must(store_family_add(fixture->store, &family, NOW, &fixture->why));
    assert_int_equal(members[0].phone.id, members[1].phone.id);
}

static void a_phone_of_another_family_is_refused_and_nothing_is_added(void **state)
{
    struct fixture *fixture = *state;
    char name[] = "Gezin", manager[] = "noor", first[] = "Amal", number[] = "+31612345678";
    struct member member = {.name = first, .phone = {.number = number}};
    struct family family = {.name = name, .manager = manager, .members = &member, .member_n = 1};
    SCOPED(families_clear) struct families families = {0};

    fixture_family(fixture, "+31612345678");
    must_be(RC_TAKEN, store_family_add(fixture->store, &family, NOW, &fixture->why));
    must(store_family_list(fixture->store, NULL, &families, &fixture->why));
    assert_int_equal(families.n, 1);
}

static void a_family_without_manager_or_with_a_bad_number_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const numbers[] = {"0612345678", "+0612345678", "+316", "+31 612345678",
                                          "x"};
    char name[] = "Gezin", manager[] = "noor", nobody[] = "", first[] = "Amal";
    struct member member = {.name = first};
    struct family family = {.name = name, .manager = nobody, .members = &member, .member_n = 1};

    must_be(RC_INVALID, store_family_add(fixture->store, &family, NOW, &fixture->why));
    family.manager = manager;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        char *number = mem_copy_string(numbers[i]);

        member.phone.number = number;
        must_be(RC_INVALID, store_family_add(fixture->store, &family, NOW, &fixture->why));
        free(number);
    }
}

static void families_are_listed_by_manager(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(families_clear) struct families noor = {0};
    SCOPED(families_clear) struct families nobody = {0};

    fixture_family(fixture, "+31612345678");
    must(store_family_list(fixture->store, "noor", &noor, &fixture->why));
    must(store_family_list(fixture->store, "sam", &nobody, &fixture->why));
    assert_int_equal(noor.n, 1);
    assert_int_equal(nobody.n, 0);
}

static void a_family_is_in_one_programme_at_a_time(void **state)
{
    struct fixture *fixture = *state;
    char programme[] = "standard";
    struct enrolment second = {.programme = programme, .domains = 1, .next_at = NOW};
    struct enrolment empty = {.programme = programme, .next_at = NOW};
    int64_t family_id = fixture_family(fixture, "+31612345678");
    int64_t first = fixture_enrol(fixture, family_id);

    must_be(RC_TAKEN, store_enrol(fixture->store, family_id, &second, "noor", NOW, &fixture->why));
    must(store_enrolment_act(
        fixture->store,
        &(struct enrolment_act){
            .enrolment_id = first, .word = WORD_PAUSED, .who = "noor", .reason = "vakantie"},
        NOW, &fixture->why));
    must_be(RC_TAKEN, store_enrol(fixture->store, family_id, &second, "noor", NOW, &fixture->why));
    must(store_enrolment_act(
        fixture->store,
        &(struct enrolment_act){
            .enrolment_id = first, .word = WORD_ENDED, .who = "noor", .reason = ""},
        NOW, &fixture->why));
    must_be(RC_INVALID, store_enrolment_act(fixture->store,
                                            &(struct enrolment_act){.enrolment_id = first,
                                                                    .word = WORD_RESUMED,
                                                                    .who = "noor",
                                                                    .reason = ""},
                                            NOW, &fixture->why));
    must_be(RC_INVALID, store_enrol(fixture->store, family_id, &empty, "noor", NOW, &fixture->why));
    must(store_enrol(fixture->store, family_id, &second, "noor", NOW, &fixture->why));
    must_be(RC_MISSING, store_enrolment_act(fixture->store,
                                            &(struct enrolment_act){.enrolment_id = 999,
                                                                    .word = WORD_PAUSED,
                                                                    .who = "noor",
                                                                    .reason = ""},
                                            NOW, &fixture->why));
}

static void enrolments_are_planned_until_they_end(void **state)
{
    struct fixture *fixture = *state;
    int64_t family_id = fixture_family(fixture, "+31612345678");
    int64_t id = fixture_enrol(fixture, family_id);
    usec next;

    static const struct {
        enum enrolment_word word;
        usec now;
        size_t want;
    } cases[] = {
        {WORD_RESUMED, NOW - 1, 0},
        {WORD_RESUMED, NOW,     1},
        {WORD_PAUSED,  NOW,     1},
        {WORD_RESUMED, NOW,     1},
        {WORD_ENDED,   NOW,     0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(families_clear) struct families due = {0};

        must(store_enrolment_act(
            fixture->store,
            &(struct enrolment_act){
                .enrolment_id = id, .word = cases[i].word, .who = "noor", .reason = ""},
            NOW, &fixture->why));
        must(store_plan_due(fixture->store, cases[i].now, 10, &due, &fixture->why));
        if (due.n != cases[i].want) fail_msg("case %zu: %zu", i, due.n);
    }
    must(store_next_due(fixture->store, &next, &fixture->why));
    assert_int_equal(next, USEC_NEVER);
}

/* The ids of those due, as handed out two at a time. */
static size_t hand_out_due(struct fixture *fixture, usec now, int64_t ids[static 2])
{
    SCOPED(families_clear) struct families due = {0};

    must(store_plan_due(fixture->store, now, 2, &due, &fixture->why));
    for (size_t i = 0; i < due.n; i++)
        ids[i] = due.at[i].id;
    return due.n;
}

static void a_backlog_is_planned_whole_but_for_what_changed_meanwhile(void **state)
{
    struct fixture *fixture = *state;
    static const char *const numbers[] = {"+31612345601", "+31612345602", "+31612345603",
                                          "+31612345604", "+31612345605"};
    int64_t families[COUNT(numbers)], enrolments[COUNT(numbers)], ids[2];

    for (size_t i = 0; i < COUNT(numbers); i++) {
        families[i] = fixture_family(fixture, numbers[i]);
        enrolments[i] = fixture_enrol(fixture, families[i]);
    }
    assert_int_equal(hand_out_due(fixture, NOW, ids), 2);
    assert_true(ids[0] == families[0] && ids[1] == families[1]);
    must(store_enrolment_act(
        fixture->store,
        &(struct enrolment_act){
            .enrolment_id = enrolments[2], .word = WORD_ENDED, .who = "noor", .reason = ""},
        NOW, &fixture->why));
    assert_int_equal(hand_out_due(fixture, NOW, ids), 2);
    assert_true(ids[0] == families[3] && ids[1] == families[4]);
    /* None of them was planned, so all but the one that ended are due once more; not for one who is before. */
    assert_int_equal(hand_out_due(fixture, NOW, ids), 2);
    assert_true(ids[0] == families[0] && ids[1] == families[1]);
    assert_int_equal(hand_out_due(fixture, NOW - 1, ids), 0);
    assert_int_equal(hand_out_due(fixture, NOW, ids), 2);
    assert_true(ids[0] == families[0]);
}

static void consent_sets_what_the_phone_may_get(void **state)
{
    struct fixture *fixture = *state;

    static const struct {
        enum consent_act act;
        bool stopped, pending;
    } cases[] = {
        {CONSENT_STOP_PENDING, false, true },
        {CONSENT_STOP_LIFTED,  false, false},
        {CONSENT_STOPPED,      true,  false},
        {CONSENT_STOP_PENDING, true,  true },
        {CONSENT_GIVEN,        false, false},
    };

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(family_clear) struct family family = {0};
        struct consent consent = {.phone_id = fixture->phone_id,
                                  .member_id = fixture->member_id,
                                  .act = cases[i].act,
                                  .how = "sms"};

        must(store_consent_record(fixture->store, &consent, NOW, &fixture->why));
        must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
        assert_int_equal(family.members[0].phone.stopped, cases[i].stopped);
        assert_int_equal(family.members[0].phone.stop_pending, cases[i].pending);
    }
}

static void appointments_are_due_until_declined(void **state)
{
    struct fixture *fixture = *state;
    struct appointment appointment = {.starts_at = NOW + 3 * USEC_DAY, .next_at = NOW + USEC_DAY};
    struct changes decline = {.appointment_state = APPOINTMENT_DECLINED};
    SCOPED(appointments_clear) struct appointments due = {0};
    SCOPED(appointments_clear) struct appointments none = {0};
    SCOPED(appointments_clear) struct appointments all = {0};

    appointment.family_id = fixture_family(fixture, "+31612345678");
    appointment.member_id = fixture->member_id;
    must(store_appointment_add(fixture->store, &appointment, NOW, &fixture->why));
    must(store_reminders_due(fixture->store, NOW + USEC_DAY, 10, &due, &fixture->why));
    assert_int_equal(due.n, 1);
    decline.appointment_id = appointment.id;
    decline.appointment_starts_at = appointment.starts_at;
    must(store_apply(fixture->store, &decline, NOW, &fixture->why));
    must(store_reminders_due(fixture->store, NOW + USEC_DAY, 10, &none, &fixture->why));
    assert_int_equal(none.n, 0);
    must(store_appointment_list(fixture->store, fixture->family_id, &all, &fixture->why));
    assert_int_equal(all.at[0].state, APPOINTMENT_DECLINED);
}

static void a_reminder_is_counted_once(void **state)
{
    struct fixture *fixture = *state;
    struct appointment appointment = {.starts_at = NOW + USEC_DAY, .next_at = NOW};
    struct changes remind = {
        .appointment_state = -1, .appointment_reminded = 1, .appointment_next_at = USEC_NEVER};

    appointment.family_id = fixture_family(fixture, "+31612345678");
    must(store_appointment_add(fixture->store, &appointment, NOW, &fixture->why));
    remind.appointment_id = appointment.id;
    remind.appointment_starts_at = appointment.starts_at;
    must(store_apply(fixture->store, &remind, NOW, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &remind, NOW, &fixture->why));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_family_is_read_back_as_it_was_added),
        TEST(the_digits_of_a_member_are_kept),
        TEST(members_may_share_a_phone),
        TEST(a_phone_of_another_family_is_refused_and_nothing_is_added),
        TEST(a_family_without_manager_or_with_a_bad_number_is_refused),
        TEST(families_are_listed_by_manager),
        TEST(a_family_is_in_one_programme_at_a_time),
        TEST(enrolments_are_planned_until_they_end),
        TEST(a_backlog_is_planned_whole_but_for_what_changed_meanwhile),
        TEST(consent_sets_what_the_phone_may_get),
        TEST(appointments_are_due_until_declined),
        TEST(a_reminder_is_counted_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
