/* Dialling: the same script as over SMS, as menus. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"
#define ELIF  "+31687654321"

static void shows(const char *screen, const char *part)
{
    if (!strstr(screen, part)) fail_msg("\"%s\" is not on the screen:\n%s", part, screen);
}

static void shows_not(const char *screen, const char *part)
{
    if (strstr(screen, part)) fail_msg("\"%s\" is on the screen:\n%s", part, screen);
}

static void balances(struct fixture *fixture)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
    assert_int_equal(books.waiting, 0);
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

static size_t replies_with(struct fixture *fixture, int64_t family_id, const char *text)
{
    SCOPED(replies_clear) struct replies replies = {0};
    size_t n = 0;

    if (family_id)
        assert_int_equal(store_reply_list(fixture->store, family_id, 0, &replies, NULL), RC_OK);
    else
        assert_int_equal(store_reply_strangers(fixture->store, 10, &replies, NULL), RC_OK);
    for (size_t i = 0; i < replies.n; i++)
        n += strcmp(replies.at[i].text, text) == 0 && replies.at[i].channel == CHANNEL_USSD;
    return n;
}

static size_t questions_in(struct fixture *fixture, int64_t family_id, enum kind kind,
                           enum question_state state)
{
    SCOPED(questions_clear) struct questions questions = {0};
    size_t n = 0;

    assert_int_equal(store_question_list(fixture->store, family_id, 0, &questions, NULL), RC_OK);
    for (size_t i = 0; i < questions.n; i++)
        n += questions.at[i].kind == kind && questions.at[i].state == state;
    return n;
}

/* A family that was asked how it goes, over SMS. */
static struct fixture *asked(enum language language, int64_t *family_id)
{
    struct fixture *fixture = fixture_new("");

    *family_id = fixture_family(fixture, PETRA, language);
    for (int day = 0; day < 15 && fixture_sent(fixture, PETRA, KIND_CHECKIN, "") == 0; day++)
        fixture_run_until(fixture, fixture->now + USEC_DAY);
    return fixture;
}

static void an_open_check_in_is_answered_to_the_end_of_its_script(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_NL, &family_id);

    (void)state;
    shows(fixture_dial(fixture, "s1", PETRA, NULL), "Hoe ging het deze week?\n1 heel slecht");
    shows(fixture_dial(fixture, "s1", PETRA, "1"), "1 geld\n2 wonen");
    shows(fixture_dial(fixture, "s1", PETRA, "1"), "Kies dit nummer nog eens. Sanne END");
    fixture_settle(fixture);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_FOLLOW_UP, ""),
                     0); /* it was on the screen */
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_ANSWER, ""), 0);
    assert_int_equal(questions_in(fixture, family_id, KIND_FOLLOW_UP, QUESTION_ANSWERED), 1);
    assert_int_equal(questions_in(fixture, family_id, KIND_CHECKIN, QUESTION_ANSWERED), 1);
    assert_int_equal(replies_with(fixture, family_id, "1"), 2);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    balances(fixture);
    fixture_free(fixture);
}

static void a_session_that_breaks_is_led_on_where_it_was(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_NL, &family_id);

    (void)state;
    fixture_dial(fixture, "s1", PETRA, NULL);
    shows(fixture_dial(fixture, "s1", PETRA, "2"), "1 geld");
    shows(fixture_dial(fixture, "s2", PETRA, NULL), "1 geld");
    fixture->now += 5 * USEC_HOUR; /* the menus forget, the question stays */
    shows(fixture_dial(fixture, "s3", PETRA, NULL), "1 geld");
    shows(fixture_dial(fixture, "s3", PETRA, "5"), "END");
    shows(fixture_dial(fixture, "s4", PETRA, NULL), "Kies een cijfer:\n1 Bel mij");
    shows(fixture_dial(fixture, "s4", PETRA, "2"), "Kies je taal");
    shows(fixture_dial(fixture, "s5", PETRA, NULL), "Kies je taal");
    assert_int_equal(questions_in(fixture, family_id, KIND_FOLLOW_UP, QUESTION_ANSWERED), 1);
    balances(fixture);
    fixture_free(fixture);
}

