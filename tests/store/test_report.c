#include "tests/store/fixture.h"

/* Sends one message and returns its id, claimed and not yet recorded. */
static int64_t claim_one(struct fixture *fixture, char public_id[static PROVIDER_ID_SPACE])
{
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = fixture_claim(fixture, NOW);

    assert_int_equal(claimed.n, 1);
    memcpy(public_id, claimed.at[0].public_id, PROVIDER_ID_SPACE);
    return claimed.at[0].id;
}

static void record(struct fixture *fixture, int64_t id, enum message_state state,
                   const char *const *references, size_t n)
{
    struct outbox_record sent = {.id = id,
                                 .state = state,
                                 .due_at = NOW + USEC_HOUR,
                                 .attempted = true,
                                 .references = references,
                                 .reference_n = n};

    must(store_outbox_record(fixture->store, &sent, 1, NOW + 1, &fixture->why));
}

static void delivery_only_moves_forward(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum delivery first, then, want;
    } cases[] = {
        {DELIVERY_SENT,      DELIVERY_SENT,      DELIVERY_SENT     },
        {DELIVERY_SENT,      DELIVERY_UNKNOWN,   DELIVERY_UNKNOWN  },
        {DELIVERY_UNKNOWN,   DELIVERY_SENT,      DELIVERY_UNKNOWN  },
        {DELIVERY_SENT,      DELIVERY_DELIVERED, DELIVERY_DELIVERED},
        {DELIVERY_SENT,      DELIVERY_FAILED,    DELIVERY_FAILED   },
        {DELIVERY_UNKNOWN,   DELIVERY_EXPIRED,   DELIVERY_EXPIRED  },
        {DELIVERY_EXPIRED,   DELIVERY_SENT,      DELIVERY_EXPIRED  },
        {DELIVERY_EXPIRED,   DELIVERY_FAILED,    DELIVERY_EXPIRED  },
        {DELIVERY_FAILED,    DELIVERY_EXPIRED,   DELIVERY_FAILED   },
        {DELIVERY_FAILED,    DELIVERY_UNKNOWN,   DELIVERY_FAILED   },
        {DELIVERY_FAILED,    DELIVERY_DELIVERED, DELIVERY_DELIVERED},
        {DELIVERY_EXPIRED,   DELIVERY_DELIVERED, DELIVERY_DELIVERED},
        {DELIVERY_DELIVERED, DELIVERY_FAILED,    DELIVERY_DELIVERED},
        {DELIVERY_DELIVERED, DELIVERY_EXPIRED,   DELIVERY_DELIVERED},
        {DELIVERY_DELIVERED, DELIVERY_SENT,      DELIVERY_DELIVERED},
        {DELIVERY_DELIVERED, DELIVERY_UNKNOWN,   DELIVERY_DELIVERED},
    };

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char id[PROVIDER_ID_SPACE];
        const char *own = id;
        int64_t message_id;

        fixture_send(fixture, KIND_ANSWER, NOW);
        message_id = claim_one(fixture, id);
        record(fixture, message_id, MESSAGE_SENT, &own, 1);
        fixture_report(fixture, "", id, cases[i].first, NOW + 2);
        fixture_report(fixture, "", id, cases[i].then, NOW + 3);
        {
            SCOPED(messages_clear) struct messages messages = fixture_messages(fixture);
            SCOPED(balance_clear) struct balance balance = fixture_balance(fixture);

            assert_int_equal(messages.n, i + 1);
            if (messages.at[i].delivery != cases[i].want)
                fail_msg("case %zu: %d", i, (int)messages.at[i].delivery);
        }
    }
}

static void a_report_settles_what_was_sending_or_unknown(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;
    SCOPED(outbox_messages_clear) struct outbox_messages again = {0};

    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    message_id = claim_one(fixture, id);
    fixture_report(fixture, id, "", DELIVERY_DELIVERED, NOW + 1);
    /* The answer of the wire comes behind its report, and knows less. */
    record(fixture, message_id, MESSAGE_UNKNOWN, NULL, 0);
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_SENT);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
    again = fixture_claim(fixture, NOW + USEC_DAY);
    assert_int_equal(again.n, 0);
    {
        SCOPED(balance_clear) struct balance balance = fixture_balance(fixture);

        assert_int_equal(balance.kinds[KIND_CHECKIN].delivered, 1);
    }
}

