#include "tests/unit/providers/cases.h"

#include "providers/sms.h"

/* `n` times `one`, then `rest`. */
static char *repeated(const char *one, size_t n, const char *rest)
{
    struct text text = {0};

    for (size_t i = 0; i < n; i++)
        text_add(&text, one);
    text_add(&text, rest);
    return text_take(&text);
}

static void a_text_is_cut_exactly_where_the_network_cuts_it(void **state)
{
    static const struct {
        const char *one;
        size_t n;
        const char *rest;
        enum sms_encoding encoding;
        size_t units, segments;
    } cases[] = {
        {"",           0,    "",            SMS_GSM7, 0,    1 },
        {"a",          160,  "",            SMS_GSM7, 160,  1 },
        {"a",          161,  "",            SMS_GSM7, 161,  2 },
        {"a",          306,  "",            SMS_GSM7, 306,  2 },
        {"a",          307,  "",            SMS_GSM7, 307,  3 },
        {"€",        80,   "",            SMS_GSM7, 160,  1 },
        {"€",        81,   "",            SMS_GSM7, 162,  2 },
 /* 153 is odd: an escape does not fit in the last septet, so each holds 76 of them. */
        {"€",        152,  "",            SMS_GSM7, 304,  2 },
        {"€",        153,  "",            SMS_GSM7, 306,  3 },
        {"a",          152,  "€aaaaaaaa", SMS_GSM7, 162,  2 },
        {"\f",         1,    "",            SMS_GSM7, 2,    1 },
        {"[",          1,    "]{}\\~^|",    SMS_GSM7, 16,   1 },
        {"à",         160,  "",            SMS_GSM7, 160,  1 },
        {"ë",         70,   "",            SMS_UCS2, 70,   1 },
        {"ë",         71,   "",            SMS_UCS2, 71,   2 },
        {"ë",         134,  "",            SMS_UCS2, 134,  2 },
        {"ë",         135,  "",            SMS_UCS2, 135,  3 },
        {"ç",         1,    "",            SMS_UCS2, 1,    1 },
        {"Ç",         1,    "",            SMS_GSM7, 1,    1 },
        {"`",          1,    "",            SMS_UCS2, 1,    1 },
        {"\t",         1,    "",            SMS_UCS2, 1,    1 },
        {"\U0001F600", 35,   "",            SMS_UCS2, 70,   1 },
        {"\U0001F600", 36,   "",            SMS_UCS2, 72,   2 },
 /* 67 is odd too: 33 pairs in each, never half of one. */
        {"\U0001F600", 66,   "",            SMS_UCS2, 132,  2 },
        {"\U0001F600", 67,   "",            SMS_UCS2, 134,  3 },
        {"كيف ",    10,   "",            SMS_UCS2, 40,   1 },
        {"\xFF",       3,    "",            SMS_UCS2, 3,    1 },
        {"\xE2\x82",   1,    "",            SMS_UCS2, 2,    1 },
        {"\r",         1,    "\n",          SMS_GSM7, 2,    1 },
        {"a",          1530, "",            SMS_GSM7, 1530, 10},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(mem_free) char *text = repeated(cases[i].one, cases[i].n, cases[i].rest);
        struct sms_size got = sms_measure(text, strlen(text));

        if (got.encoding != cases[i].encoding || got.units != cases[i].units ||
            got.segments != cases[i].segments)
            fail_msg("%zu x \"%s\" + \"%s\": %s %zu %zu", cases[i].n, cases[i].one, cases[i].rest,
                     sms_encoding_name(got.encoding), got.units, got.segments);
    }
}

static void a_nul_inside_a_text_is_counted_and_not_its_end(void **state)
{
    (void)state;
    assert_int_equal(sms_measure("a\0b", 3).units, 3);
    assert_int_equal(sms_measure("a\0b", 3).encoding, SMS_UCS2);
}

