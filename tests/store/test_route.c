/* What routes cost, and who switched them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/store/fixture.h"

#define MAY_FIRST ((usec)1777593600 * USEC_SEC) /* 2026-05-01 00:00 UTC */

static void send_at_price(struct fixture *fixture, int segments, int64_t micros, usec now)
{
    struct new_message message = fixture_message(fixture, KIND_ANSWER, now);
    struct changes changes = {.messages = &message, .message_n = 1, .appointment_state = -1};
    struct outbox_ask ask = {.route = "main",
                             .now = now,
                             .lease_until = now + USEC_MIN,
                             .limit = 1,
                             .segment_micros = micros};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};

    message.segments = segments;
    must(store_apply(fixture->store, &changes, now, &fixture->why));
    must(store_outbox_claim(fixture->store, &ask, &claimed, &fixture->why));
    assert_int_equal(claimed.n, 1);
    fixture_record(fixture, claimed.at[0].id, MESSAGE_SENT, now);
}

static struct route_health health_of(struct fixture *fixture, const char *route, usec now)
{
    SCOPED(health_clear) struct health health = {0};

    must(store_health(fixture->store, now, &health, &fixture->why));
    for (size_t i = 0; i < health.route_n; i++) {
        struct route_health found = health.routes[i];

        if (strcmp(found.route, route) != 0) continue;
        found.route = found.last_error = NULL;
        return found;
    }
    return (struct route_health){0};
}

static void what_a_month_cost_is_the_sum_of_its_segments_at_the_price_of_the_day(void **state)
{
    struct fixture *fixture = *state;
    struct route_health month;

    fixture_family(fixture, "+31612345678");
    send_at_price(fixture, 1, 75000, NOW);
    send_at_price(fixture, 3, 75000, NOW);
    send_at_price(fixture, 2, 72850, NOW + USEC_DAY);
    send_at_price(fixture, 1, 1, MAY_FIRST - 1);
    send_at_price(fixture, 5, 10, MAY_FIRST);
    month = health_of(fixture, "main", NOW);
    assert_int_equal(month.month_messages, 4);
    assert_int_equal(month.month_segments, 7);
    assert_int_equal(month.month_micros, 4 * 75000 + 2 * 72850 + 1);
    fixture_reopen(fixture);
    month = health_of(fixture, "main", MAY_FIRST + USEC_DAY);
    assert_int_equal(month.month_segments, 5);
    assert_int_equal(month.month_micros, 50);
    assert_int_equal(health_of(fixture, "other", NOW).month_messages, 0);
    fixture_check_books(fixture);
}

static void what_was_not_taken_costs_nothing_and_a_late_report_once(void **state)
{
    struct fixture *fixture = *state;
    static const enum message_state ends[] = {MESSAGE_FAILED, MESSAGE_EXPIRED, MESSAGE_QUEUED,
                                              MESSAGE_UNKNOWN};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(ends); i++)
        fixture_send(fixture, KIND_ANSWER, NOW);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, COUNT(ends));
    for (size_t i = 0; i < COUNT(ends); i++)
        fixture_record(fixture, claimed.at[i].id, ends[i], NOW);
    assert_int_equal(health_of(fixture, "main", NOW).month_messages, 0);
    /* The unknown one had left after all. */
    for (int i = 0; i < 2; i++)
        fixture_report(fixture, claimed.at[3].public_id, "", DELIVERY_DELIVERED, NOW + USEC_SEC);
    assert_int_equal(health_of(fixture, "main", NOW).month_messages, 1);
    assert_int_equal(health_of(fixture, "main", NOW).month_segments, 1);
    fixture_check_books(fixture);
}

static void mail_is_in_no_route_s_books(void **state)
{
    struct fixture *fixture = *state;
    struct new_message message = fixture_message(fixture, KIND_PAGE, NOW);
    struct changes changes = {.messages = &message, .message_n = 1, .appointment_state = -1};
    SCOPED(outbox_messages_clear) struct outbox_messages mail = {0};

    message.channel = CHANNEL_MAIL;
    message.route = NULL;
    message.to = "noor@example.nl";
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    mail = fixture_claim_of(fixture, "", NOW);
    assert_int_equal(mail.n, 1);
    fixture_record(fixture, mail.at[0].id, MESSAGE_SENT, NOW);
    assert_int_equal(health_of(fixture, "", NOW).month_messages, 0);
    fixture_check_books(fixture);
}

