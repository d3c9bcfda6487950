/* The chain: from a planned check-in to an acknowledged alert, on a virtual clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/alerts/alerts.h"
#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"

static void until_check_in(struct fixture *fixture)
{
    for (int day = 0; day < 15 && fixture_sent(fixture, PETRA, KIND_CHECKIN, "") == 0; day++)
        fixture_run_until(fixture, fixture->now + USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, "Sanne"), 1);
}

static struct alert only_alert(struct fixture *fixture)
{
    struct alerts alerts = {0};
    struct alert alert;

    assert_int_equal(store_alert_list(fixture->store, NULL, true, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    alert = alerts.at[0];
    free(alerts.at);
    return alert;
}

static void balances(struct fixture *fixture)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
}

static void a_low_score_reaches_the_family_manager_and_is_taken_by_sms(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct alert alert;

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    until_check_in(fixture);
    fixture_text(fixture, PETRA, "1");
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_FOLLOW_UP, ""), 1);
    alert = only_alert(fixture);
    assert_int_equal(alert.level, LEVEL_RELAPSE);
    assert_string_equal(alert.owner, "sanne");
    alert_clear(&alert);

    fixture_run_until(fixture, fixture->now + 3 * USEC_DAY);         /* her own hours come */
    assert_true(fixture_sent(fixture, "sanne", KIND_PAGE, "") >= 2); /* SMS and mail */
    fixture_text(fixture, "+31612345651", "ok");
    alert = only_alert(fixture);
    assert_int_equal(alert.state, ALERT_TAKEN);
    assert_string_equal(alert.taken_by, "sanne");
    alert_clear(&alert);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CALLBACK, ""), 1);
    balances(fixture);
    fixture_free(fixture);
}

static void a_crisis_is_answered_at_once_and_climbs_until_somebody_takes_it(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct alert alert;

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    fixture_text(fixture, PETRA, "hij heeft me geslagen en hij komt zo terug");
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CRISIS, "112"), 1);
    assert_int_equal(fixture_sent(fixture, "sanne", KIND_PAGE, ""), 2);
    assert_int_equal(fixture_sent(fixture, "noor", KIND_PAGE, ""), 0);

    fixture_run_until(fixture, fixture->now + 5 * USEC_MIN);
    assert_int_equal(fixture_sent(fixture, "noor", KIND_PAGE, ""), 2);
    fixture_run_until(fixture, fixture->now + 5 * USEC_MIN);
    assert_int_equal(fixture_sent(fixture, "peter", KIND_PAGE, ""), 2);
    fixture_run_until(fixture, fixture->now + 5 * USEC_MIN);
    assert_int_equal(fixture_sent(fixture, "karim", KIND_PAGE, ""), 2); /* everyone */
    fixture_run_until(fixture, fixture->now + 5 * USEC_MIN);
    assert_true(fixture_sent(fixture, "sanne", KIND_PAGE, "") > 2); /* and again */

    fixture_text(fixture, "+31612345652", "ok");
    alert = only_alert(fixture);
    assert_int_equal(alert.state, ALERT_TAKEN);
    assert_string_equal(alert.taken_by, "karim");
    alert_clear(&alert);
    balances(fixture);
    fixture_free(fixture);
}

static void a_crisis_that_is_taken_and_not_followed_opens_again(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct callback_wish wish = {0};
    struct alert alert;

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    fixture_text(fixture, PETRA, "ik wil niet meer leven");
    alert = only_alert(fixture);
    assert_int_equal(alerts_take(fixture->store, fixture->config, alert.id, "sanne", "console",
                                 &wish, fixture->now, NULL),
                     RC_OK);
    assert_int_equal(alerts_take(fixture->store, fixture->config, alert.id, "noor", "console",
                                 &wish, fixture->now, NULL),
                     RC_TAKEN);
    alert_clear(&alert);
    fixture_run_until(fixture, fixture->now + 16 * USEC_MIN);
    alert = only_alert(fixture);
    assert_int_equal(alert.state, ALERT_OPEN);
    alert_clear(&alert);
    fixture_free(fixture);
}

static void a_stop_withdraws_confirms_once_and_hides_no_crisis(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct alert alert;

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    fixture_text(fixture, PETRA, "Stop.");
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CONFIRMATION, ""), 1);
    fixture_run_until(fixture, fixture->now + 30 * USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, ""), 0);
    fixture_text(fixture, PETRA, "hij slaat me nu");
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CRISIS, "112"), 1);
    alert = only_alert(fixture);
    assert_int_equal(alert.level, LEVEL_CRISIS);
    alert_clear(&alert);
    fixture_text(fixture, PETRA, "START");
    fixture_run_until(fixture, fixture->now + 21 * USEC_DAY);
    assert_true(fixture_sent(fixture, PETRA, KIND_CHECKIN, "") > 0);
    balances(fixture);
    fixture_free(fixture);
}

static void a_stop_in_a_sentence_pauses_and_calls_a_person(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct alert alert;

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    fixture_text(fixture, PETRA, "ik wil geen berichten meer krijgen");
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CONFIRMATION, ""), 1);
    alert = only_alert(fixture);
    assert_int_equal(alert.level, LEVEL_RELAPSE);
    alert_clear(&alert);
    fixture_run_until(fixture, fixture->now + 15 * USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, ""), 0);
    fixture_free(fixture);
}

