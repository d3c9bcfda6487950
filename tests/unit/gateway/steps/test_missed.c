/* Check-ins that could not be asked when they were due. */
#include "tests/unit/gateway/steps/asked.h"

#define WEEKLY "FREQ=WEEKLY;BYDAY=TU"
/* FIXTURE_NOW is Monday, ten o'clock. */
#define TUESDAY(hour) (FIXTURE_NOW + USEC_DAY + ((hour)-10) * USEC_HOUR)

static int32_t day_of_sent(const struct fixture *fixture, usec at)
{
    return zone_day(fixture->config->municipality.zone, at);
}

/* The gateway does nothing until then, and all that it finds at once. */
static void sleep_until(struct fixture *fixture, usec at)
{
    fixture_run_until(fixture, fixture->now);
    fixture->now = at;
    fixture_settle(fixture);
}

static void a_check_in_missed_by_a_stop_is_asked_the_next_day(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudges_max = 0;");
    SCOPED(balance_clear) struct balance books = {0};
    struct sent sent;

    (void)state;
    asked_family(fixture, 0, 0);
    sleep_until(fixture, TUESDAY(13));
    fixture_run_until(fixture, TUESDAY(13) + 13 * USEC_DAY);
    sent = sent_of(fixture, KIND_CHECKIN);
    assert_int_equal(sent.n, 2);
    assert_int_equal(day_of_sent(fixture, sent.at[0]), day_of_sent(fixture, TUESDAY(13)) + 1);
    assert_int_equal(day_of_sent(fixture, sent.at[1]), day_of_sent(fixture, TUESDAY(13)) + 7);
    /* At her own moment, that of every week. */
    assert_int_equal(sent.at[1] - sent.at[0], 6 * USEC_DAY);
    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    assert_true(books.balances);
    assert_int_equal(books.kinds[KIND_CHECKIN].skipped[SKIP_DOWN], 1);
    fixture_free(fixture);
}

static void what_is_still_in_its_window_is_sent(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudges_max = 0;");
    struct sent sent;

    (void)state;
    asked_family(fixture, 0, 0);
    sleep_until(fixture, TUESDAY(12) - 5 * USEC_MIN);
    fixture_run_until(fixture, TUESDAY(12) + 5 * USEC_DAY);
    sent = sent_of(fixture, KIND_CHECKIN);
    assert_int_equal(sent.n, 1);
    assert_int_equal(sent.at[0], TUESDAY(12) - 5 * USEC_MIN);
    fixture_free(fixture);
}

static void a_month_of_standing_still_is_made_up_once(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudges_max = 0;");
    SCOPED(balance_clear) struct balance books = {0};
    struct sent sent;

    (void)state;
    asked_family(fixture, 0, 0);
    sleep_until(fixture, TUESDAY(13) + 28 * USEC_DAY);
    fixture_run_until(fixture, TUESDAY(13) + 34 * USEC_DAY);
    sent = sent_of(fixture, KIND_CHECKIN);
    assert_int_equal(sent.n, 1);
    assert_int_equal(day_of_sent(fixture, sent.at[0]), day_of_sent(fixture, TUESDAY(13)) + 29);
    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    assert_int_equal(books.kinds[KIND_CHECKIN].skipped[SKIP_DOWN], 5);
    assert_int_equal(books.kinds[KIND_CHECKIN].planned, 6);
    fixture_free(fixture);
}

static void so_is_one_that_no_provider_took(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudges_max = 0;");
    SCOPED(balance_clear) struct balance books = {0};
    struct sent sent;
    struct fault why;

    (void)state;
    asked_family(fixture, 0, 0);
    fixture_run_until(fixture, TUESDAY(9));
    assert_int_equal(
        store_route_switch(fixture->store, "sandbox", true, "noor", fixture->now, &why), RC_OK);
    fixture_run_until(fixture, TUESDAY(13));
    assert_int_equal(
        store_route_switch(fixture->store, "sandbox", false, "noor", fixture->now, &why), RC_OK);
    assert_int_equal(sent_of(fixture, KIND_CHECKIN).n, 0);
    fixture_run_until(fixture, TUESDAY(13) + 6 * USEC_DAY);
    sent = sent_of(fixture, KIND_CHECKIN);
    assert_int_equal(sent.n, 1);
    assert_int_equal(day_of_sent(fixture, sent.at[0]), day_of_sent(fixture, TUESDAY(13)) + 1);
    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    assert_int_equal(books.kinds[KIND_CHECKIN].expired, 1);
    fixture_free(fixture);
}

/* A phone that is never safe in the window cannot be asked on any day; that is tried once, not every day. */
static void what_makes_up_is_not_made_up_for(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudges_max = 0;");
    SCOPED(balance_clear) struct balance books = {0};

    (void)state;
    asked_family(fixture, 14 * 60, 18 * 60);
    fixture_run_until(fixture, TUESDAY(13) + 6 * USEC_DAY);
    assert_int_equal(sent_of(fixture, KIND_CHECKIN).n, 0);
    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    assert_int_equal(books.kinds[KIND_CHECKIN].expired, 2);
    fixture_free(fixture);
}

static void in_a_pause_nothing_is_made_up(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudges_max = 0;");
    struct enrolment_act act = {.who = "noor"};
    struct fault why;

    (void)state;
    act.enrolment_id = asked_family(fixture, 0, 0);
    fixture_run_until(fixture, fixture->now);
    act.word = WORD_PAUSED;
    assert_int_equal(store_enrolment_act(fixture->store, &act, fixture->now, &why), RC_OK);
    sleep_until(fixture, TUESDAY(13));
    act.word = WORD_RESUMED;
    assert_int_equal(store_enrolment_act(fixture->store, &act, fixture->now, &why), RC_OK);
    fixture_run_until(fixture, TUESDAY(13) + 6 * USEC_DAY);
    assert_int_equal(sent_of(fixture, KIND_CHECKIN).n, 0);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_in_missed_by_a_stop_is_asked_the_next_day),
        cmocka_unit_test(what_is_still_in_its_window_is_sent),
        cmocka_unit_test(a_month_of_standing_still_is_made_up_once),
        cmocka_unit_test(so_is_one_that_no_provider_took),
        cmocka_unit_test(what_makes_up_is_not_made_up_for),
        cmocka_unit_test(in_a_pause_nothing_is_made_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
