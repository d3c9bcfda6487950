/* What a person makes of the computer's reading: by a click, on the page of one reply, on closing, by the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/web/browser.h"

/* The reply that raised the alert, alone. */
static struct replies the_reply(struct office *office, int64_t family_id)
{
    struct replies replies = {0};

    assert_int_equal(store_reply_list(office->fixture->store, family_id, 0, &replies, NULL), RC_OK);
    assert_int_equal(replies.n, 1);
    return replies;
}

static void one_click_says_that_it_was_right(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family, alert = office_crisis(office, &family);
    SCOPED(replies_clear) struct replies before = the_reply(office, family);
    SCOPED(replies_clear) struct replies after = {0};
    char page[64], url[64];
    (void)state;

    assert_int_equal(browser_get(&sanne, url_of(page, "/alerts/#", alert)), 200);
    assert_true(browser_sees(&sanne, "name=\"verdict\" value=\"right\""));
    url_of(url, "/replies/#/verdict", before.at[0].id);
    assert_int_equal(browser_post(&sanne, url, "verdict=right&back=/alerts"), 303);
    assert_string_equal(browser_header(&sanne, "Location"), "/alerts?said=verdict_saved");
    after = the_reply(office, family);
    assert_true(after.at[0].signals[0].judged);
    assert_int_equal(after.at[0].signals[0].level, LEVEL_CRISIS);
    assert_string_equal(after.at[0].read_by, "sanne");
    browser_get(&sanne, page);
    assert_false(browser_sees(&sanne, "name=\"verdict\" value=\"right\"")); /* asked no more */
    assert_true(browser_sees(&sanne, "Pas het oordeel aan"));
    browser_clear(&sanne);
    office_free(office);
}

static void the_page_of_a_reply_corrects_level_and_domain(void **state)
{
    static const struct {
        const char *form;
        enum domain domain;
        enum level level;
        const char *says;
    } cases[] = {
        {"domain=violence&level=2",     DOMAIN_VIOLENCE,     2, "computer las: Crisis"},
        {"domain=relationship&level=1", DOMAIN_RELATIONSHIP, 1, "computer las: "      },
        {"domain=violence&level=0",     DOMAIN_VIOLENCE,     0, "Stabiel"             },
        {"domain=violence&level=3",     DOMAIN_VIOLENCE,     3, "Crisis"              },
    };
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family;
    SCOPED(replies_clear) struct replies first = {0};
    char url[64], form[96];
    (void)state;

    office_crisis(office, &family);
    first = the_reply(office, family);
    url_of(url, "/replies/#/verdict", first.at[0].id);
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(replies_clear) struct replies found = {0};

        browser_get(&sanne, url);
        snprintf(form, sizeof(form), "%s&signal=%lld", cases[i].form,
                 (long long)first.at[0].signals[0].id);
        assert_int_equal(browser_post(&sanne, url, form), 303);
        assert_non_null(strstr(browser_header(&sanne, "Location"), "said=verdict_saved"));
        found = the_reply(office, family);
        assert_int_equal(found.at[0].signals[0].domain, cases[i].domain);
        assert_int_equal(found.at[0].signals[0].level, cases[i].level);
        assert_int_equal(found.at[0].signals[0].machine_level, LEVEL_CRISIS);
        assert_int_equal(browser_get(&sanne, url), 200);
        if (!browser_sees(&sanne, cases[i].says)) fail_msg("%s", cases[i].form);
    }
    assert_true(browser_sees(&sanne, "Sanne de Boer: minder erg")); /* all of them are kept */
    browser_clear(&sanne);
    office_free(office);
}

static void a_form_that_makes_no_sense_changes_nothing(void **state)
{
    static const char *const forms[] = {
        "",
        "verdict=perhaps",
        "verdict=too-high",
        "verdict=missed&domain=work",
        "verdict=missed&domain=nowhere&level=2",
        "verdict=missed&domain=work&level=4",
        "signal=99999&domain=work&level=1",
        "signal=1&domain=work&level=9",
    };
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family;
    SCOPED(replies_clear) struct replies replies = {0};
    SCOPED(verdicts_clear) struct verdicts verdicts = {0};
    char url[64];
    (void)state;

    office_crisis(office, &family);
    replies = the_reply(office, family);
    url_of(url, "/replies/#/verdict", replies.at[0].id);
    browser_get(&sanne, url);
    for (size_t i = 0; i < COUNT(forms); i++) {
        assert_int_equal(browser_post(&sanne, url, forms[i]), 303);
        if (!strstr(browser_header(&sanne, "Location"), "said=pick_verdict"))
            fail_msg("%s: %s", forms[i], browser_header(&sanne, "Location"));
    }
    assert_int_equal(
        store_verdict_list(office->fixture->store, replies.at[0].id, 0, &verdicts, NULL), RC_OK);
    assert_int_equal(verdicts.n, 0);
    browser_clear(&sanne);
    office_free(office);
}