static void a_request_that_comes_twice_is_handled_once_and_shows_the_same(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_NL, &family_id);
    SCOPED(text_clear) struct text first = {0};

    (void)state;
    fixture_dial(fixture, "s1", PETRA, NULL);
    fixture_dial(fixture, "s1", PETRA, NULL);
    text_add(&first, fixture_dial(fixture, "s1", PETRA, "1"));
    fixture->now -= 5 * USEC_SEC;
    assert_string_equal(fixture_dial(fixture, "s1", PETRA, "1"), text_string(&first));
    assert_int_equal(replies_with(fixture, family_id, "1"), 1);
    assert_int_equal(questions_in(fixture, family_id, KIND_FOLLOW_UP, QUESTION_OPEN), 1);
    balances(fixture);
    fixture_free(fixture);
}

static void back_asks_the_question_before_anew(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_NL, &family_id);

    (void)state;
    fixture_dial(fixture, "s1", PETRA, NULL);
    shows(fixture_dial(fixture, "s1", PETRA, "1"), "0 Terug");
    shows(fixture_dial(fixture, "s1", PETRA, "0"), "Hoe ging het deze week?");
    shows(fixture_dial(fixture, "s1", PETRA, "5"), "Fijn om te horen");
    assert_int_equal(questions_in(fixture, family_id, KIND_FOLLOW_UP, QUESTION_WITHDRAWN), 1);
    assert_int_equal(questions_in(fixture, family_id, KIND_FOLLOW_UP, QUESTION_OPEN), 0);
    balances(fixture);
    fixture_free(fixture);
}

static void who_dials_unasked_can_be_called_change_language_and_stop(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    SCOPED(family_clear) struct family family = {0};

    (void)state;
    shows(fixture_dial(fixture, "s1", PETRA, NULL), "1 Bel mij\n2 Taal\n3 Stoppen");
    shows_not(text_string(&fixture->screen.text), "afspraak");
    shows(fixture_dial(fixture, "s1", PETRA, "7"), "Kies een van deze cijfers.\nKies een cijfer:");
    shows(fixture_dial(fixture, "s1", PETRA, "2"), "1 Nederlands\n2 ");
    shows(fixture_dial(fixture, "s1", PETRA, "٤"), "Khtaro ra9m:\n1 3eyto liya");
    assert_int_equal(store_family_load(fixture->store, family_id, &family, NULL), RC_OK);
    assert_int_equal(family.members[0].language, LANGUAGE_ARY_LATN);
    shows(fixture_dial(fixture, "s1", PETRA, "1"), "Ghadi y3eyet likom chi wa7ed mnna. Sanne END");
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    assert_int_equal(replies_with(fixture, family_id, "3eyto liya"), 1);
    shows(fixture_dial(fixture, "s2", PETRA, NULL), "Khtaro ra9m");
    shows(fixture_dial(fixture, "s2", PETRA, "3"), "t7ebso");
    shows(fixture_dial(fixture, "s2", PETRA, "00"), "Khtaro ra9m");
    fixture_dial(fixture, "s2", PETRA, "3");
    shows(fixture_dial(fixture, "s2", PETRA, "1"), "END");
    shows(fixture_dial(fixture, "s3", PETRA, NULL), "a kaywselkom");
    fixture_run_until(fixture, fixture->now + 15 * USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, ""), 0);
    shows(fixture_dial(fixture, "s4", PETRA, NULL), "1 Bghit messages");
    shows(fixture_dial(fixture, "s4", PETRA, "1"), "END");
    shows(fixture_dial(fixture, "s5", PETRA, NULL), "Khtaro ra9m");
    balances(fixture);
    fixture_free(fixture);
}

static void the_next_appointment_is_seen_and_another_time_asked_for(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
    struct appointment appointment = {
        .family_id = family_id, .starts_at = FIXTURE_NOW + 9 * USEC_DAY, .next_at = USEC_NEVER};
    SCOPED(appointments_clear) struct appointments kept = {0};

    (void)state;
    assert_int_equal(store_appointment_add(fixture->store, &appointment, fixture->now, NULL),
                     RC_OK);
    shows(fixture_dial(fixture, "s1", PETRA, NULL), "2 Onze afspraak");
    shows(fixture_dial(fixture, "s1", PETRA, "2"), "woensdag 13 januari om 10.00 uur");
    shows(text_string(&fixture->screen.text), "1 Ik kom\n2 Ik kom niet\n3 Liever een andere tijd");
    shows(fixture_dial(fixture, "s1", PETRA, "3"), "END");
    assert_int_equal(store_appointment_list(fixture->store, family_id, &kept, NULL), RC_OK);
    assert_int_equal(kept.at[0].state, APPOINTMENT_RESCHEDULE);
    assert_int_equal(alerts_of(fixture, LEVEL_RELAPSE), 1);
    fixture_dial(fixture, "s2", PETRA, NULL);
    fixture_dial(fixture, "s2", PETRA, "2");
    shows(fixture_dial(fixture, "s2", PETRA, "1"), "Fijn, tot dan! Sanne END");
    appointments_clear(&kept);
    assert_int_equal(store_appointment_list(fixture->store, family_id, &kept, NULL), RC_OK);
    assert_int_equal(kept.at[0].state, APPOINTMENT_CONFIRMED);
    balances(fixture);
    fixture_free(fixture);
}

