/* Who gets into the console, what each role sees, and what every answer guards against. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/web/browser.h"

static void who_is_not_logged_in_sees_only_the_log_in(void **state)
{
    static const char *const paths[] = {"/",        "/alerts",   "/alerts/1",    "/families/1",
                                        "/queue",   "/phone",    "/replies",     "/strangers",
                                        "/nowhere", "/families", "/families/new"};
    struct office *office = office_new(false);
    struct browser browser = {.console = office->console};
    (void)state;

    for (size_t i = 0; i < COUNT(paths); i++) {
        if (browser_get(&browser, paths[i]) != 303)
            fail_msg("%s: %d", paths[i], browser.page.status);
        if (strncmp(browser_header(&browser, "Location"), "/login", 6) != 0)
            fail_msg("%s", paths[i]);
    }
    assert_int_equal(browser_get(&browser, "/api/v1/families"), 401);
    browser_clear(&browser);
    office_free(office);
}

static void a_password_opens_the_console_and_the_wrong_one_does_not(void **state)
{
    struct office *office = office_new(false);
    struct browser browser = {.console = office->console};
    (void)state;

    office_password(office, "noor", "een goed wachtwoord");
    assert_int_equal(browser_get(&browser, "/login"), 200);
    assert_false(browser_sees(&browser, "Sanne")); /* no list of names outside the demonstration */
    assert_int_equal(browser_post(&browser, "/login", "login=noor&password=fout"), 403);
    assert_int_equal(browser_post(&browser, "/login", "login=sanne&password="), 403); /* has none */
    assert_int_equal(browser_post(&browser, "/login", "login=nobody&password=x"), 403);
    assert_int_equal(browser_post(&browser, "/demo/login", "login=noor"), 404);
    assert_int_equal(
        browser_post(&browser, "/login", "login=noor&password=een+goed+wachtwoord&back=/families"),
        303);
    assert_string_equal(browser_header(&browser, "Location"), "/families");
    assert_int_equal(browser_get(&browser, "/families"), 200);
    assert_true(browser_sees(&browser, "Noor Visser"));

    assert_int_equal(browser_post(&browser, "/logout", ""), 303);
    assert_int_equal(browser_get(&browser, "/families"), 303);
    browser_clear(&browser);
    office_free(office);
}

static void a_session_ends_after_twelve_hours(void **state)
{
    struct office *office = office_new(false);
    struct browser noor = {.console = office->console};
    (void)state;

    office_password(office, "noor", "een goed wachtwoord");
    browser_get(&noor, "/login");
    assert_int_equal(browser_post(&noor, "/login", "login=noor&password=een+goed+wachtwoord"), 303);
    office->fixture->now += 12 * USEC_HOUR - USEC_SEC;
    assert_int_equal(browser_get(&noor, "/alerts"), 200);
    office->fixture->now += 2 * USEC_SEC;
    assert_int_equal(browser_get(&noor, "/alerts"), 303);
    browser_clear(&noor);
    office_free(office);
}

static void who_moves_the_demonstrations_clock_stays_logged_in(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    (void)state;

    office->fixture->now += 364 * USEC_DAY;
    assert_int_equal(browser_get(&noor, "/alerts"), 200);
    browser_clear(&noor);
    office_free(office);
}

static void a_session_ends_with_the_staff(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    (void)state;

    free(office_staff(office, "sanne")->login);
    office->fixture->config->staff[0].login = mem_copy_string("somebody-else");
    assert_int_equal(browser_get(&sanne, "/alerts"), 303);
    browser_clear(&sanne);
    office_free(office);
}

static void guessing_a_password_has_to_wait_even_with_the_right_one(void **state)
{
    struct office *office = office_new(false);
    struct browser browser = {.console = office->console};
    (void)state;

    office_password(office, "noor", "goed");
    browser_get(&browser, "/login");
    for (int i = 0; i < 5; i++)
        assert_int_equal(browser_post(&browser, "/login", "login=noor&password=fout"), 403);
    assert_int_equal(browser_post(&browser, "/login", "login=noor&password=goed"), 429);
    browser_clear(&browser);
    office_free(office);
}

