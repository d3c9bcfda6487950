/* What the steps make of pauses, ends and changes: the books say why nothing was asked, and nothing is asked twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/enrolment/desk.h"

/* Does what was decided, and lets the steps settle. */
static void finish(struct desk *desk, enum rc rc)
{
    desk_finish(desk, rc);
    fixture_settle(desk->fixture);
    desk_look(desk);
}

static void run_until(struct desk *desk, int month, int day, int hour)
{
    struct local local = day_local(day_of(2027, month, day));

    local.hour = hour;
    fixture_run_until(desk->fixture, zone_usec(desk->fixture->config->municipality.zone, local));
    desk_look(desk);
}

static int64_t skipped(const struct desk *desk, enum skip skip)
{
    SCOPED(balance_clear) struct balance balance = {0};

    assert_int_equal(store_balance(desk->fixture->store, &balance, NULL), RC_OK);
    return balance.kinds[KIND_CHECKIN].skipped[skip];
}

static void a_pause_with_a_date_ends_by_itself_on_that_day(void **state)
{
    struct desk *desk = desk_new("");
    SCOPED(enrolment_log_clear) struct enrolment_log log = {0};

    (void)state;
    finish(desk, decide_pause(&desk->by, "2027-01-20", &desk->decided, &desk->why));
    run_until(desk, 1, 19, 23);
    assert_int_equal(desk->family.enrolment.state, ENROLMENT_PAUSED);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 0);
    assert_int_equal(skipped(desk, SKIP_PAUSED), 2);
    run_until(desk, 1, 20, 1);
    assert_int_equal(desk->family.enrolment.state, ENROLMENT_ACTIVE);
    run_until(desk, 1, 20, 16);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 1);
    assert_int_equal(skipped(desk, SKIP_PAUSED), 2);
    assert_int_equal(store_enrolment_log(desk->fixture->store, desk->family.id, &log, NULL), RC_OK);
    assert_int_equal(log.n, 3);
    assert_int_equal(log.at[2].word, WORD_RESUMED);
    assert_string_equal(log.at[2].who, "vangnet");
    desk_free(desk);
}

static void a_pause_that_ends_while_the_gateway_is_down_leaves_its_days_in_the_books(void **state)
{
    struct desk *desk = desk_new("");

    (void)state;
    finish(desk, decide_pause(&desk->by, "2027-01-20", &desk->decided, &desk->why));
    desk->fixture->now += 17 * USEC_DAY; /* Thursday 21 January */
    fixture_settle(desk->fixture);
    desk_look(desk);
    assert_int_equal(desk->family.enrolment.state, ENROLMENT_ACTIVE);
    assert_int_equal(skipped(desk, SKIP_PAUSED), 2);
    assert_int_equal(skipped(desk, SKIP_DOWN), 1);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 0);
    desk_free(desk);
}

static void who_resumes_early_asks_from_then_on(void **state)
{
    struct desk *desk = desk_new("");

    (void)state;
    finish(desk, decide_pause(&desk->by, "2027-03-01", &desk->decided, &desk->why));
    run_until(desk, 1, 11, 10);
    finish(desk, decide_resume(&desk->by, &desk->decided, &desk->why));
    run_until(desk, 1, 14, 10);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 1);
    assert_int_equal(skipped(desk, SKIP_PAUSED), 1);
    desk_free(desk);
}

/* Asked on Wednesday; then daily from Thursday, and on Thursday back to Wednesdays. */
static void a_change_asks_nobody_twice_about_one_day(void **state)
{
    struct desk *desk = desk_new("");
    struct rhythm_wish daily = {.rhythm = "FREQ=DAILY", .from_min = 16 * 60, .till_min = 17 * 60};

    (void)state;
    run_until(desk, 1, 6, 15);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 1);
    finish(desk, decide_rhythm(&desk->by, &daily, &desk->decided, &desk->why));
    run_until(desk, 1, 6, 20);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 1);
    run_until(desk, 1, 8, 20);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 3);
    finish(desk, decide_rhythm(&desk->by, &(struct rhythm_wish){.own = true}, &desk->decided,
                               &desk->why));
    run_until(desk, 1, 12, 20);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 3);
    run_until(desk, 1, 13, 20);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 4);
    desk_free(desk);
}

static void the_goodbye_waits_for_a_decent_hour_and_nothing_follows_it(void **state)
{
    struct desk *desk = desk_new("");

    (void)state;
    run_until(desk, 1, 5, 23);
    finish(desk, decide_end(&desk->by, "regular-help", true, &desk->decided, &desk->why));
    assert_int_equal(desk->family.enrolment.outcome, ENDING_REGULAR_HELP);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_NOTICE, ""), 0);
    run_until(desk, 1, 20, 10);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_NOTICE, "Het ga je goed"), 1);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 0);
    desk_free(desk);
}