static void plain_spelling_stands_in_for_what_looks_alike(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: nothing can */
    } cases[] = {
        {"Zoë, naïef, crème brûlée",  "Zoe, naief, crème brulée"},
        {"één café in België",         "één café in Belgie"     },
        {"‘ja’ “nee” – … …", "'ja' \"nee\" - ... ..."    },
        {"ĳs à la façon\u00A0de",       "ijs à la facon de"        },
        {"e\u0301e\u0301n",                "een"                       },
        {"bel 06\u201112",                 "bel 06-12"                 },
        {"\xC3\x87 blijft, ç wordt c",    "\xC3\x87 blijft, c wordt c"},
        {"ja 👍",                        NULL                        },
        {"كيف حالكم",              NULL                        },
        {"één كيف",                   NULL                        },
        {"Привет",                   NULL                        },
        {"\xFF",                           NULL                        },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};
        bool could = sms_fold(cases[i].text, strlen(cases[i].text), &got);

        if (could != (cases[i].want != NULL)) fail_msg("%s: %d", cases[i].text, could);
        if (could) assert_string_equal(text_string(&got), cases[i].want);
    }
}

static void a_spelling_is_suggested_only_if_it_is_cheaper(void **state)
{
    static const struct {
        const char *one;
        size_t n;
        const char *rest;
        bool want;
    } cases[] = {
        {"a",       10,  "ë",   false}, /* one segment either way */
        {"a",       69,  "ë",   false},
        {"a",       70,  "ë",   true },
        {"a",       200, "ë",   true },
        {"a",       200, "",     false}, /* plain already */
        {"a",       200, "👍", false},
        {"كيف ", 50,  "",     false},
        {"…",     71,  "",     false}, /* as dots it takes two segments as well */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(mem_free) char *text = repeated(cases[i].one, cases[i].n, cases[i].rest);
        SCOPED(text_clear) struct text got = {0};

        if (sms_suggest(text, strlen(text), &got) != cases[i].want)
            fail_msg("%zu x \"%s\" + \"%s\"", cases[i].n, cases[i].one, cases[i].rest);
    }
}

static void what_is_not_in_the_alphabet_is_named_once_with_what_to_write(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"Één café, 5 € [ja]",  ""                                                                                            },
        {"Zoë en Noë",             "\"ë\" (write e)"                                                                            },
        {"‘ja’ 👍",            "\"‘\" (write '), \"’\" (write '), \"👍\""                                              },
        {"“ja”",                 "\"“\" (write \"), \"”\" (write \")"                                                      },
        {"a\u00A0b",                 "an odd blank (write a plain one)"                                                            },
        {"a\u2028b",                 "an odd line end (write a plain one)"                                                         },
        {"e\u0308",                  "a loose accent or a sign that is not seen (leave it out)"                                    },
        {"ŵŷẞčşžłő",        "\"ŵ\" (write w), \"ŷ\" (write y), \"ẞ\" (write SS), \"č\" (write c), "
                     "\"ş\" (write s), \"ž\" (write z), \"ł\" (write l), \"ő\" (write o)"         },
        {"abcdefg كيف حال ب", "\"ك\", \"ي\", \"ف\", \"ح\", \"ا\", \"ل\", \"ب\""                                      },
        {"Привет мир",      "\"П\", \"р\", \"и\", \"в\", \"е\", \"т\", \"м\""                                      },
        {"ëïêîâôû ŵŷ",      "\"ë\" (write e), \"ï\" (write i), \"ê\" (write e), \"î\" (write i), "
                       "\"â\" (write a), \"ô\" (write o), \"û\" (write u), \"ŵ\" (write w), …"},
        {"\xE2\x82\xAC\xE2\x82",     "\"\uFFFD\""                                                                                  },
        {"gewoon à é è ö",       ""                                                                                            },
        {"",                         ""                                                                                            },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        sms_add_strangers(&got, cases[i].text, strlen(cases[i].text));
        assert_string_equal(text_string(&got), cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_cut_exactly_where_the_network_cuts_it),
        cmocka_unit_test(a_nul_inside_a_text_is_counted_and_not_its_end),
        cmocka_unit_test(plain_spelling_stands_in_for_what_looks_alike),
        cmocka_unit_test(a_spelling_is_suggested_only_if_it_is_cheaper),
        cmocka_unit_test(what_is_not_in_the_alphabet_is_named_once_with_what_to_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
