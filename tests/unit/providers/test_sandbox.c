#include "tests/unit/providers/cases.h"

#include "providers/adapters/adapters.h"
#include "providers/signature.h"

static const struct message question = {
    .id = "0f8e7d6c5b4a39281706f5e4d3c2b1a0",
    .to = "+31612345678",
    .from = "Vangnet",
    .text = "Hoe gaat het?",
    .callback_url = "https://gw.example.nl/report/s?m=0f8e7d6c5b4a39281706f5e4d3c2b1a0",
    .validity_for = 90 * USEC_MIN,
};

static void a_message_is_written_as_documented(void **state)
{
    SCOPED(http_request_clear) struct http_request got = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    (void)state;

    credentials_add(&credentials, "base_url", "http://127.0.0.1:9000/");
    credentials_add(&credentials, "api_key", "k1");
    assert_int_equal(provider_sandbox.render(&question, &credentials, &got, NULL), RC_OK);
    assert_string_equal(got.method, "POST");
    assert_string_equal(text_string(&got.url), "http://127.0.0.1:9000/messages");
    assert_string_equal(http_header_find(&got.headers, "authorization"), "Bearer k1");
    assert_string_equal(
        text_string(&got.body),
        "{\"id\":\"0f8e7d6c5b4a39281706f5e4d3c2b1a0\",\"to\":\"+31612345678\",\"from\":\"Vangnet\","
        "\"text\":\"Hoe gaat het?\",\"callback_url\":\"https://gw.example.nl/report/"
        "s?m=0f8e7d6c5b4a39281706f5e4d3c2b1a0\",\"validity_s\":5400}");
}

static void every_answer_has_one_meaning(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum outcome want;
        bool maybe_sent;
        const char *reason;
    } cases[] = {
        {200, "{\"id\":\"s1\",\"status\":\"accepted\"}",                    OUTCOME_ACCEPTED,     false, ""                                   },
        {200, "{\"status\":\"accepted\"}",                                  OUTCOME_UNKNOWN,      true,
         "HTTP 200: the answer cannot be read"                                                                                                },
        {500, "{\"id\":\"s1\",\"status\":\"accepted\"}",                    OUTCOME_RETRY,        true,  "HTTP 500"                           },
        {400, "{\"error\":{\"code\":\"bad_to\"},\"status\":\"rejected\"}",  OUTCOME_REJECTED,     false,
         "bad_to"                                                                                                                             },
        {503, "{\"error\":{\"code\":\"busy\"},\"status\":\"retry\"}",       OUTCOME_RETRY,        false, "busy"                               },
        {429, "{\"status\":\"throttled\",\"retry_after_s\":3}",             OUTCOME_THROTTLED,    false,
         "throttled"                                                                                                                          },
        {401, "{\"error\":{\"code\":\"key\"},\"status\":\"unauthorised\"}", OUTCOME_UNAUTHORISED,
         false,                                                                                          "key"                                },
        {200, "",                                                           OUTCOME_UNKNOWN,      true,  "HTTP 200: the answer cannot be read"},
        {200, "<html>",                                                     OUTCOME_UNKNOWN,      true,  "HTTP 200: the answer cannot be read"},
        {0,   "",                                                           OUTCOME_UNKNOWN,      true,  "no answer"                          },
        {599, "",                                                           OUTCOME_UNKNOWN,      true,  "HTTP 599"                           },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_response_clear) struct http_response response = {.status = cases[i].status};
        SCOPED(result_clear) struct result got = {0};

        text_add(&response.body, cases[i].body);
        provider_sandbox.result(&question, &response, &got);
        if (got.outcome != cases[i].want || got.maybe_sent != cases[i].maybe_sent ||
            strcmp(text_string(&got.reason), cases[i].reason) != 0)
            fail_msg("%d %s: %s %s", cases[i].status, cases[i].body, outcome_name(got.outcome),
                     text_string(&got.reason));
        assert_int_equal(got.reference_n, cases[i].want == OUTCOME_ACCEPTED);
    }
}

#define SIGNED_AT 1775118600
static const char reply[] =
    "{\"events\":[{\"type\":\"inbound\",\"from\":\"+31612345678\",\"to\":\"7711\",\"text\":\"نعم\","
    "\"reference\":\"in-1\"}]}";

/* Signs `reply` with `secret` as of `at`. */
static void sign(struct http_request *request, const char *secret, long long at)
{
    SCOPED(text_clear) struct text made = {0};
    SCOPED(text_clear) struct text header = {0};
    struct digest digest;

    text_addf(&made, "%lld.%s", at, reply);
    digest = digest_hmac(DIGEST_SHA256, secret, strlen(secret), made.at, made.n);
    text_addf(&header, "t=%lld,v1=", at);
    text_add_hex(&header, digest.at, digest.n);
    http_header_add(&request->headers, "X-Vangnet-Signature", text_string(&header));
}

