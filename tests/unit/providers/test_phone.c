#include "tests/unit/providers/cases.h"

#include "providers/phone.h"

static void every_writing_of_a_number_becomes_one(void **state)
{
    static const struct {
        const char *written, *want; /* NULL: not a number */
    } cases[] = {
        {"0612345678",                 "+31612345678"  },
        {"06 1234 5678",               "+31612345678"  },
        {"06-12345678",                "+31612345678"  },
        {"+31612345678",               "+31612345678"  },
        {"+31 (0)6 12345678",          "+31612345678"  },
        {"0031612345678",              "+31612345678"  },
        {"31612345678",                "+31612345678"  },
        {" 31612345678",               "+31612345678"  },
        {"%2B31612345678",             "+31612345678"  },
        {"612345678",                  "+31612345678"  },
        {"٠٦١٢٣٤٥٦٧٨",       "+31612345678"  },
        {"۰۶۱۲۳۴۵۶۷۸",       "+31612345678"  },
        {"\u202A+31 6 12345678\u202C", "+31612345678"  },
        {"0600000000",                 "+31600000000"  },
        {"020 123 4567",               "+31201234567"  },
        {"+212612345678",              "+212612345678" },
        {"00212612345678",             "+212612345678" },
        {"212612345678",               "+212612345678" },
        {"+212 0612345678",            "+212612345678" },
        {"32470123456",                "+32470123456"  },
        {"+3197010200300",             "+3197010200300"},
        {"3197010200300",              "+3197010200300"},
        {"097010200300",               "+3197010200300"},
        {"+3197912345678",             "+3197912345678"},
        {"+270022003552",              "+2722003552"   }, /* found by fuzzing: two spellings of one number */
        {"Info",                       NULL            },
        {"7711",                       NULL            },
        {"112",                        NULL            },
        {"14030",                      NULL            },
        {"",                           NULL            },
        {"+",                          NULL            },
        {"+ ",                         NULL            },
        {"1234567",                    NULL            },
        {"06123456789",                NULL            },
        {"061234567",                  NULL            },
        {"+3161234567",                NULL            },
        {"+999999999999",              NULL            },
        {"0612345678a",                NULL            },
        {"06+12345678",                NULL            },
        {"\xD9",                       NULL            },
        {"+3161234567\xFF",            NULL            },
        {"111111111111111111111111",   NULL            },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[PHONE_SPACE] = "untouched";
        bool is_number = phone_normalise(cases[i].written, got);

        if (is_number != (cases[i].want != NULL))
            fail_msg("\"%s\": %d %s", cases[i].written, is_number, got);
        assert_string_equal(got, is_number ? cases[i].want : "untouched");
    }
}

static void numbers_are_compared_as_numbers_and_words_as_words(void **state)
{
    (void)state;
    assert_true(phone_equal("+31612345678", "06 12345678"));
    assert_false(phone_equal("+31612345678", "+31612345679"));
    assert_true(phone_equal("Vangnet", "Vangnet"));
    assert_string_equal(phone_without_plus("+31612345678"), "31612345678");
    assert_string_equal(phone_without_plus("Vang+net"), "Vang+net");
    assert_false(phone_equal("7711", "7712"));
    assert_false(phone_equal("Info", "+31612345678"));
}

static void a_number_is_shown_as_people_write_it(void **state)
{
    static const struct {
        const char *e164, *want;
    } cases[] = {
        {"+31612345678",   "06 1234 5678"   },
        {"+31201234567",   "020 123 4567"   },
        {"+212612345678",  "+212 612-345678"},
        {"+3197010200300", "0970 102 00300" },
        {"+5210505023020",
         "+5210505023020"                   }, /* found by fuzzing: written otherwise it is another */
        {"Info",           "Info"           },
        {"7711",           "7711"           },
        {"",               ""               },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        text_add_phone(&got, cases[i].e164);
        assert_string_equal(text_string(&got), cases[i].want);
    }
}

static void no_text_is_sent_to_a_landline(void **state)
{
    static const struct {
        const char *e164;
        bool want;
    } cases[] = {
        {"+31612345678",   true },
        {"+3197010200300", true },
        {"+212612345678",  true },
        {"+212712345678",  true },
        {"+32470123456",   true },
        {"+14155552671",   true },
        {"+2126999999999", true }, /* of no known range */
        {"+31201234567",   false},
        {"+31101234567",   false},
        {"+318000432",     false},
        {"+319001234567",  false},
        {"+212522123456",  false},
        {"+3222345678",    false},
        {"Info",           false},
        {"",               false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (phone_takes_texts(cases[i].e164) != cases[i].want) fail_msg("%s", cases[i].e164);
}

static void a_number_has_the_country_of_its_plan(void **state)
{
    static const struct {
        const char *e164, *want; /* NULL: none */
    } cases[] = {
        {"+31612345678",   "NL"},
        {"+3197010200300", "NL"},
        {"+212612345678",  "MA"},
        {"+32470123456",   "BE"},
        {"+4915112345678", "DE"},
        {"+262692123456",  "RE"},
        {"Info",           NULL},
        {"7711",           NULL},
        {"",               NULL},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[3] = "--";

        if (phone_country(cases[i].e164, got) != (cases[i].want != NULL) ||
            strcmp(got, cases[i].want ? cases[i].want : "--") != 0)
            fail_msg("%s: %s", cases[i].e164, got);
    }
    assert_true(phone_is_country("NL"));
    assert_true(phone_is_country("MA"));
    assert_false(phone_is_country("nl"));
    assert_false(phone_is_country("XX"));
    assert_false(phone_is_country("NLD"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_writing_of_a_number_becomes_one),
        cmocka_unit_test(numbers_are_compared_as_numbers_and_words_as_words),
        cmocka_unit_test(a_number_is_shown_as_people_write_it),
        cmocka_unit_test(no_text_is_sent_to_a_landline),
        cmocka_unit_test(a_number_has_the_country_of_its_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
