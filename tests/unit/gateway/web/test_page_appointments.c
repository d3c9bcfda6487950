/* The appointments of the family page: made, changed, and who came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/appointments/appointments.h"
#include "tests/unit/gateway/web/browser.h"

static void an_appointment_is_made_in_local_time(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    SCOPED(appointments_clear) struct appointments appointments = {0};
    SCOPED(family_clear) struct family family = {0};
    SCOPED(text_clear) struct text form = {0};
    char url[64];
    int64_t id;
    (void)state;

    id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
    url_of(url, "/families/#/appointments", id);
    browser_get(&sanne, "/families");
    text_addf(&form, "member=%lld&day=2027-07-08&time=10:30", (long long)family.members[0].id);
    assert_int_equal(browser_post(&sanne, url, text_string(&form)), 303);
    assert_int_equal(store_appointment_list(office->fixture->store, id, &appointments, NULL),
                     RC_OK);
    assert_int_equal(appointments.n, 1);
    assert_int_equal(appointments.at[0].starts_at, (usec)1815035400 * USEC_SEC); /* 08:30Z */
    assert_int_equal(browser_get(&sanne, url_of(url, "/families/#", id)), 200);
    assert_true(browser_sees(&sanne, "donderdag 8 juli, 10.30 uur"));

    text_reset(&form);
    text_addf(&form, "member=%lld&day=2026-07-08&time=10:30", (long long)family.members[0].id);
    url_of(url, "/families/#/appointments", id);
    assert_int_equal(browser_post(&sanne, url, text_string(&form)), 303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), "said=wrong_moment"));
    assert_int_equal(browser_post(&sanne, url, "member=999&day=2028-07-08&time=10:30"), 400);
    browser_clear(&sanne);
    office_free(office);
}

static void who_was_at_an_appointment_is_noted_after_it_began(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    SCOPED(appointments_clear) struct appointments kept = {0};
    SCOPED(family_clear) struct family family = {0};
    struct appointment appointment = {.starts_at = FIXTURE_NOW + USEC_HOUR, .next_at = USEC_NEVER};
    char note[64], page[64], form[40];
    (void)state;

    appointment.family_id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(
        store_family_load(office->fixture->store, appointment.family_id, &family, NULL), RC_OK);
    appointment.member_id = family.members[0].id;
    assert_int_equal(store_appointment_add(office->fixture->store, &appointment, FIXTURE_NOW, NULL),
                     RC_OK);
    url_of(page, "/families/#", appointment.family_id);
    url_of(note, "/families/#/appointments/change", appointment.family_id);
    browser_get(&sanne, page);
    assert_false(browser_sees(&sanne, "Was Petra er?"));
    office->fixture->now += 2 * USEC_HOUR;
    browser_get(&sanne, page);
    assert_true(browser_sees(&sanne, "Was Petra er?"));
    snprintf(form, sizeof(form), "appointment=%lld&act=maybe", (long long)appointment.id);
    assert_int_equal(browser_post(&sanne, note, form), 400);
    assert_int_equal(browser_post(&sanne, note, "act=missed&appointment=999"), 404);
    browser_get(&sanne, page);
    snprintf(form, sizeof(form), "appointment=%lld&act=missed", (long long)appointment.id);
    assert_int_equal(browser_post(&sanne, note, form), 303);
    browser_get(&sanne, page);
    assert_false(browser_sees(&sanne, "Was Petra er?"));
    assert_true(browser_sees(&sanne, "was er niet"));
    browser_get(&sanne, "/alerts");
    assert_true(browser_sees(&sanne, "Toch gekomen"));
    snprintf(form, sizeof(form), "appointment=%lld&act=came", (long long)appointment.id);
    assert_int_equal(browser_post(&sanne, note, form), 303);
    browser_get(&sanne, "/alerts");
    assert_true(browser_sees(&sanne, "Toch niet gekomen"));
    snprintf(form, sizeof(form), "appointment=%lld&act=missed", (long long)appointment.id);
    assert_int_equal(browser_post(&sanne, note, form), 303);
    assert_int_equal(store_appointment_list(office->fixture->store, family.id, &kept, NULL), RC_OK);
    assert_int_equal(kept.at[0].attendance, ATTENDANCE_MISSED);
    browser_clear(&sanne);
    office_free(office);
}

