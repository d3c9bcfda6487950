#include "tests/store/fixture.h"

static void a_claimed_message_is_not_claimed_again_before_its_lease_ends(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages first = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages second = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages third = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_CHECKIN, NOW);
    first = fixture_claim(fixture, NOW);
    assert_int_equal(first.n, 1);
    assert_int_equal(first.at[0].was, MESSAGE_QUEUED);
    assert_string_equal(first.at[0].to, "+31612345678");
    assert_string_equal(first.at[0].text, "Hoe gaat het thuis?");
    second = fixture_claim(fixture, NOW + 1);
    assert_int_equal(second.n, 0);
    fixture_reopen(fixture);
    third = fixture_claim(fixture, NOW + USEC_MIN);
    assert_int_equal(third.n, 1);
    assert_int_equal(third.at[0].was, MESSAGE_UNKNOWN);
    assert_int_equal(third.at[0].sent_at, NOW);
}

static void nothing_is_claimed_before_it_is_due_or_of_another_route(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages early = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages other = {0};
    usec next;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_CHECKIN, NOW + USEC_HOUR);
    early = fixture_claim(fixture, NOW);
    assert_int_equal(early.n, 0);
    other = fixture_claim_of(fixture, "other", NOW + USEC_HOUR);
    assert_int_equal(other.n, 0);
    must(store_outbox_next(fixture->store, "main", false, &next, &fixture->why));
    assert_int_equal(next, NOW + USEC_HOUR);
    must(store_outbox_next(fixture->store, "other", false, &next, &fixture->why));
    assert_int_equal(next, USEC_NEVER);
}

static void the_most_urgent_go_first(void **state)
{
    struct fixture *fixture = *state;
    static const enum kind queued[] = {KIND_CHECKIN, KIND_ANSWER, KIND_REMINDER, KIND_CRISIS};
    static const enum kind wanted[] = {KIND_CRISIS, KIND_ANSWER, KIND_REMINDER, KIND_CHECKIN};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(queued); i++)
        fixture_send(fixture, queued[i], NOW - (usec)i);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_int_equal(claimed.at[i].kind, wanted[i]);
}

static void the_limit_of_a_claim_holds(void **state)
{
    struct fixture *fixture = *state;
    struct outbox_ask ask = {.route = "main", .now = NOW, .lease_until = NOW + 1, .limit = 3};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};

    fixture_family(fixture, "+31612345678");
    for (int i = 0; i < 5; i++)
        fixture_send(fixture, KIND_ANSWER, NOW);
    must(store_outbox_claim(fixture->store, &ask, &claimed, &fixture->why));
    assert_int_equal(claimed.n, 3);
}

static void a_claim_tells_the_last_moment_facts(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    struct consent pending = {.act = CONSENT_STOP_PENDING, .how = "sms"};
    int64_t enrolment_id;

    enrolment_id = fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
    fixture_ask(fixture, NOW);
    pending.phone_id = fixture->phone_id;
    must(store_consent_record(fixture->store, &pending, NOW, &fixture->why));
    must(store_enrolment_act(
        fixture->store,
        &(struct enrolment_act){
            .enrolment_id = enrolment_id, .word = WORD_PAUSED, .who = "noor", .reason = ""},
        NOW, &fixture->why));
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 1);
    assert_true(claimed.at[0].stop_pending);
    assert_true(claimed.at[0].paused);
    assert_false(claimed.at[0].stopped);
    assert_false(claimed.at[0].ended);
    assert_false(claimed.at[0].answered);
}

static void a_nudge_knows_that_its_question_was_answered(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages first = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages nudge = {0};
    SCOPED(questions_clear) struct questions questions = {0};
    struct question_change answer = {.state = QUESTION_ANSWERED, .nudge_at = USEC_NEVER};
    struct changes answered = {.answers = &answer, .answer_n = 1, .appointment_state = -1};
    struct new_message message;
    struct changes nudging = {.messages = &message, .message_n = 1, .appointment_state = -1};

    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    first = fixture_claim(fixture, NOW);
    fixture_record(fixture, first.at[0].id, MESSAGE_SENT, NOW);
    must(store_question_list(fixture->store, fixture->family_id, 0, &questions, &fixture->why));
    assert_int_equal(questions.at[0].asked_at, NOW);
    message = fixture_message(fixture, KIND_NUDGE, NOW + USEC_DAY);
    message.question_id = answer.id = questions.at[0].id;
    must(store_apply(fixture->store, &nudging, NOW, &fixture->why));
    must(store_apply(fixture->store, &answered, NOW + USEC_HOUR, &fixture->why));
    nudge = fixture_claim(fixture, NOW + USEC_DAY);
    assert_int_equal(nudge.n, 1);
    assert_true(nudge.at[0].answered);
}

