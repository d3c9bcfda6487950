#include "tests/store/fixture.h"

static struct inbox_texts next(struct fixture *fixture, usec now, size_t limit)
{
    struct inbox_texts texts = {0};

    must(store_inbox_next(fixture->store, now, limit, &texts, &fixture->why));
    return texts;
}

static void handle(struct fixture *fixture, int64_t id, usec now)
{
    struct changes changes = {.inbox_id = id, .appointment_state = -1};

    must(store_apply(fixture->store, &changes, now, &fixture->why));
}

static void a_text_is_handled_once(void **state)
{
    struct fixture *fixture = *state;
    struct changes changes = {.appointment_state = -1};
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};
    SCOPED(inbox_texts_clear) struct inbox_texts none = {0};
    SCOPED(balance_clear) struct balance balance = {0};

    fixture_family(fixture, "+31612345678");
    fixture_arrive(fixture, "+31612345678", "Het gaat wel", "ref-1", NOW);
    fixture_reopen(fixture);
    texts = next(fixture, NOW, 10);
    assert_int_equal(texts.n, 1);
    assert_string_equal(texts.at[0].text, "Het gaat wel");
    assert_string_equal(texts.at[0].from, "+31612345678");
    assert_string_equal(texts.at[0].to, "+3197010240000");
    assert_string_equal(texts.at[0].route, "main");
    assert_int_equal(texts.at[0].family_id, fixture->family_id);
    assert_int_equal(texts.at[0].phone_id, fixture->phone_id);
    assert_int_equal(texts.at[0].arrived_at, NOW);
    changes.inbox_id = texts.at[0].id;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &changes, NOW, &fixture->why));
    none = next(fixture, NOW, 10);
    assert_int_equal(none.n, 0);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.arrived, 1);
    assert_int_equal(balance.handled, 1);
    assert_int_equal(balance.staff_replies, 1);
}

static void a_stranger_has_no_phone(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};

    fixture_arrive(fixture, "ABN AMRO", "code 1234", "ref-1", NOW);
    texts = next(fixture, NOW, 10);
    assert_int_equal(texts.n, 1);
    assert_int_equal(texts.at[0].phone_id, 0);
    assert_int_equal(texts.at[0].family_id, 0);
    assert_string_equal(texts.at[0].from, "ABN AMRO");
}

static void what_comes_twice_is_recorded_once(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name, *text, *reference;
        usec after;
        int64_t arrived; /* in all */
    } cases[] = {
        {"the first",                                   "ja",  "ref-1", 0,                    1},
        {"the same again",                              "ja",  "ref-1", 5,                    1},
        {"the same much later",                         "ja",  "ref-1", 20 * USEC_DAY,        1},
        {"its reference with another text",             "nee", "ref-1", 5,                    1},
        {"its text with another reference",             "ja",  "ref-2", 5,                    2},
        {"without a reference",                         "ja",  "",      0,                    3},
        {"without a reference, at once",                "ja",  "",      5,                    3},
        {"without a reference, another text",           "nee", "",      5,                    4},
        {"without a reference, as long as it counts",   "ja",  "",      DUPLICATE_WITHIN - 1, 4},
        {"without a reference, after that",             "ja",  "",      DUPLICATE_WITHIN,     5},
        {"without a reference, at once after that",     "ja",  "",      DUPLICATE_WITHIN + 1, 5},
        {"without a reference, a clock that went back", "ja",  "",      -USEC_DAY,            6},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(balance_clear) struct balance balance = {0};

        fixture_arrive(fixture, "+31612345678", cases[i].text, cases[i].reference,
                       NOW + cases[i].after);
        if (i % 3 == 0) fixture_reopen(fixture);
        balance = fixture_balance(fixture);
        if (balance.arrived != cases[i].arrived) {
            fail_msg("%s: %lld arrived, not %lld", cases[i].name, (long long)balance.arrived,
                     (long long)cases[i].arrived);
        }
        assert_int_equal(balance.duplicates, (int64_t)i + 1 - balance.arrived);
    }
}

static void a_duplicate_of_what_was_taken_back_is_no_duplicate(void **state)
{
    struct fixture *fixture = *state;
    struct arrival arrivals[] = {
        {.route = "main",
         .type = EVENT_INBOUND,
         .from = "+31612345678",
         .to = "",
         .text = "ja",
         .reference = "ref-1",
         .arrived_at = NOW},
        {.route = "main", .type = (enum event_type)99,     .from = "+31612345678",    .arrived_at = NOW},
    };
    SCOPED(balance_clear) struct balance balance = {0};

    /* The second is refused, so the first did not arrive either. */
    must_be(RC_INVALID, store_inbox_record(fixture->store, arrivals, 2, &fixture->why));
    must(store_inbox_record(fixture->store, arrivals, 1, &fixture->why));
    balance = fixture_balance(fixture);
    assert_int_equal(balance.arrived, 1);
    assert_int_equal(balance.duplicates, 0);
}

static void one_sender_is_handled_one_text_at_a_time_and_in_order(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wanted[] = {"een", "twee", "drie"};

    for (size_t i = 0; i < COUNT(wanted); i++) {
        fixture_arrive(fixture, "+31612345678", wanted[i], "", NOW + (usec)i);
        fixture_arrive(fixture, "+31687654321", wanted[i], "", NOW + (usec)i);
    }
    for (size_t i = 0; i < COUNT(wanted); i++) {
        SCOPED(inbox_texts_clear) struct inbox_texts texts = next(fixture, NOW + USEC_MIN, 10);

        assert_int_equal(texts.n, 2);
        assert_string_equal(texts.at[0].from, "+31612345678");
        assert_string_equal(texts.at[1].from, "+31687654321");
        assert_string_equal(texts.at[0].text, wanted[i]);
        assert_string_equal(texts.at[1].text, wanted[i]);
        handle(fixture, texts.at[0].id, NOW + USEC_MIN);
        handle(fixture, texts.at[1].id, NOW + USEC_MIN);
    }
}

