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
    {"act=pause&till=2027-01-04",                "wrong_pause"   },
    {"act=extend&weeks=200",                     "wrong_extend"  },
    {"act=rhythm&rhythm=elke+seconde",           "wrong_rhythm"  },
    {"act=days&from=2027-01-04&till=2027-01-05", "wrong_days"    },
    {"act=days-end&from=2027-01-08",             "wrong_days_end"},
    {"act=resume",                               "wrong_act"     },
    {"act=handover&manager=sanne",               "wrong_handover"},
    {"act=handover",                             "wrong_handover"},
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
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        const char *to;
        char said[128];

        assert_true(browser_post(&noor, url, mistakes[i].form) != 200);
        to = http_header_find(&noor.page.headers, "Location");
        if (!to || !strstr(to, mistakes[i].says))
            fail_msg("%s: %s", mistakes[i].form, to ? to : "stayed");
        snprintf(said, sizeof(said), "%s", to);
        browser_get(&noor, said);
        if (!browser_sees(&noor, "utrecht-alert--error")) fail_msg("%s: not shown", said);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_shown_before_it_is_saved),
        cmocka_unit_test(the_months_to_come_are_shown_as_the_act_makes_them),
        cmocka_unit_test(a_mistake_is_told_in_the_readers_words_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
