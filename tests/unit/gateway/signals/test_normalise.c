#include "gateway/signals/normalise.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "gateway/base/text.h"

/* The forms of a text with a bar between them. */
static void read_forms(const char *text, struct text *out)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};

    tokens_read(&tokens, text, strlen(text));
    for (size_t i = 0; i < tokens.n; i++) {
        if (i) text_add_char(out, '|');
        text_add(out, tokens.at[i].form);
    }
}

static void many_writings_become_one_form(void **state)
{
    static const struct {
        const char *text, *forms;
    } cases[] = {
        {"Het GAAT goed!",                      "het|gaat|goed"                  },
        {"één",                               "een"                            },
        {"ﬁetsen ＡＢＣ",                  "fietsen|abc"                    },
        {"heeeeeel erg",                        "heel|erg"                       },
        {"m'n foto’s",                        "mn|fotos"                       },
        {"ex-man",                              "ex|man"                         },
        {"أحمد إلى آخر ٱلله",     "احمد|الي|اخر|الله"},
        {"مدرسة مدرسه",               "مدرسه|مدرسه"          },
        {"على علی",                       "علي|علي"                  },
        {"مـــزيـــان",              "مزيان"                     },
        {"مُحَمَّدٌ",                  "محمد"                       },
        {"شيء سيئ",                       "شي|سيي"                    },
        {"٣ ۴ 5",                             "3|4|5"                          },
        {"3ayt bz2f",                           "3ayt|bz2f"                      },
        {"ba\xE2\x80\x8Bng \xE2\x80\x8Fنعم", "bang|نعم"                    },
        {"👍🏽👍🏽 ❤️",             "👍|❤"                       },
        {":) ok :-(",                           "🙂|ok|🙁"                   },
        {"7/10",                                "7|10"                           },
        {"ﻻ ﺑﺄﺱ",                       "لا|باس"                    },
        {"",                                    ""                               },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        read_forms(cases[i].text, &got);
        if (strcmp(text_string(&got), cases[i].forms) != 0)
            fail_msg("\"%s\": %s instead of %s", cases[i].text, text_string(&got), cases[i].forms);
    }
}

static void a_token_knows_its_place_in_the_text_as_it_came(void **state)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};
    const char *text = "é \xFFمُحَمَّد👍🏽 ok";
    static const struct {
        uint32_t at, length;
    } want[] = {
        {0,  1},
        {3,  8},
        {11, 1},
        {14, 2}
    };
    (void)state;

    tokens_read(&tokens, text, strlen(text));
    assert_int_equal(tokens.n, COUNT(want));
    assert_true(tokens.damaged);
    for (size_t i = 0; i < tokens.n; i++) {
        assert_int_equal(tokens.at[i].at, want[i].at);
        if (i != 1) assert_int_equal(tokens.at[i].length, want[i].length);
    }
}

static void pauses_stand_before_the_next_token(void **state)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};
    const char *text = "goed. nee, wel ja.. toch؟ نعم، لا";
    static const enum pause want[] = {PAUSE_NONE,   PAUSE_SENTENCE, PAUSE_CLAUSE, PAUSE_NONE,
                                      PAUSE_CLAUSE, PAUSE_SENTENCE, PAUSE_CLAUSE};
    (void)state;

    tokens_read(&tokens, text, strlen(text));
    assert_int_equal(tokens.n, COUNT(want));
    for (size_t i = 0; i < tokens.n; i++)
        assert_int_equal(tokens.at[i].pause, want[i]);
}

static void a_text_beyond_the_limit_is_cut_and_says_so(void **state)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};
    SCOPED(text_clear) struct text text = {0};
    (void)state;

    for (size_t i = 0; i < TOKEN_MAX + 5; i++)
        text_add(&text, "a ");
    tokens_read(&tokens, text_string(&text), text.n);
    assert_int_equal(tokens.n, TOKEN_MAX);
    assert_true(tokens.cut);
}

/* A word may be longer than a form: it is compared by its start and keeps its whole place. */
static void a_word_longer_than_a_form_is_kept_to_its_room(void **state)
{
    static const char *const letters[] = {"ab", "aé", "سب", "a6", "６b"};
    (void)state;

    for (size_t i = 0; i < COUNT(letters); i++) {
        SCOPED(tokens_clear) struct tokens tokens = {0};
        SCOPED(text_clear) struct text text = {0};

        for (size_t n = 0; n < 100; n++)
            text_add(&text, letters[i]);
        tokens_read(&tokens, text_string(&text), text.n);
        assert_int_equal(tokens.n, 1);
        assert_int_equal(tokens.at[0].length, 200);
        assert_in_range(tokens.at[0].form_bytes, TOKEN_FORM_MAX - 4, TOKEN_FORM_MAX - 1);
        assert_int_equal(strlen(tokens.at[0].form), tokens.at[0].form_bytes);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_writings_become_one_form),
        cmocka_unit_test(a_token_knows_its_place_in_the_text_as_it_came),
        cmocka_unit_test(pauses_stand_before_the_next_token),
        cmocka_unit_test(a_text_beyond_the_limit_is_cut_and_says_so),
        cmocka_unit_test(a_word_longer_than_a_form_is_kept_to_its_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