static void a_report_on_an_unknown_message_saves_the_resend(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;
    SCOPED(outbox_messages_clear) struct outbox_messages again = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    message_id = claim_one(fixture, id);
    record(fixture, message_id, MESSAGE_UNKNOWN, NULL, 0);
    fixture_report(fixture, id, "ref-1", DELIVERY_SENT, NOW + 2);
    again = fixture_claim(fixture, NOW + USEC_DAY);
    assert_int_equal(again.n, 0);
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_SENT);
}

static void an_arrival_of_the_first_try_saves_a_resend_that_still_waits(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    struct outbox_record resend = {.state = MESSAGE_QUEUED, .resend = true, .due_at = NOW};
    SCOPED(outbox_messages_clear) struct outbox_messages again = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    resend.id = claim_one(fixture, id);
    record(fixture, resend.id, MESSAGE_UNKNOWN, NULL, 0);
    {
        SCOPED(outbox_messages_clear)
        struct outbox_messages unknown = fixture_claim(fixture, NOW + USEC_DAY);

        assert_int_equal(unknown.at[0].was, MESSAGE_UNKNOWN);
    }
    must(store_outbox_record(fixture->store, &resend, 1, NOW, &fixture->why));
    fixture_report(fixture, id, "", DELIVERY_FAILED, NOW + 2); /* says nothing about the resend */
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_QUEUED);
    fixture_report(fixture, id, "", DELIVERY_DELIVERED, NOW + 3);
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_SENT);
    again = fixture_claim(fixture, NOW + USEC_DAY);
    assert_int_equal(again.n, 0);
    fixture_check_books(fixture);
}

static void a_message_is_sent_again_at_most_once(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    struct outbox_record resend = {.state = MESSAGE_QUEUED, .resend = true, .due_at = NOW};
    SCOPED(outbox_messages_clear) struct outbox_messages again = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages never = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    resend.id = claim_one(fixture, id);
    must(store_outbox_record(fixture->store, &resend, 1, NOW, &fixture->why));
    again = fixture_claim(fixture, NOW);
    assert_int_equal(again.at[0].resends, 1);
    assert_int_equal(again.at[0].was, MESSAGE_QUEUED);
    must(store_outbox_record(fixture->store, &resend, 1, NOW, &fixture->why));
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_UNKNOWN);
    never = fixture_claim(fixture, NOW + 300 * USEC_DAY);
    assert_int_equal(never.n, 0);
}

static void a_report_before_its_reference_waits_for_it(void **state)
{
    struct fixture *fixture = *state;
    const char *reference = "SM-1";
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    message_id = claim_one(fixture, id);
    fixture_report(fixture, "", reference, DELIVERY_DELIVERED, NOW);
    fixture_report(fixture, "", reference, DELIVERY_SENT, NOW + 1);
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_SENDING);
    record(fixture, message_id, MESSAGE_SENT, &reference, 1);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
}

static void a_report_that_nobody_claims_is_dropped_after_three_days(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        usec tidy_after;
        enum delivery want;
    } cases[] = {
        {3 * USEC_DAY,     DELIVERY_DELIVERED},
        {3 * USEC_DAY + 1, DELIVERY_NONE     },
    };

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *reference = i == 0 ? "SM-1" : "SM-2";
        char id[PROVIDER_ID_SPACE];
        int64_t message_id;

        fixture_send(fixture, KIND_ANSWER, NOW);
        message_id = claim_one(fixture, id);
        fixture_report(fixture, "", reference, DELIVERY_DELIVERED, NOW);
        must(store_tidy(fixture->store, NOW + cases[i].tidy_after, &fixture->why));
        record(fixture, message_id, MESSAGE_SENT, &reference, 1);
        {
            SCOPED(messages_clear) struct messages messages = fixture_messages(fixture);

            assert_int_equal(messages.at[i].delivery, cases[i].want);
        }
    }
}

