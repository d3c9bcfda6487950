/* The calendar that a family manager subscribes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"
#include "gateway/alerts/alerts.h"
#include "gateway/appointments/appointments.h"
#include "scheduler/ical.h"

static void write_own_of(struct desk_of_sanne *desk, const char *login, struct text *out)
{
    static const struct agenda_words words = {"Vangnet", "Afspraak {1}", "Afgezegd: afspraak {1}",
                                              "Opvolgen {1}", "Terugbellen {1}"};

    text_reset(out);
    assert_int_equal(agenda_write(desk->fixture->store, desk->fixture->config,
                                  config_staff(desk->fixture->config, login), &words,
                                  desk->fixture->now, out, &desk->why),
                     RC_OK);
}

static void write_own(struct desk_of_sanne *desk, struct text *out)
{
    write_own_of(desk, "sanne", out);
}

static int64_t add(struct desk_of_sanne *desk, usec starts_at, const char *source)
{
    SCOPED(mem_free) char *from = mem_copy_string(source);
    struct appointment appointment = {
        .family_id = desk->family_id, .starts_at = starts_at, .source = from};

    assert_int_equal(appointments_add(desk->fixture->store, desk->fixture->config, &appointment,
                                      desk->fixture->now, &desk->why),
                     RC_OK);
    return appointment.id;
}

static void expect(const struct text *calendar, const char *part)
{
    if (!strstr(text_string(calendar), part))
        fail_msg("\"%s\" is not in\n%s", part, text_string(calendar));
}

static void an_appointment_keeps_its_uid_and_counts_its_changes(void **state)
{
    struct desk_of_sanne desk = desk_open("");
    SCOPED(text_clear) struct text calendar = {0}, summary = {0}, uid = {0};
    int64_t id = add(&desk, FIXTURE_NOW + 3 * USEC_DAY, "noor");
    struct appointment_wish wish = {
        .family_id = desk.family_id, .id = id, .starts_at = FIXTURE_NOW + 4 * USEC_DAY};
    (void)state;

    text_addf(&summary, "SUMMARY:Afspraak vn-%lld\r\n", (long long)desk.family_id);
    text_addf(&uid, "UID:appointment-%lld@sms.testdam.example\r\n", (long long)id);
    write_own(&desk, &calendar);
    expect(&calendar, text_string(&summary));
    expect(&calendar, text_string(&uid));
    expect(&calendar, "DTSTART:20270107T090000Z\r\nDTEND:20270107T100000Z\r\nSEQUENCE:0\r\n"
                      "STATUS:TENTATIVE\r\n");
    assert_int_equal(appointments_move(desk.fixture->store, desk.fixture->config, &wish,
                                       desk.fixture->now, &desk.why),
                     RC_OK);
    write_own(&desk, &calendar);
    expect(&calendar, text_string(&uid));
    expect(&calendar, "DTSTART:20270108T090000Z\r\nDTEND:20270108T100000Z\r\nSEQUENCE:1\r\n");
    assert_int_equal(appointments_cancel(desk.fixture->store, desk.fixture->config, desk.family_id,
                                         id, desk.fixture->now, &desk.why),
                     RC_OK);
    write_own(&desk, &calendar);
    expect(&calendar, text_string(&uid));
    expect(&calendar, "SEQUENCE:2\r\nSTATUS:CANCELLED\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\n"
                      "SUMMARY:Afgezegd: afspraak vn-");
    desk.fixture->now = FIXTURE_NOW + 35 * USEC_DAY;
    write_own(&desk, &calendar);
    assert_null(strstr(text_string(&calendar), "VEVENT"));
    desk_close(&desk);
}

static void what_came_from_her_own_calendar_is_not_sent_back(void **state)
{
    struct desk_of_sanne desk = desk_open("");
    SCOPED(text_clear) struct text calendar = {0};
    (void)state;

    add(&desk, FIXTURE_NOW + 3 * USEC_DAY, "feed:sanne");
    add(&desk, FIXTURE_NOW + 4 * USEC_DAY, "file:sanne");
    write_own(&desk, &calendar);
    assert_null(strstr(text_string(&calendar), "VEVENT"));
    add(&desk, FIXTURE_NOW + 5 * USEC_DAY, "file:noor");
    write_own(&desk, &calendar);
    expect(&calendar, "DTSTART:20270109T090000Z\r\n");
    desk_close(&desk);
}

static void an_alert_is_there_until_somebody_closes_it_and_names_nobody(void **state)
{
    struct desk_of_sanne desk = desk_open("");
    SCOPED(text_clear) struct text calendar = {0};
    SCOPED(ical_clear) struct ical ical = {0};
    (void)state;

    fixture_text(desk.fixture, PETRA, "ik word geslagen help");
    write_own(&desk, &calendar);
    expect(&calendar, "SUMMARY:Opvolgen vn-");
    expect(&calendar, "/alerts/");
    assert_null(strstr(text_string(&calendar), "Petra"));
    assert_int_equal(ical_read(calendar.at, calendar.n, &ical, &desk.why), RC_OK);
    assert_int_equal(ical.event_n, 1);
    assert_null(ical.events[0].wrong);
    assert_true(agenda_is_own_uid(desk.fixture->config, ical.events[0].uid));
    desk_close(&desk);
}

/* The alert of a family that calls for help. */
static int64_t crisis(struct desk_of_sanne *desk)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    fixture_text(desk->fixture, PETRA, "ik word geslagen help");
    if (store_alert_list(desk->fixture->store, NULL, false, &alerts, NULL) != RC_OK) abort();
    assert_int_equal(alerts.n, 1);
    return alerts.at[0].id;
}