/* Claims with texts counted from a week before; returns what the newest message was told. */
static int texts_before(struct fixture *fixture, usec now)
{
    struct outbox_ask ask = {.route = "main",
                             .now = now,
                             .lease_until = now + USEC_MIN,
                             .limit = 100,
                             .count_from = now - 7 * USEC_DAY};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    int told = -1;

    must(store_outbox_claim(fixture->store, &ask, &claimed, &fixture->why));
    for (size_t i = 0; i < claimed.n; i++) {
        if (claimed.at[i].was == MESSAGE_QUEUED) told = claimed.at[i].texts_before;
        fixture_record(fixture, claimed.at[i].id, MESSAGE_SENT, now);
    }
    return told;
}

static void a_claim_tells_how_many_texts_the_member_got_before(void **state)
{
    struct fixture *fixture = *state;

    fixture_family(fixture, "+31612345678");
    for (int i = 0; i < 3; i++) {
        fixture_send(fixture, i == 1 ? KIND_NUDGE : KIND_ANSWER, NOW + i * USEC_HOUR);
        assert_int_equal(texts_before(fixture, NOW + i * USEC_HOUR), i);
    }
    /* What neither counts nor waits; what another member got; what is too long ago. */
    fixture_send(fixture, KIND_CRISIS, NOW + USEC_DAY);
    assert_int_equal(texts_before(fixture, NOW + USEC_DAY), 0);
    fixture_send(fixture, KIND_CHECKIN, NOW + 2 * USEC_DAY);
    assert_int_equal(texts_before(fixture, NOW + 2 * USEC_DAY), 3);
    fixture_family(fixture, "+31612345679");
    fixture_send(fixture, KIND_CHECKIN, NOW + 2 * USEC_DAY);
    assert_int_equal(texts_before(fixture, NOW + 2 * USEC_DAY), 0);
}

static void a_text_counts_for_seven_days(void **state)
{
    struct fixture *fixture = *state;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_CHECKIN, NOW);
    assert_int_equal(texts_before(fixture, NOW), 0);
    fixture_send(fixture, KIND_CHECKIN, NOW + 7 * USEC_DAY - 1);
    assert_int_equal(texts_before(fixture, NOW + 7 * USEC_DAY - 1), 1);
    fixture_send(fixture, KIND_CHECKIN, NOW + 7 * USEC_DAY);
    assert_int_equal(texts_before(fixture, NOW + 7 * USEC_DAY), 1);
}

static void of_two_texts_in_one_claim_the_second_is_told_of_the_first(void **state)
{
    struct fixture *fixture = *state;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_CHECKIN, NOW);
    fixture_send(fixture, KIND_NUDGE, NOW);
    assert_int_equal(texts_before(fixture, NOW), 1);
}

static void a_text_that_may_have_left_counts(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages lost = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_CHECKIN, NOW);
    lost = fixture_claim(fixture, NOW);
    fixture_record(fixture, lost.at[0].id, MESSAGE_UNKNOWN, NOW);
    fixture_send(fixture, KIND_NUDGE, NOW + 1);
    assert_int_equal(texts_before(fixture, NOW + 1), 1);
}

static void a_question_whose_text_was_held_back_is_not_waited_for(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(questions_clear) struct questions silent = {0};
    struct outbox_record record = {
        .state = MESSAGE_SKIPPED, .skip = SKIP_ENOUGH, .due_at = USEC_NEVER};
    struct balance balance;

    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    claimed = fixture_claim(fixture, NOW);
    record.id = claimed.at[0].id;
    must(store_outbox_record(fixture->store, &record, 1, NOW, &fixture->why));
    must(store_silence_due(fixture->store, NOW + 30 * USEC_DAY, 10, &silent, &fixture->why));
    assert_int_equal(silent.n, 0);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.kinds[KIND_CHECKIN].skipped[SKIP_ENOUGH], 1);
    balance_clear(&balance);
}