static void a_form_without_its_own_token_changes_nothing(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne"), other = browser_as(office, "sanne");
    SCOPED(http_headers_clear) struct http_headers cross = {0};
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(text_clear) struct text body = {0};
    int64_t family, id = office_crisis(office, &family);
    char url[64];
    (void)state;

    browser_get(&sanne, "/alerts");
    browser_get(&other, "/alerts");
    url_of(url, "/alerts/#/take", id);
    assert_int_equal(browser_send(&sanne, "POST", url, NULL, ""), 403);
    text_addf(&body, "csrf=%s", other.csrf);
    http_header_add(&cross, "Content-Type", "application/x-www-form-urlencoded");
    assert_int_equal(browser_send(&sanne, "POST", url, &cross, text_string(&body)), 403);

    browser_get(&sanne, "/alerts");
    text_reset(&body);
    text_addf(&body, "csrf=%s", sanne.csrf);
    http_header_add(&cross, "Sec-Fetch-Site", "cross-site");
    assert_int_equal(browser_send(&sanne, "POST", url, &cross, text_string(&body)), 403);
    assert_int_equal(store_alert_load(office->fixture->store, id, &alert, NULL), RC_OK);
    assert_int_equal(alert.state, ALERT_OPEN);
    assert_int_equal(browser_get(&sanne, url), 405); /* a GET never takes */
    browser_clear(&sanne);
    browser_clear(&other);
    office_free(office);
}

static void every_answer_forbids_what_no_page_needs(void **state)
{
    static const char *const paths[] = {"/login", "/alerts", "/nowhere", "/assets/console.js",
                                        "/api/v1/alerts"};
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    (void)state;

    for (size_t i = 0; i < COUNT(paths); i++) {
        browser_get(&noor, paths[i]);
        assert_non_null(
            strstr(browser_header(&noor, "Content-Security-Policy"), "default-src 'none'"));
        assert_null(strstr(browser_header(&noor, "Content-Security-Policy"), "unsafe"));
        assert_string_equal(browser_header(&noor, "Referrer-Policy"), "no-referrer");
        assert_string_equal(browser_header(&noor, "X-Content-Type-Options"), "nosniff");
        if (strncmp(paths[i], "/assets/", 8) != 0)
            assert_string_equal(browser_header(&noor, "Cache-Control"), "no-store");
        /* What the policy would stop must not stand there either. */
        assert_false(browser_sees(&noor, " style=\""));
        assert_false(browser_sees(&noor, "<style"));
        assert_false(browser_sees(&noor, " onclick"));
    }
    browser_clear(&noor);
    office_free(office);
}

static void a_cookie_is_out_of_reach_of_scripts_and_other_sites(void **state)
{
    struct office *office = office_new(true);
    struct browser browser = {.console = office->console};
    (void)state;

    browser_get(&browser, "/login");
    browser_post(&browser, "/demo/login", "login=noor");
    for (const char *const *part =
             (const char *const[]){"HttpOnly", "SameSite=Strict", "Secure", "Path=/", NULL};
         *part; part++)
        if (!strstr(browser_header(&browser, "Set-Cookie"), *part)) fail_msg("%s", *part);
    browser_clear(&browser);
    office_free(office);
}

