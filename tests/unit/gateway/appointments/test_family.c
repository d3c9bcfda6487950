/* Appointments of a whole family: who is reminded, and who hears what came of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/appointments/appointments.h"
#include "gateway/dialogue/reminder.h"
#include "tests/fixture/fixture.h"

#define PETRA  "+31612345601"
#define HASAN  "+31612345602"
#define STARTS (FIXTURE_NOW + 3 * USEC_DAY) /* Thursday 7 January, 10.00 */

/* Programmes by whom they ask. */
#define PROGRAMME(name, asks)                                                                      \
    "  { name = \"" name                                                                           \
    "\"; title_nl = \"A\"; title_en = \"A\"; reminders_hours_before = [48, 2];\n"                  \
    "  phases = ( { name = \"all\"; weeks = 20; rhythm = \"FREQ=WEEKLY;BYDAY=SA\";\n"              \
    "  between = \"13:00-15:00\"; asks = \"" asks "\"; script = \"how-is-it\"; } ); }"
#define PROGRAMMES                                                                                 \
    "programmes = (\n" PROGRAMME("first", "first") ",\n" PROGRAMME(                                \
        "each", "each") ",\n" PROGRAMME("in-turn", "in_turn") ");\n"

struct home {
    struct fixture *fixture;
    struct family family;
    int64_t id; /* of the appointment */
};

static void enrol(struct home *home, const char *programme)
{
    SCOPED(mem_free) char *name = mem_copy_string(programme);
    struct enrolment enrolment = {
        .programme = name,
        .domains = 1U << DOMAIN_FINANCE,
        .start_day = zone_day(home->fixture->config->municipality.zone, home->fixture->now),
        .planned_at = home->fixture->now,
        .next_at = home->fixture->now};
    int64_t id = home->family.id;

    assert_int_equal(
        store_enrol(home->fixture->store, id, &enrolment, "noor", home->fixture->now, NULL), RC_OK);
    assert_int_equal(store_family_load(home->fixture->store, id, &home->family, NULL), RC_OK);
}

/* Petra and Hasan in that programme, and a child that is asked nothing. */
static struct home home_with(const char *programme)
{
    struct home home = {.fixture = fixture_new(PROGRAMMES)};
    char petra[] = "Petra", hasan[] = "Hasan", sam[] = "Sam", one[] = PETRA, two[] = HASAN;
    char name[] = "De Wit", manager[] = "sanne", none[] = "";
    struct member members[] = {
        {.name = petra,                                            .asked = true, .phone = {.number = one, .discretion = DISCRETION_OPEN}},
        {.name = hasan,                                                        .asked = true,                                                         .phone = {.number = two, .discretion = DISCRETION_OPEN}},
        {.name = sam, .phone = {.number = none}},
    };
    struct family family = {.name = name, .manager = manager, .members = members, .member_n = 3};

    assert_int_equal(store_family_add(home.fixture->store, &family, home.fixture->now, NULL),
                     RC_OK);
    home.family.id = family.id;
    enrol(&home, programme);
    return home;
}

static void appoint(struct home *home, int member)
{
    struct appointment appointment = {.family_id = home->family.id, .starts_at = STARTS};

    if (member) appointment.member_id = home->family.members[member - 1].id;
    assert_int_equal(appointments_add(home->fixture->store, home->fixture->config, &appointment,
                                      home->fixture->now, NULL),
                     RC_OK);
    home->id = appointment.id;
}

static void leave(struct home *home)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(home->fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
    family_clear(&home->family);
    fixture_free(home->fixture);
}

static void who_is_asked_is_reminded_where_nobody_is_named(void **state)
{
    static const struct {
        const char *programme;
        int member; /* 0: nobody is named */
        size_t petra, hasan;
    } cases[] = {
        {"first",   0, 2, 0},
        {"each",    0, 2, 2},
        {"in-turn", 0, 2, 2},
        {"each",    2, 0, 2},
        {"first",   2, 0, 2},
        {"each",    3, 0, 0}, /* who has no phone */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct home home = home_with(cases[i].programme);

        appoint(&home, cases[i].member);
        fixture_run_until(home.fixture, STARTS);
        if (fixture_sent(home.fixture, PETRA, KIND_REMINDER, "") != cases[i].petra ||
            fixture_sent(home.fixture, HASAN, KIND_REMINDER, "") != cases[i].hasan)
            fail_msg("%s, %d", cases[i].programme, cases[i].member);
        leave(&home);
    }
}

