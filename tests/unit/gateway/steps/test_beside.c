/* Beside the words of a reply: silence by habit, numbers, two members of one family, reports of helpers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/alerts/alerts.h"
#include "tests/fixture/fixture.h"

#define PETRA  "+31612345601"
#define HASAN  "+31612345602"
#define HELPER "+31612345655"

static size_t rule_count(struct fixture *fixture, int64_t family_id, enum rule_kind rule,
                         enum level level)
{
    struct signal_row *signals = NULL;
    size_t n = 0, found = 0;

    assert_int_equal(store_signal_list(fixture->store, family_id, 0, &signals, &n, NULL), RC_OK);
    for (size_t i = 0; i < n; i++)
        found += signals[i].rule == rule && signals[i].level == level;
    signals_free(signals, n);
    return found;
}

/* Petra and Hasan, who are both asked each Wednesday; the domain is finance. */
static int64_t couple(struct fixture *fixture)
{
    char petra[] = "Petra", hasan[] = "Hasan", number_one[] = PETRA, number_two[] = HASAN;
    char name[] = "De Wit", manager[] = "sanne", programme[] = "weekly";
    struct member members[] = {
        {.name = petra,
         .asked = true,
         .phone = {.number = number_one, .discretion = DISCRETION_OPEN}},
        {.name = hasan,
         .asked = true,
         .phone = {.number = number_two, .discretion = DISCRETION_OPEN}},
    };
    struct family family = {
        .name = name, .manager = manager, .members = members, .member_n = COUNT(members)};
    struct enrolment enrolment = {.programme = programme,
                                  .domains = 1U << DOMAIN_FINANCE,
                                  .start_day =
                                      zone_day(fixture->config->municipality.zone, fixture->now),
                                  .planned_at = fixture->now,
                                  .next_at = fixture->now};

    assert_int_equal(store_family_add(fixture->store, &family, fixture->now, NULL), RC_OK);
    assert_int_equal(store_enrol(fixture->store, family.id, &enrolment, "noor", fixture->now, NULL),
                     RC_OK);
    return family.id;
}

static const char *const weekly =
    "programmes = ( { name = \"weekly\"; title_nl = \"Elke week\"; title_en = \"Weekly\";\n"
    "  nudge_after_hours = 24; nudges_max = 1; phases = ( { name = \"all\"; weeks = 0;\n"
    "  rhythm = \"FREQ=WEEKLY;BYDAY=WE\"; between = \"13:00-15:00\"; asks = \"each\";\n"
    "  script = \"how-is-it\"; } ); } );\n";

static usec next_wednesday(struct fixture *fixture)
{
    usec at = FIXTURE_NOW + 2 * USEC_DAY + 6 * USEC_HOUR; /* Wednesday 16:00 */

    while (at <= fixture->now)
        at += 7 * USEC_DAY;
    return at;
}

static void who_always_answers_is_missed_sooner(void **state)
{
    struct fixture *fixture = fixture_new(weekly);
    int64_t family_id = couple(fixture);

    (void)state;
    for (int week = 0; week < 12; week++) {
        fixture_run_until(fixture, next_wednesday(fixture));
        fixture_text(fixture, PETRA, "4");
        if (week % 3 == 0) fixture_text(fixture, HASAN, "4");
    }
    assert_int_equal(rule_count(fixture, family_id, RULE_SILENCE_HABIT, LEVEL_WATCH), 0);
    fixture_run_until(fixture, next_wednesday(fixture) + 5 * USEC_DAY);
    assert_int_equal(rule_count(fixture, family_id, RULE_SILENCE_HABIT, LEVEL_WATCH), 1);
    assert_int_equal(rule_count(fixture, family_id, RULE_SILENCE_HABIT, LEVEL_RELAPSE), 0);
    fixture_run_until(fixture, next_wednesday(fixture) + 5 * USEC_DAY);
    assert_int_equal(rule_count(fixture, family_id, RULE_SILENCE_HABIT, LEVEL_RELAPSE), 1);
    fixture_free(fixture);
}

/* All that was sent to this number, in order. */
static void add_sent(struct fixture *fixture, const char *number, struct text *out)
{
    SCOPED(messages_clear) struct messages messages = {0};
    SCOPED(conversation_clear) struct conversation conversation = {0};

    assert_int_equal(
        store_conversation_load(fixture->store, number, fixture->now, &conversation, NULL), RC_OK);
    assert_int_equal(
        store_message_of_phone(fixture->store, conversation.phone.id, 0, &messages, NULL), RC_OK);
    for (size_t i = 0; i < messages.n; i++)
        text_addf(out, "%lld %s\n", (long long)messages.at[i].due_at, messages.at[i].text);
}