static void a_family_manager_sees_the_own_families_and_no_others(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne"), karim = browser_as(office, "karim");
    int64_t family, alert = office_crisis(office, &family);
    char url[64];
    (void)state;

    assert_int_equal(browser_get(&sanne, "/alerts"), 200);
    assert_true(browser_sees(&sanne, "geslagen"));
    assert_int_equal(browser_get(&sanne, url_of(url, "/families/#", family)), 200);
    assert_int_equal(browser_get(&sanne, "/replies"), 200);
    assert_true(browser_sees(&sanne, "geslagen"));

    /* karim is sanne's deputy: while she is away he sees them, while she is there he does not. */
    office->fixture->now += 8 * USEC_HOUR;
    assert_int_equal(browser_get(&karim, url_of(url, "/families/#", family)), 200);
    office->fixture->now -= 8 * USEC_HOUR;
    assert_int_equal(browser_get(&karim, url_of(url, "/families/#", family)), 403);
    assert_int_equal(browser_get(&karim, url_of(url, "/alerts/#", alert)), 403);
    assert_int_equal(browser_get(&karim, "/alerts"), 200);
    assert_false(browser_sees(&karim, "geslagen"));
    assert_int_equal(browser_get(&karim, "/families"), 200);
    assert_false(browser_sees(&karim, "href=\"/families/1\""));
    assert_int_equal(browser_get(&karim, "/replies"), 200);
    assert_false(browser_sees(&karim, "geslagen"));
    assert_int_equal(browser_post(&karim, url_of(url, "/alerts/#/take", alert), "when=soon"), 403);
    assert_int_equal(
        browser_post(&karim, url_of(url, "/families/#/appointments", family), "member=1"), 403);
    assert_int_equal(browser_get(&karim, "/api/v1/families"), 200);
    assert_string_equal(browser_page(&karim), "{\"families\":[]}");
    browser_clear(&sanne);
    browser_clear(&karim);
    office_free(office);
}

static void the_process_manager_sees_that_it_stagnates_but_not_what_it_is(void **state)
{
    struct office *office = office_new(true);
    struct browser peter = browser_as(office, "peter");
    int64_t family, alert = office_crisis(office, &family);
    char url[64];
    (void)state;

    assert_int_equal(browser_get(&peter, "/alerts"), 200);
    assert_true(browser_sees(&peter, url_of(url, "/alerts/#", alert)));
    assert_int_equal(browser_get(&peter, url), 200);
    for (int i = 0; i < 2; i++) {
        assert_false(browser_sees(&peter, "geslagen"));
        assert_false(browser_sees(&peter, "Petra"));
        assert_false(browser_sees(&peter, "geweld"));
        assert_false(browser_sees(&peter, "06 1234 5601"));
        browser_get(&peter, "/alerts");
    }
    assert_int_equal(browser_get(&peter, url_of(url, "/families/#", family)), 403);
    assert_int_equal(browser_get(&peter, "/replies"), 403);

    /* It climbs to him: from then on he must be able to act. */
    fixture_run_until(office->fixture, office->fixture->now + 11 * USEC_MIN);
    assert_int_equal(browser_get(&peter, url_of(url, "/alerts/#", alert)), 200);
    assert_true(browser_sees(&peter, "geslagen"));
    browser_clear(&peter);
    office_free(office);
}

static void the_administrator_sees_the_queue_and_nothing_of_a_family(void **state)
{
    static const char *const closed[] = {"/alerts",  "/alerts/1",  "/families",       "/families/1",
                                         "/replies", "/strangers", "/api/v1/families"};
    struct office *office = office_new(true);
    struct browser peter;
    int64_t family;
    (void)state;

    office_crisis(office, &family);
    office_staff(office, "peter")->role = ROLE_ADMINISTRATOR;
    peter = browser_as(office, "peter");
    assert_int_equal(browser_get(&peter, "/"), 303);
    assert_string_equal(browser_header(&peter, "Location"), "/queue");
    assert_int_equal(browser_get(&peter, "/queue"), 200);
    assert_true(browser_sees(&peter, "Routes"));
    assert_false(browser_sees(&peter, "Petra"));
    for (size_t i = 0; i < COUNT(closed); i++)
        if (browser_get(&peter, closed[i]) != 403) fail_msg("%s: %d", closed[i], peter.page.status);
    browser_clear(&peter);
    office_free(office);
}

static void helpers_have_no_screens_and_auditors_one(void **state)
{
    static const enum role roles[] = {ROLE_HELPER, ROLE_NONE};
    struct office *office = office_new(true);
    struct browser peter = browser_as(office, "peter");
    (void)state;

    for (size_t i = 0; i < COUNT(roles); i++) {
        office_staff(office, "peter")->role = roles[i];
        assert_int_equal(browser_get(&peter, "/"), 200);
        assert_true(browser_sees(&peter, "nog niets te zien"));
        assert_int_equal(browser_get(&peter, "/alerts"), 403);
        assert_int_equal(browser_get(&peter, "/queue"), 403);
        assert_int_equal(browser_get(&peter, "/families"), 403);
    }
    office_staff(office, "peter")->role = ROLE_AUDITOR;
    assert_int_equal(browser_get(&peter, "/"), 303);
    assert_string_equal(browser_header(&peter, "Location"), "/findings");
    assert_int_equal(browser_get(&peter, "/findings"), 200);
    assert_int_equal(browser_get(&peter, "/replies"), 403);
    browser_clear(&peter);
    office_free(office);
}