static void somebody_who_did_not_come_is_one_tap_from_the_alert(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    struct appointment appointment = {.next_at = USEC_NEVER};
    SCOPED(family_clear) struct family family = {0};
    char page[64], url[64], form[128];
    int64_t alert = office_crisis(office, &appointment.family_id);
    (void)state;

    assert_int_equal(
        store_family_load(office->fixture->store, appointment.family_id, &family, NULL), RC_OK);
    appointment.member_id = family.members[0].id;
    appointment.starts_at = office->fixture->now + USEC_HOUR;
    assert_int_equal(
        store_appointment_add(office->fixture->store, &appointment, office->fixture->now, NULL),
        RC_OK);
    url_of(page, "/alerts/#", alert);
    browser_get(&sanne, page);
    assert_false(browser_sees(&sanne, "er?"));
    office->fixture->now += 2 * USEC_HOUR;
    browser_get(&sanne, page);
    assert_true(browser_sees(&sanne, "er?"));
    snprintf(form, sizeof(form), "appointment=%lld&act=missed&back=%s", (long long)appointment.id,
             page);
    assert_int_equal(
        browser_post(&sanne, url_of(url, "/families/#/appointments/change", family.id), form), 303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), page));
    browser_get(&sanne, page);
    assert_false(browser_sees(&sanne, "er?"));
    browser_clear(&sanne);
    office_free(office);
}

/* An appointment of Petra's on Thursday 8 July 2027, 10.30; returns its number. */
static int64_t appointment_made(struct office *office, struct browser *browser, int64_t family_id)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointments_clear) struct appointments all = {0};
    SCOPED(text_clear) struct text form = {0};
    char url[64];

    assert_int_equal(store_family_load(office->fixture->store, family_id, &family, NULL), RC_OK);
    browser_get(browser, "/families");
    text_addf(&form, "member=%lld&day=2027-07-08&time=10:30&till=11:15&place=Buurthuis",
              (long long)family.members[0].id);
    assert_int_equal(browser_post(browser, url_of(url, "/families/#/appointments", family_id),
                                  text_string(&form)),
                     303);
    assert_int_equal(store_appointment_list(office->fixture->store, family_id, &all, NULL), RC_OK);
    assert_int_equal(all.n, 1);
    return all.at[0].id;
}

static void an_appointment_is_moved_offered_other_times_and_cancelled(void **state)
{
    static const struct {
        const char *form, *sees;
        int status;
    } steps[] = {
        {"act=move&day=2027-07-09&time=14:00&till=15:00",      "vrijdag 9 juli, 14.00 uur tot 15.00",
         303                                                                                             },
        {"act=move&day=2020-07-09&time=14:00",                 "vrijdag 9 juli, 14.00 uur",           303},
        {"act=move&day=2027-07-09&time=14:00&till=13:00",      "vrijdag 9 juli, 14.00 uur",           303},
        {"act=offer&day1=2027-07-12&time1=09:00&day2=&time2=", "maandag 12 juli, 9.00 uur",           303},
        {"act=offer&day1=2020-07-12&time1=09:00",              "maandag 12 juli, 9.00 uur",           303},
        {"act=missed",                                         "Buurthuis",                           404},
        {"act=cancel",                                         "gaat niet door",                      303},
        {"act=move&day=2027-07-10&time=14:00",                 "gaat niet door",                      400},
        {"act=dance",                                          "gaat niet door",                      400},
    };
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family_id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    int64_t id = appointment_made(office, &sanne, family_id);
    char page[64], url[64];
    (void)state;

    url_of(page, "/families/#", family_id);
    url_of(url, "/families/#/appointments/change", family_id);
    for (size_t i = 0; i < COUNT(steps); i++) {
        SCOPED(text_clear) struct text form = {0};

        browser_get(&sanne, page);
        text_addf(&form, "appointment=%lld&%s", (long long)id, steps[i].form);
        if (browser_post(&sanne, url, text_string(&form)) != steps[i].status)
            fail_msg("%s: %d", steps[i].form, sanne.page.status);
        browser_get(&sanne, page);
        if (!browser_sees(&sanne, steps[i].sees)) fail_msg("%s: not seen", steps[i].form);
    }
    browser_clear(&sanne);
    office_free(office);
}

