/* The API over a real store, as a coordinator's own system calls it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/gateway/web/browser.h"

static json_t *answer_of(const struct browser *system)
{
    json_t *json = json_loads(browser_page(system), 0, NULL);

    if (!json) fail_msg("no JSON: %s", browser_page(system));
    return json;
}

static json_int_t id_of(const struct browser *system)
{
    json_t *json = answer_of(system);
    json_int_t id = json_integer_value(json_object_get(json, "id"));

    json_decref(json);
    return id;
}

#define RIMA                                                                                       \
    "{\"name\":\"Gezin A\",\"manager\":\"sanne\",\"members\":[{\"name\":\"Rima\",\"language\":"    \
    "\"ar\",\"asked\":true,\"consent\":true,\"phone\":{\"number\":\"0612345602\",\"discretion\":"  \
    "\"open\",\"safe_from\":\"09:00\",\"safe_till\":\"20:00\"}}]}"
#define PLAN "{\"programme\":\"oosterhout\",\"start_day\":\"2027-01-04\",\"domains\":[\"finance\"]}"

static void a_family_is_added_enrolled_paused_and_ended(void **state)
{
    struct browser noor;
    struct office *office = office_with_api(&noor);
    char url[64];
    json_int_t id;
    json_t *json;
    (void)state;

    assert_int_equal(browser_call(&noor, "noor", "/api/v1/families", RIMA), 201);
    id = id_of(&noor);
    assert_true(id > 0);
    assert_int_equal(browser_call(&noor, "noor", "/api/v1/families", RIMA),
                     409); /* the phone is theirs */
    assert_int_equal(
        browser_call(&noor, "noor", url_of(url, "/api/v1/families/#/enrolment", id), PLAN), 201);
    assert_int_equal(browser_call(&noor, "noor", url, PLAN), 409);
    assert_int_equal(
        browser_call(&noor, "noor", url_of(url, "/api/v1/families/#/enrolment/pause", id), "{}"),
        200);
    assert_int_equal(browser_call(&noor, "noor", url_of(url, "/api/v1/families/#", id), NULL), 200);
    json = answer_of(&noor);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(json, "enrolment"), "state")), "paused");
    json_decref(json);
    assert_true(browser_sees(&noor, "\"number\":\"+31612345602\""));
    assert_int_equal(
        browser_call(&noor, "noor", url_of(url, "/api/v1/families/#/enrolment/end", id), "{}"),
        200);
    assert_int_equal(
        browser_call(&noor, "noor", url_of(url, "/api/v1/families/#/enrolment/resume", id), "{}"),
        400);
    assert_int_equal(
        browser_call(&noor, "noor", url_of(url, "/api/v1/families/#/enrolment/dance", id), "{}"),
        404);
    browser_clear(&noor);
    office_free(office);
}

