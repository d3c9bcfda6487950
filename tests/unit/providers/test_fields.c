#include "tests/unit/providers/cases.h"

#include "providers/fields.h"

static void every_transport_says_the_same(void **state)
{
    static const struct {
        const char *method, *url, *body;
    } cases[] = {
        {"GET",  "/in/x?to=31&text=%D9%86",    ""                                                        },
        {"GET",  "/in/x?to=31&text=%D9%86#to", "to=4"                                                    },
        {"POST", "/in/x",                      "to=31&text=%D9%86"                                       },
        {"POST", "/in/x?to=4",                 "{\"to\":31,\"text\":\"\\u0646\"}"                        },
        {"POST", "/in/x",                      "\xEF\xBB\xBF\r\n {\"to\":\"31\",\"text\":\"\\u0646\"}"   },
        {NULL,   "/in/x",                      "{\"to\":\"31\",\"usage\":{\"a\":1},\"text\":\"\\u0646\"}"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_request_clear) struct http_request request = {.method = cases[i].method};
        SCOPED(form_clear) struct form form = {0};

        text_add(&request.url, cases[i].url);
        text_add(&request.body, cases[i].body);
        fields_read(&request, &form);
        assert_int_equal(form.n, 2);
        assert_string_equal(form_string(&form, "to"), "31");
        assert_string_equal(form_string(&form, "text"), "ن");
    }
}

static void truth_is_a_word_and_nothing_is_no_field(void **state)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(form_clear) struct form form = {0};
    (void)state;

    text_add(&request.body, "{\"concat\":true,\"read\":false,\"keyword\":null,\"price\":0.5}");
    fields_read(&request, &form);
    assert_int_equal(form.n, 2);
    assert_string_equal(form_string(&form, "concat"), "true");
    assert_string_equal(form_string(&form, "read"), "false");
}

static void nonsense_has_no_fields(void **state)
{
    static const char *const bodies[] = {"", "{", "{\"a\":", "[1]", "&&"};
    (void)state;

    for (size_t i = 0; i < COUNT(bodies); i++) {
        SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
        SCOPED(form_clear) struct form form = {0};

        text_add(&request.body, bodies[i]);
        fields_read(&request, &form);
        assert_null(form_find(&form, "a"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_transport_says_the_same),
        cmocka_unit_test(truth_is_a_word_and_nothing_is_no_field),
        cmocka_unit_test(nonsense_has_no_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
