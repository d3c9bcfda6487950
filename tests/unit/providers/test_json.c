#include "tests/unit/providers/cases.h"

#include "providers/json.h"

static json_t *read_string(const char *string)
{
    SCOPED(text_clear) struct text body = {0};

    text_add(&body, string);
    return json_read(&body);
}

static void a_path_finds_its_place_in_any_case(void **state)
{
    SCOPED(json_free)
    json_t *json =
        read_string("{\"Messages\":[{\"Status\":\"x\",\"n\":\"12\",\"m\":13,\"t\":\"True\"}]}");
    int64_t number = 0;
    (void)state;

    assert_string_equal(json_string_at(json, "messages.0.status"), "x");
    assert_null(json_at(json, "messages.1.status"));
    assert_null(json_at(json, "messages.status.0"));
    assert_null(json_string_at(json, "messages.0.m"));
    assert_true(json_integer_at(json, "messages.0.n", &number));
    assert_int_equal(number, 12);
    assert_true(json_integer_at(json, "messages.0.m", &number));
    assert_int_equal(number, 13);
    assert_false(json_integer_at(json, "messages.0.status", &number));
    assert_int_equal(number, 13);
    assert_true(json_true_at(json, "messages.0.t"));
    assert_false(json_true_at(json, "messages.0.m"));
    assert_null(json_at(NULL, "a"));
}

static void what_is_broken_costs_one_character_and_not_the_text(void **state)
{
    static const struct {
        const char *json, *want;
    } cases[] = {
        {"{\"text\":\"ja \xFF hoor\"}",            "ja \uFFFD hoor"      },
        {"{\"text\":\"ja \\ud83d\"}",              "ja \uFFFD"           },
        {"{\"text\":\"\\ude2d ja\"}",              "\uFFFD ja"           },
        {"{\"text\":\"\\ud83dx\\ude2d\"}",         "\uFFFDx\uFFFD"       },
        {"{\"text\":\"\\ud83d\\ud83d\\ude2d\"}",   "\uFFFD\U0001F62D"    },
        {"{\"text\":\"\\\\ud83d \\n \\\" \xFF\"}", "\\ud83d \n \" \uFFFD"},
        {"{\"text\":\"een\ntwee\"}",               "een twee"            },
        {"\xEF\xBB\xBF{\"text\":\"ja\"}",          "ja"                  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(json_free) json_t *json = read_string(cases[i].json);
        const char *got = json_string_at(json, "text");

        if (!got || strcmp(got, cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].json, got ? got : "nothing");
    }
}

static void what_is_cut_off_in_an_escape_is_no_json(void **state)
{
    static const char *const cases[] = {
        "{\"t\":\"\\",         "{\"t\":\"\\u", "{\"t\":\"\\ud83", "{\"t\":\"\\ud83d",
        "{\"t\":\"\\ud83d\\u", "\xEF\xBB\xBF", "\xEF\xBB"};
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_null(read_string(cases[i]));
}

static void strings_and_whole_numbers_are_text_and_the_rest_is_not(void **state)
{
    static const struct {
        const char *json, *want; /* NULL: nothing is added */
    } cases[] = {
        {"{\"a\":\"x\\u0000y\"}", "x\uFFFDy"   },
        {"{\"a\":31612345678}",   "31612345678"},
        {"{\"a\":1.5}",           NULL         },
        {"{\"a\":null}",          NULL         },
        {"{\"a\":[]}",            NULL         },
        {"{}",                    NULL         },
        {"{",                     NULL         },
        {"",                      NULL         },
        {"<html>",                NULL         },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(json_free) json_t *json = read_string(cases[i].json);
        SCOPED(text_clear) struct text got = {0};

        assert_int_equal(json_add_to(&got, json_at(json, "a")), cases[i].want != NULL);
        assert_string_equal(text_string(&got), cases[i].want ? cases[i].want : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_finds_its_place_in_any_case),
        cmocka_unit_test(what_is_broken_costs_one_character_and_not_the_text),
        cmocka_unit_test(what_is_cut_off_in_an_escape_is_no_json),
        cmocka_unit_test(strings_and_whole_numbers_are_text_and_the_rest_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
