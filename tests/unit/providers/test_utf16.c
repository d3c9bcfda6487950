#include "tests/unit/providers/cases.h"

#include "providers/utf16.h"

static void what_is_no_character_costs_one_letter(void **state)
{
    static const struct {
        const char *name, *bytes;
        size_t n;
        const char *want;
    } cases[] = {
        {"letters",             "\0J\0a",           4, "Ja"              },
        {"Arabic",              "\x06\x46\x06\x39", 4, "نع"            },
        {"a euro sign",         "\x20\xAC",         2, "€"             },
        {"a pair",              "\xD8\x3D\xDC\x4D", 4, "👍"            },
        {"the last character",  "\xDB\xFF\xDF\xFF", 4, "\xF4\x8F\xBF\xBF"},
        {"half a pair",         "\xD8\x3D\0a",      4, "\uFFFDa"         },
        {"half a pair at last", "\0a\xD8\x3D",      4, "a\uFFFD"         },
        {"the other half",      "\xDC\x4D\0a",      4, "\uFFFDa"         },
        {"a NUL",               "\0\0\0a",          4, "\uFFFDa"         },
        {"half a letter",       "\0a\0",            3, "a\uFFFD"         },
        {"nothing",             "",                 0, ""                },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        text_add_utf16(&got, cases[i].bytes, cases[i].n);
        if (strcmp(text_string(&got), cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].name, text_string(&got));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_character_costs_one_letter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