static void bad_input_says_which_field_and_what_was_expected(void **state)
{
    static const struct {
        const char *path, *body, *says;
        int status;
    } cases[] = {
        {"/api/v1/families",                    "{",                                                     "line 1",                 400},
        {"/api/v1/families",                    "[]",                                                    "JSON object",            400},
        {"/api/v1/families",                    "{\"name\":\"A\",\"name\":\"B\"}",                       "line",                   400},
        {"/api/v1/families",                    "{}",                                                    "name",                   400},
        {"/api/v1/families",                    "{\"name\":\"A\",\"manager\":\"peter\"}",                "manager",                400},
        {"/api/v1/families",                    "{\"name\":\"A\",\"manager\":\"sanne\",\"members\":[]}", "members",
         400                                                                                                                          },
        {"/api/v1/families",
         "{\"name\":\"A\",\"manager\":\"sanne\",\"members\":[{\"name\":\"R\",\"language\":\"x\"}]}",     "language",               400},
        {"/api/v1/families",
         "{\"name\":\"A\",\"manager\":\"sanne\",\"members\":[{\"name\":\"R\",\"language\":\"nl\","
         "\"phone\":{\"number\":\"12\"}}]}",                                                             "number",                 400},
        {"/api/v1/families",
         "{\"name\":\"A\",\"manager\":\"sanne\",\"members\":[{\"name\":\"R\",\"language\":\"nl\","
         "\"asked\":true,\"phone\":{\"number\":\"0612345602\"}}]}",                                      "consent",                400},
        {"/api/v1/families",
         "{\"name\":\"A\",\"manager\":\"sanne\",\"members\":[{\"name\":\"R\",\"language\":\"nl\","
         "\"asked\":true,\"consent\":true,\"phone\":{\"number\":\"0201234567\"}}]}",                     "landline",               400},
        {"/api/v1/families/1/enrolment",        "{\"programme\":\"oosterhout\"}",                        "start_day",              400},
        {"/api/v1/families/1/enrolment",
         "{\"programme\":\"oosterhout\",\"start_day\":\"2027-01-04\",\"domains\":[\"general\"]}",        "domains",                400},
        {"/api/v1/families/1/enrolment",
         "{\"programme\":\"oosterhout\",\"start_day\":\"soon\",\"domains\":[\"work\"]}",                 "start_day",              400},
        {"/api/v1/families/1/appointments",     "{\"member\":1,\"starts_at\":\"2020-01-01T10:00:00Z\"}",
         "starts_at",                                                                                                              400},
        {"/api/v1/families/1/appointments",     "{\"member\":9,\"starts_at\":\"2028-01-01T10:00:00Z\"}",
         "member",                                                                                                                 400},
        {"/api/v1/families/1/members/1/digits", "{\"digits\":\"arabic\"}",                               "\"digits\":\"arabic\"",
         200                                                                                                                          },
        {"/api/v1/families/1/members/1/digits", "{\"digits\":\"roman\"}",                                "digits: expected usual",
         400                                                                                                                          },
        {"/api/v1/families/1/members/1/digits", "{}",                                                    "digits: expected usual", 400},
        {"/api/v1/families/1/members/9/digits", "{\"digits\":\"usual\"}",                                "no member 9",            404},
        {"/api/v1/families/1/members/1/name",   "{}",                                                    "members/ID/digits",      404},
        {"/api/v1/families/1/appointments",     "{\"starts_at\":\"2028-01-01T10:00:00Z\"}",
         "\"member\":null",                                                                                                        201},
        {"/api/v1/families/1/appointments",
         "{\"member\":\"all\",\"starts_at\":\"2028-01-01T10:00:00Z\"}",                                  "member: expected",       400},
        {"/api/v1/families/99/enrolment",       "{}",                                                    "99",                     404},
        {"/api/v1/nothing",                     "{}",                                                    "no such",                404},
    };
    struct browser noor;
    struct office *office = office_with_api(&noor);
    (void)state;

    fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (browser_call(&noor, "noor", cases[i].path, cases[i].body) != cases[i].status)
            fail_msg("%s: %d", cases[i].body, noor.page.status);
        if (!browser_sees(&noor, cases[i].says))
            fail_msg("%s: %s", cases[i].body, browser_page(&noor));
        json_decref(answer_of(&noor));
    }
    browser_clear(&noor);
    office_free(office);
}

