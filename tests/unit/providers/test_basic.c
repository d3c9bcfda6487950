#include "tests/unit/providers/cases.h"

#include "providers/basic.h"

/* Source: RFC 7617, 2 and 2.1. */
static void our_header_is_that_of_the_standard(void **state)
{
    SCOPED(http_headers_clear) struct http_headers headers = {0};
    (void)state;

    basic_add(&headers, "Aladdin", "open sesame");
    assert_string_equal(http_header_find(&headers, "authorization"),
                        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

static void a_webhook_is_believed_by_user_and_password(void **state)
{
    static const struct {
        const char *name, *user, *password, *header;
        enum rc want;
        bool verified;
    } cases[] = {
        {"nothing is asked",           NULL,   NULL,    NULL,                      RC_OK,     false},
        {"nothing is asked for",       NULL,   NULL,    "Basic dGVzdDoxMjPCow==",  RC_OK,     false},
        {"empty is not set",           "",     "",      NULL,                      RC_OK,     false},
        {"right",                      "test", "123£", "Basic dGVzdDoxMjPCow==",  RC_OK,     true },
        {"the scheme in any case",     "test", "123£", "bASIC  dGVzdDoxMjPCow==", RC_OK,     true },
        {"a password alone",           NULL,   "a",     "Basic OmE=",              RC_OK,     true },
        {"another password",           "test", "124£", "Basic dGVzdDoxMjPCow==",  RC_DENIED, false},
        {"another user",               "tess", "123£", "Basic dGVzdDoxMjPCow==",  RC_DENIED, false},
        {"without its padding",        "test", "123£", "Basic dGVzdDoxMjPCow",    RC_DENIED, false},
        {"no header",                  "test", "123£", NULL,                      RC_DENIED, false},
        {"another scheme",             "test", "123£", "Bearer dGVzdDoxMjPCow==", RC_DENIED, false},
        {"only the scheme",            "test", "123£", "Basic ",                  RC_DENIED, false},
        {"something behind the value", "test", "123£", "Basic dGVzdDoxMjPCow==x", RC_DENIED, false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
        SCOPED(credentials_clear) struct credentials credentials = {0};
        struct fault why = {0};
        bool verified = false;
        enum rc got;

        if (cases[i].user) credentials_add(&credentials, "webhook_user", cases[i].user);
        if (cases[i].password) credentials_add(&credentials, "webhook_password", cases[i].password);
        if (cases[i].header) http_header_add(&request.headers, "Authorization", cases[i].header);
        got = basic_check(&request, &credentials, &verified, &why);
        if (got != cases[i].want || verified != cases[i].verified)
            fail_msg("%s: %d %d", cases[i].name, (int)got, verified);
        assert_true(got == RC_OK || why.text[0]);
        assert_null(strstr(why.text, "123£"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_header_is_that_of_the_standard),
        cmocka_unit_test(a_webhook_is_believed_by_user_and_password),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
