/* Dying at any write, a disk without room, and many at once. */
#include <pthread.h>
#include <stdatomic.h>

#include "tests/store/fixture.h"

/* A little history of ten writes; stops at the first that fails and says how many succeeded. */
static int live(struct fixture *fixture, int from)
{
    int done = 0;

    for (int i = from; i < 10; i++, done++) {
        struct arrival arrival = {.route = "main",
                                  .type = EVENT_INBOUND,
                                  .from = "+31612345678",
                                  .to = "",
                                  .text = "ja",
                                  .arrived_at = NOW};
        char reference[16];

        snprintf(reference, sizeof(reference), "ref-%d", i);
        arrival.reference = reference;
        if (store_inbox_record(fixture->store, &arrival, 1, NULL) != RC_OK) break;
    }
    return done;
}

static void dying_loses_nothing_that_was_answered(void **state)
{
    struct fixture *fixture = *state;
    int arrived = 0;

    for (uint64_t at = 1; at <= 4; at++) {
        SCOPED(balance_clear) struct balance balance = {0};
        struct balance none;

        store_die_at(fixture->store, at);
        arrived += live(fixture, arrived);
        must_be(RC_BROKEN, store_note_write(fixture->store, "x", 1, &fixture->why));
        must_be(RC_BROKEN, store_balance(fixture->store, &none, &fixture->why));
        fixture_reopen(fixture);
        balance = fixture_balance(fixture);
        assert_int_equal(balance.arrived, arrived);
    }
    assert_int_equal(arrived, 0 + 1 + 2 + 3);
}

static void never_dying_is_the_default(void **state)
{
    struct fixture *fixture = *state;

    store_die_at(fixture->store, 3);
    store_die_at(fixture->store, 0);
    assert_int_equal(live(fixture, 0), 10);
}

static void a_full_disk_refuses_and_recovers(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(balance_clear) struct balance balance = {0};

    store_fill_disk(fixture->store, true);
    assert_int_equal(live(fixture, 0), 0);
    must_be(RC_BROKEN, store_note_write(fixture->store, "x", 1, &fixture->why));
    store_fill_disk(fixture->store, false);
    assert_int_equal(live(fixture, 0), 10);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.arrived, 10);
    assert_int_equal(balance.duplicates, 0);
}

#define WRITERS_N       8
#define WRITES_EACH     50
#define LATER_EACH      200
#define ROUNDS_OF_READS 40

struct crowd {
    struct fixture *fixture;
    atomic_int number, refused, heard;
};

static void heard_later(void *with, enum rc rc, const struct fault *why)
{
    struct crowd *crowd = with;

    (void)why;
    if (rc == RC_OK) crowd->heard++;
}

static void *write_many(void *with)
{
    struct crowd *crowd = with;
    int me = crowd->number++;

    for (int i = 0; i < WRITES_EACH; i++) {
        char reference[32], name[32];
        struct arrival arrival = {.route = "main",
                                  .type = EVENT_INBOUND,
                                  .from = "+31612345678",
                                  .to = "",
                                  .text = "ja",
                                  .reference = reference,
                                  .arrived_at = NOW};
        struct consent nobody = {.phone_id = 4242, .act = CONSENT_GIVEN, .how = "sms"};

        snprintf(reference, sizeof(reference), "ref-%d-%d", me, i);
        snprintf(name, sizeof(name), "note-%d", me);
        if (store_inbox_record(crowd->fixture->store, &arrival, 1, NULL) != RC_OK) break;
        if (store_note_write(crowd->fixture->store, name, i, NULL) != RC_OK) break;
        /* One that fails, in the same group as others that do not. */
        if (store_consent_record(crowd->fixture->store, &nobody, NOW, NULL) == RC_MISSING)
            crowd->refused++;
    }
    return NULL;
}

static void *hand_over_many(void *with)
{
    struct crowd *crowd = with;

    for (int i = 0; i < LATER_EACH; i++) {
        char reference[32];
        struct arrival arrival = {.route = "main",
                                  .type = EVENT_INBOUND,
                                  .from = "+31687654321",
                                  .text = "nee",
                                  .reference = reference,
                                  .arrived_at = NOW};

        snprintf(reference, sizeof(reference), "later-%d", i);
        store_inbox_record_later(crowd->fixture->store, &arrival, 1, heard_later, crowd);
    }
    return NULL;
}

static void *read_many(void *with)
{
    struct crowd *crowd = with;

    for (int i = 0; i < ROUNDS_OF_READS; i++) {
        struct balance balance = {0};
        struct inbox_texts texts = {0};

        if (store_balance(crowd->fixture->store, &balance, NULL) != RC_OK || !balance.balances)
            crowd->refused = -100000;
        balance_clear(&balance);
        if (store_inbox_next(crowd->fixture->store, NOW, 5, &texts, NULL) != RC_OK)
            crowd->refused = -100000;
        inbox_texts_clear(&texts);
    }
    return NULL;
}

static void many_write_at_once_and_one_failure_rolls_back_alone(void **state)
{
    struct fixture *fixture = *state;
    struct crowd crowd = {.fixture = fixture};
    pthread_t threads[WRITERS_N + 2];
    SCOPED(balance_clear) struct balance balance = {0};
    int64_t last;

    for (size_t i = 0; i < COUNT(threads); i++) {
        void *(*work)(void *) = i < WRITERS_N    ? write_many
                                : i == WRITERS_N ? hand_over_many
                                                 : read_many;

        assert_int_equal(pthread_create(&threads[i], NULL, work, &crowd), 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    fixture_reopen(fixture); /* what was handed over is finished first */
    assert_int_equal(crowd.refused, WRITERS_N * WRITES_EACH);
    assert_int_equal(crowd.heard, LATER_EACH);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.arrived, WRITERS_N * WRITES_EACH + LATER_EACH);
    must(store_note_read(fixture->store, "note-3", &last, &fixture->why));
    assert_int_equal(last, WRITES_EACH - 1);
}

static void dying_among_many_keeps_exactly_what_was_answered(void **state)
{
    struct fixture *fixture = *state;
    struct crowd crowd = {.fixture = fixture};
    SCOPED(balance_clear) struct balance balance = {0};

    store_die_at(fixture->store, 77);
    hand_over_many(&crowd);
    fixture_reopen(fixture);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.arrived, crowd.heard);
    assert_true(crowd.heard < 77);
}

#define INLINE(name)   cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)
#define THREADED(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        INLINE(dying_loses_nothing_that_was_answered),
        INLINE(never_dying_is_the_default),
        INLINE(a_full_disk_refuses_and_recovers),
        THREADED(many_write_at_once_and_one_failure_rolls_back_alone),
        THREADED(dying_among_many_keeps_exactly_what_was_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