static void an_appointment_is_changed_from_elsewhere(void **state)
{
    static const struct {
        const char *path, *body, *says;
        int status;
    } steps[] = {
        {"1/move",       "{\"starts_at\":\"2027-04-03T08:30:00Z\",\"place\":\"Buurthuis\"}",
         "\"2027-04-03T08:30:00Z\"",                                                                                         200},
        {"1/move",       "{\"starts_at\":\"tomorrow\"}",                                     "starts_at: expected a moment", 400},
        {"1/move",       "{\"ends_at\":\"2027-04-03T08:00:00Z\"}",                           "ends_at: expected a moment",   400},
        {"1/move",       "{\"place\":7}",                                                    "place: expected a string",     400},
        {"1/slots",      "{\"slots\":[]}",                                                   "slots: expected 1 to 3",       400},
        {"1/slots",      "{\"slots\":[\"2027-04-05T08:30:00Z\",\"2027-04-06T08:30:00Z\"]}",
         "\"2027-04-06T08:30:00Z\"]",                                                                                        200},
        {"1/attendance", "{\"came\":1}",                                                     "came: expected true or false", 400},
        {"1/attendance", "{\"came\":true}",                                                  "that has begun",               404},
        {"1/dance",      "{}",                                                               "/move, /cancel",               404},
        {"9/cancel",     "{}",                                                               "no such appointment",          404},
        {"1/cancel",     "{}",                                                               "\"state\":\"cancelled\"",      200},
        {"1/move",       "{\"starts_at\":\"2027-04-07T08:30:00Z\"}",                         "was cancelled",                400},
    };
    struct browser sanne;
    struct office *office = office_with_api(&sanne);
    char url[64];
    (void)state;

    fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/families/1/appointments",
                                  "{\"member\":1,\"starts_at\":\"2027-04-02T08:30:00Z\"}"),
                     201);
    for (size_t i = 0; i < COUNT(steps); i++) {
        snprintf(url, sizeof(url), "/api/v1/families/1/appointments/%s", steps[i].path);
        if (browser_call(&sanne, "sanne", url, steps[i].body) != steps[i].status)
            fail_msg("%s %s: %d %s", url, steps[i].body, sanne.page.status, browser_page(&sanne));
        if (!browser_sees(&sanne, steps[i].says))
            fail_msg("%s %s: %s", url, steps[i].body, browser_page(&sanne));
    }
    browser_clear(&sanne);
    office_free(office);
}

static void somebody_who_came_is_noted_from_elsewhere(void **state)
{
    struct browser sanne;
    struct office *office = office_with_api(&sanne);
    (void)state;

    fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/families/1/appointments",
                                  "{\"member\":1,\"starts_at\":\"2027-04-02T08:30:00Z\"}"),
                     201);
    office->fixture->now += 100 * USEC_DAY;
    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/families/1/appointments/1/attendance",
                                  "{\"came\":false}"),
                     200);
    assert_true(browser_sees(&sanne, "\"attendance\":\"missed\""));
    browser_clear(&sanne);
    office_free(office);
}

static void an_appointment_and_an_alert_are_handled_from_elsewhere(void **state)
{
    struct browser sanne;
    struct office *office = office_with_api(&sanne);
    int64_t family, alert = office_crisis(office, &family);
    char url[64];
    (void)state;

    assert_int_equal(browser_call(&sanne, "sanne",
                                  url_of(url, "/api/v1/families/#/appointments", family),
                                  "{\"member\":1,\"starts_at\":\"2027-04-02T08:30:00Z\"}"),
                     201);
    assert_int_equal(browser_call(&sanne, "sanne", url, NULL), 200);
    assert_true(browser_sees(&sanne, "\"starts_at\":\"2027-04-02T08:30:00Z\""));

    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/alerts", NULL), 200);
    assert_true(browser_sees(&sanne, "\"level\":3"));
    assert_true(browser_sees(&sanne, "\"state\":\"open\""));
    assert_false(browser_sees(&sanne, "geslagen"));
    assert_int_equal(browser_call(&sanne, "sanne", url_of(url, "/api/v1/alerts/#/take", alert),
                                  "{\"tell\":true,\"from_hour\":16,\"till_hour\":14}"),
                     400);
    assert_int_equal(browser_call(&sanne, "sanne", url, "{\"tell\":true,\"tomorrow\":true}"), 200);
    assert_int_equal(browser_call(&sanne, "sanne", url, "{}"), 409);
    assert_int_equal(browser_call(&sanne, "sanne", url_of(url, "/api/v1/alerts/#/close", alert),
                                  "{\"outcome\":\"perhaps\"}"),
                     400);
    assert_int_equal(
        browser_call(&sanne, "sanne", url, "{\"outcome\":\"right\",\"note\":\"gebeld\"}"), 200);
    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/alerts?closed=1", NULL), 200);
    assert_true(browser_sees(&sanne, "\"outcome\":\"right\""));
    browser_clear(&sanne);
    office_free(office);
}

