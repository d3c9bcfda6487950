/* Appointments: imported once, moved and cancelled with what was said of them. */
#include "tests/store/fixture.h"

#define STARTS (NOW + 3 * USEC_DAY)
#define LATER  (NOW + 5 * USEC_DAY)

static struct appointment added(struct fixture *fixture, const char *uid)
{
    char place[] = "Buurthuis", source[] = "sanne";
    struct appointment appointment = {.family_id = fixture->family_id,
                                      .member_id = fixture->member_id,
                                      .starts_at = STARTS,
                                      .ends_at = STARTS + USEC_HOUR,
                                      .place = place,
                                      .source = source,
                                      .next_at = NOW};

    if (uid) store_uid_hash(fixture->store, uid, appointment.uid_hash);
    must(store_appointment_add(fixture->store, &appointment, NOW, &fixture->why));
    appointment.place = appointment.source = NULL;
    return appointment;
}

static void load(struct fixture *fixture, int64_t id, struct appointment *out)
{
    must(store_appointment_load(fixture->store, fixture->family_id, id, out, &fixture->why));
}

/* A reminder of the start as it is now, or a correction that makes it `to`. */
static enum rc tell(struct fixture *fixture, const struct appointment *was,
                    const struct appointment *to)
{
    struct new_question question = fixture_question(fixture, NOW);
    struct new_message message = fixture_message(fixture, KIND_REMINDER, NOW);
    struct changes changes = {.questions = &question,
                              .question_n = 1,
                              .messages = &message,
                              .message_n = 1,
                              .appointment_state = -1,
                              .appointment_was = to ? was : NULL,
                              .appointment_now = to};

    question.kind = KIND_REMINDER;
    question.appointment_id = was->id;
    question.starts_at = to ? to->starts_at : was->starts_at;
    message.question = 0;
    return store_apply(fixture->store, &changes, NOW, &fixture->why);
}

static enum rc change(struct fixture *fixture, const struct appointment *was,
                      const struct appointment *to)
{
    struct changes changes = {
        .appointment_state = -1, .appointment_was = was, .appointment_now = to};

    return store_apply(fixture->store, &changes, NOW, &fixture->why);
}

static void an_appointment_is_read_back_as_it_was_added(void **state)
{
    struct fixture *fixture = *state;
    struct appointment made;
    SCOPED(appointment_clear) struct appointment got = {0};

    fixture_family(fixture, "+31612345678");
    made = added(fixture, NULL);
    load(fixture, made.id, &got);
    assert_true(got.starts_at == STARTS && got.ends_at == STARTS + USEC_HOUR);
    assert_string_equal(got.place, "Buurthuis");
    assert_string_equal(got.source, "sanne");
    assert_true(got.told_at == 0 && got.slots[0] == 0 && got.next_at == NOW);
    must_be(RC_MISSING, store_appointment_load(fixture->store, fixture->family_id, made.id + 1,
                                               &got, &fixture->why));
}

static void an_imported_one_is_there_once_until_it_is_cancelled(void **state)
{
    struct fixture *fixture = *state;
    struct appointment first, again, other, anew;
    SCOPED(appointment_clear) struct appointment was = {0}, found = {0};
    struct appointment to;

    fixture_family(fixture, "+31612345678");
    first = added(fixture, "uid-1@example");
    again = added(fixture, "uid-1@example");
    other = added(fixture, "uid-2@example");
    assert_true(again.id == first.id && other.id != first.id);
    load(fixture, first.id, &was);
    to = was;
    to.state = APPOINTMENT_CANCELLED;
    must(change(fixture, &was, &to));
    anew = added(fixture, "uid-1@example");
    assert_true(anew.id != first.id);
    must(store_appointment_find(fixture->store, fixture->family_id, first.uid_hash, &found,
                                &fixture->why));
    assert_int_equal(found.id, anew.id);
}

static void a_move_withdraws_what_waits_and_what_was_asked(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(appointment_clear) struct appointment was = {0}, told = {0};
    SCOPED(conversation_clear) struct conversation conversation = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0}, none = {0};
    struct appointment made, to;

    fixture_family(fixture, "+31612345678");
    made = added(fixture, NULL);
    load(fixture, made.id, &was);
    must(tell(fixture, &was, NULL));
    claimed = fixture_claim(fixture, NOW);
    fixture_record(fixture, claimed.at[0].id, MESSAGE_SENT, NOW);
    must(tell(fixture, &was, NULL)); /* a second one, which waits */
    load(fixture, made.id, &told);
    assert_true(told.told_at == STARTS);
    to = told;
    to.starts_at = LATER;
    must_be(RC_TAKEN, change(fixture, &was, &to)); /* it did not know that the first had left */
    must(change(fixture, &told, &to));
    none = fixture_claim(fixture, NOW);
    assert_int_equal(none.n, 0);
    must(
        store_conversation_load(fixture->store, "+31612345678", NOW, &conversation, &fixture->why));
    assert_int_equal(conversation.questions.n, 0);
    fixture_check_books(fixture);
}

