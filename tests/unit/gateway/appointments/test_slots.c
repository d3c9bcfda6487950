/* Other times that a person offers: chosen by a digit, by SMS and on the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/appointments/appointments.h"
#include "tests/fixture/fixture.h"

#define PETRA  "+31612345601"
#define OTHER  "+31612345602"
#define STARTS (FIXTURE_NOW + 3 * USEC_DAY)
#define FIRST  (FIXTURE_NOW + 8 * USEC_DAY) /* Tuesday 12 January, 10.00 */

struct office {
    struct fixture *fixture;
    int64_t family_id, id;
};

static int64_t add(struct fixture *fixture, int64_t family_id, usec starts_at)
{
    struct appointment appointment = {.family_id = family_id, .starts_at = starts_at};
    SCOPED(family_clear) struct family family = {0};

    assert_int_equal(store_family_load(fixture->store, family_id, &family, NULL), RC_OK);
    appointment.member_id = family.members[0].id;
    assert_int_equal(
        appointments_add(fixture->store, fixture->config, &appointment, fixture->now, NULL), RC_OK);
    return appointment.id;
}

static enum rc offer(struct office *office, const usec slots[static APPOINTMENT_SLOTS],
                     struct fault *why)
{
    enum rc rc =
        appointments_offer(office->fixture->store, office->fixture->config, office->family_id,
                           office->id, slots, office->fixture->now, why);

    fixture_settle(office->fixture);
    return rc;
}

/* Offers Tuesday, Wednesday and Thursday. */
static struct office offered(enum language language)
{
    static const usec slots[APPOINTMENT_SLOTS] = {FIRST, FIRST + USEC_DAY, FIRST + 2 * USEC_DAY};
    struct office office = {.fixture = fixture_new("")};

    office.family_id = fixture_family(office.fixture, PETRA, language);
    office.id = add(office.fixture, office.family_id, STARTS);
    assert_int_equal(offer(&office, slots, NULL), RC_OK);
    return office;
}

static void close_office(struct office *office)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(office->fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
    fixture_free(office->fixture);
}

static void is(struct office *office, usec starts_at, enum appointment_state state)
{
    SCOPED(appointment_clear) struct appointment out = {0};

    assert_int_equal(
        store_appointment_load(office->fixture->store, office->family_id, office->id, &out, NULL),
        RC_OK);
    assert_int_equal(out.starts_at, starts_at);
    assert_int_equal(out.state, state);
}

static size_t alerts_of(struct office *office)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    assert_int_equal(store_alert_list(office->fixture->store, NULL, true, &alerts, NULL), RC_OK);
    return alerts.n;
}

static size_t said(struct office *office, enum kind kind, const char *part)
{
    return fixture_sent(office->fixture, PETRA, kind, part);
}

static void a_digit_chooses_and_the_new_time_is_confirmed_and_reminded_of(void **state)
{
    struct office office = offered(LANGUAGE_NL);

    (void)state;
    assert_int_equal(said(&office, KIND_REMINDER, "\n2: woensdag 13 januari 10.00\n"), 1);
    fixture_text(office.fixture, PETRA, "2");
    is(&office, FIRST + USEC_DAY, APPOINTMENT_CONFIRMED);
    assert_int_equal(said(&office, KIND_ANSWER, "woensdag 13 januari om 10.00 uur"), 1);
    assert_int_equal(alerts_of(&office), 0);
    fixture_run_until(office.fixture, FIRST + USEC_DAY);
    assert_int_equal(said(&office, KIND_REMINDER, ""), 3);
    close_office(&office);
}

static void none_of_them_and_words_call_a_person(void **state)
{
    static const char *const texts[] = {"0", "٠", "nee", "anders", "geen van deze kan ik niet"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct office office = offered(LANGUAGE_NL);

        fixture_text(office.fixture, PETRA, texts[i]);
        is(&office, STARTS, APPOINTMENT_RESCHEDULE);
        if (alerts_of(&office) != 1) fail_msg("%s", texts[i]);
        close_office(&office);
    }
}

static void a_time_that_is_taken_or_past_is_said_to_be_gone(void **state)
{
    static const usec soon[APPOINTMENT_SLOTS] = {FIXTURE_NOW + USEC_HOUR, FIRST};

    (void)state;
    for (int past = 0; past < 2; past++) {
        struct office office = offered(LANGUAGE_NL);

        if (past) {
            assert_int_equal(offer(&office, soon, NULL), RC_OK);
            fixture_run_until(office.fixture, FIXTURE_NOW + 2 * USEC_HOUR);
        } else {
            add(office.fixture, fixture_family(office.fixture, OTHER, LANGUAGE_NL),
                FIRST + 30 * USEC_MIN);
        }
        fixture_text(office.fixture, PETRA, "1");
        is(&office, STARTS, APPOINTMENT_RESCHEDULE);
        assert_int_equal(said(&office, KIND_ANSWER, "die tijd kan niet meer"), 1);
        assert_int_equal(alerts_of(&office), 1);
        close_office(&office);
    }
}