/* The id of a reply and of its first signal, as the API tells them. */
static void first_reply(const struct browser *system, json_int_t *reply, json_int_t *signal)
{
    json_t *json = answer_of(system);
    const json_t *one = json_array_get(json_object_get(json, "replies"), 0);

    *reply = json_integer_value(json_object_get(one, "id"));
    *signal = json_integer_value(
        json_object_get(json_array_get(json_object_get(one, "signals"), 0), "id"));
    json_decref(json);
}

static void a_verdict_is_given_from_elsewhere(void **state)
{
    static const char *const wrong[] = {
        "{}",
        "{\"verdict\":\"perhaps\"}",
        "{\"verdict\":\"too-high\",\"level\":0}",
        "{\"verdict\":\"too-high\",\"level\":\"1\"}",
        "{\"verdict\":\"domain\",\"domain\":\"nowhere\"}",
        "{\"verdict\":\"missed\",\"domain\":\"work\"}",
    };
    struct browser system;
    struct office *office = office_with_api(&system);
    int64_t family, alert = office_crisis(office, &family);
    json_int_t reply, signal;
    char url[64], body[96];
    (void)state;

    assert_int_equal(
        browser_call(&system, "sanne", url_of(url, "/api/v1/families/#/replies", family), NULL),
        200);
    assert_true(browser_sees(&system, "\"read\":{\"domain\":\"violence\",\"level\":3}"));
    assert_true(browser_sees(&system, "\"found\":null"));
    assert_false(browser_sees(&system, "geslagen"));
    first_reply(&system, &reply, &signal);
    url_of(url, "/api/v1/replies/#/verdict", reply);
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (browser_call(&system, "sanne", url, wrong[i]) != 400) fail_msg("%s", wrong[i]);
    snprintf(body, sizeof(body), "{\"verdict\":\"domain\",\"domain\":\"mental\",\"signal\":%lld}",
             (long long)signal);
    assert_int_equal(browser_call(&system, "sanne", url, body), 200);
    assert_int_equal(browser_call(&system, "sanne", url,
                                  "{\"verdict\":\"missed\",\"domain\":\"violence\",\"level\":1}"),
                     409);
    assert_int_equal(
        browser_call(&system, "sanne", url_of(url, "/api/v1/families/#/replies", family), NULL),
        200);
    assert_true(browser_sees(&system, "\"found\":{\"domain\":\"mental\",\"level\":3}"));
    assert_int_equal(browser_call(&system, "sanne", url_of(url, "/api/v1/alerts/#/verdict", alert),
                                  "{\"verdict\":\"wrong\"}"),
                     200);
    assert_int_equal(browser_call(&system, "sanne", "/api/v1/findings", NULL), 403);
    assert_int_equal(browser_call(&system, "noor", "/api/v1/findings?since=soon", NULL), 400);
    assert_int_equal(browser_call(&system, "noor", "/api/v1/findings?since=2020-01-01", NULL), 200);
    assert_true(browser_sees(&system, "\"coverage\":{\"n\":1,\"of\":1"));
    assert_true(browser_sees(&system, "\"violence\":{\"n\":0,\"of\":1"));
    browser_clear(&system);
    office_free(office);
}

