#include "tests/store/fixture.h"

/* A reply of the fixture's family, or of a stranger. */
static void reply(struct fixture *fixture, bool stranger, const char *text, enum level level,
                  bool uncertain, usec at)
{
    struct new_reply reply = {.text = text,
                              .from = stranger ? "+31687654321" : fixture->number,
                              .family_id = stranger ? 0 : fixture->family_id,
                              .member_id = stranger ? 0 : fixture->member_id,
                              .phone_id = stranger ? 0 : fixture->phone_id,
                              .language = "nl",
                              .intent = INTENT_ANSWER,
                              .uncertain = uncertain,
                              .arrived_at = at};
    struct new_signal signal = {.family_id = reply.family_id,
                                .domain = DOMAIN_FINANCE,
                                .level = level,
                                .confidence_percent = 80,
                                .evidence = "schulden\nhuur",
                                .rule = RULE_SCORE_DROP,
                                .figures = "5 3"};
    struct changes changes = {.reply = &reply,
                              .signals = &signal,
                              .signal_n = level > LEVEL_STABLE,
                              .appointment_state = -1};

    must(store_apply(fixture->store, &changes, at, &fixture->why));
}

static void the_unread_pile_is_ordered_by_level_doubt_and_age(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wanted[] = {"crisis", "relapse?", "relapse", "early", "late"};
    SCOPED(replies_clear) struct replies unread = {0};
    SCOPED(replies_clear) struct replies two = {0};

    fixture_family(fixture, "+31612345678");
    reply(fixture, false, "late", LEVEL_STABLE, false, NOW + 2);
    reply(fixture, false, "early", LEVEL_STABLE, false, NOW + 1);
    reply(fixture, false, "relapse", LEVEL_RELAPSE, false, NOW + 3);
    reply(fixture, false, "relapse?", LEVEL_RELAPSE, true, NOW + 4);
    reply(fixture, true, "crisis", LEVEL_CRISIS, false, NOW + 5);
    must(store_reply_unread(fixture->store, NULL, 10, &unread, &fixture->why));
    assert_int_equal(unread.n, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_string_equal(unread.at[i].text, wanted[i]);
    must(store_reply_unread(fixture->store, NULL, 2, &two, &fixture->why));
    assert_int_equal(two.n, 2);
}

static void a_manager_sees_the_own_families_and_no_strangers(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(replies_clear) struct replies noor = {0};
    SCOPED(replies_clear) struct replies sam = {0};
    SCOPED(replies_clear) struct replies strangers = {0};

    fixture_family(fixture, "+31612345678");
    reply(fixture, false, "van het gezin", LEVEL_WATCH, false, NOW);
    reply(fixture, true, "van een vreemde", LEVEL_STABLE, false, NOW);
    must(store_reply_unread(fixture->store, "noor", 10, &noor, &fixture->why));
    assert_int_equal(noor.n, 1);
    assert_string_equal(noor.at[0].family_name, "Gezin");
    assert_string_equal(noor.at[0].member_name, "Amal");
    assert_string_equal(noor.at[0].from, "+31612345678");
    assert_int_equal(noor.at[0].signal_n, 1);
    assert_string_equal(noor.at[0].signals[0].evidence, "schulden\nhuur");
    must(store_reply_unread(fixture->store, "sam", 10, &sam, &fixture->why));
    assert_int_equal(sam.n, 0);
    must(store_reply_strangers(fixture->store, 10, &strangers, &fixture->why));
    assert_int_equal(strangers.n, 1);
    assert_string_equal(strangers.at[0].from, "+31687654321");
}

static void the_first_who_reads_a_reply_is_remembered(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(replies_clear) struct replies unread = {0};
    SCOPED(replies_clear) struct replies after = {0};
    SCOPED(replies_clear) struct replies all = {0};

    fixture_family(fixture, "+31612345678");
    reply(fixture, false, "tekst", LEVEL_STABLE, false, NOW);
    must(store_reply_unread(fixture->store, NULL, 10, &unread, &fixture->why));
    must(store_reply_read(fixture->store, unread.at[0].id, "noor", NOW + 1, &fixture->why));
    must(store_reply_read(fixture->store, unread.at[0].id, "sam", NOW + 2, &fixture->why));
    must_be(RC_MISSING, store_reply_read(fixture->store, 99, "sam", NOW, &fixture->why));
    must(store_reply_unread(fixture->store, NULL, 10, &after, &fixture->why));
    assert_int_equal(after.n, 0);
    must(store_reply_list(fixture->store, fixture->family_id, NOW, &all, &fixture->why));
    assert_string_equal(all.at[0].read_by, "noor");
    assert_int_equal(all.at[0].read_at, NOW + 1);
}

static void a_family_is_shown_since_a_moment(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(replies_clear) struct replies replies = {0};
    struct signal_row *signals = NULL;
    size_t signal_n = 0;

    fixture_family(fixture, "+31612345678");
    for (int i = 0; i < 4; i++)
        reply(fixture, false, "tekst", LEVEL_WATCH, false, NOW + i);
    must(store_reply_list(fixture->store, fixture->family_id, NOW + 2, &replies, &fixture->why));
    assert_int_equal(replies.n, 2);
    assert_int_equal(replies.at[0].arrived_at, NOW + 3);
    must(store_signal_list(fixture->store, fixture->family_id, NOW + 1, &signals, &signal_n,
                           &fixture->why));
    assert_int_equal(signal_n, 3);
    assert_int_equal(signals[0].at, NOW + 1);
    assert_int_equal(signals[0].domain, DOMAIN_FINANCE);
    assert_int_not_equal(signals[0].reply_id, 0);
    assert_int_equal(signals[0].rule, RULE_SCORE_DROP);
    assert_string_equal(signals[0].figures, "5 3");
    signals_free(signals, signal_n);
}

static void messages_are_shown_with_their_fate(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(messages_clear) struct messages messages = {0};
    struct outbox_record failed = {
        .state = MESSAGE_FAILED, .attempted = true, .error = "40 blocked"};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    failed.id = claimed.at[0].id;
    must(store_outbox_record(fixture->store, &failed, 1, NOW, &fixture->why));
    must(
        store_message_of_family(fixture->store, fixture->family_id, NOW, &messages, &fixture->why));
    assert_int_equal(messages.n, 1);
    assert_int_equal(messages.at[0].state, MESSAGE_FAILED);
    assert_string_equal(messages.at[0].error, "40 blocked");
    assert_string_equal(messages.at[0].to, "+31612345678");
    assert_string_equal(messages.at[0].text, "Hoe gaat het thuis?");
    assert_int_equal(messages.at[0].attempts, 1);
}

static void health_tells_what_waits_on_each_route(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(health_clear) struct health health = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_ANSWER, NOW);
    fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    fixture_record(fixture, claimed.at[0].id, MESSAGE_SENT, NOW);
    fixture_send(fixture, KIND_CHECKIN, NOW);
    fixture_send(fixture, KIND_CHECKIN, NOW + USEC_DAY);
    fixture_arrive(fixture, "+31612345678", "ja", "ref-1", NOW - 1);
    must(store_health(fixture->store, NOW + 1, &health, &fixture->why));
    assert_int_equal(health.route_n, 1);
    assert_string_equal(health.routes[0].route, "main");
    assert_int_equal(health.routes[0].queued, 2);
    assert_int_equal(health.routes[0].due, 1);
    assert_int_equal(health.routes[0].sending, 1);
    assert_int_equal(health.routes[0].sent_hour, 1);
    assert_int_equal(health.routes[0].oldest_due_at, NOW);
    assert_int_equal(health.inbox_waiting, 1);
    assert_int_equal(health.oldest_inbox_at, NOW - 1);
    assert_true(health.database_bytes > 0);
}

