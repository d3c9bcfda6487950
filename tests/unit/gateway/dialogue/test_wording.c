/* Dates and times in words, as people of each language write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/dialogue/wording.h"

static struct config *config;

static int load_config(void **state)
{
    struct data data = {0};
    struct mistakes mistakes = {0};
    enum rc rc = config_load(&data, NULL, 1800000000 * USEC_SEC, &config, &mistakes);

    (void)state;
    mistakes_clear(&mistakes);
    return rc == RC_OK ? 0 : -1;
}

static int free_config(void **state)
{
    (void)state;
    config_free(config);
    return 0;
}

static usec utc(const char *string)
{
    usec at;

    if (!clock_read(string, &at)) fail_msg("no moment: %s", string);
    return at;
}

static void a_moment_is_written_as_its_readers_write_it(void **state)
{
    static const struct {
        enum language language;
        enum arabic_months months;
        bool digits;
        const char *at, *want;
    } cases[] = {
        {LANGUAGE_NL,       MONTHS_LEVANTINE, false, "2027-03-02T09:30:00Z", "dinsdag 2 maart 10.30"                   },
        {LANGUAGE_NL,       MONTHS_LEVANTINE, true,  "2027-07-06T08:05:00Z", "dinsdag 6 juli 10.05"                    },
        {LANGUAGE_AR,       MONTHS_LEVANTINE, false, "2027-01-05T09:30:00Z",
         "الثلاثاء 5 كانون الثاني 10:30"                                                            },
        {LANGUAGE_AR,       MONTHS_STANDARD,  false, "2027-01-05T09:30:00Z", "الثلاثاء 5 يناير 10:30"     },
        {LANGUAGE_AR,       MONTHS_MOROCCAN,  false, "2027-11-23T09:30:00Z", "الثلاثاء 23 نونبر 10:30"    },
        {LANGUAGE_AR,       MONTHS_LEVANTINE, true,  "2027-03-23T15:30:00Z", "الثلاثاء ٢٣ آذار ١٦:٣٠"},
        {LANGUAGE_ARY_ARAB, MONTHS_LEVANTINE, true,  "2027-08-03T08:30:00Z", "التلات 3 غشت 10:30"             },
        {LANGUAGE_ARY_LATN, MONTHS_LEVANTINE, true,  "2027-08-03T08:30:00Z", "tlata 3 ghocht 10.30"                    },
 /* The wall clock on both sides of the jumps of 2027, in March and in October. */
        {LANGUAGE_NL,       MONTHS_LEVANTINE, false, "2027-03-28T00:59:00Z", "zondag 28 maart 1.59"                    },
        {LANGUAGE_NL,       MONTHS_LEVANTINE, false, "2027-03-28T01:00:00Z", "zondag 28 maart 3.00"                    },
        {LANGUAGE_NL,       MONTHS_LEVANTINE, false, "2027-10-31T00:30:00Z", "zondag 31 oktober 2.30"                  },
        {LANGUAGE_NL,       MONTHS_LEVANTINE, false, "2027-10-31T01:30:00Z", "zondag 31 oktober 2.30"                  },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        config->arabic_months = cases[i].months;
        config->arabic_digits = cases[i].digits;
        wording_add_slot(config, cases[i].language, DIGITS_USUAL, utc(cases[i].at), &got);
        if (strcmp(text_string(&got), cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].at, text_string(&got));
    }
}

static void a_member_s_own_digits_go_before_those_of_the_municipality(void **state)
{
    static const struct {
        enum language language;
        bool municipality;
        enum digits digits;
        const char *want;
    } cases[] = {
        {LANGUAGE_AR,       false, DIGITS_USUAL,    "10:30"    },
        {LANGUAGE_AR,       true,  DIGITS_USUAL,    "١٠:٣٠"},
        {LANGUAGE_AR,       true,  DIGITS_EUROPEAN, "10:30"    },
        {LANGUAGE_AR,       false, DIGITS_ARABIC,   "١٠:٣٠"},
        {LANGUAGE_ARY_ARAB, true,  DIGITS_USUAL,    "10:30"    },
        {LANGUAGE_ARY_ARAB, false, DIGITS_ARABIC,   "١٠:٣٠"},
        {LANGUAGE_ARY_LATN, true,  DIGITS_ARABIC,   "10.30"    },
        {LANGUAGE_NL,       true,  DIGITS_ARABIC,   "10.30"    },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        config->arabic_digits = cases[i].municipality;
        wording_add_time(config, cases[i].language, cases[i].digits, utc("2027-01-07T09:30:00Z"),
                         &got);
        if (strcmp(text_string(&got), cases[i].want) != 0)
            fail_msg("%zu: %s", i, text_string(&got));
    }
}

static void the_months_of_every_list_have_their_own_names(void **state)
{
    (void)state;
    for (enum arabic_months months = MONTHS_STANDARD; months <= MONTHS_MOROCCAN; months++) {
        SCOPED(text_clear) struct text all = {0};

        config->arabic_months = months;
        config->arabic_digits = false;
        for (int month = 1; month <= 12; month++) {
            SCOPED(text_clear) struct text day = {0};
            char at[32];

            snprintf(at, sizeof(at), "2027-%02d-15T12:00:00Z", month);
            wording_add_day(config, LANGUAGE_AR, DIGITS_USUAL, utc(at), &day);
            assert_null(strchr(text_string(&day), '_'));
            if (all.n && strstr(text_string(&all), strstr(text_string(&day), "15")))
                fail_msg("%s comes twice", text_string(&day));
            text_addf(&all, "%s,", text_string(&day));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_is_written_as_its_readers_write_it),
        cmocka_unit_test(a_member_s_own_digits_go_before_those_of_the_municipality),
        cmocka_unit_test(the_months_of_every_list_have_their_own_names),
    };

    return cmocka_run_group_tests(tests, load_config, free_config);
}