/* What Petra, the first whom one would tell, gets and sees in two weeks in which Hasan tells `told` and somebody takes the alert. */
static void petra_sees(const char *told, bool apart, struct text *out)
{
    struct fixture *fixture = fixture_new(weekly);
    struct callback_wish wish = {.tell = true};
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t family_id = couple(fixture);

    fixture_run_until(fixture, next_wednesday(fixture));
    fixture_text(fixture, HASAN, told);
    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    for (size_t i = 0; i < alerts.n; i++)
        assert_int_equal(alerts_take(fixture->store, fixture->config, alerts.at[i].id, "sanne",
                                     "console", &wish, fixture->now, NULL),
                         RC_OK);
    fixture_settle(fixture);
    assert_int_equal(fixture_sent(fixture, HASAN, KIND_CALLBACK, ""), alerts.n);
    text_add(out, fixture_dial(fixture, "session", PETRA, NULL));
    fixture_text(fixture, PETRA, "5");
    assert_int_equal(rule_count(fixture, family_id, RULE_OBSERVERS_SCORE, LEVEL_WATCH) +
                         rule_count(fixture, family_id, RULE_OBSERVERS_TOLD, LEVEL_WATCH),
                     apart);
    fixture_run_until(fixture, next_wednesday(fixture));
    text_add(out, fixture_dial(fixture, "another", PETRA, NULL));
    add_sent(fixture, PETRA, out);
    fixture_free(fixture);
}

static void two_members_who_differ_are_shown_and_neither_hears_of_the_other(void **state)
{
    static const struct {
        const char *told;
        bool apart;
    } cases[] = {
        {"1",                                          true },
        {"deurwaarder stond voor de deur, geen geld",  true },
        {"hij heeft me geslagen en hij komt zo terug", true },
        {"bel me alsjeblieft",                         false},
        {"4",                                          false},
    };
    SCOPED(text_clear) struct text calm = {0};

    (void)state;
    petra_sees("5", false, &calm);
    assert_non_null(strstr(text_string(&calm), "Sanne"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text seen = {0};

        petra_sees(cases[i].told, cases[i].apart, &seen);
        assert_string_equal(text_string(&seen), text_string(&calm));
    }
}

static void nobody_who_writes_for_two_months_is_asked_after_once(void **state)
{
    struct fixture *fixture = fixture_new(weekly);
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t family_id = couple(fixture);

    (void)state;
    for (int week = 0; week < 14; week++) {
        fixture_run_until(fixture, next_wednesday(fixture));
        if (week == 1) fixture_text(fixture, PETRA, "4");
        fixture_text(fixture, HASAN, "4");
        if (week == 9)
            assert_int_equal(rule_count(fixture, family_id, RULE_NUMBER_SILENT, LEVEL_WATCH), 0);
    }
    assert_int_equal(rule_count(fixture, family_id, RULE_NUMBER_SILENT, LEVEL_WATCH), 1);
    assert_int_equal(rule_count(fixture, family_id, RULE_NUMBER_FAILED, LEVEL_WATCH), 0);
    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    assert_true(alerts.n > 0);
    fixture_free(fixture);
}

static void a_wrong_number_is_told_with_its_reason(void **state)
{
    struct fixture *fixture = fixture_new("");
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);

    (void)state;
    fixture_text(fixture, PETRA, "u heeft het verkeerde nummer");
    assert_int_equal(rule_count(fixture, family_id, RULE_NUMBER_WRONG, LEVEL_WATCH), 1);
    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    fixture_free(fixture);
}

static void two_missed_appointments_are_noticed_once_and_outside_the_plan_call_nobody(void **state)
{
    struct fixture *fixture = fixture_new("");
    SCOPED(family_clear) struct family family = {0};
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);

    (void)state;
    assert_int_equal(store_family_load(fixture->store, family_id, &family, NULL), RC_OK);
    for (int i = 0; i < 2; i++) {
        struct appointment appointment = {.family_id = family_id,
                                          .member_id = family.members[0].id,
                                          .starts_at = fixture->now + USEC_HOUR,
                                          .next_at = USEC_NEVER};

        assert_int_equal(store_appointment_add(fixture->store, &appointment, fixture->now, NULL),
                         RC_OK);
        appointment.attendance = ATTENDANCE_MISSED;
        assert_int_equal(store_appointment_note(fixture->store, &appointment, fixture->now, NULL),
                         RC_MISSING); /* it has not begun */
        fixture_run_until(fixture, fixture->now + 3 * USEC_HOUR);
        assert_int_equal(store_appointment_note(fixture->store, &appointment, fixture->now, NULL),
                         RC_OK);
        fixture_settle(fixture);
    }
    assert_int_equal(rule_count(fixture, family_id, RULE_APPOINTMENTS, LEVEL_WATCH), 1);
    assert_int_equal(rule_count(fixture, family_id, RULE_APPOINTMENTS, LEVEL_RELAPSE), 1);
    fixture_run_until(fixture, fixture->now + 3 * USEC_DAY); /* looked at once */
    assert_int_equal(rule_count(fixture, family_id, RULE_APPOINTMENTS, LEVEL_RELAPSE), 1);
    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 0); /* this plan names finance alone */
    fixture_free(fixture);
}