static void what_was_recorded_decides_when_it_comes_back(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum message_state state, was;
        size_t again; /* claims after an hour */
    } cases[] = {
        {MESSAGE_QUEUED,  MESSAGE_QUEUED,  1},
        {MESSAGE_UNKNOWN, MESSAGE_UNKNOWN, 1},
        {MESSAGE_SENT,    MESSAGE_QUEUED,  0},
        {MESSAGE_FAILED,  MESSAGE_QUEUED,  0},
        {MESSAGE_EXPIRED, MESSAGE_QUEUED,  0},
    };
    usec now = NOW;

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++, now += USEC_DAY) {
        SCOPED(outbox_messages_clear) struct outbox_messages first = {0};
        SCOPED(outbox_messages_clear) struct outbox_messages early = {0};
        SCOPED(outbox_messages_clear) struct outbox_messages again = {0};

        fixture_send(fixture, KIND_ANSWER, now);
        first = fixture_claim(fixture, now);
        assert_int_equal(first.n, 1);
        fixture_record(fixture, first.at[0].id, cases[i].state, now);
        early = fixture_claim(fixture, now + USEC_HOUR - 1);
        assert_int_equal(early.n, 0);
        again = fixture_claim(fixture, now + USEC_HOUR);
        assert_int_equal(again.n, cases[i].again);
        if (again.n) {
            assert_int_equal(again.at[0].was, cases[i].was);
            assert_int_equal(again.at[0].attempts, 1);
            fixture_record(fixture, again.at[0].id, MESSAGE_SENT, now + USEC_HOUR);
        }
    }
}

static void the_books_say_where_every_message_went(void **state)
{
    struct fixture *fixture = *state;
    static const enum message_state ends[] = {MESSAGE_SENT, MESSAGE_FAILED, MESSAGE_EXPIRED,
                                              MESSAGE_UNKNOWN, MESSAGE_QUEUED};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(balance_clear) struct balance balance = {0};
    const struct tally *answers;
    struct outbox_record skip = {.state = MESSAGE_SKIPPED, .skip = SKIP_STOPPED};

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(ends) + 2; i++)
        fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    for (size_t i = 0; i < COUNT(ends); i++)
        fixture_record(fixture, claimed.at[i].id, ends[i], NOW);
    skip.id = claimed.at[COUNT(ends)].id;
    must(store_outbox_record(fixture->store, &skip, 1, NOW, &fixture->why));

    balance = fixture_balance(fixture);
    answers = &balance.kinds[KIND_ANSWER];
    assert_int_equal(answers->planned, 7);
    assert_int_equal(answers->skipped[SKIP_STOPPED], 1);
    assert_int_equal(answers->expired, 1);
    assert_int_equal(answers->open, 1);
    assert_int_equal(answers->sent, 4);
    assert_int_equal(answers->failed, 1);
    assert_int_equal(answers->unknown, 1);
    assert_int_equal(answers->open_sent, 2); /* one sent, one still claimed */
}

static void released_claims_are_queued_again_as_if_never_claimed(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages again = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    must(store_outbox_release(fixture->store, &claimed.at[0].id, 1, &fixture->why));
    again = fixture_claim(fixture, NOW);
    assert_int_equal(again.n, 1);
    assert_int_equal(again.at[0].was, MESSAGE_QUEUED);
    assert_int_equal(again.at[0].attempts, 0);
}

static void a_released_look_up_stays_unknown(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages looked = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages again = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 1);
    looked = fixture_claim(fixture, NOW + USEC_HOUR);
    assert_int_equal(looked.at[0].was, MESSAGE_UNKNOWN);
    must(store_outbox_release(fixture->store, &looked.at[0].id, 1, &fixture->why));
    again = fixture_claim(fixture, NOW + USEC_HOUR);
    assert_int_equal(again.n, 1);
    assert_int_equal(again.at[0].was, MESSAGE_UNKNOWN);
}

static void a_fallback_changes_the_route(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages other = {0};
    struct outbox_record record = {
        .state = MESSAGE_QUEUED, .due_at = NOW, .route = "other", .attempted = true};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    record.id = claimed.at[0].id;
    must(store_outbox_record(fixture->store, &record, 1, NOW, &fixture->why));
    other = fixture_claim_of(fixture, "other", NOW);
    assert_int_equal(other.n, 1);
    assert_string_equal(other.at[0].route, "other");
}