static void of_a_ussd_history_what_was_added_is_kept_though_a_star_was_typed(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *session, *history, *want; /* NULL: nothing that is new */
    } cases[] = {
        {"a", "06*12",            "06*12"    },
        {"a", "06*12*ja",         "ja"       },
        {"a", "06*12*ja",         NULL       },
        {"a", "06*12*ja*4*5*",    "4*5*"     },
        {"b", "1",                "1"        },
        {"b", "1*help * me",      "help * me"},
        {"a", "06*12*ja*4*5**00", "00"       },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};
        char reference[24];
        struct arrival step = {
            .route = "main",
            .type = EVENT_USSD,
            .from = "+31612345678",
            .text = cases[i].history,
            .session = cases[i].session,
            .reference = reference,
            .is_history = true,
            .arrived_at = NOW,
        };

        snprintf(reference, sizeof(reference), "%zu", strlen(cases[i].history));
        must(store_inbox_record(fixture->store, &step, 1, &fixture->why));
        texts = next(fixture, NOW + USEC_MIN, 10);
        assert_int_equal(texts.n, cases[i].want ? 1 : 0);
        if (!cases[i].want) continue;
        assert_string_equal(texts.at[0].text, cases[i].want);
        handle(fixture, texts.at[0].id, NOW + USEC_MIN);
        fixture_reopen(fixture); /* another start knows the steps as well */
    }
}

static void one_who_floods_does_not_hide_the_others(void **state)
{
    struct fixture *fixture = *state;
    static struct arrival flood[2500];
    static char references[COUNT(flood)][16];
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};

    for (size_t i = 0; i < COUNT(flood); i++) {
        snprintf(references[i], sizeof(references[i]), "f-%zu", i);
        flood[i] = (struct arrival){.route = "main",
                                    .type = EVENT_INBOUND,
                                    .from = "+31600000000",
                                    .to = "",
                                    .text = "koop nu",
                                    .reference = references[i],
                                    .arrived_at = NOW};
    }
    must(store_inbox_record(fixture->store, flood, COUNT(flood), &fixture->why));
    fixture_arrive(fixture, "+31612345678", "help", "ref-1", NOW + 1);
    texts = next(fixture, NOW + 2, 10);
    assert_int_equal(texts.n, 2);
    assert_string_equal(texts.at[1].text, "help");
}

static void an_opt_out_stops_the_phone_and_withdraws_what_is_queued(void **state)
{
    struct fixture *fixture = *state;
    struct arrival opt_out = {
        .route = "main", .type = EVENT_OPT_OUT, .from = "+31612345678", .arrived_at = NOW};
    SCOPED(family_clear) struct family family = {0};
    SCOPED(questions_clear) struct questions questions = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(balance_clear) struct balance balance = {0};

    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    fixture_send(fixture, KIND_CONFIRMATION, NOW);
    must(store_inbox_record(fixture->store, &opt_out, 1, &fixture->why));
    must(store_inbox_record(fixture->store, &opt_out, 1, &fixture->why));
    must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
    assert_true(family.members[0].phone.stopped);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 1);
    assert_int_equal(claimed.at[0].kind, KIND_CONFIRMATION);
    assert_true(claimed.at[0].stopped);
    must(store_question_list(fixture->store, fixture->family_id, 0, &questions, &fixture->why));
    assert_int_equal(questions.at[0].state, QUESTION_WITHDRAWN);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.kinds[KIND_CHECKIN].skipped[SKIP_STOPPED], 1);
}

static void a_text_longer_than_any_is_refused(void **state)
{
    struct fixture *fixture = *state;
    char *text = mem_new(TEXT_LIMIT_DEFAULT + 1, 1);
    struct arrival arrival = {.route = "main",
                              .type = EVENT_INBOUND,
                              .from = "+31612345678",
                              .text = text,
                              .reference = "ref-1",
                              .arrived_at = NOW};

    memset(text, 'a', TEXT_LIMIT_DEFAULT);
    must_be(RC_INVALID, store_inbox_record(fixture->store, &arrival, 1, &fixture->why));
    text[TEXT_LIMIT_DEFAULT / 2] = '\0';
    must(store_inbox_record(fixture->store, &arrival, 1, &fixture->why));
    free(text);
}

static void an_opt_out_of_nobody_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct arrival opt_out = {
        .route = "main", .type = EVENT_OPT_OUT, .from = "+31687654321", .arrived_at = NOW};

    must(store_inbox_record(fixture->store, &opt_out, 1, &fixture->why));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_text_is_handled_once),
        TEST(a_stranger_has_no_phone),
        TEST(what_comes_twice_is_recorded_once),
        TEST(a_duplicate_of_what_was_taken_back_is_no_duplicate),
        TEST(one_sender_is_handled_one_text_at_a_time_and_in_order),
        TEST(of_a_ussd_history_what_was_added_is_kept_though_a_star_was_typed),
        TEST(one_who_floods_does_not_hide_the_others),
        TEST(an_opt_out_stops_the_phone_and_withdraws_what_is_queued),
        TEST(a_text_longer_than_any_is_refused),
        TEST(an_opt_out_of_nobody_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