static void code_of(struct fixture *fixture, int64_t family_id, char out[static 8])
{
    SCOPED(report_codes_clear) struct report_codes codes = {0};

    for (int i = 0; i < 2; i++) /* the second is no news */
        assert_int_equal(
            store_report_code_add(fixture->store, family_id, "anneke", "noor", fixture->now, NULL),
            RC_OK);
    assert_int_equal(store_report_code_list(fixture->store, family_id, &codes, NULL), RC_OK);
    assert_int_equal(codes.n, 1);
    snprintf(out, 8, "%s", codes.at[0].code);
}

static void a_helpers_report_is_read_and_alerts_and_no_member_hears_of_it(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    SCOPED(replies_clear) struct replies unread = {0};
    SCOPED(alerts_clear) struct alerts alerts = {0};
    struct callback_wish wish = {.tell = true};
    char code[8], text[80];

    (void)state;
    code_of(fixture, family_id, code);
    snprintf(text, sizeof(text), "%s: deurwaarder stond voor de deur", code);
    fixture_text(fixture, HELPER, text);
    assert_int_equal(fixture_sent(fixture, "anneke", KIND_PAGE, "binnen"), 1);
    assert_int_equal(store_reply_unread(fixture->store, "sanne", 10, &unread, NULL), RC_OK);
    assert_int_equal(unread.n, 1);
    assert_string_equal(unread.at[0].text, "deurwaarder stond voor de deur");
    assert_string_equal(unread.at[0].from, HELPER);
    assert_true(unread.at[0].signal_n > 0);
    assert_int_equal(unread.at[0].signals[0].source, SOURCE_HELPER);
    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    assert_int_equal(alerts.at[0].level, LEVEL_RELAPSE);
    assert_int_equal(alerts_take(fixture->store, fixture->config, alerts.at[0].id, "sanne",
                                 "console", &wish, fixture->now, NULL),
                     RC_OK);
    fixture_settle(fixture);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CALLBACK, ""), 0);
    fixture_free(fixture);
}

static void what_a_helper_writes_without_a_known_code_is_kept_and_answered(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    SCOPED(replies_clear) struct replies kept = {0};
    SCOPED(report_codes_clear) struct report_codes codes = {0};
    SCOPED(balance_clear) struct balance books = {0};
    char code[8], text[80];

    (void)state;
    code_of(fixture, family_id, code);
    assert_int_equal(store_report_code_list(fixture->store, family_id, &codes, NULL), RC_OK);
    assert_int_equal(store_report_code_end(fixture->store, family_id, codes.at[0].id, "noor",
                                           fixture->now, NULL),
                     RC_OK);
    assert_int_equal(store_report_code_end(fixture->store, family_id, codes.at[0].id, "noor",
                                           fixture->now, NULL),
                     RC_MISSING);
    snprintf(text, sizeof(text), "%s ze was er vandaag niet", code);
    fixture_text(fixture, HELPER, text);
    assert_int_equal(fixture_sent(fixture, "anneke", KIND_PAGE, "niet bekend"), 1);
    fixture_text(fixture, HELPER, "ze was er vandaag weer niet");
    assert_int_equal(fixture_sent(fixture, "anneke", KIND_PAGE, "code van het gezin"), 1);
    fixture_text(fixture, HELPER, "98765 hij zei dat hij haar vanavond vermoordt");
    assert_true(fixture_sent(fixture, "noor", KIND_PAGE, "") > 0);
    assert_int_equal(store_reply_strangers(fixture->store, 10, &kept, NULL), RC_OK);
    assert_int_equal(kept.n, 3);
    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    assert_true(books.balances);
    fixture_free(fixture);
}

static void a_helper_is_answered_as_staff_where_reports_are_off(void **state)
{
    struct fixture *fixture = fixture_new("rules = { helper = { on = false; }; };\n");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    char code[8], text[80];

    (void)state;
    code_of(fixture, family_id, code);
    snprintf(text, sizeof(text), "%s deurwaarder stond voor de deur", code);
    fixture_text(fixture, HELPER, text);
    assert_int_equal(fixture_sent(fixture, "anneke", KIND_PAGE, "Antwoord met de code"), 1);
    assert_int_equal(rule_count(fixture, family_id, RULE_HELPER, LEVEL_RELAPSE), 0);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_always_answers_is_missed_sooner),
        cmocka_unit_test(two_members_who_differ_are_shown_and_neither_hears_of_the_other),
        cmocka_unit_test(nobody_who_writes_for_two_months_is_asked_after_once),
        cmocka_unit_test(a_wrong_number_is_told_with_its_reason),
        cmocka_unit_test(two_missed_appointments_are_noticed_once_and_outside_the_plan_call_nobody),
        cmocka_unit_test(a_helpers_report_is_read_and_alerts_and_no_member_hears_of_it),
        cmocka_unit_test(what_a_helper_writes_without_a_known_code_is_kept_and_answered),
        cmocka_unit_test(a_helper_is_answered_as_staff_where_reports_are_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
