/* What is refused before it is used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/web/rules.h"

#define HEADERS_MAX 4

static void a_request_that_can_be_read_in_two_ways_is_refused(void **state)
{
    static const struct {
        const char *name, *method, *version;
        const char *headers[HEADERS_MAX][2];
        int status;
    } cases[] = {
        {"plain",                  "GET",   "HTTP/1.1", {{"Host", "a"}},                                   0  },
        {"with a body",            "POST",  "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "12"}},         0  },
        {"chunked",                "POST",  "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}, 0  },
        {"old",                    "GET",   "HTTP/1.0", {{"X", "y"}},                                      0  },
        {"two lengths",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "1"}, {"content-length", "1"}},
         400                                                                                                  },
        {"length beside chunks",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}},
         400                                                                                                  },
        {"chunks beside length",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "1"}},
         400                                                                                                  },
        {"chunked twice",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
         400                                                                                                  },
        {"another coding",         "POST",  "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}},    400},
        {"codings in a row",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding", "identity, chunked"}},
         400                                                                                                  },
        {"chunks in HTTP/1.0",     "POST",  "HTTP/1.0", {{"Transfer-Encoding", "chunked"}},                400},
        {"a list of lengths",      "POST",  "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1, 1"}},       400},
        {"a sign",                 "POST",  "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "+1"}},         400},
        {"below nothing",          "POST",  "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "-1"}},         400},
        {"hex",                    "POST",  "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0x10"}},       400},
        {"no length at all",       "POST",  "HTTP/1.1", {{"Host", "a"}, {"Content-Length", ""}},           400},
        {"beyond counting",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "99999999999999999999"}},
         400                                                                                                  },
        {"a blank in a name",
         "POST",                            "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding ", "chunked"}},
         400                                                                                                  },
        {"a name of nothing",      "GET",   "HTTP/1.1", {{"Host", "a"}, {"", "b"}},                        400},
        {"a line end in a value",  "GET",   "HTTP/1.1", {{"Host", "a"}, {"X", "b\rc"}},                    400},
        {"no host",                "GET",   "HTTP/1.1", {{"X", "y"}},                                      400},
        {"two hosts",              "GET",   "HTTP/1.1", {{"Host", "a"}, {"Host", "b"}},                    400},
        {"a version nobody wrote", "GET",   "HTTP/1.2", {{"Host", "a"}},                                   400},
        {"a method that we lack",  "TRACE", "HTTP/1.1", {{"Host", "a"}},                                   501},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_headers headers = {0};
        struct request_shape shape = {0};
        int status;

        for (size_t j = 0; j < HEADERS_MAX && cases[i].headers[j][0]; j++)
            http_header_add(&headers, cases[i].headers[j][0], cases[i].headers[j][1]);
        status = rules_check(cases[i].method, cases[i].version, &headers, &shape);
        if (status != cases[i].status) fail_msg("%s: %d", cases[i].name, status);
        http_headers_clear(&headers);
    }
}

static void headers_beyond_their_limit_are_refused(void **state)
{
    struct http_headers headers = {0};
    struct request_shape shape;
    SCOPED(text_clear) struct text value = {0};
    (void)state;

    for (int i = 0; i < 1000; i++)
        text_add(&value, "0123456789abcdef");
    http_header_add(&headers, "Host", "a");
    http_header_add(&headers, "Cookie", text_string(&value));
    assert_int_equal(rules_check("GET", "HTTP/1.1", &headers, &shape), 0);
    for (int i = 0; i < 24; i++)
        text_add(&value, "0123456789abcdef");
    http_headers_clear(&headers);
    http_header_add(&headers, "Host", "a");
    http_header_add(&headers, "Cookie", text_string(&value));
    assert_int_equal(rules_check("GET", "HTTP/1.1", &headers, &shape), 431);
    http_headers_clear(&headers);
}

static void a_head_is_a_get_without_its_body(void **state)
{
    struct http_headers headers = {0};
    struct request_shape shape = {0};
    (void)state;

    http_header_add(&headers, "Host", "a");
    assert_int_equal(rules_check("HEAD", "HTTP/1.1", &headers, &shape), 0);
    assert_string_equal(shape.method, "GET");
    http_headers_clear(&headers);
}

static void only_what_providers_call_is_a_webhook(void **state)
{
    static const struct {
        const char *url;
        bool is;
    } cases[] = {
        {"/in/cm",           true },
        {"/report/cm/s?m=1", true },
        {"/ussd/x",          true },
        {"/",                false},
        {"/in",              false},
        {"/inside",          false},
        {"/IN/cm",           false},
        {"//in/cm",          false},
        {"/reports/",        false},
        {"in/cm",            false},
        {"",                 false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (rules_is_webhook(cases[i].url) != cases[i].is) fail_msg("%s", cases[i].url);
}

static void an_address_to_listen_on_is_read_or_refused(void **state)
{
    static const struct {
        const char *written, *host, *port; /* NULL: refused */
    } cases[] = {
        {"127.0.0.1:8080", "127.0.0.1", "8080"},
        {"[::1]:0",        "::1",       "0"   },
        {":80",            "",          "80"  },
        {"localhost:1",    "localhost", "1"   },
        {"8080",           NULL,        NULL  },
        {"127.0.0.1",      NULL,        NULL  },
        {"::1:8080",       NULL,        NULL  },
        {"[::1:80",        NULL,        NULL  },
        {"a:65536",        NULL,        NULL  },
        {"a:-1",           NULL,        NULL  },
        {"a:80x",          NULL,        NULL  },
        {"a:",             NULL,        NULL  },
        {"",               NULL,        NULL  },
        {"a:000080",       NULL,        NULL  },
        {"[]:80",          NULL,        NULL  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text host = {0};
        SCOPED(text_clear) struct text port = {0};
        bool good = rules_read_listen(cases[i].written, &host, &port);

        if (good != (cases[i].host != NULL)) fail_msg("%s", cases[i].written);
        if (!good) continue;
        assert_string_equal(text_string(&host), cases[i].host);
        assert_string_equal(text_string(&port), cases[i].port);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_that_can_be_read_in_two_ways_is_refused),
        cmocka_unit_test(headers_beyond_their_limit_are_refused),
        cmocka_unit_test(a_head_is_a_get_without_its_body),
        cmocka_unit_test(only_what_providers_call_is_a_webhook),
        cmocka_unit_test(an_address_to_listen_on_is_read_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
