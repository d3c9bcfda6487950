/* Appointments that are moved and cancelled: what the family gets, on a virtual clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/appointments/appointments.h"
#include "tests/fixture/fixture.h"

#define PETRA  "+31612345601"
#define STARTS (FIXTURE_NOW + 3 * USEC_DAY) /* Thursday 7 January, 10.00 */

struct office {
    struct fixture *fixture;
    int64_t family_id, id;
    struct fault why;
};

static struct office office_with(usec starts_at)
{
    struct office office = {.fixture = fixture_new("")};
    struct appointment appointment = {.starts_at = starts_at};
    SCOPED(family_clear) struct family family = {0};

    office.family_id = fixture_family(office.fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(store_family_load(office.fixture->store, office.family_id, &family, NULL),
                     RC_OK);
    appointment.family_id = office.family_id;
    appointment.member_id = family.members[0].id;
    assert_int_equal(appointments_add(office.fixture->store, office.fixture->config, &appointment,
                                      office.fixture->now, NULL),
                     RC_OK);
    office.id = appointment.id;
    return office;
}

static void close_office(struct office *office)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(office->fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
    fixture_free(office->fixture);
}

static enum rc move(struct office *office, usec starts_at)
{
    struct appointment_wish wish = {
        .family_id = office->family_id, .id = office->id, .starts_at = starts_at};

    return appointments_move(office->fixture->store, office->fixture->config, &wish,
                             office->fixture->now, &office->why);
}

static enum rc cancel(struct office *office)
{
    return appointments_cancel(office->fixture->store, office->fixture->config, office->family_id,
                               office->id, office->fixture->now, &office->why);
}

static enum appointment_state state_of(struct office *office)
{
    SCOPED(appointment_clear) struct appointment out = {0};