static void a_text_of_several_parts_is_delivered_when_all_parts_are(void **state)
{
    struct fixture *fixture = *state;
    static const char *const references[] = {"P-1", "P-2", "P-3"};
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    message_id = claim_one(fixture, id);
    record(fixture, message_id, MESSAGE_SENT, references, 3);
    fixture_report(fixture, "", "P-2", DELIVERY_DELIVERED, NOW + 2);
    fixture_report(fixture, "", "P-1", DELIVERY_DELIVERED, NOW + 3);
    fixture_report(fixture, "", "P-1", DELIVERY_DELIVERED, NOW + 4);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_SENT);
    fixture_report(fixture, "", "P-3", DELIVERY_DELIVERED, NOW + 5);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
}

static void one_lost_part_fails_the_whole(void **state)
{
    struct fixture *fixture = *state;
    static const char *const references[] = {"P-1", "P-2"};
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    message_id = claim_one(fixture, id);
    record(fixture, message_id, MESSAGE_SENT, references, 2);
    fixture_report(fixture, "", "P-1", DELIVERY_DELIVERED, NOW + 2);
    fixture_report(fixture, "", "P-2", DELIVERY_FAILED, NOW + 3);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_FAILED);
}

static void send_long(struct fixture *fixture)
{
    struct new_message message = fixture_message(fixture, KIND_ANSWER, NOW);
    struct changes changes = {.messages = &message, .message_n = 1, .appointment_state = -1};

    message.segments = 2;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
}

static void parts_reported_before_the_record_do_not_deliver_the_rest(void **state)
{
    struct fixture *fixture = *state;
    static const char *const references[] = {"P-1", "P-2"};
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;

    fixture_family(fixture, "+31612345678");
    send_long(fixture);
    message_id = claim_one(fixture, id);
    fixture_report(fixture, id, "P-1", DELIVERY_DELIVERED, NOW);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_NONE);
    record(fixture, message_id, MESSAGE_SENT, references, 2);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_SENT);
    fixture_report(fixture, id, "P-2", DELIVERY_DELIVERED, NOW + 2);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
}

static void a_reported_part_makes_a_lost_answer_a_sent_message(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    struct outbox_record resend = {.state = MESSAGE_QUEUED, .resend = true, .due_at = NOW};

    fixture_family(fixture, "+31612345678");
    send_long(fixture);
    resend.id = claim_one(fixture, id);
    fixture_report(fixture, id, "P-1", DELIVERY_DELIVERED, NOW);
    {
        SCOPED(outbox_messages_clear)
        struct outbox_messages again = fixture_claim(fixture, NOW + USEC_HOUR);

        assert_int_equal(again.n, 1);
        assert_true(again.at[0].reported);
        assert_string_equal(again.at[0].reference, "P-1");
    }
    must(store_outbox_record(fixture->store, &resend, 1, NOW + USEC_HOUR, &fixture->why));
    assert_int_equal(fixture_only_message(fixture).state, MESSAGE_SENT);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_SENT);
    fixture_report(fixture, id, "P-2", DELIVERY_DELIVERED, NOW + USEC_HOUR);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
}

static void a_late_report_on_the_first_try_does_not_fail_the_resend(void **state)
{
    struct fixture *fixture = *state;
    const char *first = "P-1", *second = "P-2";
    char id[PROVIDER_ID_SPACE];
    struct outbox_record retry = {.state = MESSAGE_QUEUED,
                                  .attempted = true,
                                  .due_at = NOW,
                                  .references = &first,
                                  .reference_n = 1};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    retry.id = claim_one(fixture, id);
    must(store_outbox_record(fixture->store, &retry, 1, NOW, &fixture->why));
    assert_int_equal(claim_one(fixture, id), retry.id);
    record(fixture, retry.id, MESSAGE_SENT, &second, 1);
    fixture_report(fixture, "", "P-1", DELIVERY_FAILED, NOW + 3);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_NONE);
    fixture_report(fixture, "", "P-2", DELIVERY_DELIVERED, NOW + 4);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
}

static void what_a_look_up_said_is_recorded_with_it(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    struct outbox_record found = {
        .state = MESSAGE_SENT, .attempted = true, .delivery = DELIVERY_DELIVERED};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    found.id = claim_one(fixture, id);
    must(store_outbox_record(fixture->store, &found, 1, NOW, &fixture->why));
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_DELIVERED);
    {
        SCOPED(balance_clear) struct balance balance = fixture_balance(fixture);

        assert_int_equal(balance.kinds[KIND_ANSWER].delivered, 1);
    }
}