static void a_member_is_reminded_in_the_digits_that_were_chosen(void **state)
{
    struct office *office = office_new(true);
    struct fixture *fixture = office->fixture;
    struct browser sanne = browser_as(office, "sanne");
    SCOPED(family_clear) struct family family = {0};
    struct appointment one = {.starts_at = FIXTURE_NOW + 3 * USEC_DAY};
    char page[64], url[64], form[48];
    (void)state;

    one.family_id = fixture_family(fixture, PETRA, LANGUAGE_AR);
    assert_int_equal(store_family_load(fixture->store, one.family_id, &family, NULL), RC_OK);
    browser_get(&sanne, url_of(page, "/families/#", one.family_id));
    assert_true(browser_sees(&sanne, "Welke cijfers"));
    url_of(url, "/families/#/member", one.family_id);
    snprintf(form, sizeof(form), "member=%lld&digits=arabic", (long long)family.members[0].id);
    assert_int_equal(browser_post(&sanne, url, form), 303);
    assert_int_equal(browser_post(&sanne, url, "member=99&digits=arabic"), 400);
    assert_int_equal(appointments_add(fixture->store, fixture->config, &one, FIXTURE_NOW, NULL),
                     RC_OK);
    fixture_run_until(fixture, FIXTURE_NOW + 2 * USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_REMINDER, "١٠:٠٠"), 1);
    browser_clear(&sanne);
    office_free(office);
}

/* Of a family that got as many texts this week as may be. */
static void what_could_not_be_confirmed_is_shown_to_the_family_manager(void **state)
{
    static const usec slots[APPOINTMENT_SLOTS] = {FIXTURE_NOW + 9 * USEC_DAY};
    static const char *const max[] = {"texts_a_week_max = 1;", "texts_a_week_max = 12;"};
    (void)state;

    for (size_t i = 0; i < COUNT(max); i++) {
        struct office *office = office_with(max[i]);
        struct fixture *fixture = office->fixture;
        struct browser sanne = browser_as(office, "sanne");
        struct appointment one = {.starts_at = FIXTURE_NOW + 8 * USEC_DAY};
        char url[64];

        one.family_id = fixture_family(fixture, PETRA, LANGUAGE_NL);
        assert_int_equal(appointments_add(fixture->store, fixture->config, &one, FIXTURE_NOW, NULL),
                         RC_OK);
        assert_int_equal(appointments_offer(fixture->store, fixture->config, one.family_id, one.id,
                                            slots, fixture->now, NULL),
                         RC_OK);
        fixture_settle(fixture);
        browser_get(&sanne, url_of(url, "/families/#", one.family_id));
        assert_false(browser_sees(&sanne, "Bel het gezin"));
        fixture_text(fixture, PETRA, "1");
        browser_get(&sanne, url);
        assert_true(browser_sees(&sanne, "woensdag 13 januari"));
        if (browser_sees(&sanne, "Bel het gezin") != (i == 0)) fail_msg("%s", max[i]);
        browser_clear(&sanne);
        office_free(office);
    }
}

static void an_appointment_of_the_whole_family_says_who_is_reminded(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    SCOPED(appointments_clear) struct appointments kept = {0};
    char page[64], url[64];
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    (void)state;

    url_of(page, "/families/#", id);
    url_of(url, "/families/#/appointments", id);
    browser_get(&sanne, page);
    assert_int_equal(browser_post(&sanne, url, "member=0&day=2027-07-08&time=10:30"), 303);
    assert_int_equal(browser_post(&sanne, url, "day=2027-07-08&time=10:30"), 400);
    assert_int_equal(store_appointment_list(office->fixture->store, id, &kept, NULL), RC_OK);
    assert_int_equal(kept.n, 1);
    assert_int_equal(kept.at[0].member_id, 0);
    browser_get(&sanne, page);
    assert_true(browser_sees(&sanne, "het hele gezin"));
    assert_true(browser_sees(&sanne, "Herinnering aan: Petra."));
    fixture_text(office->fixture, PETRA, "stop");
    browser_get(&sanne, page);
    assert_true(browser_sees(&sanne, "Niemand krijgt een herinnering."));
    browser_clear(&sanne);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_appointment_is_made_in_local_time),
        cmocka_unit_test(an_appointment_of_the_whole_family_says_who_is_reminded),
        cmocka_unit_test(a_member_is_reminded_in_the_digits_that_were_chosen),
        cmocka_unit_test(what_could_not_be_confirmed_is_shown_to_the_family_manager),
        cmocka_unit_test(who_was_at_an_appointment_is_noted_after_it_began),
        cmocka_unit_test(somebody_who_did_not_come_is_one_tap_from_the_alert),
        cmocka_unit_test(an_appointment_is_moved_offered_other_times_and_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
