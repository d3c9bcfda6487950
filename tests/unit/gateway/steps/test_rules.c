/* The rules beside text, from what a family sends to what its manager sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/alerts/alerts.h"
#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"
#define WEEK  (7 * USEC_DAY)

/* The only signal of this rule, or with `level` LEVEL_STABLE none at all. */
static void assert_signal(struct fixture *fixture, int64_t family_id, enum rule_kind rule,
                          enum level level, enum domain domain, const char *figures)
{
    struct signal_row *signals = NULL;
    size_t n = 0, found = 0;

    assert_int_equal(store_signal_list(fixture->store, family_id, 0, &signals, &n, NULL), RC_OK);
    for (size_t i = 0; i < n; i++) {
        if (signals[i].rule != rule) continue;
        found++;
        assert_int_equal(signals[i].level, level);
        assert_int_equal(signals[i].domain, domain);
        if (figures) assert_string_equal(signals[i].figures, figures);
        if (level >= LEVEL_RELAPSE) assert_int_not_equal(signals[i].alert_id, 0);
    }
    signals_free(signals, n);
    if (found != (level > LEVEL_STABLE)) fail_msg("%s: %zu times", rule_name(rule), found);
}

static size_t alerts_of(struct fixture *fixture, enum level level)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};
    size_t n = 0;

    assert_int_equal(store_alert_list(fixture->store, NULL, true, &alerts, NULL), RC_OK);
    for (size_t i = 0; i < alerts.n; i++)
        n += alerts.at[i].level == level;
    return n;
}

/* Somebody takes every alert and reaches the family. */
static void take_all(struct fixture *fixture)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};
    struct callback_wish wish = {0};

    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    for (size_t i = 0; i < alerts.n; i++) {
        int64_t id = alerts.at[i].id;

        if (alerts.at[i].state != ALERT_OPEN) continue;
        assert_int_equal(alerts_take(fixture->store, fixture->config, id, "sanne", "console", &wish,
                                     fixture->now, NULL),
                         RC_OK);
        assert_int_equal(
            store_alert_contact(fixture->store, id, "sanne", "gebeld", fixture->now, NULL), RC_OK);
    }
}

static size_t open_alerts(struct fixture *fixture)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};
    size_t n = 0;

    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    for (size_t i = 0; i < alerts.n; i++)
        n += alerts.at[i].state == ALERT_OPEN;
    return n;
}

/* Waits for the next check-in and answers it. */
static void answer_next(struct fixture *fixture, const char *text)
{
    size_t asked = fixture_sent(fixture, PETRA, KIND_CHECKIN, "");

    for (int day = 0; day < 30 && fixture_sent(fixture, PETRA, KIND_CHECKIN, "") == asked; day++)
        fixture_run_until(fixture, fixture->now + USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, ""), asked + 1);
    fixture_text(fixture, PETRA, text);
}

static void scores_that_slide_to_a_low_one_call_the_family_manager(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    (void)state;

    answer_next(fixture, "5");
    answer_next(fixture, "4");
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 0);
    answer_next(fixture, "3");
    assert_signal(fixture, id, RULE_SCORE_FALLING, LEVEL_WATCH, DOMAIN_GENERAL, "5,4,3");
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 0);
    answer_next(fixture, "2");
    assert_signal(fixture, id, RULE_SCORE_SLIDE, LEVEL_RELAPSE, DOMAIN_GENERAL, "2 5,4,3,2");
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    fixture_free(fixture);
}

static void what_the_follow_up_names_is_a_signal_in_that_domain(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    (void)state;

    answer_next(fixture, "2");
    fixture_text(fixture, PETRA, "1");
    assert_signal(fixture, id, RULE_SCORE_LOW, LEVEL_WATCH, DOMAIN_GENERAL, "2");
    assert_signal(fixture, id, RULE_FOLLOW_UP, LEVEL_WATCH, DOMAIN_FINANCE, "");
    fixture_free(fixture);
}

static void worries_of_weeks_become_one_relapse_and_start_anew(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    (void)state;

    for (int week = 0; week < 3; week++) {
        assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 0);
        fixture_text(fixture, PETRA, "het geld is krap");
        fixture_text(fixture, PETRA, "ja het geld is echt krap"); /* one a day counts */
        if (week < 2) fixture_run_until(fixture, fixture->now + WEEK);
    }
    assert_signal(fixture, id, RULE_WATCHES, LEVEL_RELAPSE, DOMAIN_FINANCE, NULL);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    fixture_run_until(fixture, fixture->now + USEC_DAY);
    fixture_text(fixture, PETRA, "het geld is krap");
    assert_signal(fixture, id, RULE_WATCHES, LEVEL_RELAPSE, DOMAIN_FINANCE, NULL);
    fixture_free(fixture);
}

static void worries_outside_the_plan_never_add_up(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    (void)state;

    for (int day = 0; day < 5; day++) {
        fixture_text(fixture, PETRA, "zoon heeft moeite op school");
        fixture_run_until(fixture, fixture->now + USEC_DAY);
    }
    assert_signal(fixture, id, RULE_WATCHES, LEVEL_STABLE, DOMAIN_SCHOOL, NULL);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 0);
    fixture_free(fixture);
}