static void assets_are_cached_by_version_and_nothing_else_is_served(void **state)
{
    struct office *office = office_new(false);
    struct browser browser = {.console = office->console};
    char url[128];
    const char *at;
    (void)state;

    browser_get(&browser, "/login");
    at = strstr(browser_page(&browser), "/assets/console.css?v=");
    assert_non_null(at);
    snprintf(url, sizeof(url), "%.*s", (int)strcspn(at, "\""), at);
    assert_int_equal(browser_get(&browser, url), 200);
    assert_non_null(strstr(browser_header(&browser, "Cache-Control"), "immutable"));
    assert_non_null(strstr(browser_header(&browser, "Content-Type"), "text/css"));
    assert_true(browser_sees(&browser, "prefers-color-scheme: dark"));
    assert_null(strstr(browser_page(&browser), "@import"));
    assert_null(strstr(browser_page(&browser), "url(http"));
    assert_int_equal(browser_get(&browser, "/assets/console.css"), 200);
    assert_string_equal(browser_header(&browser, "Cache-Control"), "no-cache");
    assert_int_equal(browser_get(&browser, "/assets/../console.c"), 303);
    assert_int_equal(browser_get(&browser, "/assets/words.nl.json"), 404);
    browser_clear(&browser);
    office_free(office);
}

static void the_console_speaks_english_when_asked_and_only_ours_is_a_way_back(void **state)
{
    static const struct {
        const char *back, *want;
    } ways[] = {
        {"/families",            "/families"},
        {"//evil.example",       "/"        },
        {"https://evil.example", "/"        },
        {"/%5Cevil.example",     "/"        },
        {"/a%0D%0ASet-Cookie:x", "/"        },
    };
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    (void)state;

    for (size_t i = 0; i < COUNT(ways); i++) {
        SCOPED(text_clear) struct text form = {0};
        browser_get(&noor, "/alerts");
        text_addf(&form, "language=en&back=%s", ways[i].back);
        assert_int_equal(browser_post(&noor, "/language", text_string(&form)), 303);
        assert_string_equal(browser_header(&noor, "Location"), ways[i].want);
    }
    browser_get(&noor, "/alerts?said=you_took");
    assert_true(browser_sees(&noor, "<html lang=\"en\""));
    assert_true(browser_sees(&noor, "You took this alert."));
    browser_get(&noor, "/alerts?said=Your+account+is+blocked");
    assert_false(browser_sees(&noor, "blocked"));
    browser_clear(&noor);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_not_logged_in_sees_only_the_log_in),
        cmocka_unit_test(a_password_opens_the_console_and_the_wrong_one_does_not),
        cmocka_unit_test(a_session_ends_after_twelve_hours),
        cmocka_unit_test(who_moves_the_demonstrations_clock_stays_logged_in),
        cmocka_unit_test(a_session_ends_with_the_staff),
        cmocka_unit_test(guessing_a_password_has_to_wait_even_with_the_right_one),
        cmocka_unit_test(a_form_without_its_own_token_changes_nothing),
        cmocka_unit_test(every_answer_forbids_what_no_page_needs),
        cmocka_unit_test(a_cookie_is_out_of_reach_of_scripts_and_other_sites),
        cmocka_unit_test(a_family_manager_sees_the_own_families_and_no_others),
        cmocka_unit_test(the_process_manager_sees_that_it_stagnates_but_not_what_it_is),
        cmocka_unit_test(the_administrator_sees_the_queue_and_nothing_of_a_family),
        cmocka_unit_test(helpers_have_no_screens_and_auditors_one),
        cmocka_unit_test(assets_are_cached_by_version_and_nothing_else_is_served),
        cmocka_unit_test(the_console_speaks_english_when_asked_and_only_ours_is_a_way_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