static void a_report_of_a_number_that_opted_out_stops_the_phone(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE];
    struct arrival report = {.route = "main",
                             .type = EVENT_REPORT,
                             .state = DELIVERY_FAILED,
                             .error = "21610",
                             .opt_out = true,
                             .arrived_at = NOW};
    SCOPED(family_clear) struct family family = {0};
    SCOPED(messages_clear) struct messages messages = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    fixture_record(fixture, claim_one(fixture, id), MESSAGE_SENT, NOW);
    report.client_id = id;
    must(store_inbox_record(fixture->store, &report, 1, &fixture->why));
    must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
    assert_true(family.members[0].phone.stopped);
    messages = fixture_messages(fixture);
    assert_string_equal(messages.at[0].error, "21610");
}

static void a_forged_or_foreign_id_moves_nothing(void **state)
{
    struct fixture *fixture = *state;
    char id[PROVIDER_ID_SPACE], foreign[PROVIDER_ID_SPACE];

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    fixture_record(fixture, claim_one(fixture, id), MESSAGE_SENT, NOW);
    id[31] = id[31] == '0' ? '1' : '0';
    fixture_report(fixture, id, "", DELIVERY_DELIVERED, NOW);
    store_public_id(fixture->store, 424242, foreign);
    fixture_report(fixture, foreign, "", DELIVERY_DELIVERED, NOW);
    fixture_report(fixture, "", foreign, DELIVERY_DELIVERED, NOW);
    fixture_report(fixture, "", "", DELIVERY_DELIVERED, NOW);
    assert_int_equal(fixture_only_message(fixture).delivery, DELIVERY_NONE);
}

static void a_record_that_comes_late_does_not_unsend(void **state)
{
    struct fixture *fixture = *state;
    static const enum message_state late[] = {MESSAGE_QUEUED, MESSAGE_UNKNOWN, MESSAGE_FAILED,
                                              MESSAGE_EXPIRED};
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    message_id = claim_one(fixture, id);
    record(fixture, message_id, MESSAGE_SENT, NULL, 0);
    for (size_t i = 0; i < COUNT(late); i++) {
        record(fixture, message_id, late[i], NULL, 0);
        assert_int_equal(fixture_only_message(fixture).state, MESSAGE_SENT);
    }
}

/* ---- Any history at all ---------------------------------------------------------------------- */

#define PARTS_MOST 4

/* One message and what was reported of it. */
struct history {
    char id[PROVIDER_ID_SPACE];
    int64_t message_id;
    size_t parts;     /* as the provider cut it; we may have counted fewer */
    bool named;       /* reports name our id too */
    size_t record_at; /* after so many reports comes the answer to the send */
    bool delivered[PARTS_MOST], lost[PARTS_MOST];
    enum delivery last;
};

static void name_part(char reference[static 16], size_t part)
{
    snprintf(reference, 16, "P-%zu", part);
}

static void record_history(struct fixture *fixture, const struct history *history)
{
    char references[PARTS_MOST][16];
    const char *pointers[PARTS_MOST];

    for (size_t i = 0; i < history->parts; i++) {
        name_part(references[i], i);
        pointers[i] = references[i];
    }
    record(fixture, history->message_id, MESSAGE_SENT, pointers, history->parts);
}

/* What somebody says who may not: of an id that is not ours, or over another route. */
static void forge(struct fixture *fixture, struct dice *dice)
{
    struct arrival forged = {.route = "other",
                             .type = EVENT_REPORT,
                             .state = DELIVERY_DELIVERED,
                             .client_id = "",
                             .error = "",
                             .arrived_at = NOW};
    char reference[16], foreign[PROVIDER_ID_SPACE];

    name_part(reference, dice_below(dice, PARTS_MOST));
    forged.reference = reference;
    must(store_inbox_record(fixture->store, &forged, 1, &fixture->why));
    store_public_id(fixture->store, 424242, foreign);
    fixture_report(fixture, foreign, "", DELIVERY_DELIVERED, NOW);
}