static void a_signal_outside_the_plan_is_shown_and_raises_no_alert(void **state)
{
    struct fixture *fixture = fixture_new("");
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(replies_clear) struct replies unread = {0};

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL); /* the plan names finance only */
    fixture_text(fixture, PETRA, "ik ben weer aan het drinken");
    assert_int_equal(store_alert_list(fixture->store, NULL, true, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 0);
    assert_int_equal(store_reply_unread(fixture->store, "sanne", 10, &unread, NULL), RC_OK);
    assert_int_equal(unread.n, 1);
    assert_true(unread.at[0].signal_n > 0);
    assert_false(unread.at[0].signals[0].in_plan);
    fixture_free(fixture);
}

static void a_stranger_in_danger_gets_the_emergency_number_and_somebody_is_paged(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct alert alert;

    (void)state;
    fixture_text(fixture, "+31687654321", "help hij gaat me vermoorden");
    alert = only_alert(fixture);
    assert_int_equal(alert.family_id, 0);
    assert_int_equal(alert.level, LEVEL_CRISIS);
    alert_clear(&alert);
    assert_true(fixture_sent(fixture, "noor", KIND_PAGE, "") > 0);
    fixture_text(fixture, "+31687654322", "hallo wie is dit");
    balances(fixture);
    fixture_free(fixture);
}

static void silence_is_nudged_shown_and_then_calls_a_person(void **state)
{
    struct fixture *fixture = fixture_new("");
    SCOPED(alerts_clear) struct alerts alerts = {0};

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    fixture_run_until(fixture, fixture->now + 70 * USEC_DAY);
    assert_true(fixture_sent(fixture, PETRA, KIND_CHECKIN, "") >= 3);
    assert_true(fixture_sent(fixture, PETRA, KIND_NUDGE, "") >= 1);
    assert_int_equal(store_alert_list(fixture->store, NULL, true, &alerts, NULL), RC_OK);
    assert_true(alerts.n >= 1);
    balances(fixture);
    fixture_free(fixture);
}

static void a_reminder_is_confirmed_and_the_appointment_knows(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointments_clear) struct appointments kept = {0};
    struct appointment appointment = {.starts_at = FIXTURE_NOW + 3 * USEC_DAY};

    (void)state;
    family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(store_family_load(fixture->store, family_id, &family, NULL), RC_OK);
    appointment.family_id = family_id;
    appointment.member_id = family.members[0].id;
    appointment.next_at = appointment.starts_at - 2 * USEC_DAY;
    assert_int_equal(store_appointment_add(fixture->store, &appointment, fixture->now, NULL),
                     RC_OK);
    fixture_run_until(fixture, FIXTURE_NOW + USEC_DAY + USEC_HOUR);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_REMINDER, "donderdag 7 januari"), 1);
    fixture_text(fixture, PETRA, "ja");
    assert_int_equal(store_appointment_list(fixture->store, family_id, &kept, NULL), RC_OK);
    assert_int_equal(kept.at[0].state, APPOINTMENT_CONFIRMED);
    fixture_run_until(fixture, FIXTURE_NOW + 3 * USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_REMINDER, ""), 2);
    fixture_free(fixture);
}

static void a_second_copy_of_a_webhook_changes_nothing(void **state)
{
    struct fixture *fixture = fixture_new("");
    SCOPED(replies_clear) struct replies replies = {0};
    int64_t family_id;

    (void)state;
    family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    for (int i = 0; i < 2; i++) {
        SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
        SCOPED(http_response_clear) struct http_response answer = {0};

        text_add(&request.url, "/in/sandbox");
        http_header_add(&request.headers, "Content-Type", "application/json");
        text_add(&request.body,
                 "{\"events\":[{\"type\":\"inbound\",\"reference\":\"same\",\"from\":\"" PETRA
                 "\",\"to\":\"+3197010200300\",\"text\":\"het gaat goed\"}]}");
        inbox_receive(&fixture->inbox, &request, fixture->now, &answer);
        assert_int_equal(answer.status, 200);
        fixture_settle(fixture);
    }
    assert_int_equal(store_reply_list(fixture->store, family_id, 0, &replies, NULL), RC_OK);
    assert_int_equal(replies.n, 1);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_low_score_reaches_the_family_manager_and_is_taken_by_sms),
        cmocka_unit_test(a_crisis_is_answered_at_once_and_climbs_until_somebody_takes_it),
        cmocka_unit_test(a_crisis_that_is_taken_and_not_followed_opens_again),
        cmocka_unit_test(a_stop_withdraws_confirms_once_and_hides_no_crisis),
        cmocka_unit_test(a_stop_in_a_sentence_pauses_and_calls_a_person),
        cmocka_unit_test(a_signal_outside_the_plan_is_shown_and_raises_no_alert),
        cmocka_unit_test(a_stranger_in_danger_gets_the_emergency_number_and_somebody_is_paged),
        cmocka_unit_test(silence_is_nudged_shown_and_then_calls_a_person),
        cmocka_unit_test(a_reminder_is_confirmed_and_the_appointment_knows),
        cmocka_unit_test(a_second_copy_of_a_webhook_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