static void a_stop_after_violence_calls_a_person_and_says_no_more_than_any_stop(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    (void)state;

    fixture_text(fixture, PETRA, "hij heeft me geslagen");
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 1);
    take_all(fixture);
    fixture_run_until(fixture, fixture->now + 40 * USEC_DAY);
    fixture_text(fixture, PETRA, "STOP");
    assert_signal(fixture, id, RULE_STOP_AFTER_VIOLENCE, LEVEL_RELAPSE, DOMAIN_GENERAL, NULL);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CONFIRMATION, ""), 1);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CONFIRMATION,
                                  config_wording(fixture->config, "stop-confirm", LANGUAGE_NL)),
                     1);
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 1); /* closes nothing */
    fixture_free(fixture);
}

/* A provider that answers STOP itself, and only says that it did. */
static void provider_stops(struct fixture *fixture)
{
    struct arrival arrival = {.route = "sandbox",
                              .type = EVENT_OPT_OUT,
                              .from = PETRA,
                              .to = "+3197010240000",
                              .text = "",
                              .reference = "",
                              .client_id = "",
                              .concat_reference = "",
                              .session = "",
                              .error = "",
                              .arrived_at = fixture->now};

    assert_int_equal(store_inbox_record(fixture->store, &arrival, 1, NULL), RC_OK);
    fixture_settle(fixture);
}

static void a_stop_that_the_provider_kept_calls_a_person_too(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    SCOPED(provider_stops_clear) struct provider_stops left = {0};
    (void)state;

    fixture_text(fixture, PETRA, "hij heeft me geslagen");
    take_all(fixture);
    fixture_run_until(fixture, fixture->now + USEC_DAY);
    provider_stops(fixture);
    provider_stops(fixture);
    assert_signal(fixture, id, RULE_STOP_AFTER_VIOLENCE, LEVEL_RELAPSE, DOMAIN_GENERAL, NULL);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    assert_int_equal(store_provider_stops(fixture->store, 9, &left, NULL), RC_OK);
    assert_int_equal(left.n, 0);
    fixture_free(fixture);
}

static void a_stop_without_anything_before_it_calls_nobody(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    (void)state;

    fixture_text(fixture, PETRA, "STOP");
    assert_signal(fixture, id, RULE_STOP_AFTER_VIOLENCE, LEVEL_STABLE, DOMAIN_GENERAL, NULL);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 0);
    fixture_free(fixture);
}

static void all_well_after_a_crisis_goes_to_a_person_once_and_is_thanked_like_any(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    size_t told;
    (void)state;

    answer_next(fixture, "hij heeft me geslagen");
    take_all(fixture);
    answer_next(fixture, "5");
    assert_signal(fixture, id, RULE_ALL_WELL, LEVEL_RELAPSE, DOMAIN_GENERAL, NULL);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_ANSWER, "Fijn om te horen."), 1);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 1); /* closes nothing */

    /* Taken by SMS, where nobody can tick: who says that all is well does not hear that somebody wonders. */
    told = fixture_sent(fixture, PETRA, KIND_CALLBACK, "");
    fixture_run_until(fixture, fixture->now + 3 * USEC_DAY);
    fixture_text(fixture, "+31612345651", "ok");
    assert_int_equal(open_alerts(fixture), 0);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CALLBACK, ""), told);
    answer_next(fixture, "alles goed hoor");
    assert_signal(fixture, id, RULE_ALL_WELL, LEVEL_RELAPSE, DOMAIN_GENERAL, NULL);
    fixture_free(fixture);
}

static void every_rule_can_be_switched_off(void **state)
{
    struct fixture *fixture =
        fixture_new("rules = { watches = { on = false; }; score_slide = { on = false; };"
                    " score_falling = { on = false; }; score_drop = { on = false; };"
                    " score_slope = { on = false; }; score_low = { on = false; };"
                    " all_well = { on = false; }; silence = { on = false; };"
                    " follow_up = { on = false; }; stop_after_violence = { on = false; };"
                    " stop_after_trouble = { on = false; }; };");
    int64_t id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    struct signal_row *signals = NULL;
    size_t n = 0;
    (void)state;

    for (char score[] = "5"; score[0] > '0'; score[0]--)
        answer_next(fixture, score);
    fixture_text(fixture, PETRA, "STOP");
    fixture_run_until(fixture, fixture->now + 5 * WEEK);
    assert_int_equal(store_signal_list(fixture->store, id, 0, &signals, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
    fixture_text(fixture, PETRA, "hij heeft me geslagen");
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 1); /* a crisis is always on */
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_that_slide_to_a_low_one_call_the_family_manager),
        cmocka_unit_test(what_the_follow_up_names_is_a_signal_in_that_domain),
        cmocka_unit_test(worries_of_weeks_become_one_relapse_and_start_anew),
        cmocka_unit_test(worries_outside_the_plan_never_add_up),
        cmocka_unit_test(a_stop_after_violence_calls_a_person_and_says_no_more_than_any_stop),
        cmocka_unit_test(a_stop_that_the_provider_kept_calls_a_person_too),
        cmocka_unit_test(a_stop_without_anything_before_it_calls_nobody),
        cmocka_unit_test(all_well_after_a_crisis_goes_to_a_person_once_and_is_thanked_like_any),
        cmocka_unit_test(every_rule_can_be_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
