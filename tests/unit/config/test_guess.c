#include "config/reading.h"
#include "tests/unit/config/fixture.h"

static void a_slip_finds_the_word_and_nonsense_finds_none(void **state)
{
    static const char *const words[] = {"listen",  "public_url", "store",
                                        "on_duty", "cm",         "sandbox"};
    static const struct {
        const char *wrong, *want;
    } cases[] = {
        {"lisen",                                                         "listen"    },
        {"Listen",                                                        "listen"    },
        {"publicurl",                                                     "public_url"},
        {"sotre",                                                         "store"     },
        {"duty",                                                          "on_duty"   },
        {"cmm",                                                           "cm"        },
        {"zandbak",                                                       NULL        },
        {"x",                                                             NULL        },
        {"",                                                              NULL        },
        {"a word that is far longer than any that could have been meant", NULL        },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct guess guess = guess_new(cases[i].wrong);

        for (size_t j = 0; j < COUNT(words); j++)
            guess_try(&guess, words[j]);
        if (!cases[i].want ? guess.best != NULL
                           : !guess.best || strcmp(guess.best, cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].wrong, guess.best ? guess.best : "nothing");
    }
}

static void what_is_said_fits_the_end_of_a_mistake(void **state)
{
    struct guess near = guess_new("stor"), far = guess_new("qqqq");
    (void)state;

    guess_try(&near, "store");
    guess_try(&far, "store");
    assert_string_equal(guess_say(&near), "; did you mean \"store\"?");
    assert_string_equal(guess_say(&far), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_finds_the_word_and_nonsense_finds_none),
        cmocka_unit_test(what_is_said_fits_the_end_of_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
