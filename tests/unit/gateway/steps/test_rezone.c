/* Zone data that changes while families are asked. */
#include "gateway/steps/rezone.h"
#include "tests/unit/gateway/steps/asked.h"

#define DAILY "FREQ=DAILY"

/* From here on the municipality's clock is another; `rezones`: it is noticed by a running gateway. */
static void change_zone(struct fixture *fixture, const char *name, bool rezones)
{
    struct municipality *municipality = &fixture->config->municipality;
    struct zone *from = municipality->zone, *to;
    struct fault why;

    assert_int_equal(zone_load(name, &to, &why), RC_OK);
    if (rezones) assert_int_equal(rezone(fixture->store, from, to, fixture->now, &why), RC_OK);
    municipality->zone = to;
    zone_free(from);
}

static int32_t local_day(const struct fixture *fixture, usec at)
{
    return zone_day(fixture->config->municipality.zone, at);
}

/* Six days from Tuesday on, a check-in for each: none was asked on the day of another. One is in the books as missed
 * where the clock jumped over its window. */
static void assert_daily(struct fixture *fixture)
{
    SCOPED(balance_clear) struct balance books = {0};
    struct sent sent = sent_of(fixture, KIND_CHECKIN);

    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    assert_int_equal(books.kinds[KIND_CHECKIN].planned, 6);
    assert_int_equal(sent.n + (size_t)books.kinds[KIND_CHECKIN].skipped[SKIP_DOWN], 6);
    assert_true(sent.n >= 5);
    for (size_t i = 1; i < sent.n; i++)
        assert_true(local_day(fixture, sent.at[i]) > local_day(fixture, sent.at[i - 1]));
}

static const char *const zones[] = {"Europe/London", "Europe/Athens", "Europe/Moscow"};

static void new_data_neither_doubles_nor_skips_a_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(zones); i++) {
        for (int hour = 9; hour <= 13; hour++) {
            struct fixture *fixture = asked_new(DAILY, "nudges_max = 0;");

            fixture->now = FIXTURE_NOW + 10 * USEC_HOUR;
            asked_family(fixture, 0, 0);
            fixture_run_until(fixture, FIXTURE_NOW + 3 * USEC_DAY + (hour - 10) * USEC_HOUR);
            change_zone(fixture, zones[i], true);
            fixture_run_until(fixture, FIXTURE_NOW + 6 * USEC_DAY + 10 * USEC_HOUR);
            assert_daily(fixture);
            fixture_free(fixture);
        }
    }
}

/* The package came while nothing ran, so nobody knows the data of before: still no day twice. */
static void nor_does_data_that_came_during_a_stop_double_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(zones); i++) {
        struct fixture *fixture = asked_new(DAILY, "nudges_max = 0;");

        fixture->now = FIXTURE_NOW + 10 * USEC_HOUR;
        asked_family(fixture, 0, 0);
        fixture_run_until(fixture, FIXTURE_NOW + 3 * USEC_DAY + 2 * USEC_HOUR);
        change_zone(fixture, zones[i], false);
        fixture_run_until(fixture, FIXTURE_NOW + 6 * USEC_DAY + 10 * USEC_HOUR);
        assert_daily(fixture);
        fixture_free(fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_data_neither_doubles_nor_skips_a_day),
        cmocka_unit_test(nor_does_data_that_came_during_a_stop_double_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