/* The same digit can be a score: the newest question is meant, and the other stays open for the next. */
static void a_digit_answers_the_newest_question_and_the_next_digit_the_other(void **state)
{
    struct office office = offered(LANGUAGE_NL);
    usec slots[APPOINTMENT_SLOTS] = {0};
    SCOPED(replies_clear) struct replies replies = {0};

    (void)state;
    slots[0] = FIRST + 20 * USEC_DAY;
    slots[1] = FIRST + 21 * USEC_DAY;
    fixture_text(office.fixture, PETRA, "1");
    for (int day = 0; day < 20 && said(&office, KIND_CHECKIN, "") == 0; day++)
        fixture_run_until(office.fixture, office.fixture->now + USEC_DAY);
    office.id = add(office.fixture, office.family_id, FIRST + 19 * USEC_DAY);
    assert_int_equal(offer(&office, slots, NULL), RC_OK);
    fixture_text(office.fixture, PETRA, "3"); /* there is no third time: it is the score */
    fixture_text(office.fixture, PETRA, "2");
    is(&office, slots[1], APPOINTMENT_CONFIRMED);
    assert_int_equal(store_reply_list(office.fixture->store, office.family_id, 0, &replies, NULL),
                     RC_OK);
    assert_int_equal(replies.n, 3);
    assert_int_equal(replies.at[1].score, 3);
    for (size_t i = 0; i < replies.n; i++)
        assert_true(replies.at[i].question_id > 0);
    close_office(&office);
}

static void a_digit_after_a_nudge_answers_what_was_nudged(void **state)
{
    struct office office = offered(LANGUAGE_NL);
    const usec slots[APPOINTMENT_SLOTS] = {FIRST + 20 * USEC_DAY};
    SCOPED(replies_clear) struct replies replies = {0};

    (void)state;
    fixture_text(office.fixture, PETRA, "1");
    for (int day = 0; day < 20 && said(&office, KIND_CHECKIN, "") == 0; day++)
        fixture_run_until(office.fixture, office.fixture->now + USEC_DAY);
    office.id = add(office.fixture, office.family_id, FIRST + 19 * USEC_DAY);
    assert_int_equal(offer(&office, slots, NULL), RC_OK);
    assert_int_equal(said(&office, KIND_NUDGE, ""), 0);
    fixture_run_until(office.fixture, office.fixture->now + 2 * USEC_DAY);
    assert_true(said(&office, KIND_NUDGE, "") > 0);
    fixture_text(office.fixture, PETRA, "1");
    is(&office, FIRST + 19 * USEC_DAY, APPOINTMENT_OPEN);
    assert_int_equal(store_reply_list(office.fixture->store, office.family_id, 0, &replies, NULL),
                     RC_OK);
    assert_int_equal(replies.at[0].score + replies.at[1].score, 1);
    assert_int_equal(alerts_of(&office), 1);
    close_office(&office);
}

static void other_times_are_chosen_on_a_screen_too(void **state)
{
    struct office office = offered(LANGUAGE_NL);
    const char *screen;

    (void)state;
    fixture_dial(office.fixture, "s1", PETRA, NULL);
    screen = fixture_dial(office.fixture, "s1", PETRA, "2");
    if (!strstr(screen, "Kies een andere tijd:\n1 dinsdag 12 januari 10.00\n2 woensdag"))
        fail_msg("%s", screen);
    screen = fixture_dial(office.fixture, "s1", PETRA, "3");
    if (!strstr(screen, "donderdag 14 januari om 10.00 uur")) fail_msg("%s", screen);
    is(&office, FIRST + 2 * USEC_DAY, APPOINTMENT_CONFIRMED);
    /* What was seen on a screen is corrected like a text. */
    assert_int_equal(appointments_cancel(office.fixture->store, office.fixture->config,
                                         office.family_id, office.id, office.fixture->now, NULL),
                     RC_OK);
    fixture_settle(office.fixture);
    assert_int_equal(said(&office, KIND_NOTICE, "donderdag 14 januari gaat niet door"), 1);
    close_office(&office);
}

static void a_new_offer_takes_the_place_of_the_old_one(void **state)
{
    static const usec later[APPOINTMENT_SLOTS] = {FIRST + 10 * USEC_DAY};
    struct office office = offered(LANGUAGE_AR);

    (void)state;
    assert_int_equal(said(&office, KIND_REMINDER, "\n1: الثلاثاء 12 كانون الثاني 10:00\n"), 1);
    assert_int_equal(offer(&office, later, NULL), RC_OK);
    fixture_text(office.fixture, PETRA, "٢"); /* of the old offer */
    is(&office, STARTS, APPOINTMENT_OPEN);
    fixture_text(office.fixture, PETRA, "١");
    is(&office, later[0], APPOINTMENT_CONFIRMED);
    close_office(&office);
}

static void an_offer_that_makes_no_sense_is_refused(void **state)
{
    static const usec offers[][APPOINTMENT_SLOTS] = {
        {0,                       0,     0},
        {FIXTURE_NOW - USEC_HOUR, 0,     0},
        {STARTS,                  0,     0},
        {FIRST,                   FIRST, 0}
    };
    struct office office = offered(LANGUAGE_NL);

    (void)state;
    for (size_t i = 0; i < COUNT(offers); i++) {
        struct fault why = {0};

        assert_int_equal(offer(&office, offers[i], &why), RC_INVALID);
        assert_true(why.text[0] != '\0');
    }
    close_office(&office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digit_chooses_and_the_new_time_is_confirmed_and_reminded_of),
        cmocka_unit_test(none_of_them_and_words_call_a_person),
        cmocka_unit_test(a_time_that_is_taken_or_past_is_said_to_be_gone),
        cmocka_unit_test(a_digit_answers_the_newest_question_and_the_next_digit_the_other),
        cmocka_unit_test(a_digit_after_a_nudge_answers_what_was_nudged),
        cmocka_unit_test(other_times_are_chosen_on_a_screen_too),
        cmocka_unit_test(a_new_offer_takes_the_place_of_the_old_one),
        cmocka_unit_test(an_offer_that_makes_no_sense_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