static void arabic_fits_its_small_screens_and_takes_its_digits(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_AR, &family_id);

    (void)state;
    shows(fixture_dial(fixture, "s1", PETRA, NULL), "1 سيئ جدا");
    shows(fixture_dial(fixture, "s1", PETRA, "٢"), "99 التالي");
    shows_not(text_string(&fixture->screen.text), "6 ");
    while (!strstr(text_string(&fixture->screen.text), "6 شيء آخر"))
        shows(fixture_dial(fixture, "s1", PETRA, "٩٩"), "98 السابق");
    shows(fixture_dial(fixture, "s1", PETRA, "٣"), "END");
    assert_int_equal(questions_in(fixture, family_id, KIND_FOLLOW_UP, QUESTION_ANSWERED), 1);
    balances(fixture);
    fixture_free(fixture);
}

static void danger_passes_every_gate_and_is_answered_on_the_screen(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);

    (void)state;
    shows(fixture_dial(fixture, "s1", ELIF, NULL), "Schrijf hier je bericht");
    shows_not(text_string(&fixture->screen.text), "Bel mij");
    shows(fixture_dial(fixture, "s1", ELIF, "hij gaat me vermoorden help"), "112");
    assert_true(fixture->screen.end);
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 1);
    assert_int_equal(replies_with(fixture, 0, "hij gaat me vermoorden help"), 1);
    shows(fixture_dial(fixture, "s2", ELIF, NULL), "Schrijf");
    shows(fixture_dial(fixture, "s2", ELIF, "wie is dit"), "is binnen. END");

    fixture_text(fixture, PETRA, "STOP");
    fixture_dial(fixture, "s3", PETRA, NULL);
    shows(fixture_dial(fixture, "s3", PETRA, "hij slaat me nu"), "112");
    shows(fixture_dial(fixture, "s4", PETRA, NULL), "geen berichten");
    shows(fixture_dial(fixture, "s4", PETRA, "hij slaat me nu"), "112"); /* each time */
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 3);
    assert_int_equal(replies_with(fixture, family_id, "hij slaat me nu"), 2);
    balances(fixture);
    fixture_free(fixture);
}

static void a_closed_case_may_still_write(void **state)
{
    struct fixture *fixture = fixture_new("");
    int64_t family_id = fixture_family(fixture, PETRA, LANGUAGE_AR);
    SCOPED(family_clear) struct family family = {0};

    (void)state;
    assert_int_equal(store_family_load(fixture->store, family_id, &family, NULL), RC_OK);
    assert_int_equal(
        store_enrolment_act(fixture->store,
                            &(struct enrolment_act){.enrolment_id = family.enrolment.id,
                                                    .word = WORD_ENDED,
                                                    .who = "noor",
                                                    .reason = "klaar"},
                            fixture->now, NULL),
        RC_OK);
    shows(fixture_dial(fixture, "s1", PETRA, NULL), "اكتبوا رسالتكم هنا");
    shows_not(text_string(&fixture->screen.text), "\n1 ");
    shows(fixture_dial(fixture, "s1", PETRA, "ضربني وهو الآن في البيت، ساعدوني"), "112");
    assert_int_equal(alerts_of(fixture, LEVEL_CRISIS), 1);
    balances(fixture);
    fixture_free(fixture);
}