static void a_message_to_staff_or_a_stranger_goes_to_its_own_address(void **state)
{
    struct fixture *fixture = *state;
    struct new_message messages[] = {
        {.kind = KIND_PAGE,
         .channel = CHANNEL_MAIL,
         .staff = "noor",
         .to = "noor@example.nl",
         .text = "Nieuw bericht\n\nLog in.",
         .due_at = NOW,
         .expires_at = NOW + USEC_DAY,
         .question = -1},
        {.kind = KIND_CRISIS,
         .to = "+31687654321",
         .text = "Bel 112",
         .route = "main",
         .segments = 1,
         .due_at = NOW,
         .expires_at = NOW + USEC_DAY,
         .question = -1},
    };
    struct changes changes = {
        .messages = messages, .message_n = COUNT(messages), .appointment_state = -1};
    SCOPED(outbox_messages_clear) struct outbox_messages mail = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages text = {0};
    SCOPED(messages_clear) struct messages shown = {0};

    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    mail = fixture_claim_of(fixture, "", NOW);
    text = fixture_claim(fixture, NOW);
    assert_int_equal(mail.n, 1);
    assert_string_equal(mail.at[0].to, "noor@example.nl");
    assert_int_equal(text.n, 1);
    assert_string_equal(text.at[0].to, "+31687654321");
    must(store_message_of_staff(fixture->store, "noor", 0, &shown, &fixture->why));
    assert_int_equal(shown.n, 1);
}

static void a_public_id_is_read_back_and_a_forged_one_is_not(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE], forged[PROVIDER_ID_SPACE];
    int64_t read;

    store_public_id(fixture->store, 1234567, id);
    assert_int_equal(strspn(id, "0123456789abcdef"), 32);
    assert_true(store_public_id_read(fixture->store, id, &read));
    assert_int_equal(read, 1234567);
    for (size_t i = 0; i < 32; i++) {
        memcpy(forged, id, sizeof(id));
        forged[i] = forged[i] == '0' ? '1' : '0';
        assert_false(store_public_id_read(fixture->store, forged, &read));
    }
    assert_false(store_public_id_read(fixture->store, "", &read));
    assert_false(store_public_id_read(fixture->store, "00", &read));
    forged[0] = 'A';
    assert_false(store_public_id_read(fixture->store, forged, &read));
}

struct heard {
    int n;
    enum rc rc;
};

static void hear(void *with, enum rc rc, const struct fault *why)
{
    struct heard *heard = with;

    (void)why;
    heard->n++;
    heard->rc = rc;
}

static void claims_and_records_can_be_handed_over(void **state)
{
    struct fixture *fixture = *state;
    struct outbox_ask ask = {.route = "main", .now = NOW, .lease_until = NOW + 1, .limit = 10};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    struct outbox_record record = {.state = MESSAGE_SENT, .attempted = true};
    struct heard heard = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    store_outbox_claim_later(fixture->store, &ask, &claimed, hear, &heard);
    fixture_send(fixture, KIND_ANSWER, NOW + USEC_DAY); /* comes behind, so the claim is done */
    assert_int_equal(heard.n, 1);
    assert_int_equal(claimed.n, 1);
    record.id = claimed.at[0].id;
    store_outbox_record_later(fixture->store, &record, 1, NOW, hear, &heard);
    fixture_reopen(fixture); /* finishes what was handed over */
    assert_int_equal(heard.n, 2);
    assert_int_equal(heard.rc, RC_OK);
    {
        SCOPED(messages_clear) struct messages messages = fixture_messages(fixture);

        assert_int_equal(messages.at[0].state, MESSAGE_SENT);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_claimed_message_is_not_claimed_again_before_its_lease_ends),
        TEST(nothing_is_claimed_before_it_is_due_or_of_another_route),
        TEST(the_most_urgent_go_first),
        TEST(the_limit_of_a_claim_holds),
        TEST(a_claim_tells_the_last_moment_facts),
        TEST(a_nudge_knows_that_its_question_was_answered),
        TEST(a_claim_tells_how_many_texts_the_member_got_before),
        TEST(a_text_counts_for_seven_days),
        TEST(of_two_texts_in_one_claim_the_second_is_told_of_the_first),
        TEST(a_text_that_may_have_left_counts),
        TEST(a_question_whose_text_was_held_back_is_not_waited_for),
        TEST(what_was_recorded_decides_when_it_comes_back),
        TEST(the_books_say_where_every_message_went),
        TEST(released_claims_are_queued_again_as_if_never_claimed),
        TEST(a_released_look_up_stays_unknown),
        TEST(a_fallback_changes_the_route),
        TEST(a_message_to_staff_or_a_stranger_goes_to_its_own_address),
        TEST(a_public_id_is_read_back_and_a_forged_one_is_not),
        cmocka_unit_test_setup_teardown(claims_and_records_can_be_handed_over, fixture_setup,
                                        fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
