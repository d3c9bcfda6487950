/* The stand-in and the adapters were written apart; they must understand each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "providers/provider.h"
#include "tests/bench/formats.h"

#define ID "0123456789abcdef0123456789abcdef"

static const struct {
    const char *name;
    const struct format *format;
} sides[] = {
    {"cm",      &format_cm     },
    {"sandbox", &format_sandbox},
    {"twilio",  &format_twilio },
};

static const struct message question = {
    .id = ID,
    .to = "+31612345601",
    .from = "+3197010240000",
    .text = "Hoe gaat het \"thuis\"? 1 tot 5 & verder",
    .callback_url = "https://sms.example.nl/report/x?m=" ID,
    .validity_for = USEC_HOUR,
};

static void add_credentials(struct credentials *credentials)
{
    credentials_add(credentials, "base_url", "http://127.0.0.1:1");
    credentials_add(credentials, "product_token", "11111111-2222-3333-4444-555555555555");
    credentials_add(credentials, "account_sid", "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    credentials_add(credentials, "auth_token", "5e0f1a2b3c4d5e6f708192a3b4c5d6e7");
}

static void a_text_is_read_and_its_answer_understood(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(sides); i++) {
        const struct provider *provider = provider_find(sides[i].name);
        SCOPED(credentials_clear) struct credentials credentials = {0};
        SCOPED(http_request_clear) struct http_request request = {0};
        SCOPED(sent_clear) struct sent sent = {0};
        struct fault why;

        add_credentials(&credentials);
        assert_int_equal(provider->render(&question, &credentials, &request, &why), RC_OK);
        if (!sides[i].format->read(&(struct standin_request){.method = request.method,
                                                             .path = text_string(&request.url),
                                                             .head = "",
                                                             .body = text_string(&request.body),
                                                             .body_n = request.body.n},
                                   &sent))
            fail_msg("%s: not read", sides[i].name);
        assert_string_equal(text_string(&sent.id), ID);
        assert_string_equal(text_string(&sent.text), question.text);
        for (int refuse = 0; refuse < 2; refuse++) {
            struct standin_answer answer = {.status = 200};
            struct http_response response = {0};
            SCOPED(result_clear) struct result result = {0};
            enum outcome want = refuse ? OUTCOME_REJECTED : OUTCOME_ACCEPTED;

            (refuse ? sides[i].format->refuse : sides[i].format->accept)(&sent, &answer);
            response = (struct http_response){.status = answer.status, .body = answer.body};
            provider->result(&question, &response, &result);
            if (result.outcome != want)
                fail_msg("%s: %s", sides[i].name, outcome_name(result.outcome));
            http_response_clear(&response);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read_and_its_answer_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
