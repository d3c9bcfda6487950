/* The page on which a coordinator changes an enrolment: shown first, then saved. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/web/browser.h"

static struct family look(struct office *office, int64_t id)
{
    struct family family = {0};

    assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
    return family;
}

static void a_change_is_shown_before_it_is_saved(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    const char *form = "act=rhythm&rhythm=elke+2+weken+op+dinsdag+tussen+10:00+en+12:00";
    SCOPED(text_clear) struct text sure = {0};
    struct family family;
    char url[64];

    (void)state;
    url_of(url, "/families/#/enrolment", id);
    assert_int_equal(browser_get(&noor, url), 200);
    assert_true(browser_sees(&noor, "elke week op woensdag"));
    assert_int_equal(browser_post(&noor, url, form), 200);
    assert_true(browser_sees(&noor, "elke 2 weken op dinsdag tussen 10:00 en 12:00"));
    assert_true(browser_sees(&noor, "name=\"sure\""));
    family = look(office, id);
    assert_int_equal(family.enrolment.change_n, 0);
    family_clear(&family);
    text_addf(&sure, "%s&sure=1", form);
    assert_int_equal(browser_post(&noor, url, text_string(&sure)), 303);
    family = look(office, id);
    assert_int_equal(family.enrolment.change_n, 1);
    family_clear(&family);
    assert_int_equal(browser_get(&noor, url), 200);
    assert_true(browser_sees(&noor, "Ander ritme"));
    browser_clear(&noor);
    office_free(office);
}

static const struct {
    const char *form, *says;
} mistakes[] = {
    {"act=pause&till=2027-01-04",                "value=\"2027-01-04\""         },
    {"act=extend&weeks=200",                     "Kies 1 tot 104 weken"         },
    {"act=rhythm&rhythm=elke+seconde",           "value=\"elke seconde\""       },
    {"act=days&from=2027-01-04&till=2027-01-05", "Kies dagen vanaf morgen"      },
    {"act=days-end&from=2027-01-08",             "Ze blijven staan"             },
    {"act=resume",                               "Dit kan nu niet"              },
    {"act=handover&manager=sanne",               "Kies een andere gezinsmanager"},
    {"act=handover",                             "Kies een andere gezinsmanager"},
};

static void a_mistake_is_told_in_the_readers_words_and_changes_nothing(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64];

    (void)state;
    url_of(url, "/families/#/enrolment", id);
    browser_get(&noor, "/families");
    for (size_t i = 0; i < COUNT(mistakes); i++)
        if (browser_post(&noor, url, mistakes[i].form) != 400 ||
            !browser_sees(&noor, "utrecht-alert--error") || !browser_sees(&noor, mistakes[i].says))
            fail_msg("%s: %d", mistakes[i].form, noor.page.status);
    browser_clear(&noor);
    office_free(office);
}

/* What each act shows of the months to come before it is saved, on Monday 4 January 2027; the programme asks on
 * Wednesdays. */
static const struct {
    const char *form, *sees, *sees_not;
} shown[] = {
    {"act=rhythm&rhythm=elke+maand+op+de+15e",            "Het eerste: vrijdag 15 januari",
     "Het eerste: woensdag"                                                                                                  },
    {"act=pause&till=2027-01-20",                         "</strong> pauze: geen bericht",           "Het eerste: woensdag 6"},
    {"act=days&from=2027-02-01&till=2027-02-08&how=skip", "eigen dagen van het gezin: geen bericht",
     "woensdag 3 februari"                                                                                                   },
    {"act=end&outcome=moved",                             "verhuisd",                                "vn-cal-month"          },
    {"act=handover&municipality=Delft",                   "naar een andere gemeente: Delft",         "vn-cal-month"          },
};