static void only_the_urgent_are_claimed_where_only_they_may_leave(void **state)
{
    struct fixture *fixture = *state;
    struct outbox_ask ask = {.route = "main",
                             .now = NOW,
                             .lease_until = NOW + USEC_MIN,
                             .limit = 10,
                             .urgent_only = true};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages held = {0};
    usec next;

    fixture_family(fixture, "+31612345678");
    fixture_send(fixture, KIND_CHECKIN, NOW);
    fixture_send(fixture, KIND_ANSWER, NOW);
    must(store_outbox_next(fixture->store, "main", true, &next, &fixture->why));
    assert_int_equal(next, USEC_NEVER);
    fixture_send(fixture, KIND_CRISIS, NOW - 1);
    must(store_outbox_next(fixture->store, "main", true, &next, &fixture->why));
    assert_int_equal(next, NOW - 1);
    must(store_outbox_claim(fixture->store, &ask, &claimed, &fixture->why));
    assert_int_equal(claimed.n, 1);
    assert_int_equal(claimed.at[0].kind, KIND_CRISIS);
    /* What was under way is looked after all the same. */
    ask.now += USEC_MIN;
    ask.lease_until += USEC_HOUR;
    must(store_outbox_claim(fixture->store, &ask, &held, &fixture->why));
    assert_int_equal(held.n, 1);
    assert_int_equal(held.at[0].was, MESSAGE_UNKNOWN);
}

static void a_switch_is_kept_with_who_did_it_and_when(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(route_switches_clear) struct route_switches none = {0};
    SCOPED(route_switches_clear) struct route_switches switches = {0};

    must(store_route_switches(fixture->store, &none, &fixture->why));
    assert_int_equal(none.n, 0);
    must(store_route_switch(fixture->store, "main", true, "noor", NOW, &fixture->why));
    must(store_route_switch(fixture->store, "other", false, "noor", NOW, &fixture->why));
    must(store_route_switch(fixture->store, "spare", true, "noor", NOW, &fixture->why));
    must(store_route_switch(fixture->store, "spare", false, "samira", NOW + 1, &fixture->why));
    must(store_route_switch(fixture->store, "main", true, "samira", NOW + 2, &fixture->why));
    fixture_reopen(fixture);
    must(store_route_switches(fixture->store, &switches, &fixture->why));
    assert_int_equal(switches.n, 2);
    assert_string_equal(switches.at[0].route, "main");
    assert_true(switches.at[0].off);
    assert_string_equal(switches.at[0].who, "noor"); /* the second changed nothing */
    assert_int_equal(switches.at[0].at, NOW);
    assert_string_equal(switches.at[1].route, "spare");
    assert_false(switches.at[1].off);
    assert_string_equal(switches.at[1].who, "samira");
    assert_int_equal(switches.at[1].at, NOW + 1);
}

static void what_waited_for_the_switch_is_due_when_it_is_switched_on(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages before = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages after = {0};

    fixture_family(fixture, "+31612345678");
    must(store_route_switch(fixture->store, "main", true, "noor", NOW, &fixture->why));
    fixture_send(fixture, KIND_ANSWER, NOW);
    fixture_send(fixture, KIND_CHECKIN, NOW + 2 * USEC_HOUR);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 1);
    fixture_record(fixture, claimed.at[0].id, MESSAGE_QUEUED, NOW); /* for an hour */
    before = fixture_claim(fixture, NOW + USEC_MIN);
    assert_int_equal(before.n, 0);
    must(store_route_switch(fixture->store, "main", false, "noor", NOW + USEC_MIN, &fixture->why));
    after = fixture_claim(fixture, NOW + USEC_MIN);
    assert_int_equal(after.n, 1);
    assert_int_equal(after.at[0].kind, KIND_ANSWER);
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(what_a_month_cost_is_the_sum_of_its_segments_at_the_price_of_the_day),
        WITH_STORE(what_was_not_taken_costs_nothing_and_a_late_report_once),
        WITH_STORE(mail_is_in_no_route_s_books),
        WITH_STORE(only_the_urgent_are_claimed_where_only_they_may_leave),
        WITH_STORE(a_switch_is_kept_with_who_did_it_and_when),
        WITH_STORE(what_waited_for_the_switch_is_due_when_it_is_switched_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