static void report_by_chance(struct fixture *fixture, struct dice *dice, struct history *history)
{
    static const enum delivery states[] = {DELIVERY_SENT,   DELIVERY_SENT,      DELIVERY_UNKNOWN,
                                           DELIVERY_FAILED, DELIVERY_DELIVERED, DELIVERY_DELIVERED,
                                           DELIVERY_EXPIRED};
    size_t part = dice_below(dice, history->parts);
    enum delivery state = states[dice_below(dice, COUNT(states))];
    char reference[16];

    if (dice_once_in(dice, 5)) forge(fixture, dice);
    name_part(reference, part);
    for (uint64_t times = 1 + dice_below(dice, 2); times > 0; times--)
        fixture_report(fixture, history->named ? history->id : "", reference, state, NOW + 2);
    history->delivered[part] |= state == DELIVERY_DELIVERED;
    history->lost[part] |= state == DELIVERY_FAILED || state == DELIVERY_EXPIRED;
}

static bool is_final(enum delivery delivery)
{
    return delivery >= DELIVERY_EXPIRED;
}

/* What must hold after every single event. */
static void check_step(struct fixture *fixture, struct history *history, bool recorded)
{
    enum delivery now = fixture_only_message(fixture).delivery;
    bool all = true, some_lost = false, certainly_lost = false;

    for (size_t i = 0; i < history->parts; i++) {
        all &= history->delivered[i];
        some_lost |= history->lost[i];
        certainly_lost |= history->lost[i] && !history->delivered[i];
    }
    if (now < history->last) fail_msg("back to %d", (int)now);
    if (is_final(history->last) && now != history->last && now != DELIVERY_DELIVERED)
        fail_msg("%d after %d", (int)now, (int)history->last);
    if ((now == DELIVERY_DELIVERED) != (all && recorded)) fail_msg("delivered: %d", (int)now);
    if (is_final(now) && now != DELIVERY_DELIVERED) assert_true(some_lost);
    if (recorded && certainly_lost) assert_true(is_final(now));
    history->last = now;
}

static void whatever_is_reported_a_message_moves_forward_and_is_the_sum_of_its_parts(void **state)
{
    struct dice dice = dice_seeded(7);

    for (int round = 0; round < 60; round++) {
        struct history history = {.parts = 1 + dice_below(&dice, PARTS_MOST),
                                  .named = dice_below(&dice, 2)};
        size_t reports = 2 + dice_below(&dice, 16);
        struct new_message message;
        struct changes changes = {.messages = &message, .message_n = 1, .appointment_state = -1};
        struct fixture *fixture;

        fixture_teardown(state);
        fixture_setup_inline(state);
        fixture = *state;
        fixture_family(fixture, "+31612345678");
        message = fixture_message(fixture, KIND_ANSWER, NOW);
        message.segments = 1 + (int)dice_below(&dice, history.parts);
        must(store_apply(fixture->store, &changes, NOW, &fixture->why));
        history.message_id = claim_one(fixture, history.id);
        history.record_at = dice_below(&dice, reports);
        for (size_t i = 0; i < reports; i++) {
            if (i == history.record_at) record_history(fixture, &history);
            if (i == history.record_at) check_step(fixture, &history, true);
            report_by_chance(fixture, &dice, &history);
            check_step(fixture, &history, i >= history.record_at);
        }
        fixture_check_books(fixture);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(delivery_only_moves_forward),
        TEST(a_report_settles_what_was_sending_or_unknown),
        TEST(a_report_on_an_unknown_message_saves_the_resend),
        TEST(an_arrival_of_the_first_try_saves_a_resend_that_still_waits),
        TEST(a_message_is_sent_again_at_most_once),
        TEST(a_report_before_its_reference_waits_for_it),
        TEST(a_report_that_nobody_claims_is_dropped_after_three_days),
        TEST(a_text_of_several_parts_is_delivered_when_all_parts_are),
        TEST(one_lost_part_fails_the_whole),
        TEST(parts_reported_before_the_record_do_not_deliver_the_rest),
        TEST(a_reported_part_makes_a_lost_answer_a_sent_message),
        TEST(a_late_report_on_the_first_try_does_not_fail_the_resend),
        TEST(what_a_look_up_said_is_recorded_with_it),
        TEST(a_report_of_a_number_that_opted_out_stops_the_phone),
        TEST(a_forged_or_foreign_id_moves_nothing),
        TEST(a_record_that_comes_late_does_not_unsend),
        TEST(whatever_is_reported_a_message_moves_forward_and_is_the_sum_of_its_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