static void what_was_missed_is_said_on_a_reply_without_signal(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    SCOPED(replies_clear) struct replies replies = {0};
    int64_t family = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64], page[64];
    (void)state;

    fixture_text(office->fixture, PETRA, "tja");
    replies = the_reply(office, family);
    url_of(url, "/replies/#/verdict", replies.at[0].id);
    browser_get(&sanne, "/replies");
    assert_true(browser_sees(&sanne, "De computer miste iets"));
    assert_int_equal(browser_get(&sanne, url), 200);
    assert_int_equal(browser_post(&sanne, url, "verdict=missed&domain=finance&level=2"), 303);
    assert_int_equal(browser_post(&sanne, url, "verdict=missed&domain=finance&level=1"), 303);
    assert_int_equal(browser_get(&sanne, url_of(page, "/families/#", family)), 200);
    assert_true(browser_sees(&sanne, "computer miste dit"));
    browser_clear(&sanne);
    office_free(office);
}

static void closing_an_alert_says_how_bad_it_was(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family, alert = office_crisis(office, &family);
    SCOPED(replies_clear) struct replies closed = {0};
    SCOPED(replies_clear) struct replies later = {0};
    char page[64], url[64];
    (void)state;

    browser_get(&sanne, url_of(page, "/alerts/#", alert));
    assert_int_equal(browser_post(&sanne, url_of(url, "/alerts/#/take", alert), "when=soon"), 303);
    browser_get(&sanne, page);
    assert_true(browser_sees(&sanne, "value=\"too-high:1\""));
    assert_false(browser_sees(&sanne, "value=\"too-low:3\"")); /* nothing is above a crisis */
    url_of(url, "/alerts/#/close", alert);
    assert_int_equal(browser_post(&sanne, url, "outcome=domain&domain="), 303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), "said=pick_outcome"));
    assert_int_equal(browser_post(&sanne, url, "outcome=too-high:3"), 303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), "said=pick_verdict"));
    assert_int_equal(browser_post(&sanne, url, "outcome=too-high:1&note=grapje"), 303);
    closed = the_reply(office, family);
    assert_int_equal(closed.at[0].signals[0].level, LEVEL_WATCH);
    assert_int_equal(browser_get(&sanne, page), 200);
    assert_true(browser_sees(&sanne, "grapje"));
    url_of(url, "/alerts/#/verdict", alert);
    assert_int_equal(browser_post(&sanne, url, "outcome=right"), 303); /* second thoughts */
    later = the_reply(office, family);
    assert_int_equal(later.at[0].signals[0].level, LEVEL_CRISIS);
    browser_clear(&sanne);
    office_free(office);
}

static void only_who_may_read_a_reply_may_judge_it(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne"), karim = browser_as(office, "karim"),
                   noor = browser_as(office, "noor");
    int64_t family;
    SCOPED(replies_clear) struct replies replies = {0};
    char url[64];
    (void)state;

    office_crisis(office, &family);
    replies = the_reply(office, family);
    url_of(url, "/replies/#/verdict", replies.at[0].id);
    browser_get(&karim, "/families");
    assert_int_equal(browser_get(&karim, url), 403);
    assert_int_equal(browser_post(&karim, url, "verdict=wrong"), 403);
    browser_get(&noor, "/families");
    assert_int_equal(browser_post(&noor, url, "verdict=right"), 303);
    assert_int_equal(browser_get(&sanne, "/findings"), 403);
    assert_int_equal(browser_get(&noor, "/findings"), 200);
    assert_true(browser_sees(&noor, "1 / 1"));
    assert_false(browser_sees(&noor, "geslagen"));
    browser_clear(&sanne);
    browser_clear(&karim);
    browser_clear(&noor);
    office_free(office);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_click_says_that_it_was_right),
        cmocka_unit_test(the_page_of_a_reply_corrects_level_and_domain),
        cmocka_unit_test(a_form_that_makes_no_sense_changes_nothing),
        cmocka_unit_test(what_was_missed_is_said_on_a_reply_without_signal),
        cmocka_unit_test(closing_an_alert_says_how_bad_it_was),
        cmocka_unit_test(only_who_may_read_a_reply_may_judge_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