/* It is Monday 10:00 in Amsterdam; Karim works until 20:00, and has no Sunday. */
static void who_promised_to_call_back_sees_when_until_the_call_was_made(void **state)
{
    static const struct {
        const char *what;
        usec later;
        struct callback_wish wish;
        const char *want; /* NULL: nothing was promised */
    } cases[] = {
        {"between two hours of today",
         0,                                   {.tell = true, .from_hour = 14, .till_hour = 16},
         "DTSTART:20270104T130000Z\r\nDTEND:20270104T150000Z\r\n"                                   },
        {"till midnight",
         0,                                   {.tell = true, .from_hour = 20, .till_hour = 24},
         "DTSTART:20270104T190000Z\r\nDTEND:20270104T230000Z\r\n"                                   },
        {"as soon as possible",
         0,                                   {.tell = true},
         "DTSTART:20270104T090000Z\r\nDTEND:20270104T100000Z\r\n"                                   },
        {"tomorrow: in the own hours",
         0,                                   {.tell = true, .tomorrow = true},
         "DTSTART:20270105T080000Z\r\nDTEND:20270105T190000Z\r\n"                                   },
        {"tomorrow, which is a Sunday",
         5 * USEC_DAY,
         {.tell = true, .tomorrow = true},
         "DTSTART:20270110T080000Z\r\nDTEND:20270110T160000Z\r\n"                                   },
        {"nothing, since nobody was told", 0, {.from_hour = 14, .till_hour = 16},               NULL},
    };
    struct desk_of_sanne desk = desk_open("");
    struct store *store = desk.fixture->store;
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text calendar = {0};
        const usec now = FIXTURE_NOW + cases[i].later;
        int64_t id = crisis(&desk);
        const char *entry;

        assert_int_equal(
            alerts_take(store, desk.fixture->config, id, "karim", "api", &cases[i].wish, now, NULL),
            RC_OK);
        write_own(&desk, &calendar);
        assert_null(strstr(text_string(&calendar), "VEVENT"));
        write_own_of(&desk, "karim", &calendar);
        expect(&calendar, "SUMMARY:Opvolgen vn-");
        entry = strstr(text_string(&calendar), "UID:callback-");
        if (!entry != !cases[i].want || (entry && !strstr(entry, cases[i].want)))
            fail_msg("%s:\n%s", cases[i].what, text_string(&calendar));
        if (entry) expect(&calendar, "SUMMARY:Terugbellen vn-");
        assert_null(strstr(text_string(&calendar), "Petra"));
        assert_int_equal(store_alert_contact(store, id, "karim", "gesproken", now, NULL), RC_OK);
        write_own_of(&desk, "karim", &calendar);
        expect(&calendar, "SUMMARY:Opvolgen vn-");
        assert_null(strstr(text_string(&calendar), "UID:callback-"));
        assert_int_equal(store_alert_close(store, id, "karim", "right", "", now, NULL), RC_OK);
    }
    desk_close(&desk);
}

static void a_long_line_is_folded_between_letters(void **state)
{
    static const struct agenda_words words = {
        "Ééééééééééééééééééééééééééééééééééééééééééééééééééé, en; meer", "A {1}", "B {1}", "C {1}",
        "D {1}"};
    struct desk_of_sanne desk = desk_open("");
    SCOPED(text_clear) struct text calendar = {0};
    (void)state;

    assert_int_equal(agenda_write(desk.fixture->store, desk.fixture->config,
                                  config_staff(desk.fixture->config, "sanne"), &words, FIXTURE_NOW,
                                  &calendar, &desk.why),
                     RC_OK);
    expect(&calendar, "\\, en\\; meer\r\n");
    for (const char *at = text_string(&calendar), *end; *at; at = end + 2) {
        end = strstr(at, "\r\n");
        assert_non_null(end);
        assert_true(end - at <= 75);
        assert_int_equal(utf8_length(at, (size_t)(end - at)) > 0, true);
    }
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_appointment_keeps_its_uid_and_counts_its_changes),
        cmocka_unit_test(what_came_from_her_own_calendar_is_not_sent_back),
        cmocka_unit_test(an_alert_is_there_until_somebody_closes_it_and_names_nobody),
        cmocka_unit_test(who_promised_to_call_back_sees_when_until_the_call_was_made),
        cmocka_unit_test(a_long_line_is_folded_between_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