static void who_may_not_is_told_so_and_a_wrong_password_opens_nothing(void **state)
{
    struct browser sanne;
    struct office *office = office_with_api(&sanne);
    SCOPED(http_headers_clear) struct http_headers headers = {0};
    (void)state;

    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/families", RIMA), 403);
    assert_int_equal(browser_call(&sanne, "sanne", "/api/v1/balance", NULL), 403);
    assert_int_equal(browser_call(&sanne, "noor", "/api/v1/balance", NULL), 200);
    assert_true(browser_sees(&sanne, "\"balances\":true"));
    assert_int_equal(browser_call(&sanne, "peter", "/api/v1/alerts", NULL),
                     401); /* has no password */
    assert_int_equal(browser_get(&sanne, "/api/v1/alerts"), 401);
    assert_non_null(strstr(browser_header(&sanne, "WWW-Authenticate"), "Basic"));
    http_header_add(&headers, "Authorization", "Basic !!!");
    assert_int_equal(browser_send(&sanne, "GET", "/api/v1/alerts", &headers, NULL), 401);
    browser_clear(&sanne);
    office_free(office);
}

static void a_session_must_show_its_token_and_a_form_is_no_json(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor");
    SCOPED(http_headers_clear) struct http_headers headers = {0};
    (void)state;

    assert_int_equal(browser_get(&noor, "/api/v1/families"), 200);
    browser_get(&noor, "/families");
    assert_int_equal(browser_post(&noor, "/api/v1/families", ""), 403);
    http_header_add(&headers, "Content-Type", "application/json");
    assert_int_equal(browser_send(&noor, "POST", "/api/v1/families", &headers, RIMA), 403);
    http_header_add(&headers, "X-CSRF-Token", noor.csrf);
    assert_int_equal(browser_send(&noor, "POST", "/api/v1/families", &headers, RIMA), 201);
    browser_clear(&noor);
    office_free(office);
}

static void a_route_is_switched_by_who_may_and_keeps_who_it_was(void **state)
{
    struct browser noor;
    struct office *office = office_with_api(&noor);
    (void)state;

    office_password(office, "peter", "goed");
    assert_int_equal(browser_call(&noor, "peter", "/api/v1/routes", NULL), 200);
    assert_true(browser_sees(&noor, "\"name\":\"sandbox\""));
    assert_true(browser_sees(&noor, "\"on\":true"));
    assert_true(browser_sees(&noor, "\"switched_by\":null"));
    assert_true(browser_sees(&noor, "\"breaker\":\"closed\""));
    assert_int_equal(browser_call(&noor, "peter", "/api/v1/routes/sandbox", "{\"on\":false}"), 403);
    assert_int_equal(browser_call(&noor, "sanne", "/api/v1/routes", NULL), 403);
    assert_int_equal(browser_call(&noor, "noor", "/api/v1/routes/sandbox", "{\"on\":\"off\"}"),
                     400);
    assert_int_equal(browser_call(&noor, "noor", "/api/v1/routes/sandbok", "{\"on\":false}"), 404);
    assert_int_equal(browser_call(&noor, "noor", "/api/v1/routes/sandbox", "{\"on\":false}"), 200);
    assert_int_equal(browser_call(&noor, "noor", "/api/v1/routes", NULL), 200);
    assert_true(browser_sees(&noor, "\"on\":false"));
    assert_true(browser_sees(&noor, "\"switched_by\":\"noor\""));
    browser_clear(&noor);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_family_is_added_enrolled_paused_and_ended),
        cmocka_unit_test(bad_input_says_which_field_and_what_was_expected),
        cmocka_unit_test(a_verdict_is_given_from_elsewhere),
        cmocka_unit_test(an_appointment_is_changed_from_elsewhere),
        cmocka_unit_test(somebody_who_came_is_noted_from_elsewhere),
        cmocka_unit_test(an_appointment_and_an_alert_are_handled_from_elsewhere),
        cmocka_unit_test(who_may_not_is_told_so_and_a_wrong_password_opens_nothing),
        cmocka_unit_test(a_session_must_show_its_token_and_a_form_is_no_json),
        cmocka_unit_test(a_route_is_switched_by_who_may_and_keeps_who_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