    assert_int_equal(
        store_appointment_load(office->fixture->store, office->family_id, office->id, &out, NULL),
        RC_OK);
    return out.state;
}

static size_t sent(struct office *office, const char *part)
{
    return fixture_sent(office->fixture, PETRA, KIND_REMINDER, part) +
           fixture_sent(office->fixture, PETRA, KIND_NOTICE, part);
}

static void before_the_first_reminder_nothing_needs_to_be_said(void **state)
{
    struct office office = office_with(STARTS);

    (void)state;
    assert_int_equal(move(&office, STARTS + 5 * USEC_DAY), RC_OK);
    fixture_run_until(office.fixture, STARTS);
    assert_int_equal(sent(&office, ""), 0);
    fixture_run_until(office.fixture, STARTS + 5 * USEC_DAY);
    assert_int_equal(sent(&office, "dinsdag 12 januari"), 1);
    assert_int_equal(sent(&office, ""), 2);
    close_office(&office);
}

static void after_it_a_correction_names_both_times_and_is_reminded_of_anew(void **state)
{
    struct office office = office_with(STARTS);

    (void)state;
    fixture_run_until(office.fixture, STARTS - USEC_DAY);
    assert_int_equal(sent(&office, "donderdag 7 januari"), 1);
    fixture_text(office.fixture, PETRA, "ja");
    assert_int_equal(move(&office, STARTS + 5 * USEC_DAY), RC_OK);
    assert_int_equal(state_of(&office), APPOINTMENT_OPEN);
    fixture_settle(office.fixture);
    assert_int_equal(sent(&office, "van donderdag 7 januari is nu dinsdag 12 januari om 10.00"), 1);
    fixture_text(office.fixture, PETRA, "ja");
    assert_int_equal(state_of(&office), APPOINTMENT_CONFIRMED);
    fixture_run_until(office.fixture, STARTS + 5 * USEC_DAY);
    assert_int_equal(sent(&office, ""), 4);
    close_office(&office);
}

static void two_moves_in_the_night_give_one_correction_in_the_morning(void **state)
{
    struct office office = office_with(STARTS);

    (void)state;
    fixture_run_until(office.fixture, STARTS - USEC_DAY + 13 * USEC_HOUR); /* 23:00 */
    assert_int_equal(move(&office, STARTS + 5 * USEC_DAY), RC_OK);
    fixture_run_until(office.fixture, office.fixture->now + USEC_HOUR);
    assert_int_equal(move(&office, STARTS + 6 * USEC_DAY), RC_OK);
    fixture_run_until(office.fixture, STARTS - 3 * USEC_HOUR);
    assert_int_equal(sent(&office, ""), 1);
    fixture_run_until(office.fixture, STARTS - USEC_HOUR);
    assert_int_equal(sent(&office, "van donderdag 7 januari is nu woensdag 13 januari"), 1);
    assert_int_equal(sent(&office, ""), 2);
    close_office(&office);
}

static void moved_back_before_the_correction_left_nothing_was_wrong(void **state)
{
    struct office office = office_with(STARTS);

    (void)state;
    fixture_run_until(office.fixture, STARTS - USEC_DAY + 13 * USEC_HOUR);
    assert_int_equal(move(&office, STARTS + 5 * USEC_DAY), RC_OK);
    assert_int_equal(move(&office, STARTS), RC_OK);
    fixture_run_until(office.fixture, STARTS);
    assert_int_equal(sent(&office, " is nu "), 0);
    assert_int_equal(sent(&office, ""), 2);
    close_office(&office);
}

static void an_answer_to_the_old_time_does_not_count_for_the_new_one(void **state)
{
    struct office office = office_with(STARTS);

    (void)state;
    fixture_run_until(office.fixture, STARTS - USEC_DAY + 13 * USEC_HOUR);
    assert_int_equal(move(&office, STARTS + 5 * USEC_DAY), RC_OK);
    fixture_text(office.fixture, PETRA, "ja"); /* the correction waits for the morning */
    assert_int_equal(state_of(&office), APPOINTMENT_OPEN);
    close_office(&office);
}

static void a_cancelled_one_is_called_off_where_the_family_was_told(void **state)
{
    struct office told = office_with(STARTS), quiet = office_with(STARTS);

    (void)state;
    assert_int_equal(cancel(&quiet), RC_OK);
    fixture_run_until(quiet.fixture, STARTS);
    assert_int_equal(sent(&quiet, ""), 0);
    fixture_run_until(told.fixture, STARTS - USEC_DAY);
    assert_int_equal(cancel(&told), RC_OK);
    assert_int_equal(cancel(&told), RC_OK);
    fixture_run_until(told.fixture, STARTS);
    assert_int_equal(sent(&told, "van donderdag 7 januari gaat niet door"), 1);
    assert_int_equal(sent(&told, ""), 2);
    assert_int_equal(move(&told, STARTS + USEC_DAY), RC_INVALID);
    close_office(&told);
    close_office(&quiet);
}

static void a_stopped_phone_gets_no_correction(void **state)
{
    struct office office = office_with(STARTS);

    (void)state;
    fixture_run_until(office.fixture, STARTS - USEC_DAY);
    fixture_text(office.fixture, PETRA, "stop");
    assert_int_equal(cancel(&office), RC_OK);
    fixture_run_until(office.fixture, STARTS);
    assert_int_equal(sent(&office, "gaat niet door"), 0);
    close_office(&office);
}

static void what_makes_no_sense_is_refused_with_a_sentence(void **state)
{
    struct office office = office_with(STARTS);
    char longer[APPOINTMENT_PLACE_MAX + 2];
    struct appointment_wish wishes[] = {
        {.starts_at = FIXTURE_NOW - USEC_DAY},
        {.ends_at = STARTS - USEC_HOUR},
        {.place = longer},
    };

    (void)state;
    memset(longer, 'x', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    for (size_t i = 0; i < COUNT(wishes); i++) {
        struct fault why = {0};

        wishes[i].family_id = office.family_id;
        wishes[i].id = office.id;
        assert_int_equal(appointments_move(office.fixture->store, office.fixture->config,
                                           &wishes[i], FIXTURE_NOW, &why),
                         RC_INVALID);
        assert_true(why.text[0] != '\0');
    }
    fixture_run_until(office.fixture, STARTS + USEC_HOUR);
    assert_int_equal(move(&office, STARTS + USEC_DAY), RC_INVALID);
    close_office(&office);
}

static void one_that_was_brought_forward_to_the_evening_names_its_day(void **state)
{
    struct office office = office_with(STARTS - 2 * USEC_HOUR + 15 * USEC_MIN); /* 08.15 */

    (void)state;
    fixture_run_until(office.fixture, STARTS - 2 * USEC_HOUR);
    assert_int_equal(sent(&office, "donderdag 7 januari om 8.15 uur"), 2);
    assert_int_equal(sent(&office, ""), 2);
    close_office(&office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_first_reminder_nothing_needs_to_be_said),
        cmocka_unit_test(after_it_a_correction_names_both_times_and_is_reminded_of_anew),
        cmocka_unit_test(two_moves_in_the_night_give_one_correction_in_the_morning),
        cmocka_unit_test(moved_back_before_the_correction_left_nothing_was_wrong),
        cmocka_unit_test(an_answer_to_the_old_time_does_not_count_for_the_new_one),
        cmocka_unit_test(a_cancelled_one_is_called_off_where_the_family_was_told),
        cmocka_unit_test(a_stopped_phone_gets_no_correction),
        cmocka_unit_test(what_makes_no_sense_is_refused_with_a_sentence),
        cmocka_unit_test(one_that_was_brought_forward_to_the_evening_names_its_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