static void a_shared_phone_asks_who_it_is_and_tells_no_name(void **state)
{
    struct fixture *fixture = fixture_new("");
    char number[] = PETRA;
    struct member members[] = {
        {.name = (char[]){"Petra de Wit"}, .language = LANGUAGE_NL,       .asked = true},
        {.name = (char[]){"Pieter"},       .language = LANGUAGE_ARY_LATN, .asked = true},
    };
    struct family family = {.name = (char[]){"Gezin"},
                            .manager = (char[]){"sanne"},
                            .members = members,
                            .member_n = COUNT(members)};
    struct enrolment enrolment = {
        .programme = (char[]){"oosterhout"}, .domains = 1U, .next_at = USEC_NEVER};
    SCOPED(family_clear) struct family kept = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(members); i++)
        members[i].phone.number = number;
    assert_int_equal(store_family_add(fixture->store, &family, fixture->now, NULL), RC_OK);
    assert_int_equal(store_enrol(fixture->store, family.id, &enrolment, "noor", fixture->now, NULL),
                     RC_OK);
    shows(fixture_dial(fixture, "s1", PETRA, NULL), "Wie ben je?\n1 Pe\n2 Pi");
    shows_not(text_string(&fixture->screen.text), "Petra");
    shows(fixture_dial(fixture, "s1", PETRA, "2"), "Khtaro ra9m");
    shows(fixture_dial(fixture, "s1", PETRA, "2"), "Khtaro logha");
    shows(fixture_dial(fixture, "s1", PETRA, "2"), "اختاروا رقما");
    assert_int_equal(store_family_load(fixture->store, family.id, &kept, NULL), RC_OK);
    assert_int_equal(kept.members[0].language, LANGUAGE_NL);
    assert_int_equal(kept.members[1].language, LANGUAGE_AR);
    balances(fixture);
    fixture_free(fixture);
}

static void what_nobody_waited_for_is_done_after_and_said_by_sms(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_NL, &family_id);
    const struct arrival late = {.route = "sandbox",
                                 .type = EVENT_USSD,
                                 .from = PETRA,
                                 .session = "s1",
                                 .text = "1",
                                 .arrived_at = fixture->now + 10 * USEC_SEC};

    (void)state;
    fixture_dial(fixture, "s1", PETRA, NULL);
    assert_int_equal(store_inbox_record(fixture->store, &late, 1, NULL), RC_OK);
    fixture->now = late.arrived_at;
    fixture_settle(fixture);
    assert_int_equal(replies_with(fixture, family_id, "1"), 0); /* somebody may be at it */
    fixture->now += USSD_WAIT;
    fixture_settle(fixture);
    assert_int_equal(replies_with(fixture, family_id, "1"), 1);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_FOLLOW_UP, "1 geld"), 1);
    shows(fixture_dial(fixture, "s2", PETRA, NULL), "1 geld\n");
    balances(fixture);
    fixture_free(fixture);
}

static void digits_behind_the_code_answer_nothing_and_words_are_heard(void **state)
{
    int64_t family_id;
    struct fixture *fixture = asked(LANGUAGE_NL, &family_id);

    (void)state;
    shows(fixture_dial(fixture, "s1", PETRA, "1"), "Hoe ging het");
    assert_int_equal(questions_in(fixture, family_id, KIND_CHECKIN, QUESTION_ANSWERED), 0);
    shows(fixture_dial(fixture, "s2", PETRA, "er is geen geld meer voor eten"), "END");
    assert_int_equal(questions_in(fixture, family_id, KIND_CHECKIN, QUESTION_ANSWERED), 1);
    balances(fixture);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_check_in_is_answered_to_the_end_of_its_script),
        cmocka_unit_test(a_session_that_breaks_is_led_on_where_it_was),
        cmocka_unit_test(a_request_that_comes_twice_is_handled_once_and_shows_the_same),
        cmocka_unit_test(back_asks_the_question_before_anew),
        cmocka_unit_test(who_dials_unasked_can_be_called_change_language_and_stop),
        cmocka_unit_test(the_next_appointment_is_seen_and_another_time_asked_for),
        cmocka_unit_test(arabic_fits_its_small_screens_and_takes_its_digits),
        cmocka_unit_test(danger_passes_every_gate_and_is_answered_on_the_screen),
        cmocka_unit_test(a_closed_case_may_still_write),
        cmocka_unit_test(a_shared_phone_asks_who_it_is_and_tells_no_name),
        cmocka_unit_test(what_nobody_waited_for_is_done_after_and_said_by_sms),
        cmocka_unit_test(digits_behind_the_code_answer_nothing_and_words_are_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
