/* One request in, one screen out, through the sandbox's format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/ussd/ussd.h"
#include "providers/form.h"
#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"

static const char routes[] =
    "routes = ( { name = \"safe\"; provider = \"sandbox\"; sender = \"+3197010200300\"; secret = \"s3cret\"; },\n"
    "           { name = \"open\"; provider = \"sandbox\"; sender = \"+3197010200301\"; } );\n";

static const char routes_africa[] =
    "routes = ( { name = \"sandbox\"; provider = \"sandbox\"; sender = \"+3197010200300\"; },\n"
    "           { name = \"africa\"; provider = \"africastalking-ussd\"; secret = \"s3cret\"; } );\n";

static int post(struct fixture *fixture, const char *path, const char *event, struct text *screen)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response answer = {0};

    text_add(&request.url, path);
    text_addf(&request.body, "{\"events\":[%s]}", event);
    ussd_exchange(&fixture->world, &fixture->inbox, &request, fixture->now, &answer);
    text_reset(screen);
    text_add_bytes(screen, text_string(&answer.body), answer.body.n);
    fixture->now += 5 * USEC_SEC;
    return answer.status;
}

static int type(struct fixture *fixture, const char *path, const char *session, const char *input,
                struct text *screen)
{
    SCOPED(text_clear) struct text event = {0};

    text_addf(&event,
              "{\"type\":\"ussd\",\"session\":\"%s\",\"from\":\"0612345601\",\"input\":\"%s\"}",
              session, input);
    return post(fixture, path, text_string(&event), screen);
}

static void a_provider_may_append_to_the_path_and_needs_the_secret(void **state)
{
    struct fixture *fixture = fixture_new(routes);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(type(fixture, "/ussd/safe/s3cret", "a", "", &screen), 200);
    assert_non_null(strstr(text_string(&screen), "1 Bel mij"));
    assert_non_null(strstr(text_string(&screen), "\"end\":false"));
    assert_int_equal(type(fixture, "/ussd/safe/s3cret/session/a/response", "a", "1", &screen), 200);
    assert_non_null(strstr(text_string(&screen), "\"end\":true"));
    assert_int_equal(type(fixture, "/ussd/safe/guess", "b", "", &screen), 403);
    assert_int_equal(type(fixture, "/ussd/safe", "b", "", &screen), 403);
    assert_int_equal(type(fixture, "/in/safe/s3cret", "b", "", &screen), 404);
    assert_int_equal(type(fixture, "/ussd/nobody", "b", "", &screen), 404);
    fixture_free(fixture);
}

static void a_stranger_at_an_open_door_sees_nothing_of_a_family_and_is_heard(void **state)
{
    struct fixture *fixture = fixture_new(routes);
    SCOPED(text_wipe) struct text screen = {0};
    SCOPED(alerts_clear) struct alerts alerts = {0};

    (void)state;
    fixture->inbox.inside = false;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(type(fixture, "/ussd/open", "a", "", &screen), 200);
    assert_null(strstr(text_string(&screen), "Bel mij"));
    assert_non_null(strstr(text_string(&screen), "Schrijf hier je bericht"));
    assert_int_equal(type(fixture, "/ussd/open", "a", "hij gaat me vermoorden", &screen), 200);
    assert_non_null(strstr(text_string(&screen), "112"));
    fixture->inbox.inside = true; /* for the reports of what is sent now */
    fixture_settle(fixture);
    assert_int_equal(store_alert_list(fixture->store, NULL, true, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    fixture_free(fixture);
}

static void a_star_that_a_person_types_is_no_step(void **state)
{
    struct fixture *fixture = fixture_new(routes_africa);
    SCOPED(replies_clear) struct replies unread = {0};
    static const char *const histories[] = {"", "2", "2*0", "2*0*ja*nee, het gaat wel"};

    (void)state;
    fixture_family(fixture, PETRA, LANGUAGE_NL);
    for (size_t i = 0; i < COUNT(histories); i++) {
        SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
        SCOPED(http_response_clear) struct http_response answer = {0};

        text_add(&request.url, "/ussd/africa/s3cret");
        http_header_add(&request.headers, "Content-Type", "application/x-www-form-urlencoded");
        text_add_field(&request.body, "sessionId", "a");
        text_add_field(&request.body, "phoneNumber", PETRA);
        text_add_field(&request.body, "serviceCode", "*140#");
        text_add_field(&request.body, "text", histories[i]);
        ussd_exchange(&fixture->world, &fixture->inbox, &request, fixture->now, &answer);
        assert_int_equal(answer.status, 200);
        fixture->now += 5 * USEC_SEC;
    }
    assert_int_equal(store_reply_unread(fixture->store, NULL, 10, &unread, NULL), RC_OK);
    assert_int_equal(unread.n, 1);
    assert_string_equal(unread.at[0].text, "ja*nee, het gaat wel");
    fixture_free(fixture);
}

static void what_is_no_step_of_a_session_is_refused_or_only_answered(void **state)
{
    struct fixture *fixture = fixture_new(routes);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    assert_int_equal(post(fixture, "/ussd/safe/s3cret",
                          "{\"type\":\"inbound\",\"from\":\"0612345601\",\"text\":\"ja\"}",
                          &screen),
                     404);
    assert_int_equal(post(fixture, "/ussd/safe/s3cret",
                          "{\"type\":\"ussd\",\"from\":\"0612345601\",\"input\":\"1\"}", &screen),
                     400);
    assert_int_equal(post(fixture, "/ussd/safe/s3cret",
                          "{\"type\":\"ussd\",\"session\":\"a\",\"from\":\"0612345601\",\"input\":"
                          "\"1\",\"ended\":true}",
                          &screen),
                     200);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_provider_may_append_to_the_path_and_needs_the_secret),
        cmocka_unit_test(a_stranger_at_an_open_door_sees_nothing_of_a_family_and_is_heard),
        cmocka_unit_test(a_star_that_a_person_types_is_no_step),
        cmocka_unit_test(what_is_no_step_of_a_session_is_refused_or_only_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
