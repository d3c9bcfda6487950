#include "config/scan.h"

#include "tests/unit/config/fixture.h"

static char *scan_new(const char *bytes, size_t n, bool *fine)
{
    struct reading reading = {0};
    struct mistakes mistakes = {0};
    struct scan scan;
    char *lines;

    reading_begin_file(&reading, "f");
    *fine = scan_file(&reading, bytes, n, &scan);
    reading_report(&reading, &mistakes);
    lines = mem_copy_string(text_string(&mistakes.lines));
    mistakes_clear(&mistakes);
    reading_clear(&reading);
    return lines;
}

static void what_libconfig_would_hide_is_told_with_its_line_and_key(void **state)
{
    static const struct {
        const char *text, *want; /* how the one line begins; "": none */
        bool goes_on;
    } cases[] = {
        {"a = 123456789; b = -999999999;",                                        "",                                          true },
        {"a = 1234567890;",                                                       "f:1: a: a bare number of 10 digits",        true },
        {"a = 0612345678;",                                                       "f:1: a: a bare number of 10 digits",        true },
        {"a = +31612345678;",                                                     "f:1: a: a bare number of 11 digits",        true },
        {"a = 99999999999L;",                                                     "f:1: a: a bare number of 11 digits",        true },
        {"a = 0xFFFFFFFF;",                                                       "",                                          true },
        {"a = 0x1FFFFFFFF;",                                                      "f:1: a: a bare number of 9 digits",         true },
        {"a = 1234567890.5;",                                                     "",                                          true },
        {"a = \"31612345678\"; # 31612345678\n// 31612345678\n/* 31612345678 */", "",                                          true },
        {"r = (\n {x = 1;},\n {n = 12345678901;}\n);",                            "f:3: r[2].n: a bare number",                true },
        {"g = { l = [1, 12345678901]; };",                                        "f:1: g.l[2]: a bare number",                true },
        {"a = \"x\n\n",                                                           "f:1: a text begins here and never ends",    false},
        {"\n/* x",                                                                "f:2: a comment begins here and never ends", false},
        {"@include \"/etc/passwd\"",                                              "f:1: @include is not read here",            false},
        {"a = ((((((((((((((1))))))))))))));",                                    "f:1: brackets within brackets",             false},
        {"\na = \"\xFF\";",                                                       "f:2: bytes that are not UTF-8",             false},
        {"a = \"\\\"\"; b = 1234567890;",                                         "f:1: b: a bare number",                     true },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        bool goes_on;
        SCOPED(mem_free) char *got = scan_new(cases[i].text, strlen(cases[i].text), &goes_on);
        bool same = cases[i].want[0] ? strncmp(got, cases[i].want, strlen(cases[i].want)) == 0
                                     : got[0] == '\0';

        if (!same || goes_on != cases[i].goes_on) fail_msg("%s: %s", cases[i].text, got);
    }
}

static void a_byte_of_value_zero_ends_no_file_early(void **state)
{
    static const char bytes[] = "a = 1;\n\0b = 2;\n";
    bool fine;
    SCOPED(mem_free) char *got = scan_new(bytes, sizeof(bytes) - 1, &fine);
    (void)state;

    assert_false(fine);
    assert_non_null(strstr(got, "f:2: a byte of value 0"));
}

static void the_number_itself_is_not_shown(void **state)
{
    bool fine;
    SCOPED(mem_free) char *got = scan_new("a = 31612345678;", 16, &fine);
    (void)state;

    assert_true(fine);
    assert_null(strstr(got, "316123"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_libconfig_would_hide_is_told_with_its_line_and_key),
        cmocka_unit_test(a_byte_of_value_zero_ends_no_file_early),
        cmocka_unit_test(the_number_itself_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
