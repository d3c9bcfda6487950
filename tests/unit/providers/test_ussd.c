#include "tests/unit/providers/cases.h"

#include "providers/ussd.h"

static void what_was_added_is_the_newest_even_with_a_star_in_it(void **state)
{
    static const struct {
        const char *name, *before, *history, *input, *want;
    } cases[] = {
        {"a session that nobody kept",      NULL, "1*2",     "2",  "2"    },
        {"first answer",                    "0",  "1",       "1",  "1"    },
        {"first answer with a star",        "0",  "06*12",   "12", "06*12"},
        {"first answer is a star",          "0",  "*",       "",   "*"    },
        {"second answer",                   "1",  "1*2",     "2",  "2"    },
        {"second answer with stars",        "1",  "1*a*b*",  "",   "a*b*" },
        {"an answer of nothing",            "1",  "1*",      "",   ""     },
        {"the screen at the start",         "0",  "",        "",   ""     },
        {"the same call once more",         "3",  "1*2",     "2",  "2"    },
        {"shorter than what was known",     "9",  "1*2",     "2",  "2"    },
        {"not what was known, and more",    "2",  "12345*6", "6",  "6"    },
        {"a dialect with the newest alone", "2",  "",        "07", "07"   },
        {"a reference of another kind",     "x",  "",        "1",  "1"    },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(event_clear) struct event event = {.type = EVENT_USSD};
        const char *got;

        text_add(&event.history, cases[i].history);
        text_add(&event.input, cases[i].input);
        got = ussd_newest(&event, cases[i].before);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: \"%s\"", cases[i].name, got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_the_newest_even_with_a_star_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