static void a_correction_is_answered_only_once_it_has_left(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(appointment_clear) struct appointment was = {0}, after = {0};
    SCOPED(conversation_clear) struct conversation before = {0}, later = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    struct appointment made, to;

    fixture_family(fixture, "+31612345678");
    made = added(fixture, NULL);
    load(fixture, made.id, &was);
    to = was;
    to.starts_at = LATER;
    must(tell(fixture, &was, &to));
    must(store_conversation_load(fixture->store, "+31612345678", NOW, &before, &fixture->why));
    assert_int_equal(before.questions.n, 0);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 1);
    assert_false(claimed.at[0].outdated);
    must(store_conversation_load(fixture->store, "+31612345678", NOW, &later, &fixture->why));
    assert_int_equal(later.questions.n, 1);
    assert_true(later.questions.at[0].starts_at == LATER);
    load(fixture, made.id, &after);
    assert_true(after.told_at == LATER);
}

/* Between the claim and the wire somebody moved it; the provider was busy, so it waits again. */
static void one_that_comes_back_from_the_wire_is_known_to_be_outdated(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(appointment_clear) struct appointment was = {0}, told = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0}, again = {0};
    struct appointment made, to;

    fixture_family(fixture, "+31612345678");
    made = added(fixture, NULL);
    load(fixture, made.id, &was);
    must(tell(fixture, &was, NULL));
    claimed = fixture_claim(fixture, NOW);
    load(fixture, made.id, &told);
    to = told;
    to.state = APPOINTMENT_CANCELLED;
    must(change(fixture, &told, &to));
    fixture_record(fixture, claimed.at[0].id, MESSAGE_QUEUED, NOW);
    again = fixture_claim(fixture, NOW + USEC_HOUR);
    assert_int_equal(again.n, 1);
    assert_true(again.at[0].outdated);
}

static void what_has_begun_or_was_cancelled_stays_as_it_is(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(appointment_clear) struct appointment was = {0}, cancelled = {0};
    struct appointment made, to;
    struct changes late = {
        .appointment_state = -1, .appointment_was = &was, .appointment_now = &to};

    fixture_family(fixture, "+31612345678");
    made = added(fixture, NULL);
    load(fixture, made.id, &was);
    to = was;
    to.starts_at = LATER;
    must_be(RC_INVALID, store_apply(fixture->store, &late, STARTS, &fixture->why));
    to.starts_at = NOW;
    must_be(RC_INVALID, change(fixture, &was, &to));
    to.starts_at = STARTS;
    to.state = APPOINTMENT_CANCELLED;
    must(change(fixture, &was, &to));
    load(fixture, made.id, &cancelled);
    to.state = APPOINTMENT_OPEN;
    must_be(RC_INVALID, change(fixture, &cancelled, &to));
}

/* Decided about the old time, while somebody moved it. */
static void an_answer_or_reminder_of_the_old_time_is_decided_anew(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(appointment_clear) struct appointment was = {0}, after = {0};
    struct changes confirm = {.appointment_starts_at = STARTS,
                              .appointment_state = APPOINTMENT_CONFIRMED};
    struct changes remind = {.appointment_starts_at = STARTS,
                             .appointment_state = -1,
                             .appointment_reminded = 1,
                             .appointment_next_at = USEC_NEVER};
    struct appointment made, to;

    fixture_family(fixture, "+31612345678");
    made = added(fixture, NULL);
    confirm.appointment_id = remind.appointment_id = made.id;
    load(fixture, made.id, &was);
    to = was;
    to.starts_at = LATER;
    must(change(fixture, &was, &to));
    must_be(RC_TAKEN, store_apply(fixture->store, &confirm, NOW, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &remind, NOW, &fixture->why));
    load(fixture, made.id, &after);
    assert_int_equal(after.state, APPOINTMENT_OPEN);
    assert_int_equal(after.reminded, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(an_appointment_is_read_back_as_it_was_added),
        TEST(an_imported_one_is_there_once_until_it_is_cancelled),
        TEST(a_move_withdraws_what_waits_and_what_was_asked),
        TEST(a_correction_is_answered_only_once_it_has_left),
        TEST(one_that_comes_back_from_the_wire_is_known_to_be_outdated),
        TEST(what_has_begun_or_was_cancelled_stays_as_it_is),
        TEST(an_answer_or_reminder_of_the_old_time_is_decided_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
