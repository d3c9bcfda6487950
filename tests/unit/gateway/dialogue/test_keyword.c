#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/dialogue/dialogue.h"
#include "tests/fixture/fixture.h"

static void only_the_bare_word_is_a_reply_word(void **state)
{
    static const struct {
        const char *text;
        enum keyword_kind want;
    } cases[] = {
        {"STOP",             KEYWORD_STOP      },
        {" stop! ",          KEYWORD_STOP      },
        {"Stoppen.",         KEYWORD_STOP      },
        {"قف",             KEYWORD_STOP      },
        {"قِف",           KEYWORD_STOP      },
        {"توقف",         KEYWORD_STOP      },
        {"hbes",             KEYWORD_STOP      },
        {"Stop met slaan",   KEYWORD_NONE      },
        {"stop er maar mee", KEYWORD_NONE      },
        {"JA",               KEYWORD_YES       },
        {"نعم",           KEYWORD_YES       },
        {"👍",             KEYWORD_YES       },
        {"nee",              KEYWORD_NO        },
        {"لا",             KEYWORD_NO        },
        {"BEL",              KEYWORD_CALL      },
        {"عيط",           KEYWORD_CALL      },
        {"3eyet",            KEYWORD_CALL      },
        {"anders",           KEYWORD_OTHER_TIME},
        {"بدل",           KEYWORD_OTHER_TIME},
        {"START",            KEYWORD_START     },
        {"ابدأ",         KEYWORD_START     },
        {"بدا",           KEYWORD_NONE      },
        {"wie",              KEYWORD_INFO      },
        {"شكون",         KEYWORD_INFO      },
        {"",                 KEYWORD_NONE      },
        {"\xff\xfe",         KEYWORD_NONE      },
        {"...",              KEYWORD_NONE      },
    };
    struct fixture *fixture = fixture_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum keyword_kind got = keyword_of(fixture->config, cases[i].text);

        if (got != cases[i].want) fail_msg("\"%s\": %d", cases[i].text, (int)got);
    }
    fixture_free(fixture);
}

static void a_digit_is_read_in_every_script(void **state)
{
    static const struct {
        const char *text;
        int want;
    } cases[] = {
        {"3",    3},
        {" 4. ", 4},
        {"٢",   2},
        {"۷",   7},
        {"10",   0},
        {"drie", 0},
        {"0",    0},
        {"",     0},
        {"3 1",  0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (keyword_digit(cases[i].text) != cases[i].want) fail_msg("\"%s\"", cases[i].text);
}

static void what_was_typed_is_read_as_a_number_and_nothing_else(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: it is none */
    } cases[] = {
        {"0",              "0"       },
        {"00",             "00"      },
        {" 12\n",          "12"      },
        {"#9",             "9"       },
        {"*1#",            "1"       },
        {"٠",             "0"       },
        {"٠٠#",          "00"      },
        {"۱۲",           "12"      },
        {"\u200f٣\u200e", "3"       },
        {"１０",         "10"      },
        {"12345678",       "12345678"},
        {"123456789",      NULL      },
        {"1*2",            NULL      },
        {"1 2",            NULL      },
        {"1.5",            NULL      },
        {"٣ أطفال",  NULL      },
        {"#",              NULL      },
        {"",               NULL      },
        {"👍",           NULL      },
        {"\xff",           NULL      },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[KEYWORD_DIGITS_SPACE] = "";
        bool is_number = keyword_digits(cases[i].text, got);

        if (is_number != (cases[i].want != NULL)) fail_msg("\"%s\": %d", cases[i].text, is_number);
        if (is_number) assert_string_equal(got, cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_bare_word_is_a_reply_word),
        cmocka_unit_test(a_digit_is_read_in_every_script),
        cmocka_unit_test(what_was_typed_is_read_as_a_number_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