static void the_months_to_come_are_shown_as_the_act_makes_them(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64];

    (void)state;
    url_of(url, "/families/#/enrolment", id);
    browser_get(&noor, url);
    for (size_t i = 0; i < COUNT(shown); i++) {
        assert_int_equal(browser_post(&noor, url, shown[i].form), 200);
        if (!browser_sees(&noor, shown[i].sees) || browser_sees(&noor, shown[i].sees_not))
            fail_msg("%s: %s", shown[i].form, browser_page(&noor));
    }
    browser_clear(&noor);
    office_free(office);
}

static void the_phase_and_its_week_are_those_of_the_familys_own_plan(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char enrolment[64], family[64];

    (void)state;
    url_of(enrolment, "/families/#/enrolment", id);
    url_of(family, "/families/#", id);
    office->fixture->now += 5 * (7 * USEC_DAY);
    browser_get(&noor, family);
    assert_true(browser_sees(&noor, "vinger aan de pols, week 2"));
    office->fixture->now -= 5 * (7 * USEC_DAY);
    browser_get(&noor, family);
    assert_int_equal(browser_post(&noor, enrolment, "act=extend&weeks=6&sure=1"), 303);
    office->fixture->now += 5 * (7 * USEC_DAY);
    browser_get(&noor, family);
    assert_true(browser_sees(&noor, "afbouw, week 6"));
    browser_clear(&noor);
    office_free(office);
}

static void a_task_is_due_for_a_week_before_its_day_and_a_week_after(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");

    (void)state;
    fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    browser_get(&noor, "/families");
    assert_true(browser_sees(&noor, " om te doen"));
    office->fixture->now += 14 * USEC_DAY;
    browser_get(&noor, "/families");
    assert_false(browser_sees(&noor, " om te doen"));
    browser_clear(&noor);
    office_free(office);
}

static void the_hand_over_is_for_the_coordinator_and_every_look_is_written_down(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor"), sanne = browser_as(office, "sanne");
    SCOPED(enrolment_log_clear) struct enrolment_log log = {0};
    char url[64], anew[80];
    int64_t id, alert = office_crisis(office, &id);

    (void)state;
    browser_get(&noor, url_of(url, "/alerts/#", alert));
    url_of(url, "/alerts/#/take", alert);
    assert_int_equal(browser_post(&noor, url, "tell=1&when=tomorrow"), 303);
    url_of(url, "/families/#/handover", id);
    snprintf(anew, sizeof(anew), "%s?consent=anew", url);
    assert_int_equal(browser_get(&sanne, url), 403);
    assert_false(browser_sees(&sanne, "Petra"));
    assert_int_equal(browser_get(&noor, url), 200);
    assert_true(browser_sees(&noor, "06 1234 5601"));
    assert_true(browser_sees(&noor, "<strong>Crisis</strong>"));
    assert_true(browser_sees(&noor, "dat gaat mee"));
    assert_true(browser_sees(&noor, "Terugbellen door <bdi>Noor"));
    assert_false(browser_sees(&noor, CRISIS));
    assert_int_equal(browser_get(&noor, anew), 200);
    assert_true(browser_sees(&noor, "vraag opnieuw of sms’en mag"));
    assert_int_equal(store_enrolment_log(office->fixture->store, id, &log, NULL), RC_OK);
    assert_int_equal(log.at[log.n - 2].word, WORD_SUMMARY);
    assert_int_equal(log.at[log.n - 1].word, WORD_SUMMARY);
    assert_string_equal(log.at[log.n - 1].who, "noor");
    browser_clear(&noor);
    browser_clear(&sanne);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_shown_before_it_is_saved),
        cmocka_unit_test(the_months_to_come_are_shown_as_the_act_makes_them),
        cmocka_unit_test(the_phase_and_its_week_are_those_of_the_familys_own_plan),
        cmocka_unit_test(a_task_is_due_for_a_week_before_its_day_and_a_week_after),
        cmocka_unit_test(the_hand_over_is_for_the_coordinator_and_every_look_is_written_down),
        cmocka_unit_test(a_mistake_is_told_in_the_readers_words_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