static void a_session_is_found_until_it_ends(void **state)
{
    struct fixture *fixture = *state;
    char *staff = NULL;

    must(store_session_add(fixture->store, "geheim", "noor", NOW + USEC_HOUR, NOW, &fixture->why));
    must_be(RC_INVALID, store_session_add(fixture->store, "oud", "noor", NOW, NOW, &fixture->why));
    must(store_session_find(fixture->store, "geheim", NOW, &staff, &fixture->why));
    assert_string_equal(staff, "noor");
    free(staff);
    must_be(RC_MISSING,
            store_session_find(fixture->store, "geheim", NOW + USEC_HOUR, &staff, &fixture->why));
    must_be(RC_MISSING, store_session_find(fixture->store, "gehein", NOW, &staff, &fixture->why));
    must(store_session_remove(fixture->store, "geheim", &fixture->why));
    must_be(RC_MISSING, store_session_find(fixture->store, "geheim", NOW, &staff, &fixture->why));
    must(store_session_remove(fixture->store, "geheim", &fixture->why));
}

static void a_note_keeps_its_last_value(void **state)
{
    struct fixture *fixture = *state;
    int64_t value;

    must_be(RC_MISSING, store_note_read(fixture->store, "clock", &value, &fixture->why));
    must(store_note_write(fixture->store, "clock", 5, &fixture->why));
    must(store_note_write(fixture->store, "clock", -7, &fixture->why));
    fixture_reopen(fixture);
    must(store_note_read(fixture->store, "clock", &value, &fixture->why));
    assert_int_equal(value, -7);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(the_unread_pile_is_ordered_by_level_doubt_and_age),
        TEST(a_manager_sees_the_own_families_and_no_strangers),
        TEST(the_first_who_reads_a_reply_is_remembered),
        TEST(a_family_is_shown_since_a_moment),
        TEST(messages_are_shown_with_their_fate),
        TEST(health_tells_what_waits_on_each_route),
        TEST(a_session_is_found_until_it_ends),
        TEST(a_note_keeps_its_last_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
