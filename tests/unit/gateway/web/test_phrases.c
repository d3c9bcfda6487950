#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config.h"
#include "gateway/web/phrases.h"

/* Monday 4 January 2027, 10:00 in Amsterdam. */
#define NOW ((usec)1799053200 * USEC_SEC)

static const struct data linked_in = {NULL};

static struct phrases load(const char *language)
{
    struct phrases phrases;
    struct fault why;

    if (phrases_load(&linked_in, language, &phrases, &why) != RC_OK) fail_msg("%s", why.text);
    return phrases;
}

static void moments_are_said_as_people_say_them(void **state)
{
    static const struct {
        const char *language;
        usec at;
        enum moment form;
        const char *want;
    } cases[] = {
        {"nl", NOW,                                 MOMENT_LONG,  "maandag 4 januari, 10.00 uur"},
        {"nl", NOW,                                 MOMENT_SHORT, "10.00 uur"                   },
        {"nl", NOW - USEC_DAY,                      MOMENT_SHORT, "zo 3 jan, 10.00 uur"         },
        {"nl", NOW + 58 * USEC_DAY + 30 * USEC_MIN, MOMENT_LONG,  "woensdag 3 maart, 10.30 uur" },
        {"nl", NOW + 180 * USEC_DAY,                MOMENT_TIME,  "11.00"                       }, /* summer time */
        {"nl", NOW,                                 MOMENT_DAY,   "maandag 4 januari"           },
        {"en", NOW,                                 MOMENT_LONG,  "Monday 4 January, 10:00"     },
        {"en", NOW - USEC_DAY,                      MOMENT_SHORT, "Sun 3 Jan, 10:00"            },
    };
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct config *config = NULL;
    (void)state;

    assert_int_equal(config_load(&linked_in, NULL, NOW, &config, &mistakes), RC_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct phrases phrases = load(cases[i].language);
        struct text said = {0};

        phrase_add_moment(&phrases, &said, config->municipality.zone, cases[i].at, cases[i].form,
                          NOW);
        if (strcmp(text_string(&said), cases[i].want) != 0)
            fail_msg("\"%s\", not \"%s\"", text_string(&said), cases[i].want);
        text_clear(&said);
        phrases_clear(&phrases);
    }
    config_free(config);
}

static void spans_are_rounded_down_to_one_unit(void **state)
{
    static const struct {
        usec span;
        const char *want;
    } cases[] = {
        {-5,             "minder dan een minuut"},
        {59 * USEC_SEC,  "minder dan een minuut"},
        {USEC_MIN,       "1 minuut"             },
        {59 * USEC_MIN,  "59 minuten"           },
        {119 * USEC_MIN, "1 uur"                },
        {23 * USEC_HOUR, "23 uur"               },
        {USEC_DAY,       "1 dag"                },
        {13 * USEC_DAY,  "13 dagen"             },
        {14 * USEC_DAY,  "2 weken"              },
        {70 * USEC_DAY,  "10 weken"             },
    };
    struct phrases nl = load("nl");
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text said = {0};
        phrase_add_span(&nl, &said, cases[i].span);
        if (strcmp(text_string(&said), cases[i].want) != 0)
            fail_msg("\"%s\", not \"%s\"", text_string(&said), cases[i].want);
        text_clear(&said);
    }
    phrases_clear(&nl);
}

static void what_is_filled_in_is_never_filled_in_again(void **state)
{
    struct phrases nl = load("nl");
    struct text said = {0};
    (void)state;

    phrase_add(&nl, &said, "took_since", "{2}", "9.10 uur", NULL);
    assert_string_equal(text_string(&said), "{2} heeft dit, sinds 9.10 uur");
    assert_string_equal(phrase(&nl, "no-such-phrase"), "no-such-phrase");
    text_clear(&said);
    phrases_clear(&nl);
}

static void a_time_of_day_is_read_or_refused_whole(void **state)
{
    static const struct {
        const char *string;
        int want; /* -1: refused */
    } cases[] = {
        {"09:30",  570 },
        {"9:05",   545 },
        {"00:00",  0   },
        {"23:59",  1439},
        {"24:00",  -1  },
        {"12:60",  -1  },
        {"12",     -1  },
        {"",       -1  },
        {"1:2:3",  -1  },
        {"-1:30",  -1  },
        {"ten",    -1  },
        {"10:30 ", -1  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        int minutes = -1;
        if (!time_read(cases[i].string, &minutes)) minutes = -1;
        if (minutes != cases[i].want) fail_msg("\"%s\": %d", cases[i].string, minutes);
    }
}

static void bytes_that_are_no_utf8_become_a_sign_that_says_so(void **state)
{
    json_t *text = json_text("a\xff\xc3");
    (void)state;

    assert_non_null(text);
    assert_string_equal(json_string_value(text), "a\xef\xbf\xbd\xef\xbf\xbd");
    json_decref(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_said_as_people_say_them),
        cmocka_unit_test(spans_are_rounded_down_to_one_unit),
        cmocka_unit_test(what_is_filled_in_is_never_filled_in_again),
        cmocka_unit_test(a_time_of_day_is_read_or_refused_whole),
        cmocka_unit_test(bytes_that_are_no_utf8_become_a_sign_that_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