static void a_webhook_counts_only_if_its_signature_is_right_and_fresh(void **state)
{
    static const struct {
        const char *name, *secret;
        long long at;
        enum rc want;
    } cases[] = {
        {"right",            "s3cret", SIGNED_AT,       RC_OK    },
        {"4 minutes old",    "s3cret", SIGNED_AT - 240, RC_OK    },
        {"6 minutes old",    "s3cret", SIGNED_AT - 360, RC_DENIED},
        {"6 minutes ahead",  "s3cret", SIGNED_AT + 360, RC_DENIED},
        {"another's secret", "secret", SIGNED_AT,       RC_DENIED},
        {"not signed",       NULL,     SIGNED_AT,       RC_DENIED},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
        SCOPED(credentials_clear) struct credentials credentials = {0};
        SCOPED(receipt_clear) struct receipt got = {0};
        enum rc rc;

        credentials_add(&credentials, "webhook_secret", "s3cret");
        text_add(&request.body, reply);
        if (cases[i].secret) sign(&request, cases[i].secret, cases[i].at);
        rc = provider_sandbox.receive(&request, &credentials, NULL, SIGNED_AT * USEC_SEC, &got,
                                      NULL);
        if (rc != cases[i].want) fail_msg("%s: %d", cases[i].name, (int)rc);
        assert_int_equal(got.event_n, rc == RC_OK);
        assert_int_equal(got.verified, rc == RC_OK);
        assert_int_equal(got.answer.status, rc == RC_OK ? 200 : 401);
    }
}

static void what_was_written_to_us_is_read_whole(void **state)
{
    static const char body[] =
        "{\"events\":[{\"type\":\"report\",\"reference\":\"s1\",\"client_id\":\"0f\",\"state\":"
        "\"failed\",\"error\":\"opted_out\",\"opt_out\":true},{\"type\":\"news\"},"
        "{\"type\":\"inbound\",\"from\":\"a\",\"to\":\"b\",\"text\":\"c\",\"part\":1,\"parts\":2,"
        "\"concat_reference\":\"r\"},{\"type\":\"opt_out\",\"from\":\"a\",\"to\":\"b\"}]}";
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(receipt_clear) struct receipt got = {0};
    struct credentials none = {0};
    (void)state;

    text_add(&request.body, body);
    assert_int_equal(provider_sandbox.receive(&request, &none, NULL, 0, &got, NULL), RC_OK);
    assert_false(got.verified);
    assert_int_equal(got.event_n, 3);
    assert_int_equal(got.events[0].state, DELIVERY_FAILED);
    assert_true(got.events[0].opt_out);
    assert_int_equal(got.events[1].parts, 2);
    assert_int_equal(got.events[2].type, EVENT_OPT_OUT);
}

static void a_flood_of_events_is_refused_whole(void **state)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(receipt_clear) struct receipt got = {0};
    struct credentials none = {0};
    struct fault why = {0};
    (void)state;

    text_add(&request.body, "{\"events\":[");
    for (int i = 0; i <= RECEIPT_EVENTS_MAX; i++)
        text_addf(&request.body, "%s{\"type\":\"opt_out\"}", i ? "," : "");
    text_add(&request.body, "]}");
    assert_int_equal(provider_sandbox.receive(&request, &none, NULL, 0, &got, &why), RC_INVALID);
    assert_int_equal(got.event_n, 0);
    assert_int_equal(got.answer.status, 400);
}

static void the_next_screen_goes_into_the_answer(void **state)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(receipt_clear) struct receipt got = {0};
    struct credentials none = {0};
    struct ussd_screen screen = {.text = "Hoe gaat het?\n1. Goed", .end = false};
    (void)state;

    text_add(&request.body, "{\"events\":[{\"type\":\"ussd\",\"session\":\"u1\",\"from\":\"+31\","
                            "\"service_code\":\"*123#\",\"input\":\"1\"}]}");
    assert_int_equal(provider_sandbox.receive(&request, &none, &screen, 0, &got, NULL), RC_OK);
    assert_string_equal(text_string(&got.events[0].input), "1");
    assert_string_equal(text_string(&got.answer.body),
                        "{\"text\":\"Hoe gaat het?\\n1. Goed\",\"end\":false}");
}

static void a_look_up_says_what_became_of_it(void **state)
{
    static const struct {
        const char *body;
        int status;
        enum delivery want;
    } cases[] = {
        {"{\"state\":\"absent\"}",                         200, DELIVERY_ABSENT   },
        {"{\"reference\":\"s1\",\"state\":\"delivered\"}", 200, DELIVERY_DELIVERED},
        {"{\"state\":\"odd\"}",                            200, DELIVERY_UNKNOWN  },
        {"{}",                                             200, DELIVERY_NONE     },
        {"{\"state\":\"absent\"}",                         404, DELIVERY_NONE     },
        {"",                                               0,   DELIVERY_NONE     },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_response_clear) struct http_response response = {.status = cases[i].status};
        SCOPED(event_clear) struct event got = {0};

        text_add(&response.body, cases[i].body);
        provider_sandbox.status(&question, &response, &got);
        if (got.state != cases[i].want) fail_msg("%s: %d", cases[i].body, (int)got.state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_written_as_documented),
        cmocka_unit_test(every_answer_has_one_meaning),
        cmocka_unit_test(a_webhook_counts_only_if_its_signature_is_right_and_fresh),
        cmocka_unit_test(what_was_written_to_us_is_read_whole),
        cmocka_unit_test(a_flood_of_events_is_refused_whole),
        cmocka_unit_test(the_next_screen_goes_into_the_answer),
        cmocka_unit_test(a_look_up_says_what_became_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
