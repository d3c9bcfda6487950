/* The programmes in the console, and what one would send before anything is saved. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/web/browser.h"

/* The fixture's day is Monday 4 January 2027. */
#define TYPED                                                                                      \
    "name=Gezin+A&manager=sanne&name1=Rima&phone1=06+12345602&language1=ar&discretion1=neutral"    \
    "&asked1=1&name2=Youssef&language2=nl&asked2=1&programme=utrecht-wac&domain=school&preview=1"

static void everybody_with_families_reads_the_programmes(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor"), sanne = browser_as(office, "sanne");
    struct browser peter = browser_as(office, "peter");
    (void)state;

    assert_int_equal(browser_get(&noor, "/programmes"), 200);
    for (size_t i = 0; i < office->fixture->config->programme_n; i++) {
        SCOPED(text_clear) struct text link = {0};

        text_addf(&link, "href=\"/programmes/%s\"", office->fixture->config->programmes[i].name);
        if (!browser_sees(&noor, text_string(&link))) fail_msg("%s", text_string(&link));
    }
    assert_true(browser_sees(&noor, "Zeg tegen het gezin: wij komen terug"));
    assert_int_equal(browser_get(&sanne, "/programmes/friesland"), 200);
    assert_true(browser_sees(&sanne, "elke 3 weken op woensdag tussen 09:30 en 11:30"));
    assert_true(browser_sees(&sanne, "de gezinsleden om de beurt"));
    assert_int_equal(browser_get(&sanne, "/programmes/nowhere"), 404);
    assert_int_equal(browser_get(&peter, "/programmes"), 403);
    browser_clear(&noor);
    browser_clear(&sanne);
    browser_clear(&peter);
    office_free(office);
}

static void a_start_day_shows_its_months_and_a_past_one_is_refused(void **state)
{
    static const struct {
        const char *url;
        int status;
        const char *says;
    } cases[] = {
        {"/programmes/mee?start=2027-01-04&members=1",        200, "januari 2027"          },
        {"/programmes/oosterhout?start=2027-01-04&members=2", 200, "30 berichten"          },
        {"/programmes/oosterhout?start=2027-01-04&members=2", 200, "gezinslid 2, vinger"   },
        {"/programmes/mee?start=2027-01-03&members=1",        400, "startdag is al voorbij"},
        {"/programmes/mee?start=2031-01-03",                  400, "hoogstens twee jaar"   },
        {"/programmes/mee?start=gisteren",                    400, "Kies een dag waarop"   },
    };
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = browser_get(&noor, cases[i].url);

        if (status != cases[i].status || !browser_sees(&noor, cases[i].says))
            fail_msg("%s: %d", cases[i].url, status);
    }
    browser_clear(&noor);
    office_free(office);
}

static void the_form_shows_the_calendar_and_keeps_what_was_typed(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    SCOPED(families_clear) struct families families = {0};
    (void)state;

    browser_get(&noor, "/families/new");
    assert_int_equal(browser_post(&noor, "/families", TYPED "&start=2027-01-04"), 200);
    assert_true(browser_sees(&noor, "Youssef, afbouw"));
    assert_true(browser_sees(&noor, "value=\"06 12345602\""));
    assert_true(browser_sees(&noor, "value=\"utrecht-wac\" selected"));
    assert_true(browser_sees(&noor, "name=\"domain\" value=\"school\" checked"));
    assert_int_equal(browser_post(&noor, "/families", TYPED "&start=2026-12-31"), 200);
    assert_true(browser_sees(&noor, "startdag is al voorbij"));
    assert_int_equal(store_family_list(office->fixture->store, NULL, &families, NULL), RC_OK);
    assert_int_equal(families.n, 0);
    browser_clear(&noor);
    office_free(office);
}

static void a_family_without_a_programme_previews_one_and_then_has_tasks(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64];
    (void)state;

    assert_int_equal(browser_get(&noor, url_of(url, "/families/#", id)), 200);
    assert_true(browser_sees(&noor, "Zeg tegen het gezin: wij komen terug"));
    assert_int_equal(
        browser_post(&noor, url_of(url, "/families/#/enrolment", id), "act=end&sure=1"), 303);
    browser_get(&noor, url_of(url, "/families/#", id));
    assert_false(browser_sees(&noor, "Zeg tegen het gezin: wij komen terug"));
    assert_int_equal(browser_post(&noor, url_of(url, "/families/#/enrol", id),
                                  "programme=vig&start=2027-02-01&domain=work&preview=1"),
                     200);
    assert_true(browser_sees(&noor, "februari 2027"));
    assert_true(browser_sees(&noor, "value=\"2027-02-01\""));
    assert_true(browser_sees(&noor, "name=\"domain\" value=\"work\" checked"));
    assert_int_equal(browser_post(&noor, url, "programme=vig&start=2027-01-01&domain=work"), 303);
    assert_non_null(strstr(browser_header(&noor, "Location"), "said=wrong_day_past"));
    browser_clear(&noor);
    office_free(office);
}

static void the_process_manager_reads_where_a_relapse_goes_beyond_the_ladder(void **state)
{
    struct office *office = office_new(true);
    struct fixture *fixture = office->fixture;
    struct browser noor = browser_as(office, "noor"), peter = browser_as(office, "peter");
    SCOPED(alerts_clear) struct alerts alerts = {0};
    char url[64];
    (void)state;

    fixture_family(fixture, PETRA, LANGUAGE_NL);
    fixture_run_until(fixture, fixture->now + 3 * USEC_DAY); /* asked on Wednesday */
    fixture_text(fixture, PETRA, "1");
    assert_int_equal(store_alert_list(fixture->store, NULL, false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    fixture_run_until(fixture, fixture->now + 4 * USEC_DAY);
    assert_int_equal(browser_get(&peter, url_of(url, "/alerts/#", alerts.at[0].id)), 200);
    assert_true(browser_sees(&peter, "Het afdelingshoofd Veiligheid, daarna de burgemeester"));
    assert_int_equal(browser_get(&noor, url), 200);
    assert_false(browser_sees(&noor, "burgemeester"));
    browser_clear(&noor);
    browser_clear(&peter);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_with_families_reads_the_programmes),
        cmocka_unit_test(a_start_day_shows_its_months_and_a_past_one_is_refused),
        cmocka_unit_test(the_form_shows_the_calendar_and_keeps_what_was_typed),
        cmocka_unit_test(a_family_without_a_programme_previews_one_and_then_has_tasks),
        cmocka_unit_test(the_process_manager_reads_where_a_relapse_goes_beyond_the_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