static void all_who_were_reminded_hear_that_it_is_moved_or_off(void **state)
{
    static const char *const numbers[] = {PETRA, HASAN};
    struct home home = home_with("each");
    struct appointment_wish wish = {.family_id = home.family.id, .starts_at = STARTS + USEC_DAY};
    struct fixture *fixture = home.fixture;
    (void)state;

    appoint(&home, 0);
    wish.id = home.id;
    fixture_run_until(fixture, STARTS - USEC_DAY);
    assert_int_equal(appointments_move(fixture->store, fixture->config, &wish, fixture->now, NULL),
                     RC_OK);
    fixture_settle(fixture);
    assert_int_equal(appointments_cancel(fixture->store, fixture->config, home.family.id, home.id,
                                         fixture->now, NULL),
                     RC_OK);
    fixture_settle(fixture);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        assert_int_equal(fixture_sent(fixture, numbers[i], KIND_NOTICE, "vrijdag 8 januari om"), 1);
        assert_int_equal(fixture_sent(fixture, numbers[i], KIND_NOTICE, ""), 2);
    }
    leave(&home);
}

static void who_chooses_another_time_chooses_for_all_and_the_others_hear_of_it(void **state)
{
    static const usec slots[APPOINTMENT_SLOTS] = {STARTS + 5 * USEC_DAY, STARTS + 6 * USEC_DAY};
    struct home home = home_with("each");
    struct fixture *fixture = home.fixture;
    SCOPED(appointment_clear) struct appointment now = {0};
    (void)state;

    appoint(&home, 0);
    fixture_run_until(fixture, STARTS - USEC_DAY);
    assert_int_equal(appointments_offer(fixture->store, fixture->config, home.family.id, home.id,
                                        slots, fixture->now, NULL),
                     RC_OK);
    fixture_settle(fixture);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_REMINDER, "\n2: "), 1);
    assert_int_equal(fixture_sent(fixture, HASAN, KIND_REMINDER, "\n2: "), 1);
    fixture_text(fixture, HASAN, "2");
    assert_int_equal(fixture_sent(fixture, HASAN, KIND_ANSWER, "woensdag 13 januari"), 1);
    assert_int_equal(fixture_sent(fixture, HASAN, KIND_NOTICE, ""), 0);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_NOTICE, "woensdag 13 januari"), 1);
    fixture_text(fixture, PETRA, "1"); /* too late: that question is withdrawn */
    assert_int_equal(store_appointment_load(fixture->store, home.family.id, home.id, &now, NULL),
                     RC_OK);
    assert_int_equal(now.starts_at, slots[1]);
    leave(&home);
}

static void who_share_a_phone_get_one_text(void **state)
{
    struct phone phone = {.id = 7};
    struct member members[REMINDED_MAX + 3] = {0};
    struct home home = home_with("each");
    struct family family = home.family;
    struct appointment appointment = {.starts_at = STARTS};
    struct reminded who;
    (void)state;

    family.members = members;
    family.member_n = COUNT(members);
    for (size_t i = 0; i < COUNT(members); i++)
        members[i] =
            (struct member){.id = (int64_t)i + 1, .asked = true, .phone.id = 10 + (int64_t)i};
    reminder_members(home.fixture->config, &family, &appointment, &who);
    assert_int_equal(who.n, REMINDED_MAX);
    members[0].phone = members[1].phone = members[2].phone = phone;
    members[4].asked = false;
    reminder_members(home.fixture->config, &family, &appointment, &who);
    assert_int_equal(who.n, 4);
    assert_int_equal(who.at[1]->id, 4);
    assert_int_equal(who.at[2]->id, 6);
    leave(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_asked_is_reminded_where_nobody_is_named),
        cmocka_unit_test(all_who_were_reminded_hear_that_it_is_moved_or_off),
        cmocka_unit_test(who_chooses_another_time_chooses_for_all_and_the_others_hear_of_it),
        cmocka_unit_test(who_share_a_phone_get_one_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