static void who_said_stop_hears_no_goodbye(void **state)
{
    struct desk *desk = desk_new("");

    (void)state;
    fixture_text(desk->fixture, PETRA, "STOP");
    desk_look(desk);
    finish(desk, decide_end(&desk->by, NULL, true, &desk->decided, &desk->why));
    run_until(desk, 1, 20, 10);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_NOTICE, ""), 0);
    desk_free(desk);
}

static void another_manager_gets_the_open_alerts_and_both_are_told_to_log_in(void **state)
{
    struct desk *desk = desk_new("");
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(replies_clear) struct replies unread = {0};
    size_t sanne, karim;
    usec deadline;

    (void)state;
    fixture_text(desk->fixture, PETRA, "we hebben geen geld meer voor eten");
    assert_int_equal(store_alert_list(desk->fixture->store, "sanne", false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    deadline = alerts.at[0].deadline_at;
    alerts_clear(&alerts);
    sanne = fixture_sent(desk->fixture, "sanne", KIND_PAGE, "log in");
    karim = fixture_sent(desk->fixture, "karim", KIND_PAGE, "log in");
    finish(desk, decide_handover(&desk->by, &(struct handover_wish){.manager = "karim"},
                                 &desk->decided, &desk->why));
    assert_string_equal(desk->family.manager, "karim");
    assert_int_equal(store_alert_list(desk->fixture->store, "karim", false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    assert_true(alerts.at[0].deadline_at == deadline);
    assert_int_equal(store_reply_unread(desk->fixture->store, "karim", 10, &unread, NULL), RC_OK);
    assert_int_equal(unread.n, 1);
    assert_int_equal(fixture_sent(desk->fixture, "sanne", KIND_PAGE, "log in"), sanne + 2);
    assert_int_equal(fixture_sent(desk->fixture, "karim", KIND_PAGE, "log in"), karim + 2);
    desk_free(desk);
}

/* Asked on Wednesdays; the new manager asks whether that may go on. */
static void agreement_that_is_asked_anew_holds_all_texts_until_they_say_yes(void **state)
{
    struct desk *desk = desk_new("");
    const struct handover_wish anew = {.manager = "karim", .consent = "anew"};

    (void)state;
    run_until(desk, 1, 5, 23);
    finish(desk, decide_handover(&desk->by, &anew, &desk->decided, &desk->why));
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_NOTICE, ""), 0);
    run_until(desk, 1, 12, 10);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_NOTICE, "Karim"), 1);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 0);
    fixture_text(desk->fixture, PETRA, "ja");
    desk_look(desk);
    assert_false(desk->family.members[0].phone.consent_asked);
    run_until(desk, 1, 14, 10);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 1);
    desk_free(desk);
}

static void to_another_municipality_the_enrolment_ends(void **state)
{
    struct desk *desk = desk_new("");
    const struct handover_wish away = {.municipality = "Delft", .consent = "anew"};

    (void)state;
    finish(desk, decide_handover(&desk->by, &away, &desk->decided, &desk->why));
    assert_int_equal(desk->family.enrolment.state, ENROLMENT_ENDED);
    assert_int_equal(desk->family.enrolment.outcome, ENDING_HANDED_OVER);
    assert_true(desk->family.members[0].phone.consent_asked);
    run_until(desk, 1, 14, 10);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_NOTICE, ""), 0);
    assert_int_equal(fixture_sent(desk->fixture, PETRA, KIND_CHECKIN, ""), 0);
    desk_free(desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_with_a_date_ends_by_itself_on_that_day),
        cmocka_unit_test(a_pause_that_ends_while_the_gateway_is_down_leaves_its_days_in_the_books),
        cmocka_unit_test(who_resumes_early_asks_from_then_on),
        cmocka_unit_test(a_change_asks_nobody_twice_about_one_day),
        cmocka_unit_test(the_goodbye_waits_for_a_decent_hour_and_nothing_follows_it),
        cmocka_unit_test(who_said_stop_hears_no_goodbye),
        cmocka_unit_test(agreement_that_is_asked_anew_holds_all_texts_until_they_say_yes),
        cmocka_unit_test(to_another_municipality_the_enrolment_ends),
        cmocka_unit_test(another_manager_gets_the_open_alerts_and_both_are_told_to_log_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
