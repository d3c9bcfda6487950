/* At which minute a family that answers is asked, as the whole gateway learns it. */
#include "tests/unit/gateway/steps/asked.h"

/* Asked and thanked every day, which is more than a week would allow. */
static struct fixture *daily(void)
{
    struct fixture *fixture = asked_new("FREQ=DAILY", "nudges_max = 0;");

    fixture->config->texts_a_week_max = 0;
    return fixture;
}

/* Minutes after midnight at which the last check-in left. */
static int last_minute(struct fixture *fixture)
{
    struct sent sent = sent_of(fixture, KIND_CHECKIN);
    struct local local;

    assert_true(sent.n > 0);
    local = zone_local(fixture->config->municipality.zone, sent.at[sent.n - 1]);
    return local.hour * 60 + local.minute;
}

/* Days on which she reads her phone at 11:55; FIXTURE_NOW is ten o'clock. */
static void live(struct fixture *fixture, int days)
{
    usec day = fixture->now;

    for (int i = 0; i < days; i++, day += USEC_DAY) {
        fixture_run_until(fixture, day + 115 * USEC_MIN);
        fixture_text(fixture, PETRA, "4");
    }
    fixture_run_until(fixture, day);
}

/* The enrolment before it has a minute by chance that lies far from 11:55. */
static void who_answers_at_a_minute_is_soon_asked_around_it(void **state)
{
    struct fixture *fixture = daily();
    int before;

    (void)state;
    asked_family(fixture, 0, 0);
    live(fixture, 2);
    before = last_minute(fixture);
    assert_true(before + 60 <
                11 * 60 + 55); /* or her answers are quick, and there is nothing to learn */
    live(fixture, 10);
    assert_in_range(last_minute(fixture), 11 * 60 + 30, 11 * 60 + 55);
    fixture_free(fixture);
}

static void where_it_is_switched_off_nothing_moves(void **state)
{
    struct fixture *fixture = daily();
    int before;

    (void)state;
    fixture->config->learn_best_time = false;
    asked_family(fixture, 0, 0);
    live(fixture, 2);
    before = last_minute(fixture);
    live(fixture, 10);
    assert_int_equal(last_minute(fixture), before);
    fixture_free(fixture);
}

/* Switched off and on again: every day has its check-in, and one. */
static void switching_it_doubles_and_skips_nothing(void **state)
{
    struct fixture *fixture = daily();
    struct sent sent;

    (void)state;
    asked_family(fixture, 0, 0);
    live(fixture, 10);
    for (int i = 0; i < 8; i++) {
        fixture->config->learn_best_time = i % 2;
        fixture_run_until(fixture, fixture->now + 27 * USEC_HOUR);
    }
    fixture_run_until(fixture, FIXTURE_NOW + 19 * USEC_DAY + 10 * USEC_HOUR);
    sent = sent_of(fixture, KIND_CHECKIN);
    for (size_t i = 1; i < sent.n; i++)
        assert_int_equal(zone_day(fixture->config->municipality.zone, sent.at[i]),
                         zone_day(fixture->config->municipality.zone, sent.at[i - 1]) + 1);
    assert_in_range(sent.n, 19, 20);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_answers_at_a_minute_is_soon_asked_around_it),
        cmocka_unit_test(where_it_is_switched_off_nothing_moves),
        cmocka_unit_test(switching_it_doubles_and_skips_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
